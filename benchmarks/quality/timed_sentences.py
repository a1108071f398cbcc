"""The project's own list of sentences with their time expressions, and how it is judged.

``tests/times/data/README.md`` has the form of the list and its conventions.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spacy.language import Language

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, parse
from transforms.language.findings import TimeExpression
from transforms.language.times import find_times

LIST = Path(__file__).resolve().parents[2] / "tests" / "times" / "data" / "expressions.jsonl"

# Words before and behind an expression that annotators count in or leave out.
_SIGNALS = re.compile(
    r"(?:(?:the|in|on|at|by|of|from|to|between|since|until|for|during|over|about|shortly|soon|after"
    r"|before|within|around|roughly)\s+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:['’]s?| local time)$")


@dataclass(frozen=True)
class ExpectedTime:
    """An expression that a reader would mark.

    Attributes:
        start, end: where its words stand in the sentence.
        types: accepted TIMEX3 types.
        values: accepted TIMEX3 values; empty where any will do.
        first, last: its days, None where it names none.
        optional: whether it is found does not count.
    """

    start: int
    end: int
    words: str
    types: tuple[str, ...]
    values: tuple[str, ...]
    first: date | None
    last: date | None
    optional: bool

    def named_by(self, found: TimeExpression) -> bool:
        """Tell whether an expression has these words and these days."""
        same = _core(found.text) == _core(self.words) and found.start < self.end
        return same and self.start < found.end and self._days == (found.time_start, found.time_end)

    def valued_by(self, found: TimeExpression) -> bool:
        """Tell whether an expression has an accepted type and value."""
        return found.type in self.types and (not self.values or found.value in self.values)

    def touches(self, found: TimeExpression) -> bool:
        """Tell whether an expression shares a character with this one."""
        return self.start < found.end and found.start < self.end

    @property
    def _days(self) -> tuple[date | None, date | None]:
        return self.first, self.last


@dataclass(frozen=True)
class TimedSentence:
    """A sentence told on a day, by a publisher of a country, with its expressions in order."""

    text: str
    told_on: date
    country: str | None
    times: tuple[ExpectedTime, ...]

    @property
    def kept_aside(self) -> bool:
        """Tell which half it belongs to: of the half kept aside only totals are looked at."""
        return is_kept_aside(self.text)


@dataclass(frozen=True)
class Answer:
    """What was found in a sentence.

    Attributes:
        right: exactly the expected expressions were found, with their days.
        valued: right, and each has an accepted type and value.
    """

    sentence: TimedSentence
    found: tuple[TimeExpression, ...]
    right: bool
    valued: bool


def read_sentences() -> list[TimedSentence]:
    """Read the list.

    Raises:
        ValueError: an expression's words are not in its sentence, in order.
    """
    return [_sentence(json.loads(line)) for line in LIST.read_text("utf-8").splitlines()]


def list_hash() -> str:
    """Return the SHA-256 of the list, so that a floor names what it was measured on."""
    return hashlib.sha256(LIST.read_bytes()).hexdigest()


def answer_all(nlp: Language) -> list[Answer]:
    """Find the times of every sentence, each an article of its own, and judge them."""
    sentences = read_sentences()
    docs = parse(nlp, (one.text for one in sentences))
    return [
        judge(
            one,
            find_times(
                Document(one.text, doc, None, one.told_on, "en", publisher_country=one.country)
            ),
        )
        for one, doc in zip(sentences, docs, strict=True)
    ]


def judge(sentence: TimedSentence, found: Sequence[TimeExpression]) -> Answer:
    """Compare what was found with what was expected, both in the order of the text."""
    optional = [time for time in sentence.times if time.optional]
    expected = [time for time in sentence.times if not time.optional]
    counted = [one for one in found if not any(time.touches(one) for time in optional)]
    right = len(counted) == len(expected) and all(
        time.named_by(one) for time, one in zip(expected, counted, strict=True)
    )
    valued = right and all(time.valued_by(one) for time, one in zip(expected, counted, strict=True))
    return Answer(sentence, tuple(found), right, valued)


def _core(words: str) -> str:
    words = _TAIL.sub("", words)
    opening = _SIGNALS.match(words)
    return words[opening.end() :].lower() if opening else words.lower()


def _sentence(row: dict[str, Any]) -> TimedSentence:
    times, at = [], 0
    for time in row["times"]:
        start = row["text"].index(time["words"], at)
        at = start + len(time["words"])
        times.append(_expected(time, start, at))
    return TimedSentence(row["text"], date.fromisoformat(row["on"]), row["country"], tuple(times))


def _expected(row: dict[str, Any], start: int, end: int) -> ExpectedTime:
    first, last = (date.fromisoformat(row[k]) if row[k] else None for k in ("first", "last"))
    values = tuple(row["value"] or ())
    optional = row.get("optional", False)
    return ExpectedTime(start, end, row["words"], tuple(row["type"]), values, first, last, optional)
