"""Takedown: an address or a host removed from every table, and blocked from coming back.

The block is a commit like any other, and comes first: a run that began before it is refused, one
that begins after it leaves the target out. Then each file with rows of the target is written anew
without them, and the old file is removed at once. Broken off, it is finished by saying it again.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from schemas.accounts import DeadLetter, FeedPoll
from schemas.articles import Article
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.entities import Entity
from schemas.events import Event
from schemas.quotes import Quote
from schemas.state import Blocked, FeedState, PendingEntry, Seen, Signature
from transforms.blocking import Target
from transforms.lake.begin import begin
from transforms.lake.commit import RUNS, CommitDraft, commit, current
from transforms.lake.compaction import data_files
from transforms.lake.leftovers import clear_staging, remove_replaced, settle_note
from transforms.lake.log import Refused, dataset_of, fence, open_table, shorten_log
from transforms.lake.rewriting import partition_of, read_columns, read_rows, rewrite
from transforms.lake.state import read_histories
from transforms.lake.storage import LakeError, Storage
from transforms.urls import host_of

_TRIES = 5

Mask = Callable[[pa.Table], list[bool]]
"""Which rows go."""


@dataclass(frozen=True)
class Takedown:
    """What is to go.

    Attributes:
        target: what was named.
        article_ids: the articles that lie there.
        entry_keys: the entries that led to them.
    """

    target: Target
    article_ids: frozenset[str] = frozenset()
    entry_keys: frozenset[str] = frozenset()


def block(
    storage: Storage,
    target: Target,
    run: RunContext,
    versions: dict[str, str],
    *,
    is_blocked: bool = True,
) -> int:
    """Commit that a target is blocked, or no longer; return the generation.

    Raises:
        LakeError: other runs keep committing.
    """
    for number in range(_TRIES):
        snapshot = begin(storage)
        row = Blocked(target.sha256, target.kind, is_blocked, run.ingested_at, 0)
        draft = CommitDraft(
            commit_id=f"{run.run_id}-{number:04d}",
            run=run,
            staging=f"_staging/{run.run_id}/{number:04d}",
            files=[],
            state={facts_of(Blocked).name: [row]},
            counters={},
            versions=versions,
            config_hash="",
        )
        committed = commit(storage, snapshot, draft)
        if not committed.superseded:
            return committed.generation
    raise LakeError(f"{storage.uri}: other runs keep committing; stop them and say it again")


def find(storage: Storage, target: Target) -> Takedown:
    """Look up which articles and entries a target stands for.

    Where an earlier takedown was broken off, articles are gone and their entries still name them.
    """
    articles = _covered_articles(storage, target)
    by_url = _mentions(target, ("url",))
    by_article = pc.field("article_id").isin(pa.array(sorted(articles), pa.string()))
    rows = dataset_of(storage, facts_of(Seen).name).to_table(
        columns=["entry_key", "url", "article_id"], filter=by_url | by_article
    )
    entries = [
        r for r in rows.to_pylist() if target.covers(r["url"]) or r["article_id"] in articles
    ]
    named = {r["article_id"] for r in entries if r["article_id"] is not None}
    elsewhere = set(read_histories(storage, named - articles))
    return Takedown(
        target,
        frozenset(articles | (named - elsewhere)),
        frozenset(r["entry_key"] for r in entries if r["article_id"] not in elsewhere),
    )


def _covered_articles(storage: Storage, target: Target) -> set[str]:
    names = ("canonical_url", "url")
    rows = dataset_of(storage, facts_of(Article).name).to_table(
        columns=["article_id", *names], filter=_mentions(target, names)
    )
    return {
        row["article_id"] for row in rows.to_pylist() if any(target.covers(row[n]) for n in names)
    }


def _mentions(target: Target, names: Sequence[str]) -> pc.Expression:
    """Return a cheap first look: rows whose addresses have the host in them somewhere."""
    host = host_of(target.value) if target.kind == "url" else target.value
    wanted = pc.scalar(False)
    for name in names:
        wanted = wanted | pc.match_substring(pc.field(name), host, ignore_case=True)
    return wanted


def count(storage: Storage, takedown: Takedown) -> dict[str, int]:
    """Return how many rows of each table would go, or lose their address."""
    found = Counter[str]()
    for change in _changes(takedown):
        for file in data_files(open_table(storage, change.table)):
            rows = read_columns(storage, change.table, file.path, change.columns)
            found[change.table] += sum(change.concerns(rows))
    return dict(found)


def remove(storage: Storage, target: Target) -> dict[str, int]:
    """Remove all rows of a target, and the files that held them; return how many by table.

    Whoever began before the block is refused from the fence on; what he committed until then is
    found by looking once more.

    Raises:
        LakeError: other processes keep writing.
    """
    found = Counter[str]()
    for _ in range(_TRIES):
        found.update(_remove_once(storage, find(storage, target)))
        snapshot = current(storage)
        try:
            fence(storage, open_table(storage, RUNS, version=snapshot.runs_version), RUNS)
        except Refused:
            continue
        found.update(_remove_once(storage, find(storage, target)))
        clear_staging(storage, current(storage), timedelta(0))
        remove_replaced(storage, timedelta(0))
        for table in {change.table for change in _changes(Takedown(target))}:
            shorten_log(storage, table)
        return dict(found)
    raise LakeError(f"{storage.uri}: other runs keep committing; stop them and say it again")


def _remove_once(storage: Storage, takedown: Takedown) -> dict[str, int]:
    return {change.table: _apply(storage, change) for change in _changes(takedown)}


def _apply(storage: Storage, change: "_Change") -> int:
    """Change a table until a look at all its files finds nothing left to change."""
    changed = 0
    for _ in range(_TRIES):
        left = 0
        for file in data_files(open_table(storage, change.table)):
            if any(change.concerns(_columns_of(storage, change, file.path))):
                rows = _rewrite(storage, change, file.path)
                changed, left = changed + rows, left + 1
        if not left:
            return changed
    raise LakeError(
        f"{storage.uri}: another process keeps writing to {change.table}. Stop it and say it again"
    )


def _columns_of(storage: Storage, change: "_Change", path: str) -> pa.Table:
    try:
        return read_columns(storage, change.table, path, change.columns)
    except LakeError:
        if path in {f.path for f in data_files(open_table(storage, change.table))}:
            raise
        return pa.table({name: [] for name in change.columns})  # merged meanwhile: look again


def _rewrite(storage: Storage, change: "_Change", path: str) -> int:
    """Write one file anew; 0 where it has been merged into another one meanwhile."""
    table = change.table
    handle = open_table(storage, table)
    if path not in {f.path for f in data_files(handle)}:
        return 0
    rows = read_rows(storage, table, [path])
    new = [(partition_of(table, path), change.without(rows))]
    try:
        note = rewrite(storage, handle, table, [path], new, data_change=True)
    except Refused:
        return 0
    settle_note(storage, note)
    return sum(change.concerns(rows))


@dataclass(frozen=True)
class _Change:
    """What a takedown does to a table.

    Attributes:
        record: the table.
        columns: those by which rows are chosen.
        concerns: which rows are changed.
        goes: which of them go; without it all do.
    """

    record: type
    columns: Sequence[str]
    concerns: Mask
    goes: Mask | None = None

    @property
    def table(self) -> str:
        """Name of the table."""
        return facts_of(self.record).name

    def without(self, rows: pa.Table) -> pa.Table:
        """Return the rows that stay; what stays and is concerned has its address taken out."""
        concerned = pa.array(self.concerns(rows), pa.bool_())
        if self.goes is None:
            return rows.filter(pc.invert(concerned))
        place = rows.schema.get_field_index("url")
        blank = pc.if_else(concerned, pa.scalar(None, pa.string()), rows["url"])
        kept = pa.array([not goes for goes in self.goes(rows)], pa.bool_())
        return rows.set_column(place, rows.schema.field("url"), blank).filter(kept)


def _changes(takedown: Takedown) -> list[_Change]:
    """Return the changes in their order: what leads to an article goes after all that it has."""
    target, keys = takedown.target, takedown.entry_keys
    by_article = _is_in("article_id", takedown.article_ids)
    by_entry = _is_in("entry_key", keys)
    letters, feeds = ["url", "key", "feed_url"], ["feed_url", "address", "moved_to"]
    by_url = _covers(target, ["url"])
    return [
        *(_Change(record, ["article_id"], by_article) for record in (Entity, Event, Quote)),
        _Change(Signature, ["article_id"], by_article),
        _Change(DeadLetter, letters, _covers(target, letters)),
        _Change(FeedPoll, ["feed_url"], _covers(target, ["feed_url"])),
        _Change(PendingEntry, ["entry_key", "entry"], lambda rows: _pending(rows, target, keys)),
        _Change(FeedState, feeds, _covers(target, feeds)),
        _Change(Article, ["article_id"], by_article),
        _Change(Seen, ["entry_key", "url"], _either(by_entry, by_url), goes=by_entry),
    ]


def _either(one: Mask, other: Mask) -> Mask:
    return lambda rows: [a or b for a, b in zip(one(rows), other(rows), strict=True)]


def _is_in(name: str, values: Collection[str]) -> Mask:
    return lambda rows: [value in values for value in rows[name].to_pylist()]


def _covers(target: Target, names: Sequence[str]) -> Mask:
    return lambda rows: [
        any(target.covers(url) for url in urls)
        for urls in zip(*(rows[name].to_pylist() for name in names), strict=True)
    ]


def _pending(rows: pa.Table, target: Target, keys: Collection[str]) -> list[bool]:
    entries = [json.loads(e)["url"] if e else None for e in rows["entry"].to_pylist()]
    waiting = zip(rows["entry_key"].to_pylist(), entries, strict=True)
    return [key in keys or target.covers(url) for key, url in waiting]
