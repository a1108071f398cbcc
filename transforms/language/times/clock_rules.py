"""Rules for hours and parts of the day: "9 p.m.", "half past eight", "last night", "the next morning"."""

from datetime import timedelta

from transforms.language.times.grammar import Found, Reading, Rule, rule
from transforms.language.times.periods import clock_value
from transforms.language.times.placing import STEPS
from transforms.language.times.tense import AHEAD
from transforms.language.times.words import Sense, vocabulary

_HOUR_OPENERS = ("AT", "BY", "FROM", "TO", "SINCE", "AFTER", "BETWEEN", "AND", "APPROX")
_HOURS_OF_A_CLOCK = 12
_LAST_CAN_BE = ("NI", "EV")
_ONE_DAY = timedelta(days=1)


def clock_code(sense: Sense) -> str:
    """Return the TIMEX3 hour of a CLOCK or NOON lexeme: "T21:00"; empty where it is none."""
    return sense.code if sense.kind == "NOON" else clock_value(sense.code, vocabulary().time_zones)


def _clock(found: Found) -> Reading | None:
    """Read an hour whose day the text does not tell beside it."""
    sense = found.sense("clock")
    sure = sense.kind == "CLOCK" and any(letter.isalpha() for letter in sense.code)
    if not sure and not found.opened_by(*_HOUR_OPENERS):
        return None  # "won 10:30", "the Midnight Crew"
    return _at(found, clock_code(sense))


def _oclock(found: Found) -> Reading | None:
    hour = found.number("hour")
    return _at(found, f"T{hour:02d}:00") if 1 <= hour <= _HOURS_OF_A_CLOCK else None


def _half_past(found: Found) -> Reading | None:
    hour = found.number("hour")
    minute = 30 if found.has("half") else 15
    return _at(found, f"T{hour:02d}:{minute}") if 1 <= hour <= _HOURS_OF_A_CLOCK else None


def _at(found: Found, code: str) -> Reading | None:
    """Take the day from the text before, else the article's own."""
    if not code:
        return None
    day = found.day_told()
    return Reading("TIME", f"{day}{code}", day, day, day_is_guessed=True)


def _tonight(found: Found) -> Reading:
    day = found.context.day
    return Reading("TIME", f"{day}TNI", day, day)


def _overnight(found: Found) -> Reading:
    day = found.context.day
    before = day - _ONE_DAY
    if found.direction() == AHEAD:
        before, day = day, day + _ONE_DAY
    return Reading("TIME", f"{before}TNI", before, day)


def _part_of_day(found: Found) -> Reading | None:
    """Read "this morning" and "last night"."""
    day, code = found.context.day, found.sense("part").code
    if found.sense("relation").kind == "LAST":
        if code not in _LAST_CAN_BE:
            return None
        day -= _ONE_DAY
    return Reading("TIME", f"{day}T{code}", day, day)


def _part_of_a_day_told(found: Found) -> Reading | None:
    """Read "the next morning" and "that night": told from the day told last."""
    told = found.anchor()
    if told is None or told.first is None or told.first != told.last:
        return None
    day = told.first + STEPS.get(found.sense("relation").kind, 0) * _ONE_DAY
    return Reading("TIME", f"{day}T{found.sense('part').code}", day, day)


def _early_part(found: Found) -> Reading | None:
    """Read "in the early afternoon": of the day told before it, else of the article's."""
    if not found.opened_by("IN", "BY", "SINCE", "TO"):
        return None
    day = found.day_told()
    return Reading("TIME", f"{day}T{found.sense('part').code}", day, day)


_LEAD = "(?:EDGE (?:DASH)?|EARLIER|LATER)?"

RULES: tuple[Rule, ...] = (
    rule("(?P<clock>CLOCK|NOON)", _clock),
    rule("(?P<hour>NUMBER|SMALL) OCLOCK", _oclock),
    rule("(?:(?P<half>HALF)|(?:A)? QUARTER) PAST (?P<hour>NUMBER|SMALL)", _half_past),
    rule(f"{_LEAD} TONIGHT", _tonight),
    rule("OVERNIGHT", _overnight),
    rule(f"{_LEAD} (?P<relation>LAST|THIS) (?P<part>PART)", _part_of_day),
    rule("THE EDGE (?P<part>PART)", _early_part),
    rule(
        "(?:THE)? (?P<relation>THAT|SAME|NEXT|FOLLOWING|PREVIOUS) (?:SAME)? (?P<part>PART)",
        _part_of_a_day_told,
    ),
)
