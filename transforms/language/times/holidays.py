"""The days that holidays fall on, read from ``data/`` and checked."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from transforms.language.times.periods import Period, a_day

DayRule = Callable[[int], Period]
"""From a year to the holiday's days in it; raises ValueError where it has none."""


class HolidayError(ValueError):
    """A file of ``data/`` is not as this package needs it; the message names the holiday."""


@dataclass
class Holiday:
    """A holiday: its usual days, and those in countries where another day has its name.

    Attributes:
        everywhere: None where only the country tells the day.
        once: the one day of history that is meant, whatever the year.
    """

    name: str
    everywhere: DayRule | None = None
    once: date | None = None
    countries: dict[str, DayRule] = field(default_factory=dict)

    def rule(self, country: str | None) -> DayRule | None:
        """Return the days it has in a country; None where nobody can tell them."""
        return self.countries.get(country or "", self.everywhere)


@cache
def holidays() -> Mapping[str, Holiday]:
    """Return all holidays by their names as news writes them, read once a process.

    Raises:
        HolidayError: a file was changed into something that cannot be used.
    """
    found = ruled_holidays(yaml.safe_load(_read("holidays.yaml")))
    for name, spans in _moving(_rows("moving_holidays.tsv")).items():
        found[name] = Holiday(name, _in_table(name, spans))
    for name, country, month, day in _rows("national_days.tsv"):
        national = found.setdefault(name, Holiday(name))
        national.countries[country] = _every_year(int(month), int(day))
    return found


def ruled_holidays(entries: list[dict[str, Any]]) -> dict[str, Holiday]:
    """Check the holidays of ``holidays.yaml`` and return them by name.

    Raises:
        HolidayError: an entry has no rule, an impossible one, or a name that another has.
    """
    found: dict[str, Holiday] = {}
    for entry in entries:
        for name in entry["names"]:
            if name in found:
                raise HolidayError(f"holidays.yaml: {name!r} is there twice; keep one")
            found[name] = _holiday(name, entry)
    return found


def _holiday(name: str, entry: Mapping[str, Any]) -> Holiday:
    once = entry.get("once")
    if once is not None:
        if not isinstance(once, date):
            raise HolidayError(f"holidays.yaml: {name!r}: once: {once!r} is no date")
        return Holiday(name, once=once)
    others = entry.get("countries", {})
    countries = {country: _rule(name, other) for country, other in others.items()}
    return Holiday(name, _rule(name, entry), countries=countries)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _rule(name: str, entry: Mapping[str, Any]) -> DayRule:
    makers: dict[str, Callable[[Any], DayRule]] = {
        "day": lambda value: _every_year(*value),
        "weekday": lambda value: _weekday_from(*value),
        "easter": _from_easter,
    }
    kinds = [kind for kind in makers if kind in entry]
    if len(kinds) != 1:
        raise HolidayError(f"holidays.yaml: {name!r} needs one of once, {', '.join(makers)}")
    try:
        rule = makers[kinds[0]](entry[kinds[0]])
        rule(2024)
    except (TypeError, ValueError) as wrong:
        raise HolidayError(f"holidays.yaml: {name!r}: {kinds[0]}: {wrong}") from wrong
    return rule


def _every_year(month: int, day: int) -> DayRule:
    return lambda year: a_day(date(year, month, day))


def _weekday_from(weekday: int, month: int, day: int) -> DayRule:
    if not 1 <= weekday <= 7:
        raise ValueError(f"{weekday} is no weekday of 1 to 7")

    def in_year(year: int) -> Period:
        first = date(year, month, day)
        return a_day(first + timedelta(days=(weekday - first.isoweekday()) % 7))

    return in_year


def _from_easter(days: int) -> DayRule:
    return lambda year: a_day(easter_sunday(year) + timedelta(days=days))


def _in_table(name: str, spans: Mapping[int, Period]) -> DayRule:
    def in_year(year: int) -> Period:
        if year not in spans:
            raise ValueError(f"no days of {name} are known in {year}")
        return spans[year]

    return in_year


def _moving(rows: Iterator[list[str]]) -> dict[str, dict[int, Period]]:
    """Return the spans by name and year; of two in one year the first counts."""
    found: dict[str, dict[int, Period]] = defaultdict(dict)
    for name, first, last in rows:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        value = first if first == last else f"{first}/{last}"
        found[name].setdefault(start.year, Period(start, end, value))
    return found


def _rows(name: str) -> Iterator[list[str]]:
    yield from (line.split("\t") for line in _read(name).splitlines()[1:])


def _read(name: str) -> str:
    return resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
