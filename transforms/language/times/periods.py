"""Days, months, years and their neighbours: arithmetic on the calendar, TIMEX3 values."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_CLOCK = re.compile(
    r"(\d\d?)(?:[:.]?(\d\d))?\s?(?:([ap])\.?m\b\.?)?(?: (?P<zone>.+))?", re.IGNORECASE
)
DAYS_OF_WEEK = 7
LONG_UNITS = ("M", "Y", "DE", "CE")
"""TIMEX3 codes of the units that are no fixed number of days."""
_MONTHS_OF_UNIT = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}


@dataclass(frozen=True)
class Period:
    """First and last day, inclusive, and the TIMEX3 value that names them."""

    first: date
    last: date
    value: str


def a_day(day: date) -> Period:
    """Return one day."""
    return Period(day, day, day.isoformat())


def a_month(year: int, month: int) -> Period:
    """Return a whole month.

    Raises:
        ValueError: no such month, or a year outside 1 to 9999.
    """
    last = date(year, month, monthrange(year, month)[1])
    return Period(date(year, month, 1), last, f"{year:04d}-{month:02d}")


def a_year(year: int) -> Period:
    """Return a whole year.

    Raises:
        ValueError: a year outside 1 to 9999.
    """
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04d}")


def a_week(day: date) -> Period:
    """Return the ISO week of a day, Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Period(first, first + timedelta(days=6), f"{year:04d}-W{week:02d}")


def a_weekend(day: date) -> Period:
    """Return the Saturday and Sunday of a day's ISO week."""
    week = a_week(day)
    return Period(week.last - timedelta(days=1), week.last, f"{week.value}-WE")


def a_quarter(year: int, number: int) -> Period:
    """Return a quarter of a calendar year."""
    first, last = a_month(year, 3 * number - 2), a_month(year, 3 * number)
    return Period(first.first, last.last, f"{year:04d}-Q{number}")


def a_half(year: int, number: int) -> Period:
    """Return a half of a calendar year."""
    first, last = a_month(year, 6 * number - 5), a_month(year, 6 * number)
    return Period(first.first, last.last, f"{year:04d}-H{number}")


def a_decade(year: int) -> Period:
    """Return the ten years from a year that ends in 0: 1990 to 1999."""
    first = year - year % 10
    return Period(date(first, 1, 1), date(first + 9, 12, 31), f"{first // 10:03d}")


def a_century(number: int) -> Period:
    """Return a century as ISO 8601 has it, the years that share two digits: the 19th is 1800 to 1899."""
    first = 100 * number - 100
    return Period(date(max(first, 1), 1, 1), date(first + 99, 12, 31), f"{number - 1:02d}")


def a_season(year: int, month: int, code: str) -> Period:
    """Return the three months from ``month`` of ``year``."""
    last = month_later(a_month(year, month), 2)
    return Period(date(year, month, 1), last.last, f"{year:04d}-{code}")


def month_later(month: Period, count: int) -> Period:
    """Return the month ``count`` months after one."""
    number = month.first.year * 12 + month.first.month - 1 + count
    return a_month(number // 12, number % 12 + 1)


def shifted(day: date, count: float, unit: str) -> date:
    """Return the day ``count`` units (TIMEX3 code) away; clock units count from 24 hours on.

    Raises:
        ValueError, OverflowError: outside the years 1 to 9999.
    """
    if unit in _MONTHS_OF_UNIT:
        months = round(count * _MONTHS_OF_UNIT[unit])
        month = month_later(a_month(day.year, day.month), months)
        return month.first.replace(day=min(day.day, month.last.day))
    if unit in ("D", "W"):
        return day + timedelta(days=round(count * (DAYS_OF_WEEK if unit == "W" else 1)))
    hours = {"TH": 1.0, "TM": 1 / 60, "TS": 1 / 3600}[unit] * count
    return day + timedelta(days=int(hours / 24))


def period_of(day: date, unit: str) -> Period:
    """Return the day, week, month, quarter, year, decade or century that holds a day."""
    if unit == "W":
        return a_week(day)
    if unit == "M":
        return a_month(day.year, day.month)
    if unit == "Q":
        return a_quarter(day.year, (day.month + 2) // 3)
    if unit == "Y":
        return a_year(day.year)
    if unit == "DE":
        return a_decade(day.year)
    if unit == "CE":
        return a_century(day.year // 100 + 1)
    return a_day(day)


def value_of_days(first: date, last: date) -> str:
    """Return the shortest TIMEX3 value of some days: a day, week, month, year, else an interval."""
    for unit in ("D", "W", "M", "Y"):
        period = period_of(first, unit)
        if (period.first, period.last) == (first, last):
            return period.value
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"{first:%Y-%m}/{last:%Y-%m}"
    return f"{first}/{last}"


def duration(count: float | None, unit: str) -> str:
    """Return the TIMEX3 value of a length; X where the number is not told: "PXM", "PT2H"."""
    number = "X" if count is None else plain_number(count)
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def plain_number(count: float) -> str:
    """Write a number as ISO 8601 has it, without an exponent: "1500000", "2.5"."""
    return f"{count:.6f}".rstrip("0").rstrip(".")


def clock_value(text: str, offsets: Mapping[str, str]) -> str:
    """Return the TIMEX3 hour of "10 a.m.", "10:30pm", "1420 GMT" or "14:00"; empty where it is none.

    ``offsets`` has the time zones that may stand behind it, with their offset from UTC or "".
    """
    found = _CLOCK.fullmatch(text)
    if found is None:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    offset = offsets.get((found["zone"] or "").replace("Time", "time"), "")
    return f"T{hour:02d}:{minute:02d}{offset}" if hour < 24 else ""


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """Return the first, second … Monday (1) to Sunday (7) of a month.

    Raises:
        ValueError: the month has no fifth one.
    """
    first = date(year, month, 1)
    return first.replace(day=1 + (weekday - first.isoweekday()) % DAYS_OF_WEEK + 7 * (number - 1))


@dataclass(frozen=True)
class Cycle:
    """What comes round: a weekday, a month, or a day of a month; the year is to be found.

    Attributes:
        weekday: 1 to 7 (Monday first), or 0.
        month, day: the month, and the day in it or 0 for the whole month.
        season: TIMEX3 code of a season of three months that begins with ``month``, or "".
        holiday: from a year to the days of a holiday in it, for one that has no month of its own.
    """

    weekday: int = 0
    month: int = 0
    day: int = 0
    season: str = ""
    holiday: Callable[[int], Period] | None = None

    def in_year(self, year: int) -> Period:
        """Return the month or day in a year.

        Raises:
            ValueError: no such day in that year.
        """
        if self.holiday:
            return self.holiday(year)
        if self.season:
            return a_season(year, self.month, self.season)
        return a_day(date(year, self.month, self.day)) if self.day else a_month(year, self.month)

    def latest(self, day: date) -> Period:
        """Return the last one that begins by ``day``.

        Raises:
            ValueError: there is none, as of 30 February or before the year 1.
        """
        if self.weekday:
            return a_day(day - timedelta(days=(day.isoweekday() - self.weekday) % DAYS_OF_WEEK))
        return _first(p for p in self._near(day, -1) if p.first <= day)

    def coming(self, day: date) -> Period:
        """Return the first one that ends on ``day`` or later.

        Raises:
            ValueError: there is none, as of 30 February or after the year 9999.
        """
        if self.weekday:
            return a_day(day + timedelta(days=(self.weekday - day.isoweekday()) % DAYS_OF_WEEK))
        return _first(p for p in self._near(day, 1) if p.last >= day)

    def nearest(self, day: date, weight_ahead: float = 1.0) -> Period:
        """Return whichever of the latest and the coming one is nearer, days ahead being weighted."""
        before, after = self.latest(day), self.coming(day)
        return after if (after.first - day) * weight_ahead < day - before.first else before

    def _near(self, day: date, step: int) -> list[Period]:
        # 29 February comes round within eight years.
        years = range(day.year - step, day.year + 9 * step, step)
        found = []
        for year in years:
            try:
                found.append(self.in_year(year))
            except ValueError:
                continue
        return found


def _first(periods: Iterator[Period]) -> Period:
    found = next(periods, None)
    if found is None:
        raise ValueError("no such day in the calendar of the years 1 to 9999")
    return found
