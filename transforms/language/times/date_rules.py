"""Rules for days of the calendar: "June 3rd, 2024", "3-5 May", "03/06/2024", "the first Monday in May"."""

from datetime import date, timedelta

from transforms.language.times.grammar import Found, Reading, Rule, rule, whole
from transforms.language.times.periods import Cycle, Period, a_day, nth_weekday, shifted
from transforms.language.times.placing import STEPS, YEAR, has_year, placed, told_year

# Two figures of a year: up to here they are those of this century.
_LAST_SHORT_YEAR = 50


def _day_of_month(found: Found) -> Reading | None:
    cycle = Cycle(month=found.number("month"), day=found.number("day"))
    if not 1 <= cycle.day <= 31 or _is_verb(found, "month"):
        return None
    if has_year(found):
        return whole(cycle.in_year(told_year(found)))
    if found.has("weekday"):
        return _fitting_weekday(cycle, found)
    # A day stands behind "on": "in February 20 people died".
    return None if found.opened_by("IN") else placed(cycle, found)


def _is_verb(found: Found, group: str) -> bool:
    """Tell "it may 20 times" from "May 20": the tagger takes the month's name for a verb."""
    at = found.context.lexemes.items[found.match.start(group)]
    token = found.token(at.start)
    return token is not None and token.pos_ in ("AUX", "VERB") and not at.text.endswith(".")


def _fitting_weekday(cycle: Cycle, found: Found) -> Reading:
    """Choose the year in which the day is that weekday; where none fits, the weekday decides nothing."""
    plain = placed(cycle, found)
    year = found.context.day.year
    fits = [
        day
        for day in _in_years(cycle, (year, year - 1, year + 1))
        if day.first.isoweekday() == found.number("weekday")
    ]
    if plain.first is None or not fits or any(day.first == plain.first for day in fits):
        return plain
    return whole(min(fits, key=lambda day: abs(day.first - found.context.day)), cycle)


def _in_years(cycle: Cycle, years: tuple[int, ...]) -> list[Period]:
    found = []
    for year in years:
        try:
            found.append(cycle.in_year(year))
        except ValueError:  # 29 February, or beyond the calendar
            continue
    return found


def _days_of_month(found: Found) -> Reading | None:
    first, last = found.number("from"), found.number("to")
    if last <= first:
        return None
    start = Cycle(month=found.number("month"), day=first)
    told = has_year(found)
    begin = whole(start.in_year(told_year(found))) if told else placed(start, found)
    if begin.first is None:
        return None
    end = begin.first.replace(day=last)
    return Reading("DATE", f"{begin.first}/{end}", begin.first, end, None if told else start)


def _nth_weekday(found: Found) -> Reading:
    """Read "the first Monday in September"; "the last" one is the fourth or the fifth."""
    month = Cycle(month=found.number("month"))
    first = (
        month.in_year(told_year(found)).first if has_year(found) else placed(month, found).first
    ) or found.context.day
    weekday, number = found.number("weekday"), found.number("nth")
    if number:
        return whole(a_day(nth_weekday(first.year, first.month, weekday, number)))
    fourth = nth_weekday(first.year, first.month, weekday, 4)
    fifth = fourth + timedelta(days=7)
    return whole(a_day(fifth if fifth.month == fourth.month else fourth))


def _day_of_this_month(found: Found) -> Reading | None:
    """Read "the 12th of this month"."""
    if found.sense("unit").code != "M" or found.sense("unit").number != 1:
        return None
    step = STEPS.get(found.sense("relation").kind, 0)
    month = shifted(found.context.day.replace(day=1), step, "M")
    return whole(a_day(month.replace(day=found.number("day"))))


def _iso(found: Found) -> Reading:
    return whole(a_day(date.fromisoformat(found.sense("iso").code)))


def _dotted(found: Found) -> Reading:
    """Read "03.06.2024": with dots the day comes first everywhere."""
    day, month, year = (int(part) for part in found.sense("dotted").code.split("."))
    return whole(a_day(date(year, month, day)))


def _slash(found: Found) -> Reading | None:
    first, second, year = (int(part) for part in found.sense("slash").code.split("/"))
    country = found.context.document.publisher_country
    if year < 100 and country is None:
        return None  # "1/2/25" may be a score or a fraction
    if first == second or country == "US":
        month, day = first, second
    elif country is not None:
        day, month = first, second
    elif max(first, second) > 12:
        month, day = min(first, second), max(first, second)
    else:
        return None  # 3/4/2024 is two days in two countries
    if month > 12 >= day:
        month, day = day, month
    return whole(a_day(date(_full(year), month, day)))


def _full(year: int) -> int:
    if year >= 100:
        return year
    return year + (2000 if year <= _LAST_SHORT_YEAR else 1900)


_DAY_FIRST = "(?:(?P<weekday>WEEKDAY) (?:COMMA|OPEN)? (?:THE)?)?"

RULES: tuple[Rule, ...] = (
    rule(
        f"{_DAY_FIRST} (?P<month>MONTH) (?:THE)? (?P<day>SMALL|ORDINAL|SECOND) {YEAR}",
        _day_of_month,
    ),
    rule(f"{_DAY_FIRST} (?P<day>SMALL|ORDINAL|SECOND) (?P<month>MONTH) {YEAR}", _day_of_month),
    rule(f"{_DAY_FIRST} (?:THE)? (?P<day>NTH) (?:OF)? (?P<month>MONTH) {YEAR}", _day_of_month),
    rule(
        f"(?P<month>MONTH) (?P<from>SMALL|ORDINAL) (?:DASH|TO|AND) (?P<to>SMALL|ORDINAL) {YEAR}",
        _days_of_month,
    ),
    rule(
        f"(?:BETWEEN|FROM)? (?:THE)? (?P<from>SMALL|ORDINAL) (?:DASH|TO|AND) (?:THE)?"
        f" (?P<to>SMALL|ORDINAL) (?:OF)? (?P<month>MONTH) {YEAR}",
        _days_of_month,
    ),
    rule(
        f"(?:THE)? (?:(?P<nth>NTH)|LAST|FINAL) (?P<weekday>WEEKDAY) (?:OF|IN) (?P<month>MONTH) {YEAR}",
        _nth_weekday,
    ),
    rule(
        "(?:THE)? (?P<day>NTH) OF (?P<relation>LAST|NEXT|THIS) (?P<unit>UNIT)", _day_of_this_month
    ),
    rule("(?P<iso>ISO)", _iso),
    rule("(?P<dotted>DOTTED)", _dotted),
    rule("(?P<slash>SLASH)", _slash),
)
