"""Clocks that are wrong: what one that was ahead wrote down must not hold for years."""

from datetime import datetime, timedelta

CLOCKS_DIFFER = timedelta(hours=1)
"""What lies further ahead of a run's launch was written by a clock that was wrong. Less may be a run
that goes on for long, beside one that was launched after it."""


def is_ahead(at: datetime, now: datetime) -> bool:
    """Whether a time that should be past lies too far ahead to be true."""
    return at > now + CLOCKS_DIFFER


def not_ahead(at: datetime, now: datetime) -> datetime:
    """Return a time that should be past, or now where it cannot be true."""
    return now if is_ahead(at, now) else at
