"""Rules for weeks, months, quarters and years told from the article's day, or from a day told before."""

from transforms.language.times.grammar import (
    RELATION,
    Found,
    Reading,
    Rule,
    quantity,
    rule,
    whole,
)
from transforms.language.times.periods import duration, period_of, shifted
from transforms.language.times.placing import STEPS
from transforms.language.times.words import Sense, vocabulary

_QUARTER = Sense("UNIT", 1, "Q")
_SAME_KINDS = ("SAME", "THAT")
_CLAUSE_ENDS = (",", ".", ";", ":", "-", "–", ")")


def _relation(found: Found) -> str:
    return found.sense("relation").kind if found.has("relation") else ""


def _calendar_unit(found: Found) -> Reading | None:
    """Read "last week", "this year", "earlier this month", "that day"."""
    unit, relation = found.sense("unit"), _relation(found)
    word = found.context.lexemes.items[found.match.end() - 1].text
    if unit.code.startswith("T") or unit.number != 1 or word[0].isupper():
        return None  # ABC's "This Week"
    if (unit.code == "D" and relation == "THIS") or (
        found.has("the") and found.kind_after() == "OF"
    ):
        return None  # "this day would come", "the last year of his presidency"
    if relation in ("PAST", "COMING") or (found.has("the") and relation == "LAST"):
        return _rolling(found)
    return _stepped(found, unit)


def _quarter(found: Found) -> Reading | None:
    """Read "last quarter" and "the previous quarter" of a year, not of a match."""
    if found.kind_after() == "OF" or not about_money(found):
        return None
    return _stepped(found, _QUARTER)


def _stepped(found: Found, unit: Sense) -> Reading | None:
    relation, day = _relation(found), found.context.day
    if relation in _SAME_KINDS or (
        found.has("the") and relation in ("PREVIOUS", "FOLLOWING", "NEXT")
    ):
        return _from_anchor(found, unit)
    period = period_of(shifted(day, STEPS.get(relation, 0), unit.code), unit.code)
    return _cut(found, whole(period)) if found.has("part") else whole(period)


def about_money(found: Found) -> bool:
    """Tell whether the sentence is about the economy, where quarters are those of a year."""
    token = found.token(found.start)
    company = vocabulary().quarter_company
    return token is not None and any(t.lemma_.lower() in company for t in token.sent)


def _cut(found: Found, reading: Reading) -> Reading:
    """Cut "earlier this month" off at the article's day, and begin "later this week" there."""
    day = found.context.day
    if reading.first is None or reading.last is None or not reading.first <= day <= reading.last:
        return reading
    if found.sense("part").kind == "LATER":
        return Reading("DATE", reading.value, day, reading.last)
    if found.sense("part").kind == "EDGE":
        return reading
    return Reading("DATE", reading.value, reading.first, day)


def _in_the_unit(found: Found) -> Reading | None:
    """Read "earlier in the day", "late in the year": of the day told last, if one was."""
    unit = found.sense("unit")
    if unit.code.startswith("T"):
        return None
    told = found.anchor()
    day = found.context.day
    if told is not None and told.first is not None and fine_enough(told, unit.code):
        day = told.first
    return _cut(found, whole(period_of(day, unit.code)))


def _from_anchor(found: Found, unit: Sense) -> Reading | None:
    """Read "the next day", "that year": told from the day told last."""
    relation, told = _relation(found), found.anchor()
    anchor = told.first if told and fine_enough(told, unit.code) else None
    if anchor is None:
        # "that month after month"
        return None if relation == "THAT" else Reading("DATE", None)
    step = STEPS.get(relation, 0)
    return whole(period_of(shifted(anchor, step, unit.code), unit.code))


def fine_enough(told: Reading, unit: str) -> bool:
    """Tell whether a date names one such unit: a month told before does not tell "that day"."""
    if told.first is None or told.last is None:
        return False
    return told.last <= period_of(told.first, unit).last


def _unit_beside(found: Found) -> Reading | None:
    """Read "the week after next" and "the year before last"."""
    unit, back = found.sense("unit"), _relation(found) == "LAST"
    if unit.code.startswith("T") or back != (found.sense("way").code == "before"):
        return None
    return whole(period_of(shifted(found.context.day, -2 if back else 2, unit.code), unit.code))


def _unit_before_that(found: Found) -> Reading | None:
    """Read "The day before, he had left": told from the day told last, unless a noun follows."""
    behind, unit, told = found.after(), found.sense("unit"), found.anchor()
    if behind is not None and behind.text not in _CLAUSE_ENDS and behind.sense.kind != "GAP":
        return None
    if told is None or told.first is None or not fine_enough(told, unit.code):
        return None
    step = {"before": -1, "after": 1}.get(found.sense("way").code)
    return whole(period_of(shifted(told.first, step, unit.code), unit.code)) if step else None


def _units_end(found: Found) -> Reading | None:
    """Read "year-end" and "the month's end"."""
    unit = found.sense("unit")
    if unit.code not in ("M", "Y") or unit.number != 1:
        return None
    period = period_of(found.context.day, unit.code)
    return Reading("DATE", period.value, period.last, period.last)


def _container(found: Found) -> Reading | None:
    """Read "the year" of "the last week of the year", which is no time for itself."""
    unit = found.sense("unit")
    if unit.code.startswith("T") or unit.number != 1 or found.kind_after() == "DASH":
        return None
    period = period_of(found.context.day, unit.code)
    return Reading("DATE", period.value, period.first, period.last, needs_part=True)


def _rolling(found: Found) -> Reading:
    """Read "the past seven months": a length that ends, or begins, on the article's day."""
    unit, day = found.sense("unit"), found.context.day
    senses = found.senses("count")
    count = quantity(senses) if senses else 1.0
    if not senses and found.sense("unit").kind == "UNITS":
        count = None
    value = duration(None if count is None else count * unit.number, unit.code)
    step = STEPS.get(_relation(found))
    if count is None or step is None:
        return Reading("DURATION", value)  # "these 24 hours" may lie on either side
    ahead = step > 0
    # Less than a day still reaches into the day before or after.
    length = max(count * unit.number, 24.0) if unit.code == "TH" else count * unit.number
    other = shifted(day, length if ahead else -length, unit.code)
    return Reading("DURATION", value, min(day, other), max(day, other))


_UNIT = "(?P<unit>UNITANY)"
_ANY = f"(?P<relation>{RELATION}|SAME|THAT)"
_PART = "(?P<part>EARLIER|LATER|SO FAR)"

RULES: tuple[Rule, ...] = (
    rule(
        f"(?:EDGE (?:DASH)?)? (?:{_PART})? (?P<the>THE)? {_ANY} (?:SAME)? (?P<unit>UNIT)",
        _calendar_unit,
    ),
    rule(f"(?:EDGE)? (?:{_PART})? (?P<the>THE)? {_ANY} QUARTER", _quarter),
    rule("(?P<part>EARLIER|LATER|EDGE) IN THE (?P<unit>UNIT)", _in_the_unit),
    rule(f"(?:THE)? (?P<relation>{RELATION}) (?P<count>QUANTITY) (?:STRAIGHT)? {_UNIT}", _rolling),
    rule("THE (?P<unit>UNIT) (?P<way>AFTER) (?P<relation>LAST|NEXT)", _unit_beside),
    rule("(?:THE)? (?P<unit>UNIT) (?P<way>AFTER)", _unit_before_that),
    rule("(?:THE)? (?P<unit>UNIT) (?:DASH|POSSESSIVE) END", _units_end),
    rule("THE (?P<unit>UNIT)", _container),
)
