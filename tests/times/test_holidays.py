"""Holidays: a report about Good Friday or Ramadan is filed under the right days."""

from datetime import date
from typing import Any

import pytest

from transforms.language.times.holidays import (
    HolidayError,
    easter_sunday,
    holidays,
    ruled_holidays,
)


@pytest.mark.parametrize(
    "day", [date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2024, 3, 31), date(2038, 4, 25)]
)  # fmt: skip
def test_easter_is_where_the_almanac_has_it(day: date) -> None:
    assert easter_sunday(day.year) == day


@pytest.mark.parametrize(
    ("name", "country", "first", "last"),
    [
        ("Good Friday", None, date(2025, 4, 18), date(2025, 4, 18)),
        ("Thanksgiving", "US", date(2025, 11, 27), date(2025, 11, 27)),
        ("Thanksgiving", "CA", date(2025, 10, 13), date(2025, 10, 13)),
        ("Memorial Day", None, date(2025, 5, 26), date(2025, 5, 26)),
        ("Election Day", None, date(2022, 11, 8), date(2022, 11, 8)),
        ("Labor Day", "US", date(2025, 9, 1), date(2025, 9, 1)),
        ("Labor Day", None, date(2016, 9, 5), date(2016, 9, 5)),
        ("Labor Day", "PH", date(2025, 5, 1), date(2025, 5, 1)),
        ("Labour Day", "KE", date(2025, 5, 1), date(2025, 5, 1)),
        ("Ramadan", None, date(2025, 3, 1), date(2025, 3, 29)),
        ("Lunar New Year", None, date(2025, 1, 29), date(2025, 1, 29)),
        ("Independence Day", "GH", date(2025, 3, 6), date(2025, 3, 6)),
    ],
)
def test_a_holiday_has_its_days(name: str, country: str | None, first: date, last: date) -> None:
    rule = holidays()[name].rule(country)
    assert rule is not None
    assert (rule(first.year).first, rule(first.year).last) == (first, last)


def test_a_national_day_of_an_unknown_country_has_no_days() -> None:
    assert holidays()["Independence Day"].rule(None) is None
    assert holidays()["Independence Day"].rule("GB") is None


def test_a_lunar_day_beyond_the_table_is_not_made_up() -> None:
    rule = holidays()["Ramadan"].rule(None)
    assert rule is not None
    with pytest.raises(ValueError, match="Ramadan"):
        rule(1812)


@pytest.mark.parametrize(
    "entry",
    [
        {"names": ["Nowhere Day"]},
        {"names": ["Nowhere Day"], "day": [2, 30]},
        {"names": ["Nowhere Day"], "day": [2, 3], "easter": 1},
        {"names": ["Nowhere Day"], "weekday": [8, 1, 1]},
        {"names": ["Nowhere Day"], "once": "yesterday"},
        {"names": ["Nowhere Day"], "day": [2, 3], "countries": {"GB": {"day": 3}}},
        {"names": ["Nowhere Day", "Nowhere Day"], "day": [2, 3]},
    ],
)
def test_a_spoilt_entry_is_named(entry: dict[str, Any]) -> None:
    with pytest.raises(HolidayError, match="Nowhere Day"):
        ruled_holidays([entry])
