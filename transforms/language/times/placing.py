"""Find the year of a day, month, season or holiday that the text does not tell, or tells as "last year"."""

from datetime import date, timedelta

from transforms.language.times.grammar import RELATION, Found, Reading, whole
from transforms.language.times.periods import Cycle, Period
from transforms.language.times.tense import AHEAD, BACK, PLANNED

# Days ahead weigh this much where no verb tells: of an attack the last one is meant, unless the next
# is very near; of an election the next one.
_AHEAD_COUNTS_MORE, _AHEAD_COUNTS_LESS = 2.0, 0.6
# Who leaves the year out means a day near by: what would lie this far on one side, and only so
# far on the other, lies on the other, whatever the tense.
_TOO_FAR, _SOON = timedelta(days=300), timedelta(days=65)
_ONE_DAY = timedelta(days=1)

YEAR = (
    "(?:(?:COMMA|OF)? (?P<year>YEAR)"
    f"|(?:OF)? (?:THE)? (?P<yearly>{RELATION}|THAT|SAME) (?P<yearunit>UNIT))?"
)
"""Groups of the year behind a day, month, season or holiday: "2024", "last year", "of that year"."""
STEPS = {"LAST": -1, "PAST": -1, "PREVIOUS": -1, "NEXT": 1, "COMING": 1, "FOLLOWING": 1}
"""From the class of a relation to the units it leads away."""
_FROM_ANCHOR = ("THAT", "SAME", "PREVIOUS", "FOLLOWING")


def has_year(found: Found) -> bool:
    """Tell whether the groups of ``YEAR`` took part."""
    return found.has("year") or found.has("yearly")


def told_year(found: Found) -> int:
    """Return the year that the groups of ``YEAR`` tell.

    Raises:
        ValueError: it is no year ("March last week"), or is told from a date that nobody told.
    """
    if found.has("year"):
        return found.number("year")
    if found.sense("yearunit").code != "Y":
        raise ValueError("no year")
    kind = found.sense("yearly").kind
    start = found.context.day
    if kind in _FROM_ANCHOR:
        told = found.anchor()
        if told is None or told.first is None:
            raise ValueError("a year told from no date")
        start = told.first
    return start.year + STEPS.get(kind, 0)


def placed(cycle: Cycle, found: Found) -> Reading:
    """Find the year (or week) of what comes round, by the article's date and the tense."""
    return whole(_place(cycle, found.context.day, found.direction()), cycle)


def related(cycle: Cycle, found: Found) -> Reading:
    """Place what "last", "this" or "next" may stand before, or a year behind."""
    if has_year(found):
        return whole(cycle.in_year(told_year(found)))
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


def _place(cycle: Cycle, day: date, where: str) -> Period:
    if cycle.weekday:
        return cycle.coming(day) if where == AHEAD else cycle.latest(day)
    before, after = cycle.latest(day), cycle.coming(day)
    since, until = day - before.last, after.first - day
    one_day = before.first == before.last
    if where == AHEAD:
        # "The festival runs March 3-5", told ten days later.
        return before if one_day and until > _TOO_FAR and since < _SOON else after
    if where == BACK:
        return after if one_day and since > _TOO_FAR and until < _SOON else before
    return cycle.nearest(day, _AHEAD_COUNTS_LESS if where == PLANNED else _AHEAD_COUNTS_MORE)
