"""One poll of one feed, from the request to the rows; the network comes in as a function."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from schemas.accounts import DeadLetter, FeedPoll
from schemas.context import RunContext
from schemas.errors import FetchError, RecordError
from schemas.feeds import FeedEntry
from schemas.state import FeedState
from transforms.dead_letters import dead_letter
from transforms.feeds.addresses import hide_credentials
from transforms.feeds.parsing import ParsedFeed, Rejected, parse_feed
from transforms.feeds.polling import (
    Answer,
    FeedSpec,
    after_poll,
    failed_outcome,
    is_unchanged,
    request_headers,
    retry_after_of,
)
from transforms.feeds.schedule import PollSettings, freshness_s

POLL_STEP = "PollFeeds"
READ_STEP = "ReadEntries"

NOT_MODIFIED = 304

_MAX_INT32 = 2**31 - 1


class FeedResponse(Protocol):
    """What a fetcher answers; header names are in lower case."""

    @property
    def url(self) -> str:
        """The address fetched last, after redirects."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the last answer."""

    @property
    def body(self) -> bytes:
        """Decompressed body."""

    @property
    def moved_permanently_to(self) -> str | None:
        """Where only permanent redirects led to."""

    @property
    def fetched_at(self) -> datetime:
        """When the exchange began, aware UTC."""

    @property
    def duration_s(self) -> float:
        """Length of the exchange, without the time spent waiting for the host's turn."""


Fetch = Callable[[str, dict[str, str]], FeedResponse]
"""Address and request headers to response; FetchError where there is none."""

Clock = Callable[[], datetime]
"""The time now, aware UTC."""


@dataclass(frozen=True)
class PollRows:
    """All that one poll gives.

    Attributes:
        poll, state: exactly one of each, whatever happened.
        entries: in the order of the feed.
        dead: the poll itself where it failed (step PollFeeds), and entries that cannot be used
            (step ReadEntries).
        found: entries, and letters about entries: what ReadEntries has to account for.
    """

    poll: FeedPoll
    state: FeedState
    entries: list[FeedEntry]
    dead: list[DeadLetter]
    found: int


@dataclass(frozen=True)
class _Heard:
    """What came of asking, before it is put into rows."""

    answer: Answer
    duration_s: float
    status: int | None = None
    size: int = 0
    parsed: ParsedFeed | None = None
    error: RecordError | None = None


def _headers_of(response: FeedResponse) -> dict[str, Any]:
    return {
        "moved_to": response.moved_permanently_to,
        "etag": response.headers.get("etag"),
        "last_modified": response.headers.get("last-modified"),
        "fresh_s": freshness_s(response.headers, response.fetched_at),
    }


def _hear_not_modified(response: FeedResponse, asked_with: Mapping[str, str]) -> Answer:
    if not asked_with:
        raise FetchError("protocol_error", "304 in answer to a request without conditions")
    return Answer("not_modified", response.fetched_at, **_headers_of(response))


def _hear_body(
    spec: FeedSpec, response: FeedResponse, settings: PollSettings
) -> tuple[Answer, ParsedFeed | None]:
    body_sha256 = hashlib.sha256(response.body).hexdigest()
    known = _headers_of(response) | {"body_sha256": body_sha256}
    if is_unchanged(spec.state, body_sha256):
        return Answer("unchanged", response.fetched_at, **known), None
    parsed = parse_feed(
        response.body,
        feed_url=spec.name,
        address=response.url,
        content_type=response.headers.get("content-type"),
        polled_at=response.fetched_at,
        max_body_bytes=settings.max_body_bytes,
        max_entries=settings.max_entries,
    )
    return Answer("ok", response.fetched_at, hints=parsed.hints, **known), parsed


def _status_of(error: RecordError) -> int | None:
    return error.status if isinstance(error, FetchError) else None


def _failed(error: RecordError, at: datetime) -> Answer:
    return Answer(failed_outcome(error), at, retry_after_s=retry_after_of(error))


def _hear_response(
    spec: FeedSpec,
    response: FeedResponse,
    asked_with: Mapping[str, str],
    settings: PollSettings,
) -> _Heard:
    parsed: ParsedFeed | None = None
    failed: RecordError | None = None
    try:
        if response.status == NOT_MODIFIED:
            answer = _hear_not_modified(response, asked_with)
        else:
            answer, parsed = _hear_body(spec, response, settings)
    except RecordError as error:
        answer, failed = _failed(error, response.fetched_at), error
    return _Heard(answer, response.duration_s, response.status, len(response.body), parsed, failed)


def _hear(spec: FeedSpec, fetch: Fetch, clock: Clock, settings: PollSettings) -> _Heard:
    """Ask, and say what came of it; every error of feed and network ends here."""
    at = clock()
    asked_with = request_headers(spec.state, at)
    try:
        response = fetch(spec.address, asked_with)
    except RecordError as error:
        duration_s = (clock() - at).total_seconds()
        return _Heard(_failed(error, at), duration_s, _status_of(error), error=error)
    return _hear_response(spec, response, asked_with, settings)


def _poll_row(heard: _Heard, state: FeedState, outcome: str, run: RunContext) -> FeedPoll:
    return FeedPoll(
        feed_url=state.feed_url,
        polled_at=state.polled_at,
        next_due_at=state.next_due_at,
        outcome=outcome,
        http_status=heard.status,
        entry_count=heard.parsed.entry_count if heard.parsed else 0,
        new_count=0,
        bytes=heard.size,
        duration_ms=min(round(heard.duration_s * 1000), _MAX_INT32),
        code=heard.error.code if heard.error else None,
        run_date=run.ingested_at.date(),
        run_id=run.run_id,
        ingested_at=run.ingested_at,
    )


def _with_secrets(spec: FeedSpec) -> str:
    return spec.place if spec.alias else spec.feed_url


def _failed_poll(
    spec: FeedSpec, error: RecordError, state: FeedState, run: RunContext
) -> DeadLetter:
    feed_url = spec.name
    hidden = RecordError(error.code, hide_credentials(error.detail, _with_secrets(spec), spec.name))
    return dead_letter(
        POLL_STEP,
        feed_url,
        hidden,
        run,
        url=state.address,
        feed_url=feed_url,
        attempt=state.failures,
        now=state.polled_at,
    )


def _rejected_entry(rejected: Rejected, poll: FeedPoll, run: RunContext) -> DeadLetter:
    is_entry = rejected.key != poll.feed_url
    return dead_letter(
        READ_STEP,
        rejected.key,
        rejected.error,
        run,
        feed_url=poll.feed_url,
        entry_id=rejected.key if is_entry else None,
        now=poll.polled_at,
    )


def poll_feed(
    spec: FeedSpec,
    fetch: Fetch,
    settings: PollSettings,
    run: RunContext,
    clock: Clock,
) -> PollRows:
    """Ask one feed and say in rows what came of it; raises nothing but bugs.

    Args:
        spec: the feed and what is remembered of it.
        fetch: gets the response, redirects followed; raises FetchError for a bad status.
        settings: limits and intervals.
        run: for the run columns.
        clock: the time now, aware UTC.
    """
    heard = _hear(spec, fetch, clock, settings)
    state, outcome = after_poll(spec, heard.answer, settings)
    poll = _poll_row(heard, state, outcome, run)
    dead = [_failed_poll(spec, heard.error, state, run)] if heard.error else []
    entries = heard.parsed.entries if heard.parsed else []
    rejected = heard.parsed.rejected if heard.parsed else []
    dead += [_rejected_entry(one, poll, run) for one in rejected]
    return PollRows(poll, state, entries, dead, found=len(entries) + len(rejected))
