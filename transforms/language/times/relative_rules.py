"""Rules for weekdays, "yesterday", "three years ago", "a year later" and weekends."""

from datetime import date, timedelta

from transforms.language.times.grammar import (
    RELATION,
    Found,
    Reading,
    Rule,
    quantity,
    rule,
    whole,
)
from transforms.language.times.periods import (
    LONG_UNITS,
    Cycle,
    a_day,
    a_week,
    a_weekend,
    duration,
    period_of,
    shifted,
)
from transforms.language.times.placing import STEPS, placed
from transforms.language.times.tense import AHEAD, BACK
from transforms.language.times.words import vocabulary

_BACK_KINDS = ("LAST", "PAST", "PREVIOUS")
_AHEAD_KINDS = ("NEXT", "COMING", "FOLLOWING")


def _relation(found: Found) -> str:
    return found.sense("relation").kind if found.has("relation") else ""


def _weekday(found: Found) -> Reading | None:
    if found.opened_by_word(vocabulary().day_name_openers) or _is_newspaper(found):
        return None  # "Bloody Sunday"
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


def _is_newspaper(found: Found) -> bool:
    """Tell the "Sunday Times" from "Sunday"."""
    behind = found.after()
    return (
        behind is not None
        and behind.text[0].isupper()
        and behind.text.lower() in vocabulary().paper_words
    )


def _weekday_of_week(found: Found) -> Reading | None:
    """Read "Monday next week"."""
    if found.sense("unit").code != "W" or found.sense("unit").number != 1:
        return None
    week = a_week(shifted(found.context.day, STEPS.get(_relation(found), 0), "W"))
    return whole(a_day(week.first + timedelta(days=found.number("weekday") - 1)))


def _day_beside(found: Found) -> Reading | None:
    """Read "the day after tomorrow"."""
    if found.sense("unit").code != "D":
        return None
    step = -1 if found.sense("way").code == "before" else 1
    return whole(a_day(found.context.day + timedelta(days=found.number("name") + step)))


def _day_name(found: Found) -> Reading | None:
    word = found.context.lexemes.items[found.match.end() - 1]
    token = found.token(word.start)
    # "imagine a tomorrow", "USA TODAY"
    if found.opened_by("A") or (
        word.text.isupper() and token is not None and token.pos_ == "PROPN"
    ):
        return None
    return whole(a_day(found.context.day + timedelta(days=found.number("name"))))


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
    coarse = unit.code if unit.code in LONG_UNITS else "D"
    value = period_of(day, {"DE": "Y", "CE": "Y"}.get(coarse, coarse)).value
    return Reading("DATE", value, day, day)


def _ago_this(found: Found) -> Reading | None:
    """Read "two years ago this month"."""
    unit, inner = found.sense("unit"), found.sense("inner")
    count = quantity(found.senses("count"))
    if count is None or inner.code.startswith("T"):
        return None
    code = "D" if inner.kind == "DAYNAME" else inner.code
    return whole(period_of(shifted(found.context.day, -count * unit.number, unit.code), code))


def _earlier(found: Found) -> Reading:
    """Read "three days earlier", "a year later": told from the date told last."""
    unit, later = found.sense("unit"), found.sense("way").kind == "LATER"
    count = quantity(found.senses("count"))
    length = None if count is None else count * unit.number
    start = _counted_from(found, unit.code, later)
    if length is None or start is None:
        return Reading("DURATION", duration(length, unit.code))
    day = shifted(start, length if later else -length, unit.code)
    period = period_of(day, unit.code if unit.code in LONG_UNITS else "D")
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
    return None if coarse and unit not in LONG_UNITS else told.first


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

RULES: tuple[Rule, ...] = (
    rule("THIS (?P<relation>PAST|COMING) (?P<weekday>WEEKDAY)", _weekday),
    rule(f"{_LEAD} (?:THE)? (?P<relation>{RELATION})? (?P<weekday>WEEKDAY)", _weekday),
    rule(
        f"{_LEAD} (?P<weekday>WEEKDAY) (?:OF)? (?P<relation>{RELATION}) (?P<unit>UNIT)",
        _weekday_of_week,
    ),
    rule(f"{_LEAD} (?P<name>DAYNAME)", _day_name),
    rule("THE (?P<unit>UNIT) (?P<way>AFTER) (?P<name>DAYNAME)", _day_beside),
    rule(f"ABOUT (?P<count>QUANTITY)? {_UNIT} AGO", _ago),
    rule(
        f"ABOUT (?P<count>QUANTITY) {_UNIT} AGO (?:THIS)? (?P<inner>UNIT|DAYNAME)",
        _ago_this,
    ),
    rule(f"ABOUT (?P<count>QUANTITY) {_UNIT} FROM (?:NOW|DAYNAME)", _ahead),
    rule(f"ABOUT (?P<count>QUANTITY) {_UNIT} (?:APOSTROPHE|POSSESSIVE) TIME", _ahead),
    rule(f"ABOUT (?P<count>QUANTITY) {_UNIT} (?P<way>EARLIER|LATER)", _earlier),
    rule(f"{_LEAD} (?:THE|(?P<relation>{RELATION})) WEEKEND", _weekend),
    rule("(?:THE)? (?P<which>RECENT|COMING) UNITS", _vague),
)
