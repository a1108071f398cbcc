"""Join what stands before a time to it: "the first week of" April, "two days before" Christmas.

Each join is a pattern that ends where a time begins; the two together are one time.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from transforms.language.times.grammar import Context, Found, Reading, expanded, quantity, whole
from transforms.language.times.joins import Placed
from transforms.language.times.periods import (
    LONG_UNITS,
    Period,
    a_half,
    a_quarter,
    a_week,
    a_weekend,
    a_year,
    duration,
    period_of,
    shifted,
    value_of_days,
)

_REACH = 12
"""Lexemes before a time among which its join begins."""
_ONE_DAY = timedelta(days=1)
_DAYS_OF_LONGEST_MONTH = 31


@dataclass(frozen=True)
class Join:
    """A pattern that ends where a time begins, and what both mean together; None for nothing."""

    pattern: re.Pattern[str]
    read: Callable[[Found, Reading], Reading | None]


def join_parts(placed: Sequence[Placed], context: Context) -> list[Placed]:
    """Let each time take in what belongs to it, and drop those that stand for nothing alone."""
    kept: list[Placed] = []
    for one in placed:
        while (grown := _grown(one, context)) is not None:
            one = grown
        while kept and kept[-1].behind > one.first:
            kept.pop()
        kept.append(one)
    return [one for one in kept if not one.reading.needs_part]


def _grown(one: Placed, context: Context) -> Placed | None:
    shape = context.lexemes.shape
    if one.reading.first is None or one.reading.last is None:
        return None
    for join in _JOINS:
        match = join.pattern.search(shape, max(0, one.first - _REACH), one.first)
        if match is None:
            continue
        try:
            reading = join.read(Found(context, match), one.reading)
        except (ValueError, OverflowError):  # outside the years 1 to 9999
            continue
        if reading is not None:
            return Placed(match.start(), one.behind, reading)
    return None


def _days(inner: Reading) -> tuple[date, date]:
    if inner.first is None or inner.last is None:
        raise ValueError("a time without days has no parts")
    return inner.first, inner.last


def _spanning(first: date, last: date) -> Reading:
    return Reading("DATE", value_of_days(first, last), first, last)


def _nth_part(found: Found, inner: Reading) -> Reading | None:
    """Read "the first week of" April, "the final three months of" the year."""
    first, last = _days(inner)
    unit = found.sense("unit")
    senses = found.senses("count")
    count = quantity(senses) if senses else None
    if unit.kind == "UNITS" and count is None:
        return replace(inner, type="DATE", needs_part=False)  # "the last days of" December
    length = (count or 1) * unit.number
    at_end = found.has("last") and found.sense("last").code != "opening"
    if at_end:
        begin, end = shifted(last + _ONE_DAY, -length, unit.code), last
    else:
        nth = found.number("nth") or 1
        begin = shifted(first, (nth - 1) * length, unit.code)
        end = shifted(first, nth * length, unit.code) - _ONE_DAY
    if not (first <= begin <= end <= last) or (begin, end) == (first, last):
        return None
    if count is not None:
        return Reading("DURATION", duration(length, unit.code), begin, end)
    return _spanning(begin, end)


def _half(found: Found, inner: Reading) -> Reading | None:
    """Read "the first half of" a month, year, decade or other period."""
    first, last = _days(inner)
    number = _number(found)
    if (first, last) == _both(a_year(first.year)):
        return whole(a_half(first.year, number)) if number in (1, 2) else None
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months % 2 == 0 and first.day == 1:
        middle = shifted(first, months // 2, "M")
    else:
        middle = first + timedelta(days=(last - first).days // 2)
    if number == 1:
        return _spanning(first, middle - _ONE_DAY)
    return _spanning(middle, last) if number == 2 else None


def _quarter(found: Found, inner: Reading) -> Reading | None:
    first, last = _days(inner)
    number = _number(found) if found.has("nth") else 4
    is_year = (first, last) == _both(a_year(first.year))
    return whole(a_quarter(first.year, number)) if is_year and 1 <= number <= 4 else None


def _weekend(found: Found, inner: Reading) -> Reading | None:
    """Read "the first weekend of" May."""
    first, last = _days(inner)
    if (last - first).days >= _DAYS_OF_LONGEST_MONTH:
        return None
    if found.has("nth"):
        saturday = first + timedelta(days=(6 - first.isoweekday()) % 7)
        here = a_weekend(saturday + timedelta(weeks=_number(found) - 1))
    else:
        here = a_weekend(last - timedelta(days=last.isoweekday() % 7))
    return whole(here) if first <= here.first <= last else None


def _number(found: Found) -> int:
    if found.has("nth"):
        return found.number("nth")
    return 1 if found.sense("last").code == "opening" else 2


def _both(period: Period) -> tuple[date, date]:
    return period.first, period.last


def _edge(found: Found, inner: Reading) -> Reading | None:
    """Read "the end of": the last day; "toward the end of" and "the middle of" lie somewhere in it."""
    first, last = _days(inner)
    edge = found.sense("edge")
    if first == last:
        return None
    if edge.kind == "TURN":
        return _turn(first, last)
    if edge.code == "middle" or found.opened_by("TOWARDS"):
        return Reading("DATE", inner.value, first, last)
    day = last if edge.kind == "END" else first
    spans = "/" in (inner.value or "")
    return Reading("DATE", day.isoformat() if spans else inner.value, day, day)


def _turn(first: date, last: date) -> Reading | None:
    """Read "the turn of the year", a night, and "the turn of the century", a year."""
    if (first, last) == _both(a_year(first.year)):
        return _spanning(first - _ONE_DAY, first)
    return whole(a_year(first.year)) if first.year + 9 <= last.year else None


def _week_of(found: Found, inner: Reading) -> Reading | None:
    """Read "the week of" March 3 and "the week starting" March 3."""
    first, last = _days(inner)
    unit = found.sense("unit")
    if first != last or unit.code.startswith("T") or unit.number != 1:
        return None
    if found.sense("link").kind != "OF":
        return _spanning(first, shifted(first, 1, unit.code) - _ONE_DAY)
    return whole(a_week(first)) if unit.code == "W" else None


def _length_until(found: Found, inner: Reading) -> Reading | None:
    """Read "the three months to" September and "the week ended" March 8."""
    link = found.sense("link")
    if link.kind == "TO" and (not found.has("the") or link.code not in ("to", "through")):
        return None
    unit = found.sense("unit")
    code = "Q" if unit.kind == "QUARTER" else unit.code
    senses = found.senses("count")
    count = quantity(senses) if senses else 1
    last = _days(inner)[1]
    if code.startswith("T") or count is None or (inner.value or "")[4:] == "":
        return None  # "the two years to 2024" may begin in any month
    length = count * (unit.number or 1)
    first = shifted(last + _ONE_DAY, -length, code)
    if senses:
        return Reading("DURATION", duration(length, code), first, last)
    return _spanning(first, last)


def _distance(found: Found, inner: Reading) -> Reading | None:
    """Read "two weeks before" Christmas, "a week from" Monday, "the day after" the vote's date."""
    first, last = _days(inner)
    unit, way = found.sense("unit"), found.sense("way")
    step = {"before": -1, "after": 1, "from": 1}.get(way.code)
    senses = found.senses("count")
    count = quantity(senses) if senses else 1
    if step is None or count is None or unit.code.startswith("T") or found.opened_by("FOR"):
        return None
    if way.code == "from" and first < found.context.day:
        return None  # "stayed two weeks from March 3"
    day = shifted(first if step < 0 else last, step * count * unit.number, unit.code)
    if first != last:
        code = "M" if len(inner.value or "") > len("2024") else "Y"
        return whole(period_of(day, code)) if unit.code in LONG_UNITS else None
    return whole(period_of(day, "D" if senses else unit.code))


def _loose(found: Found, inner: Reading) -> Reading | None:
    """Read "late on" Wednesday and "early in" March: the whole of it."""
    first, last = _days(inner)
    if (found.sense("link").kind == "ON") != (first == last):
        return None
    before = found.before()
    noun = found.token(before.start) if before else None
    counted = found.sense("lead").kind in ("EARLIER", "LATER")
    if counted and noun is not None and noun.tag_ == "NNS":
        return None  # "moments later on Wednesday"
    return replace(inner, needs_part=False)


_NTH = "(?:(?P<nth>NTH)|(?P<last>LAST|FINAL))"

_JOINS: tuple[Join, ...] = tuple(
    Join(expanded(f"(?:{pattern})$"), read)
    for pattern, read in (
        (f"(?:THE)? {_NTH} (?P<count>QUANTITY)? (?P<unit>UNITANY) (?:OF|IN)", _nth_part),
        (f"(?:THE)? {_NTH} HALF (?:OF|IN)", _half),
        (f"(?:THE)? {_NTH} QUARTER (?:OF|IN)", _quarter),
        (f"(?:THE)? {_NTH} WEEKEND (?:OF|IN)", _weekend),
        ("(?:THE)? (?P<edge>END|START|TURN) (?:OF|TO)", _edge),
        ("THE (?P<unit>UNIT) (?P<link>OF|BEGUN|START) (?:ON)?", _week_of),
        (
            "(?P<the>THE)? (?P<count>QUANTITY)? (?P<unit>UNIT|UNITS|QUARTER) (?P<link>TO|ENDED) (?:ON)?",
            _length_until,
        ),
        ("ABOUT (?P<count>QUANTITY) (?P<unit>UNITANY) (?P<way>AFTER|FROM)", _distance),
        ("THE (?P<unit>UNIT) (?P<way>AFTER)", _distance),
        ("(?P<lead>EDGE|EARLIER|LATER) (?P<link>ON|IN)", _loose),
    )
)
