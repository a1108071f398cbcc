"""Dates of feeds: aware UTC, or none at all."""

import time
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there was no page; what is older is a default of some software (1970, year 1)."""

LATEST_AHEAD = timedelta(days=1)
"""Covers every time zone taken for UTC; what lies further ahead is a mistake or an announcement."""


def utc_from_parsed(parsed: object) -> datetime | None:
    """Return feedparser's UTC ``struct_time`` as an aware datetime; None where there is no such day.

    A date written without a zone is taken as UTC, as feedparser does.
    """
    if not isinstance(parsed, time.struct_time):
        return None
    # A leap second is the last moment of its minute: datetime knows no second 60.
    year, month, day, hour, minute, second = parsed[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def believable(moment: datetime | None, polled_at: datetime) -> datetime | None:
    """Return the date, or None for one before 1990 or more than a day after the poll."""
    if moment is None or not EARLIEST <= moment <= polled_at + LATEST_AHEAD:
        return None
    return moment
