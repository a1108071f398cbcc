"""What a rule is, and what it can ask: the matched words, the article's date, the tense."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Token

from transforms.language.document import Document
from transforms.language.times.lexer import Lexeme, Lexemes, compile_rule
from transforms.language.times.periods import Cycle, Period
from transforms.language.times.tense import direction
from transforms.language.times.words import Sense

RELATION = "LAST|PAST|PREVIOUS|NEXT|COMING|FOLLOWING|THIS"
"""Classes of the words that place a day, month or season: "last August"."""
LEAD = "(?P<lead>EDGE (?:DASH)?)?"
"""Group of "early", "late" and "mid-"."""

_ANCHOR_REACH = 300
"""Characters, about two sentences: farther back, "a week later" is told from something else."""

_MACROS = {
    "QUANTITY": (
        "(?:A COUPLE (?:OF)?|COUPLE OF|A FEW|FEW|A DOZEN|DOZEN (?:OF)?|NUMBER (?:DASH NUMBER)?"
        "|HALF A|SMALL|COUNT|YEAR|A)"
    ),
    "ABOUT": "(?:(?:APPROX|MORE THAN|AT (?:THE)? LEAST)*)",
    "UNITANY": "(?:UNIT|UNITS)",
    "NTH": "(?:ORDINAL|SECOND)",
}


@dataclass(frozen=True)
class Reading:
    """What an expression means; the fields are those of ``TimeExpression``.

    Attributes:
        cycle: set where the year (or week) was not told, so that a neighbour may decide it.
        needs_part: "the year" of "the last week of the year": no time for itself.
        day_is_guessed: an hour whose day a neighbour may tell.
    """

    type: str
    value: str | None
    first: date | None = None
    last: date | None = None
    cycle: Cycle | None = None
    needs_part: bool = False
    day_is_guessed: bool = False


@dataclass
class Context:
    """The article while it is read from left to right."""

    document: Document
    lexemes: Lexemes
    southern: bool
    anchor: Reading | None = None
    anchor_end: int = 0
    """The date told last and where it ends, for "three days earlier"."""

    @property
    def day(self) -> date:
        """The article's date."""
        return self.document.published_on


@dataclass(frozen=True)
class Found:
    """A rule's match over the shape, and what its words mean."""

    context: Context
    match: re.Match[str]
    _items: list[Lexeme] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Cut the matched lexemes out."""
        items = list(self.context.lexemes.items[self.match.start() : self.match.end()])
        object.__setattr__(self, "_items", items)

    def has(self, group: str) -> bool:
        """Tell whether a group of the rule took part, with at least one lexeme."""
        return group in self.match.re.groupindex and bool(self.match.group(group))

    def senses(self, group: str) -> list[Sense]:
        """Return what the lexemes of a group mean; empty without it."""
        if not self.has(group):
            return []
        start, end = self.match.span(group)
        return [item.sense for item in self.context.lexemes.items[start:end]]

    def sense(self, group: str) -> Sense:
        """Return the first meaning of a group; the rule must have matched it."""
        return self.senses(group)[0]

    def number(self, group: str) -> int:
        """Return the number of a group's first lexeme, 0 without it."""
        senses = self.senses(group)
        return int(senses[0].number) if senses else 0

    def before(self, distance: int = 1) -> Lexeme | None:
        """Return the lexeme some places before the match."""
        at = self.match.start() - distance
        return self.context.lexemes.items[at] if at >= 0 else None

    def after(self, distance: int = 1) -> Lexeme | None:
        """Return the lexeme some places behind the match."""
        at = self.match.end() + distance - 1
        items = self.context.lexemes.items
        return items[at] if at < len(items) else None

    def kind_after(self, distance: int = 1) -> str:
        """Return the class of the lexeme some places behind the match, or ""."""
        item = self.after(distance)
        return item.sense.kind if item else ""

    def opened_by(self, *kinds: str) -> bool:
        """Tell whether the word before the match is of one of these classes."""
        before = self.before()
        return before is not None and before.sense.kind in kinds

    def opened_by_word(self, words: frozenset[str]) -> bool:
        """Tell whether the word before the match is one of these, in any case."""
        before = self.before()
        return before is not None and before.text.lower() in words

    def token(self, offset: int) -> Token | None:
        """Return the parse's token at an offset of the text."""
        span = self.context.document.doc.char_span(offset, offset + 1, alignment_mode="expand")
        return span[0] if span else None

    def anchor(self) -> Reading | None:
        """Return the date told last, if it stands near before."""
        context = self.context
        near = self.start - context.anchor_end <= _ANCHOR_REACH
        return context.anchor if near else None

    @property
    def start(self) -> int:
        """Offset of the first word."""
        return self._items[0].start

    @property
    def end(self) -> int:
        """Offset behind the last word."""
        return self._items[-1].end

    def day_told(self) -> date:
        """Return the day told last, if it stands near before in the paragraph, else the article's."""
        told, context = self.anchor(), self.context
        if told is None or told.first is None or told.first != told.last:
            return context.day
        between = context.document.text[context.anchor_end : self.start]
        return context.day if "\n\n" in between else told.first

    def direction(self) -> str:
        """Tell whether the words around look back or ahead."""
        return direction(self.context.document.doc, self.start, self.end)


@dataclass(frozen=True)
class Rule:
    """A pattern over the shape, and what it means; None where the words are no time after all."""

    pattern: re.Pattern[str]
    read: Callable[[Found], Reading | None]


def rule(pattern: str, read: Callable[[Found], Reading | None]) -> Rule:
    """Make a rule; macros such as QUANTITY stand for a part of the pattern."""
    return Rule(expanded(pattern), read)


def expanded(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over classes and macros."""
    for name, meaning in _MACROS.items():
        pattern = re.sub(rf"\b{name}\b", meaning, pattern)
    return compile_rule(pattern)


def whole(period: Period, cycle: Cycle | None = None) -> Reading:
    """Return the reading of a period as a date."""
    return Reading("DATE", period.value, period.first, period.last, cycle)


def quantity(senses: list[Sense]) -> float | None:
    """Return the number that words tell: 2.5 for "two and a half"; None for "a few".

    ``senses`` are those of the QUANTITY macro, and of "and a half" behind it.
    """
    kinds = [sense.kind for sense in senses]
    if "FEW" in kinds or ("DOZEN" in kinds and kinds[0] != "A"):
        return None
    if "COUPLE" in kinds:
        return 2
    if "DOZEN" in kinds:
        return 12
    total = sum(s.number for s in senses if s.kind in ("NUMBER", "SMALL", "COUNT", "YEAR"))
    if kinds[:2] == ["HALF", "A"]:
        return 0.5
    return (total or 1.0) + (0.5 if "HALF" in kinds else 0.0)
