"""The words of time, read from ``vocabulary.yaml`` and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_OFFSET = re.compile(r"(?:Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True)
class Sense:
    """What a word means to the grammar: its class, and a number or a TIMEX3 code where it has one."""

    kind: str
    number: float = 0.0
    code: str = ""


@dataclass(frozen=True)
class TenseWords:
    """Words that tell whether a day lies ahead."""

    future_modals: frozenset[str]
    past_when_negated: frozenset[str]
    plan_words: frozenset[str]
    present_plans: frozenset[str]
    timed_nouns: frozenset[str]
    scheduled_nouns: frozenset[str]
    conditionals: frozenset[str]
    ahead: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """All word lists.

    Attributes:
        senses: lower-case word to its meaning.
        abbreviations: words that take a full stop with them; True where they need it.
        time_zones: names of time zones, in their own case, to their offset from UTC as in ISO 8601;
            empty where the name has more than one.
    """

    senses: Mapping[str, Sense]
    abbreviations: Mapping[str, bool]
    time_zones: Mapping[str, str]
    ambiguous_months: frozenset[str]
    month_openers: frozenset[str]
    sure_month_openers: frozenset[str]
    year_openers: frozenset[str]
    day_name_openers: frozenset[str]
    numbered_things: frozenset[str]
    quarter_company: frozenset[str]
    street_words: frozenset[str]
    paper_words: frozenset[str]
    southern_countries: frozenset[str]
    foreseeing_verbs: frozenset[str]
    invented_things: frozenset[str]
    tense: TenseWords


class VocabularyError(ValueError):
    """``vocabulary.yaml`` is not as this package needs it; the message names the key and the value."""


@cache
def vocabulary() -> Vocabulary:
    """Return the packaged word lists, read once a process.

    Raises:
        VocabularyError: the file was changed into something that cannot be used.
    """
    text = resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    return build_vocabulary(yaml.safe_load(text))


def build_vocabulary(data: Mapping[str, Any]) -> Vocabulary:
    """Check the lists and turn them round, from word to meaning.

    Raises:
        VocabularyError: a list is missing, a word is given twice, or a number is out of range.
    """
    try:
        return _build(data)
    except KeyError as missing:
        raise VocabularyError(f"vocabulary.yaml: the key {missing} is missing; add it") from missing


def _build(data: Mapping[str, Any]) -> Vocabulary:
    senses: dict[str, Sense] = {}
    for source in (_calendar_words, _unit_words, _plain_words):
        for word, sense in source(data):
            if word in senses:
                raise VocabularyError(
                    f"vocabulary.yaml: {word!r} is both {senses[word].kind} and {sense.kind}; keep one"
                )
            senses[word] = sense
    return Vocabulary(
        senses=senses,
        abbreviations={
            **dict.fromkeys(data["month_abbreviations"], False),
            **dict.fromkeys(data["weekday_abbreviations"], False),
            **dict.fromkeys(data["weekday_abbreviations_with_stop"], True),
        },
        time_zones=_time_zones(data),
        ambiguous_months=_words(data, "ambiguous_months"),
        sure_month_openers=_words(data, "sure_month_openers"),
        month_openers=_words(data, "month_openers"),
        year_openers=_words(data, "year_openers"),
        day_name_openers=_words(data, "day_name_openers"),
        numbered_things=_words(data, "numbered_things"),
        quarter_company=_words(data, "quarter_company"),
        street_words=_words(data, "street_words"),
        paper_words=_words(data, "paper_words"),
        southern_countries=_words(data, "southern_countries"),
        foreseeing_verbs=_words(data["conflict"], "foreseeing_verbs"),
        invented_things=_words(data["conflict"], "invented_things"),
        tense=TenseWords(**{key: _words(data["tense"], key) for key in TenseWords.__annotations__}),
    )


def _words(data: Mapping[str, Any], key: str) -> frozenset[str]:
    words = data[key]
    wrong = [word for word in words if not isinstance(word, str)]
    if wrong:
        raise VocabularyError(
            f"vocabulary.yaml: {key} has {wrong[0]!r}, which is no word; quote it"
        )
    if len(set(words)) != len(words):
        raise VocabularyError(f"vocabulary.yaml: {key} names a word twice; keep one")
    return frozenset(words)


def _numbered(
    data: Mapping[str, Any], key: str, kind: str, low: int, high: int
) -> list[tuple[str, Sense]]:
    for word, number in data[key].items():
        if not isinstance(number, int) or not low <= number <= high:
            raise VocabularyError(
                f"vocabulary.yaml: {key}: {word}: {number!r} is not {low} to {high}"
            )
    return [(word, Sense(kind, number)) for word, number in data[key].items()]


def _calendar_words(data: Mapping[str, Any]) -> list[tuple[str, Sense]]:
    weekdays = _numbered(data, "weekdays", "WEEKDAY", 1, 7)
    return [
        *_numbered(data, "months", "MONTH", 1, 12),
        *_numbered(data, "month_abbreviations", "MONTH", 1, 12),
        *weekdays,
        *((f"{word}s", Sense("WEEKDAYS", sense.number)) for word, sense in weekdays),
        *_numbered(data, "weekday_abbreviations", "WEEKDAY", 1, 7),
        *_numbered(data, "weekday_abbreviations_with_stop", "WEEKDAY", 1, 7),
        *_numbered(data, "day_names", "DAYNAME", -7, 7),
        *_numbered(data, "numbers", "NUMBER", 1, 100),
        *_ordinals(data),
    ]


def _ordinals(data: Mapping[str, Any]) -> list[tuple[str, Sense]]:
    # "second" is an ordinal and a unit; the rules know it by a class of its own.
    pairs = _numbered(data, "ordinals", "ORDINAL", 1, 31)
    return [(word, Sense("SECOND", 2)) if word == "second" else (word, s) for word, s in pairs]


def _unit_words(data: Mapping[str, Any]) -> list[tuple[str, Sense]]:
    found = []
    for unit in data["units"]:
        code = ("T" if unit.get("clock") else "") + unit["code"]
        kinds = ("UNITS",) if unit.get("only_plural") else ("UNIT", "UNITS")
        if len(kinds) != len(unit["forms"]):
            raise VocabularyError(f"vocabulary.yaml: units: {code} needs {len(kinds)} forms")
        factor = unit.get("factor", 1)
        found += [(w, Sense(k, factor, code)) for w, k in zip(unit["forms"], kinds, strict=True)]
    for word, season in data["seasons"].items():
        found.append((word, Sense("SEASON", season["month"], season["code"])))
        if "plural" in season:
            found.append((season["plural"], Sense("SEASONS", season["month"], season["code"])))
    return found


def _plain_words(data: Mapping[str, Any]) -> list[tuple[str, Sense]]:
    coded = {
        "day_parts": "PART",
        "noon_names": "NOON",
        "repetitions": "REPETITION",
        "lengths": "LENGTH",
    }
    found = [
        (w, Sense(kind, 0, str(c))) for key, kind in coded.items() for w, c in data[key].items()
    ]
    for kind in data["classes"]:
        words = _words(data["classes"], kind)
        found += [(word, Sense(kind, code=word)) for word in sorted(words)]
    return found


def _time_zones(data: Mapping[str, Any]) -> dict[str, str]:
    zones: dict[str, str] = data["time_zones"]
    for name, offset in zones.items():
        if not isinstance(offset, str) or not _OFFSET.fullmatch(offset):
            raise VocabularyError(
                f"vocabulary.yaml: time_zones: {name}: {offset!r} is no offset such as '+01:00' or Z"
            )
    return zones
