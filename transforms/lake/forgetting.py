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
from transforms.lake.commit import CommitDraft, commit, current
from transforms.lake.compaction import data_files
from transforms.lake.leftovers import clear_staging, settle_note
from transforms.lake.log import Refused, dataset_of, open_table, shorten_log
from transforms.lake.rewriting import partition_of, read_columns, read_rows, rewrite
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
    article_ids: frozenset[str]
    entry_keys: frozenset[str]


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
    """Look up which articles and entries a target stands for."""
    articles = _covered(storage, Article, target, ("canonical_url", "url"), "article_id")
    led = _covered(storage, Seen, target, ("url",), "entry_key")
    seen = dataset_of(storage, facts_of(Seen).name).to_table(
        columns=["entry_key"],
        filter=pc.field("article_id").isin(pa.array(sorted(articles), pa.string())),
    )
    return Takedown(target, articles, led | frozenset(seen["entry_key"].to_pylist()))


def _covered(
    storage: Storage, record: type, target: Target, names: Sequence[str], key: str
) -> frozenset[str]:
    rows = dataset_of(storage, facts_of(record).name).to_table(
        columns=[key, *names], filter=_mentions(target, names)
    )
    return frozenset(
        row[key] for row in rows.to_pylist() if any(target.covers(row[name]) for name in names)
    )


def _mentions(target: Target, names: Sequence[str]) -> pc.Expression:
    """Return a cheap first look: rows whose addresses have the host in them somewhere."""
    host = host_of(target.value) if target.kind == "url" else target.value
    wanted = pc.scalar(False)
    for name in names:
        wanted = wanted | pc.match_substring(pc.field(name), host, ignore_case=True)
    return wanted


def count(storage: Storage, takedown: Takedown) -> dict[str, int]:
    """Return how many rows of each table would go."""
    found = Counter[str]()
    for record, columns, mask in _masks(takedown):
        table = facts_of(record).name
        for file in data_files(open_table(storage, table)):
            found[table] += sum(mask(read_columns(storage, table, file.path, columns)))
    return dict(found)


def remove(storage: Storage, takedown: Takedown) -> dict[str, int]:
    """Remove all rows of a takedown, and the files that held them; return how many by table.

    Raises:
        LakeError: other processes keep writing to a table.
    """
    found = {
        facts_of(record).name: _remove_from(storage, facts_of(record).name, columns, mask)
        for record, columns, mask in _masks(takedown)
    }
    # Whoever works on an older generation is refused, and staged what he knew of it.
    clear_staging(storage, current(storage), timedelta(0))
    return found


def _remove_from(storage: Storage, table: str, columns: Sequence[str], mask: Mask) -> int:
    removed = 0
    for file in data_files(open_table(storage, table)):
        if any(mask(read_columns(storage, table, file.path, columns))):
            removed += _rewrite_without(storage, table, file.path, mask)
    if removed:
        shorten_log(storage, table)
    return removed


def _rewrite_without(storage: Storage, table: str, path: str, mask: Mask) -> int:
    for _ in range(_TRIES):
        handle = open_table(storage, table)
        rows = read_rows(storage, table, [path])
        kept = rows.filter(pa.array([not goes for goes in mask(rows)]))
        new = [(partition_of(table, path), kept)]
        try:
            note = rewrite(storage, handle, table, [path], new, data_change=True)
        except Refused:
            continue
        settle_note(storage, note)
        return int(rows.num_rows - kept.num_rows)
    raise LakeError(
        f"{storage.uri}: another process keeps writing to {table}. Stop it and say it again"
    )


def _masks(takedown: Takedown) -> list[tuple[type, Sequence[str], Mask]]:
    """Return for each table by which columns rows are chosen, and how."""
    target, keys = takedown.target, takedown.entry_keys
    by_article = _is_in("article_id", takedown.article_ids)
    of_articles = [(r, ["article_id"], by_article) for r in (Article, Entity, Event, Quote)]
    letters = ["url", "key", "feed_url"]
    return [
        *of_articles,
        (Signature, ["article_id"], by_article),
        (DeadLetter, letters, _covers(target, letters)),
        (FeedPoll, ["feed_url"], _covers(target, ["feed_url"])),
        (Seen, ["entry_key"], _is_in("entry_key", keys)),
        (PendingEntry, ["entry_key", "entry"], lambda rows: _pending(rows, target, keys)),
        (FeedState, ["feed_url"], _covers(target, ["feed_url"])),
    ]


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
