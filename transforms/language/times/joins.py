"""Join neighbours: a day and its hour to one time, two days to one interval."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from transforms.language.times.clock_rules import clock_code
from transforms.language.times.grammar import Reading
from transforms.language.times.lexer import Lexemes, compile_rule
from transforms.language.times.periods import Period

_LOOK_BACK = 6
_EVERY_DAY = "P1D"
# Before daybreak of the day that is told.
_EARLY_HOURS = "TMO"


@dataclass(frozen=True)
class Placed:
    """A reading and its place among the lexemes: from ``first`` to before ``behind``."""

    first: int
    behind: int
    reading: Reading


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "behind": compile_rule(
            "(?:COMMA)? (?:AT)? (?:APPROX)? (?P<clock>CLOCK|NOON)|(?P<part>PART)"
        ),
        "quarter": compile_rule("(?:QUARTER|PERIOD)"),
        "before": compile_rule(
            "(?:(?P<clock>CLOCK|NOON) (?:OPEN CLOCK OTHER)? (?:ON|COMMA)?|(?:THE)? (?:EDGE)? (?P<part>PART) (?:OF|ON)"
            "|(?:THE)? (?P<hours>EDGE|SMALLER) UNITS (?:OF|ON))$"
        ),
    }


def join_clocks(placed: Sequence[Placed], lexemes: Lexemes) -> list[Placed]:
    """Turn "Tuesday" with "10 a.m." or "night" beside it into one TIME, "daily" into one SET."""
    joined = (
        _with_clock(one, lexemes) if _is_day(one.reading) or _is_daily(one.reading) else one
        for one in placed
    )
    kept: list[Placed] = []
    for one in sorted(joined, key=lambda p: (p.first, -p.behind)):
        # The hour was found for itself too.
        if not kept or one.first >= kept[-1].behind:
            kept.append(one)
    return kept


def _is_day(reading: Reading) -> bool:
    return reading.type == "DATE" and reading.first is not None and reading.first == reading.last


def _is_daily(reading: Reading) -> bool:
    """Tell "daily" and "every Friday", at an hour of which something is repeated."""
    value = reading.value or ""
    return reading.type == "SET" and (value == _EVERY_DAY or value.startswith("XXXX-WXX-"))


def _with_clock(one: Placed, lexemes: Lexemes) -> Placed:
    behind = _patterns()["behind"].match(lexemes.shape, one.behind)
    if behind:
        one = replace(one, behind=behind.end(), reading=_timed(one.reading, behind, lexemes, 0))
    from_ = max(0, one.first - _LOOK_BACK)
    before = _patterns()["before"].search(lexemes.shape[from_ : one.first])
    if before and before.group("hours") and not _are_hours(before, lexemes, from_):
        before = None
    if before:
        one = replace(
            one, first=from_ + before.start(), reading=_timed(one.reading, before, lexemes, from_)
        )
    return one


def _are_hours(match: re.Match[str], lexemes: Lexemes, offset: int) -> bool:
    """Tell "the early hours of" from "the early days of"."""
    return lexemes.items[offset + match.start("hours") + 1].sense.code == "TH"


def _timed(reading: Reading, match: re.Match[str], lexemes: Lexemes, offset: int) -> Reading:
    if match.groupdict().get("hours"):
        code = _EARLY_HOURS
    else:
        group = "clock" if match.group("clock") else "part"
        sense = lexemes.items[offset + match.start(group)].sense
        code = f"T{sense.code}" if group == "part" else clock_code(sense)
    value = reading.value or ""
    day = "XXXX-XX-XX" if value == _EVERY_DAY else value.partition("T")[0]
    kind = "SET" if reading.type == "SET" else "TIME"
    # Of "Tuesday night at 10 p.m." the hour says more.
    return reading if ":" in value else replace(reading, type=kind, value=f"{day}{code}")


def join_ranges(placed: Sequence[Placed], lexemes: Lexemes) -> list[Placed]:
    """Turn "from March 3 to March 7" and "between 2014 and 2016" into one interval."""
    joined: list[Placed] = []
    for one in placed:
        pair = _range(joined[-1], one, lexemes) if joined else None
        if pair is not None:
            joined[-1] = pair
        else:
            joined.append(one)
    return joined


def _range(left: Placed, right: Placed, lexemes: Lexemes) -> Placed | None:
    types = {left.reading.type, right.reading.type}
    if right.first != left.behind + 1 or types not in ({"DATE"}, {"TIME"}):
        return None
    link = lexemes.items[left.behind].sense.kind
    opener = lexemes.items[left.first - 1].sense.kind if left.first else ""
    opened = {"TO": "FROM", "AND": "BETWEEN"}.get(link)
    if link not in ("TO", "DASH", "AND") or (link == "AND" and opener != "BETWEEN"):
        return None
    if link != "AND" and opener != "FROM" and _grain(left.reading) != _grain(right.reading):
        return None
    join = _interval if types == {"DATE"} else _hours
    try:
        reading = join(left.reading, right.reading)
    except (ValueError, OverflowError):  # one end would lie outside the years 1 to 9999
        return None
    if reading is None:
        return None
    behind = right.behind + _names_quarter(right, lexemes)
    return Placed(left.first - (opener == opened), behind, reading)


def _names_quarter(right: Placed, lexemes: Lexemes) -> bool:
    """Tell whether "quarter" or "period" follows two months: "the April-June quarter"."""
    is_month = right.reading.value is not None and len(right.reading.value) == len("2024-06")
    return is_month and bool(_patterns()["quarter"].match(lexemes.shape, right.behind))


def _grain(reading: Reading) -> str:
    """Return the form of a value: two days or two months make an interval, a quarter and a month none."""
    return re.sub(r"\d", "0", reading.value or "")


def _interval(left: Reading, right: Reading) -> Reading | None:
    """Let the side that tells its year decide that of the other, else the second follows the first."""
    if left.first is None or left.last is None or right.first is None or right.last is None:
        return None
    start, end = (
        Period(left.first, left.last, left.value or ""),
        Period(right.first, right.last, right.value or ""),
    )
    if left.cycle and not right.cycle:
        start = left.cycle.latest(right.first)
    elif right.cycle:
        end = right.cycle.coming(start.first)
    if end.last < start.first or not _is_span(start.first, end.last):
        return None
    return Reading("DATE", f"{start.value}/{end.value}", start.first, end.last)


def _hours(left: Reading, right: Reading) -> Reading | None:
    """Read "from 10 p.m. to 6 a.m.": the side that tells its day decides that of the other."""
    if left.first is None or right.first is None:
        return None
    if ":" not in (left.value or "") or ":" not in (right.value or ""):
        return None
    start, end = left.first, right.first
    from_, to = ((side.value or "")[len("2024-06-03") :] for side in (left, right))
    if right.day_is_guessed:
        end = start
    elif left.day_is_guessed:
        start = end
    if (right.day_is_guessed or left.day_is_guessed) and to < from_:
        end += timedelta(days=1)
    return Reading("TIME", f"{start}{from_}/{end}{to}", start, end) if start <= end else None


def _is_span(first: date, last: date) -> bool:
    # Guards against "2014 and 2016" read over a thousand years.
    return last.year - first.year <= 200
