"""Upkeep after a commit: what has grown is compacted, what has expired is forgotten.

State tables are appended to; the newest row of a key holds. Here the older rows go, and the entries
of ``_state/seen`` that no feed has shown for the retention time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from schemas.accounts import Run
from schemas.columns import facts_of
from schemas.state import FeedState, PendingEntry, Seen
from schemas.tables import STATE
from transforms.lake.compaction import TIER_FILES, Tier, compact_by_tier
from transforms.lake.leftovers import remove_replaced
from transforms.lake.log import generation_of, open_table
from transforms.lake.rewriting import read_rows
from transforms.lake.state import last_rows, read_feed_states
from transforms.lake.storage import Storage

RUNS_FILES = 256
"""So many files of ``runs`` are merged: fewer than for state, because people read ``runs`` with a
glob, and see its rows twice until the grace of a merge is over."""

ROWS_PER_FILE = 500_000
"""A state table of more rows becomes several files, so that none is too large for memory."""


@dataclass(frozen=True)
class Retention:
    """How long what is seen is remembered.

    Attributes:
        days: how long after a feed has last shown an entry; None: for ever.
        now: launch of the run, or end of its window.
    """

    days: float | None
    now: datetime


def upkeep(storage: Storage, retention: Retention, state_files: int = TIER_FILES) -> None:
    """Compact the state tables and ``runs`` where they have grown, and remove what was replaced.

    It changes nothing that a reader sees, so it may fail or be broken off at any instant.

    Args:
        storage: the lake.
        retention: how long what is seen is remembered.
        state_files: so many small files of a state table are merged.
    """
    for record in STATE:
        merge = _Merge(storage, record, retention)
        compact_by_tier(storage, facts_of(record).name, merge, state_files)
    compact_by_tier(
        storage, _RUNS, lambda tier: [read_rows(storage, _RUNS, tier.paths)], RUNS_FILES
    )
    remove_replaced(storage)


_RUNS = facts_of(Run).name


@dataclass(frozen=True)
class _Merge:
    """Which rows of a state table stay when files of it are merged."""

    storage: Storage
    record: type
    retention: Retention

    def __call__(self, tier: Tier) -> Iterator[pa.Table]:
        """Yield the newest row of each key; of all rows of a table only those still wanted."""
        facts = facts_of(self.record)
        # An entry's rows are also the history of the articles it led to.
        names = ("entry_key", "article_id") if self.record is Seen else facts.key
        for where in _key_ranges(facts.key[0], tier.rows):
            rows = last_rows(read_rows(self.storage, facts.name, tier.paths, where), names)
            yield self._wanted(rows) if tier.is_all else rows

    def _wanted(self, rows: pa.Table) -> pa.Table:
        if self.record is PendingEntry:
            return rows.filter(pc.is_valid(pc.field("entry")))
        if self.record is Seen and self.retention.days is not None:
            span = timedelta(days=self.retention.days)
            return rows.filter(pc.invert(expired(rows, self._shown(span), span)))
        return rows

    def _shown(self, span: timedelta) -> dict[str, datetime]:
        generation = generation_of(open_table(self.storage, facts_of(FeedState).name))
        states = read_feed_states(self.storage, generation)
        found = {feed: last_shown(s, self.retention.now, span) for feed, s in states.items()}
        return {feed: at for feed, at in found.items() if at is not None}


def _key_ranges(key: str, rows: int) -> list[pc.Expression | None]:
    """Cut a table whose keys are hex digits into parts of ``ROWS_PER_FILE`` rows, roughly."""
    parts = min(16, -(-rows // ROWS_PER_FILE))
    if parts <= 1:
        return [None]
    limits = [f"{16 * n // parts:x}" for n in range(parts)]
    lowest = pc.field(key) < limits[1]
    between = [
        (pc.field(key) >= low) & (pc.field(key) < high) for low, high in pairwise(limits[1:])
    ]
    return [lowest, *between, pc.field(key) >= limits[-1]]


def last_shown(state: FeedState, now: datetime, span: timedelta) -> datetime | None:
    """Return when a feed was last known to show what it shows, None for one never parsed.

    What counts is the last body that was parsed: a feed that answers "not modified" for months
    still shows all its entries. One that nobody has asked for the retention time shows none.
    """
    return now if state.polled_at < now - span else state.parsed_at


def expired(rows: pa.Table, shown: Mapping[str, datetime], span: timedelta) -> pa.Array:
    """Tell of each row of ``_state/seen`` whether all its feeds have gone on without it.

    Args:
        rows: rows of the table.
        shown: by feed what ``last_shown`` says; entries of other feeds are kept.
        span: for so long an entry must have been missing.
    """
    limits = {feed: at - span for feed, at in shown.items()}
    feeds = [[f["feed_url"] for f in prints] for prints in rows["fingerprints"].to_pylist()]
    last = rows["last_in_feed_at"].to_pylist()
    return pa.array(
        [
            bool(own) and all(feed in limits and at < limits[feed] for feed in own)
            for own, at in zip(feeds, last, strict=True)
        ],
        pa.bool_(),
    )
