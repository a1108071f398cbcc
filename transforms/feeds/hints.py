"""What a feed says of how often it wants to be asked."""

import re
from dataclasses import dataclass
from typing import Any

_PERIODS_S = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_S = 365 * 86_400

# feedparser keeps only the last hour of the list, so the two are read from the document itself.
_SKIP_HOURS = re.compile(r"<skiphours\s*>(.{0,2000}?)</skiphours\s*>", re.I | re.S)
_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.I)
_SKIP_DAYS = re.compile(r"<skipdays\s*>(.{0,2000}?)</skipdays\s*>", re.I | re.S)
_DAY = re.compile(r"<day\s*>\s*(\w{1,12})\s*</day\s*>", re.I)


@dataclass(frozen=True)
class FeedHints:
    """What the feed asks for.

    Attributes:
        ttl_s: RSS ``ttl``, seconds.
        update_period_s: ``sy:updatePeriod`` over ``sy:updateFrequency``, seconds. Weak: nearly
            every WordPress feed says "hourly 1", because that is the default.
        skip_hours: hours of the day, UTC, 0 to 23.
        skip_days: days of the week, Monday is 0.
    """

    ttl_s: int | None = None
    update_period_s: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


NO_HINTS = FeedHints()


def _positive_int(value: object) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 10 else None


def _ttl_s(feed: dict[str, Any]) -> int | None:
    minutes = _positive_int(dict.get(feed, "ttl"))
    return min(minutes * 60, _LONGEST_S) if minutes else None


def _update_period_s(feed: dict[str, Any]) -> int | None:
    period = dict.get(feed, "sy_updateperiod")
    period_s = _PERIODS_S.get(period.strip().lower()) if isinstance(period, str) else None
    frequency = _positive_int(dict.get(feed, "sy_updatefrequency")) or 1
    return max(period_s // frequency, 1) if period_s else None


def _listed(block: re.Pattern[str], item: re.Pattern[str], text: str) -> list[str]:
    found = block.search(text)
    return item.findall(found[1]) if found else []


def read_hints(feed: dict[str, Any], text: str) -> FeedHints:
    """Return the feed's wishes; what is not understood is left out.

    Args:
        feed: feedparser's ``feed``.
        text: the document.
    """
    hours = {int(hour) % 24 for hour in _listed(_SKIP_HOURS, _HOUR, text) if int(hour) <= 24}
    days = {_DAYS.index(d.lower()) for d in _listed(_SKIP_DAYS, _DAY, text) if d.lower() in _DAYS}
    return FeedHints(
        ttl_s=_ttl_s(feed),
        update_period_s=_update_period_s(feed),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
    )
