"""Rules for what the calendar names: days, months, quarters, years, seasons, holidays."""

import re
from datetime import date, timedelta

from spacy.tokens import Token

from transforms.language.times.grammar import Found, Reading, Rule, placed, rule, whole
from transforms.language.times.periods import (
    Cycle,
    Period,
    a_century,
    a_day,
    a_decade,
    a_half,
    a_month,
    a_quarter,
    a_season,
    a_year,
)
from transforms.language.times.tense import AHEAD
from transforms.language.times.words import vocabulary

_ONE_DAY = timedelta(days=1)
# The tagger's types of numbers that are no years: "2000 soldiers".
_COUNTED = frozenset({"CARDINAL", "MONEY", "QUANTITY", "PERCENT", "ORDINAL"})


def _day_of_month(found: Found) -> Reading | None:
    cycle = Cycle(month=found.number("month"), day=found.number("day"))
    if not 1 <= cycle.day <= 31 or _is_verb(found, "month"):
        return None
    if found.has("year"):
        return whole(cycle.in_year(found.number("year")))
    if found.has("weekday"):
        return _fitting_weekday(cycle, found)
    return placed(cycle, found)


def _is_verb(found: Found, group: str) -> bool:
    """Tell "it may 20 times" from "May 20": the tagger takes the month's name for a verb."""
    at = found.context.lexemes.items[found.match.start(group)]
    token = _token(found, at.start)
    return token is not None and token.pos_ in ("AUX", "VERB") and not at.text.endswith(".")


def _token(found: Found, offset: int) -> Token | None:
    span = found.context.document.doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span else None


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


def _bare_month(found: Found) -> Reading | None:
    item = found.context.lexemes.items[found.match.start("month")]
    opener = found.before()
    opened = (
        found.has("lead")
        or found.has("relation")
        or (opener is not None and opener.text.lower() in vocabulary().month_openers)
    )
    if item.text.rstrip(".").lower() in vocabulary().ambiguous_months:
        token = _token(found, item.start)
        if (
            not opened
            or token is None
            or token.ent_type_ in ("PERSON", "ORG")
            or token.pos_ == "AUX"
        ):
            return None
    if _in_a_name(found, opened):
        return None
    return _related(Cycle(month=found.number("month")), found)


def _in_a_name(found: Found, opened: bool) -> bool:
    """Tell the month from a part of a name: "August Wilson", "Black September"."""
    if opened:
        return False
    token = _token(found, found.start)
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


def _bare_year(found: Found) -> Reading | None:
    if not (found.has("lead") or _is_year(found)):
        return None
    return whole(a_year(found.number("year")))


def _is_year(found: Found) -> bool:
    number, opener, behind = found.number("year"), found.before(), found.after()
    token = _token(found, found.start)
    if not 1500 <= number <= 2100 or token is None or token.ent_type_ == "MONEY":
        return False
    if behind is not None and behind.sense.kind in ("UNIT", "UNITS", "DASH"):
        return behind.sense.kind == "DASH"
    alone = (opener is None or opener.sense.kind == "GAP") and (
        behind is None or behind.sense.kind == "GAP"
    )
    if alone or token.ent_type_ == "DATE":
        return True
    opened = opener is not None and opener.text.lower() in vocabulary().year_openers
    return opened and (token.ent_type_ not in _COUNTED or not _counts(token))


def _counts(token: Token) -> bool:
    return bool(token.dep_ == "nummod" and token.head.tag_ in ("NNS", "NNPS"))


def _years(found: Found) -> Reading | None:
    first, last = found.number("from"), found.number("to")
    if last < 100:
        last += first - first % 100
    if not 1500 <= first < last <= 2100:
        return None
    return Reading("DATE", f"{first}/{last}", date(first, 1, 1), date(last, 12, 31))


def _decade(found: Found) -> Reading | None:
    digits = re.sub(r"\D", "", found.sense("decade").code)
    if len(digits) == 2:
        if "'" not in found.sense("decade").code[0] and not found.has("lead"):
            return None  # "in his 60s", "temperatures in the 80s"
        digits = f"19{digits}" if int(digits) > 25 else f"20{digits}"
    return whole(a_decade(int(digits)))


def _century(found: Found) -> Reading | None:
    unit = found.sense("unit")
    return whole(a_century(found.number("nth"))) if unit.code == "CE" else None


def _year_told(found: Found) -> int | None:
    if found.number("year"):
        return found.number("year")
    relation = found.sense("relation").kind if found.has("relation") else "THIS"
    if found.has("unit") and found.sense("unit").code != "Y":
        return None
    step = {"LAST": -1, "PAST": -1, "PREVIOUS": -1, "NEXT": 1, "COMING": 1}.get(relation, 0)
    return found.context.day.year + step


def _quarter_of_year(found: Found) -> Reading | None:
    year = _year_told(found)
    number = found.number("nth")
    return whole(a_quarter(year, number)) if year and 1 <= number <= 4 else None


def _bare_quarter(found: Found) -> Reading | None:
    number = found.number("nth")
    if not 1 <= number <= 4 or not _about_money(found):
        return None
    day = found.context.day
    now = a_quarter(day.year, number)
    if now.first > day and found.direction() != AHEAD:
        now = a_quarter(day.year - 1, number)
    return whole(now)


def _about_money(found: Found) -> bool:
    token = _token(found, found.start)
    company = vocabulary().quarter_company
    return token is not None and any(t.lemma_.lower() in company for t in token.sent)


def _half_of_year(found: Found) -> Reading | None:
    year = _year_told(found)
    number = found.number("nth")
    return whole(a_half(year, number)) if year and number in (1, 2) else None


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
    behind, opener = found.after(), found.before()
    if behind is not None and behind.sense.kind == "OF":
        return False
    return (
        found.has("the")
        and opener is not None
        and opener.text.lower() in vocabulary().month_openers
    )


def _holiday(found: Found) -> Reading | None:
    month, day = divmod(found.number("holiday"), 100)
    cycle = Cycle(month=month, day=day)
    if found.has("year"):
        return whole(cycle.in_year(found.number("year")))
    token = _token(found, found.end - 1)
    if token is not None and token.dep_ == "compound":
        return None  # "Christmas tree"
    return _related(cycle, found)


RELATION = "LAST|PAST|PREVIOUS|NEXT|COMING|FOLLOWING|THIS"
_LEAD = "(?P<lead>EDGE (?:DASH)?)?"
_YEAR = "(?:(?:COMMA)? (?P<year>YEAR))?"
_OF_YEAR = f"(?:OF)? (?:(?P<year>YEAR)|(?:THE|(?P<relation>{RELATION})) (?P<unit>UNIT))"

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
    rule(f"{_LEAD} (?P<month>MONTH) (?:COMMA|OF)? (?P<year>YEAR)", _month_of_year),
    rule(f"{_LEAD} (?P<relation>{RELATION})? (?P<month>MONTH)", _bare_month),
    rule("(?P<iso>ISO)", _iso),
    rule("(?P<slash>SLASH)", _slash),
    rule(f"{_LEAD} (?P<year>YEAR)", _bare_year),
    rule("(?P<from>YEAR) DASH (?P<to>YEAR|SMALL)", _years),
    rule(f"(?:THE)? {_LEAD} (?P<decade>DECADE)", _decade),
    rule(f"(?:THE)? {_LEAD} (?P<nth>NTH) (?:DASH)? (?P<unit>UNIT)", _century),
    rule(f"(?:THE)? (?P<nth>NTH) (?:DASH)? QUARTER {_OF_YEAR}", _quarter_of_year),
    rule(f"(?P<nth>QCODE) {_OF_YEAR}", _quarter_of_year),
    rule("(?:THE)? (?P<nth>NTH) (?:DASH)? QUARTER", _bare_quarter),
    rule("(?P<nth>QCODE)", _bare_quarter),
    rule(f"(?:THE)? (?P<nth>NTH) HALF {_OF_YEAR}", _half_of_year),
    rule(f"(?:THE)? {_LEAD} (?P<season>SEASON) (?:OF)? (?P<year>YEAR)", _season_of_year),
    rule(f"(?P<the>THE)? {_LEAD} (?P<relation>{RELATION})? (?P<season>SEASON)", _season),
    rule(f"(?P<relation>{RELATION})? (?P<holiday>HOLIDAY) {_YEAR}", _holiday),
)
