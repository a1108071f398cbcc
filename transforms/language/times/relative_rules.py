"""Rules for times told from the article's day, or from the day told last."""

from datetime import date, timedelta

from transforms.language.times.grammar import (
    RELATION,
    Found,
    Reading,
    Rule,
    placed,
    quantity,
    rule,
    whole,
)
from transforms.language.times.periods import (
    Cycle,
    a_day,
    a_month,
    a_weekend,
    a_year,
    clock_value,
    duration,
    period_of,
    shifted,
)
from transforms.language.times.tense import AHEAD, BACK
from transforms.language.times.words import vocabulary

_BACK_KINDS = ("LAST", "PAST", "PREVIOUS")
_AHEAD_KINDS = ("NEXT", "COMING", "FOLLOWING")
_SAME_KINDS = ("SAME", "THAT")
_LONG_UNITS = ("M", "Y", "DE", "CE")


def _relation(found: Found) -> str:
    return found.sense("relation").kind if found.has("relation") else ""


def _weekday(found: Found) -> Reading | None:
    if found.opened_by_word(vocabulary().day_name_openers):
        return None  # "Black Friday"
    cycle = Cycle(weekday=found.number("weekday"))
    day, relation = found.context.day, _relation(found)
    if relation in _BACK_KINDS:
        return whole(cycle.latest(day - timedelta(days=1)))
    if relation in ("NEXT", "FOLLOWING"):
        return whole(cycle.coming(day + timedelta(days=1)))
    if relation in ("THIS", "COMING"):
        back = relation == "THIS" and found.direction() == BACK
        return whole(cycle.latest(day) if back else cycle.coming(day))
    if found.has("lead") and found.sense("lead").kind == "LATER":
        # Said on the day itself: "planned to meet later Thursday".
        return whole(cycle.latest(day), cycle)
    return placed(cycle, found)


def _day_name(found: Found) -> Reading | None:
    word = found.context.lexemes.items[found.match.end() - 1]
    token = found.token(word.start)
    # "imagine a tomorrow", "USA TODAY"
    if found.opened_by("A") or (
        word.text.isupper() and token is not None and token.pos_ == "PROPN"
    ):
        return None
    return whole(a_day(found.context.day + timedelta(days=found.number("name"))))


def _tonight(found: Found) -> Reading:
    day = found.context.day
    return Reading("TIME", f"{day}TNI", day, day)


def _overnight(found: Found) -> Reading:
    day = found.context.day
    before = day - timedelta(days=1)
    if found.direction() == AHEAD:
        before, day = day, day + timedelta(days=1)
    return Reading("TIME", f"{before}TNI", before, day)


def _part_of_day(found: Found) -> Reading | None:
    relation, day = _relation(found), found.context.day
    if relation in _BACK_KINDS:
        if found.sense("part").code not in ("NI", "EV"):
            return None
        day -= timedelta(days=1)
    return Reading("TIME", f"{day}T{found.sense('part').code}", day, day)


def _clock(found: Found) -> Reading | None:
    """Read an hour whose day the text does not tell beside it."""
    text = found.sense("clock").code
    noon = found.sense("clock").kind == "NOON"
    sure = not noon and text.rstrip(".")[-1:].lower() == "m"
    if not sure and not found.opened_by("AT", "BY", "FROM", "TO", "SINCE", "AFTER"):
        return None  # "won 10:30", "the Midnight Crew"
    code = text if noon else clock_value(text)
    return Reading("TIME", f"XXXX-XX-XX{code}") if code else None


def _calendar_unit(found: Found) -> Reading | None:
    """Read "last week", "this year", "earlier this month", "that day"."""
    unit, relation, day = found.sense("unit"), _relation(found), found.context.day
    word = found.context.lexemes.items[found.match.end() - 1].text
    if unit.code.startswith("T") or unit.number != 1 or word[0].isupper():
        return None  # ABC's "This Week"
    if (unit.code == "D" and relation == "THIS") or (
        found.has("the") and found.kind_after() == "OF"
    ):
        return None  # "this day would come", "the last year of his presidency"
    if relation in ("PAST", "COMING") or (found.has("the") and relation == "LAST"):
        return _rolling(found)
    if relation in _SAME_KINDS or (
        found.has("the") and relation in ("PREVIOUS", "FOLLOWING", "NEXT")
    ):
        return _from_anchor(found)
    step = -1 if relation in _BACK_KINDS else 1 if relation in _AHEAD_KINDS else 0
    period = period_of(shifted(day, step, unit.code), unit.code)
    if found.has("part"):
        return _cut(found, Reading("DATE", period.value, period.first, period.last))
    return whole(period)


def _cut(found: Found, reading: Reading) -> Reading:
    """Cut "earlier this month" off at the article's day, and begin "later this week" there."""
    day = found.context.day
    if reading.first is None or reading.last is None or not reading.first <= day <= reading.last:
        return reading
    if found.sense("part").kind == "LATER":
        return Reading("DATE", reading.value, day, reading.last)
    return Reading("DATE", reading.value, reading.first, day)


def _in_the_unit(found: Found) -> Reading | None:
    unit = found.sense("unit")
    if unit.code.startswith("T"):
        return None
    return _cut(found, whole(period_of(found.context.day, unit.code)))


def _from_anchor(found: Found) -> Reading | None:
    """Read "the next day", "that year": told from the day told last."""
    unit, relation, told = found.sense("unit"), _relation(found), found.anchor()
    anchor = told.first if told and _fine_enough(told, unit.code) else None
    if anchor is None:
        # "that month after month"
        return None if relation == "THAT" else Reading("DATE", None)
    step = -1 if relation == "PREVIOUS" else 0 if relation in _SAME_KINDS else 1
    return whole(period_of(shifted(anchor, step, unit.code), unit.code))


def _fine_enough(told: Reading, unit: str) -> bool:
    """Tell whether a date names one such unit: a month told before does not tell "that day"."""
    if told.first is None or told.last is None:
        return False
    return told.last <= period_of(told.first, unit).last


def _rolling(found: Found) -> Reading:
    """Read "the past seven months": a length that ends, or begins, on the article's day."""
    unit, day = found.sense("unit"), found.context.day
    senses = found.senses("count")
    count = quantity(senses) if senses else 1.0
    if not senses and found.sense("unit").kind == "UNITS":
        count = None
    value = duration(None if count is None else count * unit.number, unit.code)
    if count is None:
        return Reading("DURATION", value)
    ahead = _relation(found) in _AHEAD_KINDS
    # Less than a day still reaches into the day before or after.
    length = max(count * unit.number, 24.0) if unit.code == "TH" else count * unit.number
    other = shifted(day, length if ahead else -length, unit.code)
    return Reading("DURATION", value, min(day, other), max(day, other))


def _ago(found: Found) -> Reading:
    return _away(found, -1)


def _ahead(found: Found) -> Reading:
    return _away(found, 1)


def _away(found: Found, way: int) -> Reading:
    unit = found.sense("unit")
    count = quantity(found.senses("count")) if found.has("count") else None
    if count is None:
        return Reading("DATE", "PAST_REF" if way < 0 else "FUTURE_REF")
    day = shifted(found.context.day, way * count * unit.number, unit.code)
    # "Three years ago" names a year, "two weeks ago" hardly more than a day.
    coarse = unit.code if unit.code in _LONG_UNITS else "D"
    value = period_of(day, {"DE": "Y", "CE": "Y"}.get(coarse, coarse)).value
    return Reading("DATE", value, day, day)


def _earlier(found: Found) -> Reading:
    """Read "three days earlier", "a year later": told from the date told last."""
    unit, later = found.sense("unit"), found.sense("way").kind == "LATER"
    count = quantity(found.senses("count"))
    length = None if count is None else count * unit.number
    start = _counted_from(found, unit.code, later)
    if length is None or start is None:
        return Reading("DURATION", duration(length, unit.code))
    day = shifted(start, length if later else -length, unit.code)
    period = period_of(day, unit.code if unit.code in _LONG_UNITS else "D")
    told = found.anchor()
    if told is not None and told.first != told.last:
        return whole(period)
    return Reading("DATE", period.value, day, day)


def _counted_from(found: Found, unit: str, later: bool) -> date | None:
    """Return the day to count from; a month or year told last is too coarse to count days from."""
    told = found.anchor()
    if told is None or told.first is None:
        return None if later else found.context.day
    coarse = told.first != told.last
    return None if coarse and unit not in _LONG_UNITS else told.first


def _edge_of(found: Found) -> Reading | None:
    """Read "the end of the year"; with "by" it is the last day, else somewhere in the whole."""
    period = _edge_period(found)
    if period is None or period.last is None:
        return None
    if found.opened_by("BY") and found.sense("edge").kind == "END":
        return Reading("DATE", period.value, period.last, period.last)
    return period


def _edge_period(found: Found) -> Reading | None:
    if found.has("month"):
        month = found.number("month")
        if found.has("year"):
            return whole(a_month(found.number("year"), month))
        return placed(Cycle(month=month), found)
    if found.has("year"):
        return whole(a_year(found.number("year")))
    unit = found.sense("unit")
    if unit.code not in ("W", "M", "Y", "DE", "CE"):
        return None
    relation = _relation(found)
    step = -1 if relation in _BACK_KINDS else 1 if relation in _AHEAD_KINDS else 0
    return whole(period_of(shifted(found.context.day, step, unit.code), unit.code))


def _weekend(found: Found) -> Reading | None:
    day, relation = found.context.day, _relation(found)
    here = a_weekend(day)
    if relation in _AHEAD_KINDS:
        return whole(a_weekend(here.last + timedelta(days=7)) if relation == "NEXT" else here)
    if relation in _BACK_KINDS:
        return whole(a_weekend(here.first - timedelta(days=7)))
    where = found.direction()
    if where == AHEAD or (relation == "THIS" and where != BACK) or here.first <= day:
        return whole(here)
    return whole(a_weekend(here.first - timedelta(days=7)))


def _vague(found: Found) -> Reading:
    """Read "recent years", "the coming days"."""
    ahead = found.sense("which").kind == "COMING"
    return Reading("DATE", "FUTURE_REF" if ahead else "PAST_REF")


_LEAD = "(?P<lead>EDGE (?:DASH)?|EARLIER|LATER)?"
_UNIT = "(?P<unit>UNITANY)"
_ANY = f"(?P<relation>{RELATION}|SAME|THAT)"
_PART = "(?P<part>EARLIER|LATER|SO FAR)"

RULES: tuple[Rule, ...] = (
    rule("THIS (?P<relation>PAST|COMING) (?P<weekday>WEEKDAY)", _weekday),
    rule(f"{_LEAD} (?:THE)? (?P<relation>{RELATION})? (?P<weekday>WEEKDAY)", _weekday),
    rule(f"{_LEAD} (?P<name>DAYNAME)", _day_name),
    rule("(?P<clock>CLOCK|NOON)", _clock),
    rule(f"{_LEAD} TONIGHT", _tonight),
    rule("OVERNIGHT", _overnight),
    rule(f"{_LEAD} (?P<relation>LAST|THIS) (?P<part>PART)", _part_of_day),
    rule(f"(?:EDGE (?:DASH)?)? (?:{_PART})? (?P<the>THE)? {_ANY} (?P<unit>UNIT)", _calendar_unit),
    rule(f"{_PART} IN THE (?P<unit>UNIT)", _in_the_unit),
    rule(f"(?:THE)? (?P<relation>{RELATION}) (?P<count>QUANTITY) {_UNIT}", _rolling),
    rule(f"ABOUT (?P<count>QUANTITY)? {_UNIT} AGO", _ago),
    rule(f"ABOUT (?P<count>QUANTITY) {_UNIT} FROM (?:NOW|DAYNAME)", _ahead),
    rule(f"ABOUT (?P<count>QUANTITY) {_UNIT} (?P<way>EARLIER|LATER)", _earlier),
    rule(
        f"(?:THE)? (?P<edge>END|START) OF (?:(?P<month>MONTH) (?P<year>YEAR)?|(?P<relation>THE|{RELATION}) (?P<unit>UNIT))",
        _edge_of,
    ),
    rule("(?:THE)? (?P<edge>END|START) OF (?P<year>YEAR)", _edge_of),
    rule(f"(?:THE|(?P<relation>{RELATION})) WEEKEND", _weekend),
    rule("(?:THE)? (?P<which>RECENT|COMING) UNITS", _vague),
)
