"""What the language steps hand to one another, before it becomes rows."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from schemas.entities import EntityMention


@dataclass(frozen=True)
class FoundEntity:
    """An entity of one article; the columns of ``schemas.entities`` say what each value means."""

    entity_id: str
    name: str
    type: str
    mentions: tuple[EntityMention, ...]
    country_code: str | None = None
    wikidata_id: str | None = None
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    place_reason: str | None = None
    roles: tuple[str, ...] = ()
    salience: float = 0.0


@dataclass(frozen=True)
class EntityIndex:
    """The entities of one article, to be looked up by place in the text."""

    entities: Sequence[FoundEntity]
    _starts: list[int] = field(init=False, repr=False)
    _placed: list[tuple[EntityMention, FoundEntity]] = field(init=False, repr=False)
    _reach: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort all mentions by start; of nested ones the longer comes first."""
        placed = [(m, e) for e in self.entities for m in e.mentions]
        placed.sort(key=lambda pair: (pair[0].start, -pair[0].end))
        object.__setattr__(self, "_placed", placed)
        object.__setattr__(self, "_starts", [m.start for m, _ in placed])
        object.__setattr__(self, "_reach", list(accumulate((m.end for m, _ in placed), max)))

    def within(self, start: int, end: int) -> list[tuple[EntityMention, FoundEntity]]:
        """Return the mentions that lie wholly in ``text[start:end]``, in order."""
        first = bisect_right(self._starts, start - 1)
        last = bisect_right(self._starts, end - 1)
        return [pair for pair in self._placed[first:last] if pair[0].end <= end]

    def covering(self, start: int, end: int) -> tuple[EntityMention, FoundEntity] | None:
        """Return the shortest mention that contains ``text[start:end]``; None without one."""
        last = first = bisect_right(self._starts, start)
        while first > 0 and self._reach[first - 1] >= end:  # no mention before it ends so late
            first -= 1
        inside = [pair for pair in self._placed[first:last] if pair[0].end >= end]
        return min(inside, key=lambda pair: pair[0].end - pair[0].start, default=None)


@dataclass(frozen=True)
class TimeExpression:
    """A time expression, normalised about the article's date.

    Attributes:
        start, end, text: the words.
        type: DATE, TIME, DURATION or SET (TIMEX3, ISO 24617-1).
        value: TIMEX3 value: "2024-11-28", "2024-W48", "P3Y", "2024-11-28TNI".
        time_start, time_end: first and last day, inclusive; None where it names no days.
    """

    start: int
    end: int
    text: str
    type: str
    value: str | None
    time_start: date | None
    time_end: date | None


@dataclass(frozen=True)
class FoundSource:
    """Somebody to whom words or a claim are attributed: the mention in the text and its entity."""

    start: int
    end: int
    name: str
    entity_id: str | None


@dataclass(frozen=True)
class FoundQuote:
    """A quotation; ``group`` is the offset of the first part of a quotation broken by its cue."""

    start: int
    end: int
    kind: str
    group: int
    speaker: FoundSource | None
    cue: str | None


def in_order(entities: Iterable[FoundEntity]) -> list[FoundEntity]:
    """Sort entities by their first mention, then by id."""
    return sorted(entities, key=lambda e: (e.mentions[0].start, e.entity_id))
