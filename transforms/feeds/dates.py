"""Dates of feeds: aware UTC, or none at all."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there was no page; what is older is a default of some software (1970, year 1)."""

LATEST_AHEAD = timedelta(days=1)
"""Covers every time zone taken for UTC; what lies further ahead is a mistake or an announcement."""


def feed_date(parsed: object, written: object) -> datetime | None:
    """Return a feed's date, aware UTC; None where nobody can read it.

    Args:
        parsed: feedparser's UTC ``struct_time``, or None.
        written: the text. feedparser cannot read RFC 822 dates without a zone; those, like any
            other date without one, are UTC.
    """
    if isinstance(parsed, time.struct_time):
        return _from_struct(parsed)
    try:
        moment = parsedate_to_datetime(written) if isinstance(written, str) else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    if moment is None:
        return None
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _from_struct(parsed: time.struct_time) -> datetime | None:
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
