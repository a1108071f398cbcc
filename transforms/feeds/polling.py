"""Decisions about a feed: is it due, how is it asked, what is remembered of its answer.

Pure functions: the old state and what happened go in, the new state comes out.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from schemas.accounts import FeedPoll
from schemas.errors import PassingError, RecordError
from schemas.state import FeedState
from transforms.clocks import is_ahead
from transforms.feeds.addresses import asked_address, redacted
from transforms.feeds.hints import NO_HINTS, FeedHints
from transforms.feeds.references import expand, expanded_here
from transforms.feeds.schedule import (
    FAILURE_STEP_S,
    PollSettings,
    adapted_interval_s,
    next_due,
    wished_interval_s,
)

NOT_GENERATION = 0
"""Stands in ``FeedState.generation`` until the commit fills it."""


@dataclass(frozen=True)
class FeedSpec:
    """A feed to ask.

    Attributes:
        feed_url: what is asked, with its credentials if it has any; with an alias it may hold
            references ``${NAME}`` to the environment of the process that asks.
        state: what was remembered under ``name``; None for a new feed.
        alias: what stands for the address in tables where a part of it is secret:
            "https://a.example/feed?key=${KEY}". None: the address itself, credentials masked.
        generation: newest one of the lake when it was decided to ask; 0 for none.
    """

    feed_url: str
    state: FeedState | None = None
    alias: str | None = None
    generation: int = 0

    @property
    def name(self) -> str:
        """The feed's identity in every table."""
        return redacted(self.alias or self.feed_url)

    @property
    def address(self) -> str:
        """Where the feed is asked now, credentials included.

        Raises:
            FetchError: it has a reference to what this process's environment has not.
        """
        if self.alias:
            return expanded_here(self.feed_url)
        remembered = self.state.address if self.state else None
        return (
            self.feed_url if remembered == self.name else asked_address(self.feed_url, remembered)
        )

    @property
    def place(self) -> str:
        """The same, with references as written where they cannot be replaced: never an error."""
        return expand(self.feed_url, os.environ) if self.alias else self.address


@dataclass(frozen=True)
class Answer:
    """What one poll brought, as far as decisions need it.

    Attributes:
        outcome: one of ``POLL_OUTCOMES`` but ``moved``: whether a redirect is believed is decided
            here, and ``after_poll`` says so.
        polled_at: when the feed was asked, aware UTC.
        moved_to: where only permanent redirects (301, 308) led to, None without any.
        etag, last_modified: headers of the answer, byte for byte; of a 304 too.
        body_sha256: of the body, hex; None without one that could be read.
        fresh_s: from ``freshness_s``.
        hints: what the feed itself says.
        retry_after_s: the pause that the server asked for, seconds.
    """

    outcome: str
    polled_at: datetime
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    fresh_s: float = 0.0
    hints: FeedHints = NO_HINTS
    retry_after_s: float | None = None


def trusted(state: FeedState | None, now: datetime) -> FeedState | None:
    """Return a feed's state, without what a clock that was ahead has made of it.

    A run whose clock is a year ahead would put the feed off for a year, and might have taken all
    it showed for too old: it is asked at once, and as if its body were not known.
    """
    if state is None or not is_ahead(state.polled_at, now):
        return state
    return replace(state, next_due_at=now, etag=None, last_modified=None, body_sha256=None)


def is_due(state: FeedState | None, now: datetime, settings: PollSettings | None = None) -> bool:
    """Tell whether a feed is to be asked now.

    A feed never asked is due, a retired one never; with ``settings`` whose floor is 0 every other
    is, whatever an earlier run with another floor wrote down.
    """
    if state is None:
        return True
    if state.retired:
        return False
    if state.polled_at > now:
        return True  # the clock jumped back: its times would keep the feed unread until then
    return state.next_due_at <= now or (settings is not None and settings.min_interval_s == 0)


def _is_check_day(feed_url: str, now: datetime) -> bool:
    return sum(feed_url.encode("utf-8", "backslashreplace")) % 7 == now.weekday()


def sends_validators(state: FeedState | None, now: datetime) -> bool:
    """Tell whether the poll may be answered by 304.

    Some servers return a validator that never changes although the feed does. So once a week, on
    a weekday of its own, the first poll of a feed goes without, and the body's hash decides.
    """
    if state is None or not (state.etag or state.last_modified):
        return False
    is_first_today = state.polled_at.date() != now.date()
    return not (is_first_today and _is_check_day(state.feed_url, now))


def request_headers(state: FeedState | None, now: datetime) -> dict[str, str]:
    """Return the headers of a conditional GET: validators byte for byte as received, or none."""
    if state is None or not sends_validators(state, now):
        return {}
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in headers.items() if value}


def is_unchanged(state: FeedState | None, body_sha256: str) -> bool:
    """Tell whether the body is the one that was parsed last; it is not parsed again."""
    return state is not None and state.body_sha256 == body_sha256


def failed_outcome(error: RecordError) -> str:
    """Return the outcome of a poll that ended in an error: gone, throttled or error."""
    return {"http_gone": "gone", "http_throttled": "throttled"}.get(error.code, "error")


def retry_after_of(error: RecordError) -> float | None:
    """Return the pause that the server asked for, seconds."""
    return error.retry_after_s if isinstance(error, PassingError) else None


def _first_state(feed_url: str, polled_at: datetime, settings: PollSettings) -> FeedState:
    return FeedState(
        feed_url=feed_url,
        address=feed_url,
        moved_to=None,
        etag=None,
        last_modified=None,
        body_sha256=None,
        interval_s=round(settings.min_interval_s),
        next_due_at=polled_at,
        polled_at=polled_at,
        failures=0,
        retired=False,
        generation=NOT_GENERATION,
        parsed_at=None,
    )


def _after_failure(state: FeedState, answer: Answer, settings: PollSettings) -> FeedState:
    """Step back linearly; what is known of the last good body stays."""
    failures = state.failures + 1
    pause_s = failures * max(settings.clamp(state.interval_s), FAILURE_STEP_S)
    pause_s = max(pause_s, answer.retry_after_s or 0)
    return replace(
        state,
        failures=failures,
        retired=state.retired or answer.outcome == "gone",
        next_due_at=next_due(state.feed_url, answer.polled_at, pause_s, settings),
    )


def _moves(state: FeedState, answer: Answer) -> tuple[dict[str, str | None], bool]:
    """Believe a permanent redirect when it is seen for the second time in a row."""
    target = redacted(answer.moved_to) if answer.moved_to else None
    if target is None or target == state.address:
        return {"moved_to": None}, False
    if target == state.moved_to:
        return {"address": target, "moved_to": None}, True
    return {"moved_to": target}, False


def _validators(state: FeedState, answer: Answer) -> dict[str, str | None]:
    """Return what identifies the body now known."""
    if answer.outcome == "not_modified":
        # A 304 may bring newer validators of the same body (RFC 9110, 15.4.5).
        return {
            "etag": answer.etag or state.etag,
            "last_modified": answer.last_modified or state.last_modified,
        }
    lies = (
        bool(answer.etag or answer.last_modified)
        and answer.body_sha256 != state.body_sha256
        and (answer.etag, answer.last_modified) == (state.etag, state.last_modified)
    )
    # The body changed and the validators did not: asking with them would miss the next change.
    return {
        "etag": None if lies else answer.etag,
        "last_modified": None if lies else answer.last_modified,
        "body_sha256": answer.body_sha256,
    }


def after_poll(
    spec: FeedSpec, answer: Answer, settings: PollSettings, new_share: float | None = None
) -> tuple[FeedState, str]:
    """Return the state after a poll, and the outcome: the answer's own, or ``moved``.

    Args:
        spec: the feed and what was remembered of it.
        answer: what the poll brought.
        settings: floor and ceiling of the interval.
        new_share: share of entries not known before; None keeps the interval until ``settle``.
            Where the body did not change, nothing was new.
    """
    feed_url, polled_at = spec.name, answer.polled_at
    old = spec.state or _first_state(feed_url, polled_at, settings)
    state = replace(old, polled_at=polled_at, generation=NOT_GENERATION)
    if answer.outcome in ("gone", "throttled", "error"):
        return _after_failure(state, answer, settings), answer.outcome
    parsed_at: datetime | None = polled_at
    if answer.outcome in ("not_modified", "unchanged"):
        new_share, parsed_at = 0.0, old.parsed_at
    # Where a part of the address is secret, the new one may carry it too: it is not written down.
    moves, is_moved = _moves(state, answer) if not spec.alias else ({}, False)
    interval_s = adapted_interval_s(state.interval_s, new_share, settings)
    wished_s = wished_interval_s(answer.hints, answer.fresh_s)
    changes: Mapping[str, str | None] = {**moves, **_validators(state, answer)}
    state = replace(
        state,
        **changes,  # type: ignore[arg-type]
        failures=0,
        retired=False,
        parsed_at=parsed_at,
        interval_s=round(interval_s),
        next_due_at=next_due(
            feed_url, polled_at, max(interval_s, wished_s), settings, answer.hints
        ),
    )
    return state, "moved" if is_moved else answer.outcome


def with_new_count(poll: FeedPoll, new_count: int) -> FeedPoll:
    """Return the poll with the number of its entries that were not known, or changed."""
    return replace(poll, new_count=new_count)


def settle(
    poll: FeedPoll, state: FeedState, new_count: int, settings: PollSettings
) -> tuple[FeedPoll, FeedState]:
    """Return poll and state of a feed once it is known how many of its entries were new.

    A longer interval holds at once. A shorter one holds from the next poll on: the present due
    time may stand for what the feed or the server asked for, and is never brought forward.
    """
    poll = with_new_count(poll, new_count)
    if poll.entry_count == 0 or poll.outcome not in ("ok", "moved"):
        return poll, state
    share = new_count / poll.entry_count
    interval_s = adapted_interval_s(state.interval_s, share, settings)
    due = max(state.next_due_at, next_due(state.feed_url, poll.polled_at, interval_s, settings))
    return (
        replace(poll, next_due_at=due),
        replace(state, interval_s=round(interval_s), next_due_at=due),
    )
