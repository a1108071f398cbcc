"""When a feed is asked again: pure arithmetic on times."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from transforms.feeds.hints import NO_HINTS, FeedHints

LONGER, SHORTER = 1.5, 0.5
"""Steps of the adaptive interval: slowly away from a quiet feed, quickly back to a busy one."""

FEW_NEW, MANY_NEW = 0.33, 0.67
"""Shares of new entries up to which the interval grows, and over which it shrinks."""

JITTER = 0.1
"""Share of the interval by which polls are spread, so that feeds do not fall into step."""

FAILURE_STEP_S = 300
"""A feed that fails is left alone at least this long, times its failures in a row."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.I)
_HOURS_OF_A_WEEK = 7 * 24


@dataclass(frozen=True)
class PollSettings:
    """How feeds are polled.

    Attributes:
        min_interval_s: a feed is not asked more often; 0: every run asks every feed, whatever
            feed or server wish (for tests, demos and feeds of one's own).
        max_interval_s: a feed is asked at least so often, unless it is retired.
        timeout_s: whole exchange with one feed.
        max_body_bytes: of one feed, decompressed.
        max_entries: of one feed; the rest is left out, with a dead letter.
    """

    min_interval_s: float = 300
    max_interval_s: float = 86_400
    timeout_s: float = 30
    max_body_bytes: int = 15 * 1024 * 1024
    max_entries: int = 2_000

    def __post_init__(self) -> None:
        """Reject what cannot work."""
        if not 0 <= self.min_interval_s <= self.max_interval_s:
            raise ValueError(
                f"polling intervals: min_interval_s={self.min_interval_s} must lie between 0 and "
                f"max_interval_s={self.max_interval_s}"
            )
        for name in ("timeout_s", "max_body_bytes", "max_entries"):
            if (value := getattr(self, name)) <= 0:
                raise ValueError(f"polling: {name}={value} must be greater than 0")

    def clamp(self, seconds: float) -> float:
        """Return the interval within floor and ceiling."""
        return min(max(seconds, self.min_interval_s), self.max_interval_s)


def _http_date(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def freshness_s(headers: Mapping[str, str], now: datetime) -> float:
    """Return how long the server calls its answer fresh, seconds; 0 where it does not say.

    ``Cache-Control: max-age`` goes before ``Expires`` (RFC 9111, 5.3); ``Expires`` is read against
    the server's own ``Date``.

    Args:
        headers: names in lower case.
        now: aware UTC.
    """
    if found := _MAX_AGE.search(headers.get("cache-control", "")):
        return float(found[1])
    expires = _http_date(headers.get("expires"))
    if expires is None:
        return 0.0
    return max((expires - (_http_date(headers.get("date")) or now)).total_seconds(), 0.0)


def wished_interval_s(hints: FeedHints, fresh_s: float) -> float:
    """Return the longest interval that feed or server ask for, seconds."""
    return float(max(fresh_s, hints.ttl_s or 0, hints.update_period_s or 0))


def adapted_interval_s(interval_s: float, new_share: float | None, settings: PollSettings) -> float:
    """Return the next adaptive interval: longer where little was new, shorter where much was.

    Args:
        interval_s: the present one.
        new_share: share of the feed's entries that were not known, 0 to 1; None: not decided yet.
        settings: floor and ceiling.
    """
    factor = 1.0
    if new_share is not None and new_share <= FEW_NEW:
        factor = LONGER
    elif new_share is not None and new_share > MANY_NEW:
        factor = SHORTER
    return settings.clamp(settings.clamp(interval_s) * factor)


def _spread(feed_url: str, at: datetime) -> float:
    """Return a number from 0 to 1 that is the same for the same feed and time."""
    digest = hashlib.sha256(f"{feed_url} {at.isoformat()}".encode("utf-8", "backslashreplace"))
    return int.from_bytes(digest.digest()[:8], "big") / 2**64


def _after_skipped(moment: datetime, hints: FeedHints) -> datetime:
    """Move a time out of the hours and days that the feed does not want to be asked in."""
    later = moment
    for _ in range(_HOURS_OF_A_WEEK + 1):
        if later.hour not in hints.skip_hours and later.weekday() not in hints.skip_days:
            return later
        later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment  # the feed skips the whole week: that cannot be meant


def next_due(
    feed_url: str,
    polled_at: datetime,
    interval_s: float,
    settings: PollSettings,
    hints: FeedHints = NO_HINTS,
) -> datetime:
    """Return when the feed is due again: the interval within floor and ceiling, and jitter.

    The jitter is a hash of feed and time, and never leads below the floor or over the ceiling;
    ``skipHours`` and ``skipDays`` may. With a floor of 0 the feed is due at once.
    """
    if settings.min_interval_s == 0:
        return polled_at
    base = settings.clamp(interval_s)
    jitter = JITTER * base * _spread(feed_url, polled_at)
    spread_s = base + jitter if base + jitter <= settings.max_interval_s else base - jitter
    return _after_skipped(polled_at + timedelta(seconds=settings.clamp(spread_s)), hints)
