"""Build the tables of holidays that no short rule tells, from an open package.

Run it in an environment of its own, never in newsbeam's:

    python -m venv /tmp/holidays && /tmp/holidays/bin/pip install -r scripts/holidays/requirements.txt
    /tmp/holidays/bin/python scripts/build_holidays.py

It writes moving_holidays.tsv and national_days.tsv; the same package gives the same bytes. Source and
licence: docs/DATA-LICENSES.md.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
from holidays.calendars import _ChineseLunisolar, _HebrewLunisolar, _HinduLunisolar, _IslamicLunar

TARGET = Path(__file__).resolve().parent.parent / "transforms/language/times/data"

YEARS = range(1990, 2046)
SAMPLE = range(2021, 2026)
"""A national day is taken where it had the same day in all of these years."""

ONE_DAY = {
    "Eid al-Fitr": _IslamicLunar.EID_AL_FITR_DATES,
    "Eid al-Adha": _IslamicLunar.EID_AL_ADHA_DATES,
    "Ashura": _IslamicLunar.ASHURA_DATES,
    "Lunar New Year": _ChineseLunisolar.LUNAR_NEW_YEAR_DATES,
    "Diwali": _HinduLunisolar.DIWALI_INDIA_DATES,
    "Holi": _HinduLunisolar.HOLI_DATES,
    "Rosh Hashanah": _HebrewLunisolar.ROSH_HASHANAH_DATES,
    "Yom Kippur": _HebrewLunisolar.YOM_KIPPUR_DATES,
}
NATIONAL = ("Independence Day", "Labor Day", "Republic Day", "Victory Day")


def main() -> None:
    """Write both files."""
    TARGET.mkdir(exist_ok=True)
    write(TARGET / "moving_holidays.tsv", "name\tfirst\tlast", moving())
    write(TARGET / "national_days.tsv", "name\tcountry\tmonth\tday", national())


def write(path: Path, header: str, lines: Iterable[str]) -> None:
    """Write a header and its lines."""
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def moving() -> Iterator[str]:
    """Yield each holiday of a lunar calendar with its first and last day of one year after another."""
    for name, table in ONE_DAY.items():
        yield from (f"{name}\t{day}\t{day}" for day in days(table))
    ends = days(_IslamicLunar.EID_AL_FITR_DATES)
    for first in days(_IslamicLunar.RAMADAN_BEGINNING_DATES):
        end = next((end for end in ends if end > first), None)
        if end is not None:
            yield f"Ramadan\t{first}\t{end - timedelta(days=1)}"


def days(table: dict[int, Any]) -> list[date]:
    """Return a table's days in order; a lunar day may fall twice in one of our years."""
    found = []
    for year in YEARS:
        entry = table.get(year, ())
        entries = [entry] if entry and isinstance(entry[0], int) else list(entry)
        found += [date(year, *month_and_day) for month_and_day in entries]
    return found


def national() -> Iterator[str]:
    """Yield each national day with the country that keeps it."""
    for name in NATIONAL:
        for country in sorted(c for c in holidays.list_supported_countries() if len(c) == 2):
            found = {(d.month, d.day) for d in named(country, name)}
            if len(found) == 1:
                month, day = found.pop()
                yield f"{name}\t{country}\t{month}\t{day}"


def named(country: str, name: str) -> Iterator[date]:
    """Yield the days of a country's calendar that have this English name."""
    try:
        calendar = holidays.country_holidays(
            country, years=SAMPLE, language="en_US", observed=False
        )
    except NotImplementedError:
        return
    for day, names in calendar.items():
        if name in names.split("; "):
            yield day


if __name__ == "__main__":
    main()
