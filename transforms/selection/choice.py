"""Pure decisions: is an entry new, changed or known; what is taken now and what waits."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from schemas.codec import from_row, to_row
from schemas.feeds import FeedEntry, FetchTask
from schemas.state import EntryFingerprint, PendingEntry, Seen
from transforms.lake.pending import REASONS

TOUCH_AFTER = timedelta(days=1)
"""A known entry's row is written again at most once a day, so that state grows by days, not polls."""


@dataclass(frozen=True)
class Choice:
    """What becomes of the entries of one key in a poll.

    Attributes:
        task: the entry to fetch, None where all are known.
        known: how many of the entries lead to no fetch of their own.
        touch: the changed row of ``_state/seen``, None where it stays as it is.
    """

    task: FetchTask | None
    known: int
    touch: Seen | None = None


@dataclass(frozen=True)
class Candidate:
    """A task that could be fetched now, why, and whether ``_state/pending`` has a row for it."""

    task: FetchTask
    reason: str
    waits: bool = False


@dataclass(frozen=True)
class Slice:
    """What one commit takes, and what waits for a later one."""

    tasks: Sequence[FetchTask]
    left: Sequence[PendingEntry]


def choose(
    key: str,
    entries: Iterable[FeedEntry],
    seen: Seen | None,
    waiting: bool,
    oldest: datetime | None = None,
) -> Choice:
    """Decide on all entries that share a key: one address, perhaps in several feeds.

    Args:
        key: their key in ``_state/seen``.
        entries: the entries of this poll.
        seen: what the lake knows of the key.
        waiting: whether the key waits in ``_state/pending`` already, to be fetched soon. To take
            it up here too would begin its attempts anew with every poll.
        oldest: entries published before are left out; None: none is dropped for its age.
    """
    ordered = sorted(entries, key=lambda e: (e.feed_url, e.entry_id, e.fingerprint))
    young = [e for e in ordered if oldest is None or (e.published_at or e.polled_at) >= oldest]
    if not young or waiting:
        return Choice(None, len(ordered))
    fresh = _one_a_feed(young)
    if seen is None:
        return Choice(FetchTask(key, fresh[0], attempt=1), len(ordered) - 1)
    changed = [e for e in fresh if _changed(e, seen)]
    if changed:
        # The fingerprint is written down with the outcome of the fetch, not before.
        return Choice(FetchTask(key, changed[0], attempt=1), len(ordered) - 1)
    return Choice(None, len(ordered), _touched(seen, fresh))


def _one_a_feed(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """Return one entry for each feed, whose fingerprint stands for all that the feed shows.

    A feed can have several entries with one address, such as the posts of a live page. Remembering
    one of them only, each would look like a change of the other in every poll.
    """
    by_feed: dict[str, list[FeedEntry]] = {}
    for entry in entries:
        by_feed.setdefault(entry.feed_url, []).append(entry)
    return [replace(same[0], fingerprint=_fingerprint(same)) for same in by_feed.values()]


def _fingerprint(entries: Iterable[FeedEntry]) -> str:
    parts = sorted({e.fingerprint for e in entries})
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _changed(entry: FeedEntry, seen: Seen) -> bool:
    """Whether the feed that showed the entry before shows it differently now."""
    before = {f.feed_url: f.fingerprint for f in seen.fingerprints}
    return before.get(entry.feed_url, entry.fingerprint) != entry.fingerprint


def _touched(seen: Seen, entries: Sequence[FeedEntry]) -> Seen | None:
    latest = max(e.polled_at for e in entries)
    fingerprints = merged_fingerprints(seen.fingerprints, entries)
    if fingerprints == seen.fingerprints and latest - seen.last_in_feed_at < TOUCH_AFTER:
        return None
    # What is known of an entry comes without its address, to be smaller.
    return replace(seen, url=entries[0].url, fingerprints=fingerprints, last_in_feed_at=latest)


def merged_fingerprints(
    before: Iterable[EntryFingerprint], entries: Iterable[FeedEntry]
) -> list[EntryFingerprint]:
    """Return fingerprints by feed, with what the entries say now."""
    by_feed = {f.feed_url: f.fingerprint for f in before}
    by_feed.update({e.feed_url: e.fingerprint for e in entries})
    return [EntryFingerprint(feed, by_feed[feed]) for feed in sorted(by_feed)]


def candidates_of(pending: Iterable[PendingEntry]) -> list[Candidate]:
    """Return waiting entries as what could be fetched now; settled ones are left out."""
    return [
        Candidate(FetchTask(p.entry_key, entry_from_json(p.entry), p.attempt), p.reason, waits=True)
        for p in pending
        if p.entry is not None
    ]


def take_slice(candidates: Iterable[Candidate], max_articles: int, now: datetime) -> Slice:
    """Take at most so many candidates, one a key; the new ones left over begin to wait.

    A new one goes before the one that waits under its key for a later look, and takes its row.
    The order does not depend on how the candidates arrived, so that every runner takes the same.
    """
    by_key: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=_order):
        by_key.setdefault(candidate.task.entry_key, candidate)
    ordered = sorted(by_key.values(), key=_order)
    left = [waiting_row(c, now) for c in ordered[max_articles:] if not c.waits]
    return Slice([c.task for c in ordered[:max_articles]], left)


def waiting_row(candidate: Candidate, now: datetime) -> PendingEntry:
    """Return the row by which an entry begins to wait, due from now on."""
    return PendingEntry(
        entry_key=candidate.task.entry_key,
        entry=entry_to_json(candidate.task.entry),
        reason=candidate.reason,
        attempt=candidate.task.attempt,
        due_at=now,
        held_by_run=None,
        generation=0,
    )


def _order(candidate: Candidate) -> tuple[int, str, str]:
    entry = candidate.task.entry
    return (REASONS.index(candidate.reason), candidate.task.entry_key, entry.fingerprint)


def entry_to_json(entry: FeedEntry) -> str:
    """Write an entry down for the time it waits."""
    row = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in to_row(entry).items()}
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def entry_from_json(text: str) -> FeedEntry:
    """Read an entry that waited.

    Raises:
        SchemaError: it was written by a version with other fields.
    """
    row: dict[str, Any] = json.loads(text)
    for name in ("published_at", "updated_at", "polled_at"):
        if row.get(name) is not None:
            row[name] = datetime.fromisoformat(row[name])
    return from_row(FeedEntry, row)
