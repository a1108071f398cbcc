"""Find the times of an article and place them on the calendar."""

from dataclasses import dataclass, replace

from transforms.language.document import Document
from transforms.language.findings import TimeExpression
from transforms.language.times import (
    calendar_rules,
    clock_rules,
    date_rules,
    length_rules,
    relative_rules,
    unit_rules,
    year_rules,
)
from transforms.language.times.grammar import Context, Found, Reading, Rule
from transforms.language.times.joins import Placed, join_clocks, join_ranges
from transforms.language.times.lexer import lex
from transforms.language.times.part_joins import join_parts
from transforms.language.times.words import vocabulary

RULES: tuple[Rule, ...] = (
    *date_rules.RULES,
    *calendar_rules.RULES,
    *year_rules.RULES,
    *clock_rules.RULES,
    *unit_rules.RULES,
    *relative_rules.RULES,
    *length_rules.RULES,
)


def find_times(document: Document) -> list[TimeExpression]:
    """Return the time expressions of a parsed article, in order, none inside another.

    Relative ones are read about ``document.published_on``. A weekday is the last one up to and
    including that day, unless the words around look ahead. A whole month, year or season is an
    interval. "since X" lasts until the article's day. An expression that would lie outside the
    years 1 to 9999 is left out.
    """
    lexemes = lex(document.doc.text)
    southern = (document.publisher_country or "") in vocabulary().southern_countries
    context = Context(document, lexemes, southern)
    single = join_clocks(_read_all(context), lexemes)
    whole = join_parts(join_ranges(single, lexemes), context)
    return [_expression(one, context) for one in whole]


def _read_all(context: Context) -> list[Placed]:
    """Read from left to right, the longest match first where several begin at one word."""
    found: list[Placed] = []
    at = 0
    for candidate in _candidates(context):
        if candidate.found.match.start() < at:
            continue
        reading = _read(candidate)
        if reading is None:
            continue
        at = candidate.found.match.end()
        found.append(Placed(candidate.found.match.start(), at, reading))
        tells = reading.type != "DURATION" and not reading.needs_part
        if tells and reading.first is not None:
            context.anchor, context.anchor_end = reading, candidate.found.end
    return found


@dataclass(frozen=True)
class _Candidate:
    rule: Rule
    found: Found


def _candidates(context: Context) -> list[_Candidate]:
    shape = context.lexemes.shape
    every = [
        _Candidate(rule, Found(context, match))
        for rule in RULES
        for match in rule.pattern.finditer(shape)
    ]
    # Sorting keeps the order of the rules among equals.
    return sorted(every, key=lambda c: (c.found.match.start(), -c.found.match.end()))


def _read(candidate: _Candidate) -> Reading | None:
    try:
        return candidate.rule.read(candidate.found)
    except (ValueError, OverflowError):  # "Feb. 30", or outside the years 1 to 9999
        return None


def _expression(one: Placed, context: Context) -> TimeExpression:
    items = context.lexemes.items
    start, end = items[one.first].start, items[one.behind - 1].end
    reading = _until_now(one, context)
    return TimeExpression(
        start=start,
        end=end,
        text=context.document.words(start, end),
        type=reading.type,
        value=reading.value,
        time_start=reading.first,
        time_end=reading.last,
    )


def _until_now(one: Placed, context: Context) -> Reading:
    """Let "since 2014" last until the article's day."""
    opener = context.lexemes.items[one.first - 1].sense.kind if one.first else ""
    day, reading = context.day, one.reading
    if opener != "SINCE" or reading.first is None or reading.first > day:
        return reading
    return replace(reading, last=day)
