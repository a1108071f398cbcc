"""The words that report speech, read from ``cues.yaml`` and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True)
class Cues:
    """Lemmas that report speech.

    Attributes:
        saying: verbs of saying.
        clausal: those of them whose clause is a report without marks.
        marking: all verbs beside which words in marks are somebody's words.
        naming: those of them that call somebody names.
        weak: those of them that yield to any other cue over the same words.
        nouns: nouns that hold a report.
        passive_reports: verbs whose passive subject is the speaker ("was quoted as saying").
    """

    saying: frozenset[str]
    clausal: frozenset[str]
    marking: frozenset[str]
    naming: frozenset[str]
    weak: frozenset[str]
    nouns: frozenset[str]
    passive_reports: frozenset[str]


class CuesError(ValueError):
    """``cues.yaml`` is not as this package needs it; the message names the key and the value."""


@cache
def cues() -> Cues:
    """Return the packaged lists, read once a process.

    Raises:
        CuesError: the file was changed into something that cannot be used.
    """
    text = resources.files(__package__).joinpath("cues.yaml").read_text(encoding="utf-8")
    return build_cues(yaml.safe_load(text))


def build_cues(data: Mapping[str, Any]) -> Cues:
    """Check the lists and combine them.

    Raises:
        CuesError: a list is missing, or something in it is no lower-case word.
    """
    saying = _lemmas(data, "saying")
    weak = _lemmas(data, "weak")
    strong = saying | _lemmas(data, "performing")
    if twice := sorted(weak & strong):
        raise CuesError(f"cues.yaml: {twice[0]!r} is both weak and not; keep one")
    return Cues(
        saying=saying,
        clausal=saying - _subset(data, "marks_only", saying),
        marking=strong | weak,
        naming=_subset(data, "naming", strong),
        weak=weak,
        nouns=_lemmas(data, "nouns"),
        passive_reports=_lemmas(data, "passive_reports"),
    )


def _subset(data: Mapping[str, Any], key: str, whole: frozenset[str]) -> frozenset[str]:
    part = _lemmas(data, key)
    if stray := sorted(part - whole):
        raise CuesError(
            f"cues.yaml: {key} has {stray[0]!r}, which no list of cues has; add it there"
        )
    return part


def _lemmas(data: Mapping[str, Any], key: str) -> frozenset[str]:
    if not data.get(key):
        raise CuesError(f"cues.yaml: the list {key!r} is missing or empty; give it lemmas")
    for word in data[key]:
        if not (isinstance(word, str) and word == word.lower() and word.strip()):
            raise CuesError(f"cues.yaml: {key} has {word!r}, which is no lower-case word; quote it")
    return frozenset(data[key])
