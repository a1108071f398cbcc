"""Rules for what the calendar names: days, months, seasons, holidays."""

from datetime import date, timedelta

from transforms.language.times.grammar import (
    LEAD,
    RELATION,
    Found,
    Reading,
    Rule,
    placed,
    rule,
    whole,
)
from transforms.language.times.periods import (
    Cycle,
    Period,
    a_day,
    a_month,
    a_season,
    nth_weekday,
)
from transforms.language.times.words import vocabulary

_ONE_DAY = timedelta(days=1)


def _day_of_month(found: Found) -> Reading | None:
    cycle = Cycle(month=found.number("month"), day=found.number("day"))
    if not 1 <= cycle.day <= 31 or _is_verb(found, "month"):
        return None
    if found.has("year"):
        return whole(cycle.in_year(found.number("year")))
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
    year = found.number("year")
    begin = whole(start.in_year(year)) if year else placed(start, found)
    if begin.first is None:
        return None
    end = begin.first.replace(day=last)
    return Reading("DATE", f"{begin.first}/{end}", begin.first, end, None if year else start)


def _month_of_year(found: Found) -> Reading:
    return whole(a_month(found.number("year"), found.number("month")))


def _month_of_that_year(found: Found) -> Reading | None:
    told = found.anchor()
    if told is None or told.first is None or found.sense("unit").code != "Y":
        return None
    return whole(a_month(told.first.year, found.number("month")))


def _nth_weekday(found: Found) -> Reading:
    """Read "the first Monday in September"; "the last" one is the fourth or the fifth."""
    month = Cycle(month=found.number("month"))
    first = (
        month.in_year(found.number("year")).first
        if found.has("year")
        else placed(month, found).first
    ) or found.context.day
    weekday, number = found.number("weekday"), found.number("nth")
    if number:
        return whole(a_day(nth_weekday(first.year, first.month, weekday, number)))
    fourth = nth_weekday(first.year, first.month, weekday, 4)
    fifth = fourth + timedelta(days=7)
    return whole(a_day(fifth if fifth.month == fourth.month else fourth))


def _bare_month(found: Found) -> Reading | None:
    item = found.context.lexemes.items[found.match.start("month")]
    token = found.token(item.start)
    if token is None:
        return None
    words = vocabulary()
    sure = (
        found.has("lead") or found.has("relation") or found.opened_by_word(words.sure_month_openers)
    )
    opened = sure or found.opened_by("THE") or found.opened_by_word(words.month_openers)
    tagged = opened and token.ent_type_ == "DATE"
    if item.text.rstrip(".").lower() in words.ambiguous_months and (
        not (sure or tagged) or token.ent_type_ in ("PERSON", "ORG")
    ):
        return None
    if _in_a_name(found, opened):
        return None
    return _related(Cycle(month=found.number("month")), found)


def _in_a_name(found: Found, opened: bool) -> bool:
    """Tell the month from a part of a name: "August Wilson", "Black September"."""
    if opened:
        return False
    token = found.token(found.start)
    return token is not None and token.ent_type_ in (
        "PERSON",
        "ORG",
        "FAC",
        "PRODUCT",
        "WORK_OF_ART",
    )


def _related(cycle: Cycle, found: Found) -> Reading:
    """Place a month, season or holiday that "last", "this" or "next" may stand before."""
    day = found.context.day
    kind = found.sense("relation").kind if found.has("relation") else ""
    if kind == "THAT":
        return whole(cycle.latest(day))
    if kind in ("LAST", "PAST", "PREVIOUS"):
        now = cycle.latest(day)
        back = now if now.last < day else cycle.latest(now.first.replace(day=1) - _ONE_DAY)
        return whole(back)
    if kind in ("NEXT", "COMING", "FOLLOWING"):
        now = cycle.coming(day)
        return whole(now if now.first > day else cycle.coming(now.last + _ONE_DAY))
    if kind == "THIS":
        return whole(_of_this_year(cycle, day))
    return placed(cycle, found)


def _of_this_year(cycle: Cycle, day: date) -> Period:
    latest = cycle.latest(day)
    return latest if latest.last >= day else cycle.in_year(day.year)


def _iso(found: Found) -> Reading:
    return whole(a_day(date.fromisoformat(found.sense("iso").code)))


def _slash(found: Found) -> Reading | None:
    first, second, year = (int(part) for part in found.sense("slash").code.split("/"))
    american = found.context.document.publisher_country == "US"
    if first > 12 >= second or (
        first != second and second <= 12 and _known(found) and not american
    ):
        first, second = second, first
    elif second <= 12 and first != second and not american:
        return None  # 3/4/2024 is two days in two countries
    return whole(a_day(date(year, first, second)))


def _known(found: Found) -> bool:
    return found.context.document.publisher_country is not None


def _season_of_year(found: Found) -> Reading:
    season = found.sense("season")
    month = _season_month(found)
    return whole(a_season(found.number("year"), month, season.code))


def _season_month(found: Found) -> int:
    month = found.number("season")
    return (month + 5) % 12 + 1 if found.context.southern else month


def _season(found: Found) -> Reading | None:
    if not found.has("relation") and not _in_the(found):
        return None
    cycle = Cycle(month=_season_month(found), season=found.sense("season").code)
    return _related(cycle, found)


def _in_the(found: Found) -> bool:
    """Tell "in the fall" from "the fall of the city" and "summer camp"."""
    if found.opened_by("BY", "SINCE", "TO"):
        return True
    if found.kind_after() == "OF":
        return False
    return found.has("the") and found.opened_by_word(vocabulary().month_openers)


def _holiday(found: Found) -> Reading | None:
    month, day = divmod(found.number("holiday"), 100)
    cycle = Cycle(month=month, day=day)
    if found.has("year"):
        return whole(cycle.in_year(found.number("year")))
    token = found.token(found.end - 1)
    if token is not None and token.dep_ == "compound":
        return None  # "Christmas tree"
    return _related(cycle, found)


_YEAR = "(?:(?:COMMA)? (?P<year>YEAR))?"

RULES: tuple[Rule, ...] = (
    rule(
        f"(?:(?P<weekday>WEEKDAY) (?:COMMA|OPEN)? (?:THE)?)? (?P<month>MONTH) (?P<day>SMALL|ORDINAL|SECOND) {_YEAR}",
        _day_of_month,
    ),
    rule(
        f"(?:(?P<weekday>WEEKDAY) (?:COMMA|OPEN)?)? (?P<day>SMALL|ORDINAL) (?P<month>MONTH) {_YEAR}",
        _day_of_month,
    ),
    rule(
        f"(?:(?P<weekday>WEEKDAY) (?:COMMA|OPEN)?)? THE (?P<day>NTH) (?:OF)? (?P<month>MONTH) {_YEAR}",
        _day_of_month,
    ),
    rule(f"(?P<month>MONTH) (?P<from>SMALL) (?:DASH|TO|AND) (?P<to>SMALL) {_YEAR}", _days_of_month),
    rule(
        f"(?:BETWEEN|FROM)? (?P<from>SMALL|ORDINAL) (?:DASH|TO|AND) (?P<to>SMALL|ORDINAL) (?P<month>MONTH) {_YEAR}",
        _days_of_month,
    ),
    rule(f"{LEAD} (?P<month>MONTH) (?:COMMA|OF)? (?P<year>YEAR)", _month_of_year),
    rule(f"{LEAD} (?P<relation>{RELATION}|THAT)? (?P<month>MONTH)", _bare_month),
    rule("(?P<month>MONTH) OF (?:THAT|THE SAME) (?P<unit>UNIT)", _month_of_that_year),
    rule(
        f"(?:THE)? (?:(?P<nth>NTH)|LAST) (?P<weekday>WEEKDAY) (?:OF|IN) (?P<month>MONTH) {_YEAR}",
        _nth_weekday,
    ),
    rule("(?P<iso>ISO)", _iso),
    rule("(?P<slash>SLASH)", _slash),
    rule(f"(?:THE)? {LEAD} (?P<season>SEASON) (?:OF)? (?P<year>YEAR)", _season_of_year),
    rule(f"(?P<the>THE)? {LEAD} (?P<relation>{RELATION})? (?P<season>SEASON)", _season),
    rule(f"(?P<relation>{RELATION})? (?P<holiday>HOLIDAY) {_YEAR}", _holiday),
)
