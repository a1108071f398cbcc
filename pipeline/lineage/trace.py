"""Tracing an article: from what was asked to its whole way, read table by table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow.compute as pc

from pipeline.lineage.asked import Found, find_asked
from pipeline.lineage.reading import LakeRows, among
from pipeline.lineage.revisions import article_rows, files_of, revision_ways
from pipeline.lineage.way import (
    EntryWay,
    Headline,
    MadeBy,
    Settled,
    SharedBy,
    Story,
    Trace,
    Waiting,
)
from schemas.accounts import DeadLetter, FeedPoll, Run
from schemas.articles import Article
from schemas.state import PendingEntry
from transforms.lake.storage import Storage
from transforms.selection.choice import entry_from_json

STORY_GAP = timedelta(days=8)
"""Texts of a story are at most 7 days apart from the next; partitions are whole days."""

Row = Mapping[str, Any]


def trace(storage: Storage, asked: str) -> Trace:
    """Follow an article through the lake.

    Args:
        storage: the lake.
        asked: an address, an id, or the beginning of an id.

    Raises:
        NotAsked: it is none of these, or could mean several articles.
        LakeError: the lake cannot be read.
    """
    rows = LakeRows(storage)
    found = find_asked(rows, asked)
    own = [row for row in found.seen if row["article_id"] == found.article_id]
    days = {row["published_date"] for row in own if row["published_date"]}
    articles = article_rows(rows, found.article_id, days) if found.article_id else []
    partitions = {row["published_date"] for row in articles}
    pending = _pending(rows, found)
    commits = _commits(rows, articles, found.seen)
    return Trace(
        asked=asked,
        article=_headline(articles[-1]) if articles else None,
        entries=_entries(found.seen, commits),
        polls=_polls(rows, found.seen, articles, pending),
        revisions=revision_ways(rows, articles, found.seen, commits),
        files=files_of(rows, articles[0]["article_id"], partitions) if articles else [],
        story=_story(rows, articles[-1]) if articles else None,
        dead_letters=_letters(rows, found, articles, pending),
        waiting=pending,
        runs=_made_by(articles, commits),
    )


def _headline(newest: Row) -> Headline:
    return Headline(**{name: newest[name] for name in Headline.__dataclass_fields__})


def _commits(rows: LakeRows, articles: Sequence[Row], seen: Sequence[Row]) -> list[Row]:
    """Return the commits of the runs that wrote the article, and those that settled its entries."""
    wanted = among("run_id", {row["run_id"] for row in articles}) | among(
        "generation", {row["generation"] for row in seen}
    )
    found = rows.find(Run, wanted)
    return sorted(found, key=lambda row: int(row["generation"]))


def _entries(seen: Sequence[Row], commits: Sequence[Row]) -> list[EntryWay]:
    runs = {commit["generation"]: commit["run_id"] for commit in commits}
    by_key: dict[str, list[Row]] = {}
    for row in seen:
        by_key.setdefault(row["entry_key"], []).append(row)
    ways = [_entry(history, runs) for history in by_key.values()]
    return sorted(ways, key=lambda way: (way.first_seen_at, way.entry_key))


def _entry(history: Sequence[Row], runs: Mapping[int, str]) -> EntryWay:
    newest = history[-1]
    own = {name: newest[name] for name in EntryWay.__dataclass_fields__ if name in newest}
    own["fingerprints"] = {f["feed_url"]: f["fingerprint"] for f in newest["fingerprints"]}
    fetches = {row["fetch_count"]: row for row in reversed(history)}  # later rows only touch it
    settled = [
        Settled(
            **{name: row[name] for name in Settled.__dataclass_fields__ if name in row},
            run_id=runs.get(row["generation"]),
        )
        for _, row in sorted(fetches.items())
    ]
    return EntryWay(**own, as_of_generation=newest["generation"], settled=settled)


def _pending(rows: LakeRows, found: Found) -> list[Waiting]:
    newest: dict[str, Row] = {}
    waits = rows.find(PendingEntry, among("entry_key", found.entry_keys))
    for row in sorted(waits, key=lambda row: int(row["generation"])):
        newest[row["entry_key"]] = row
    return [_waiting(row) for _, row in sorted(newest.items()) if row["entry"] is not None]


def _waiting(row: Row) -> Waiting:
    entry = entry_from_json(row["entry"])
    own = {name: row[name] for name in Waiting.__dataclass_fields__ if name in row}
    told = {name: getattr(entry, name) for name in ("url", "feed_url", "entry_id", "polled_at")}
    return Waiting(**own, **told, as_of_generation=row["generation"])


def _polls(
    rows: LakeRows, seen: Sequence[Row], articles: Sequence[Row], pending: Sequence[Waiting]
) -> list[Row]:
    """Return the polls that showed an entry, as far as the state has written down their times."""
    times = {row[name] for row in seen for name in ("first_seen_at", "last_in_feed_at")}
    times |= {w.polled_at for w in pending}
    feeds = {f["feed_url"] for row in seen for f in row["fingerprints"]}
    feeds |= {row["feed_url"] for row in articles if row["feed_url"]}
    feeds |= {w.feed_url for w in pending}
    wanted = among("run_date", _run_dates(times)) & among("feed_url", feeds)
    polls = [poll for poll in rows.find(FeedPoll, wanted) if poll["polled_at"] in times]
    return sorted(polls, key=lambda poll: (poll["polled_at"], poll["feed_url"]))


def _run_dates(times: Iterable[datetime]) -> set[date]:
    """Return the days on which the runs of some times can have been launched."""
    return {(at - timedelta(days=back)).date() for at in times for back in (0, 1)}


def _letters(
    rows: LakeRows, found: Found, articles: Sequence[Row], pending: Sequence[Waiting]
) -> list[Row]:
    """Return dead letters about the entries, their pages or the article's rows."""
    addresses = found.addresses | {w.url for w in pending if w.url}
    addresses |= {row[name] for row in articles for name in ("url", "canonical_url")}
    wanted = among("url", addresses) | among("key", addresses)
    entries = {(row["feed_url"], row["entry_id"]) for row in articles}
    for feed_url, entry_id in entries | {(w.feed_url, w.entry_id) for w in pending}:
        if feed_url and entry_id:
            wanted |= among("feed_url", [feed_url]) & among("entry_id", [entry_id])
    if found.article_id:
        wanted |= pc.starts_with(pc.field("key"), f"{found.article_id}/")
    letters = rows.find(DeadLetter, wanted)
    return sorted(letters, key=lambda letter: letter["occurred_at"])


def _story(rows: LakeRows, newest: Row) -> Story:
    """Find the articles of a story day by day: each is near in time to another of them."""
    first = last = newest["published_date"]
    while True:
        day = pc.field("published_date")
        near = (day >= first - STORY_GAP) & (day <= last + STORY_GAP)
        names = [*SharedBy.__dataclass_fields__, "published_date", "revision"]
        told = rows.find(Article, near & among("story_id", [newest["story_id"]]), names)
        days = [row["published_date"] for row in told]
        if (min(days), max(days)) == (first, last):
            break
        first, last = min(days), max(days)
    others = {
        row["article_id"]: row
        for row in sorted(told, key=lambda row: int(row["revision"]))
        if row["article_id"] != newest["article_id"]
    }
    shared = [
        SharedBy(**{name: row[name] for name in SharedBy.__dataclass_fields__})
        for row in others.values()
    ]
    return Story(newest["story_id"], sorted(shared, key=lambda s: (s.published_at, s.article_id)))


def _made_by(articles: Sequence[Row], commits: Sequence[Row]) -> list[MadeBy]:
    wrote = {row["run_id"] for row in articles}
    last = {commit["run_id"]: commit for commit in commits if commit["run_id"] in wrote}
    return [
        MadeBy(run_id, row["ingested_at"], dict(row["versions"]), row["config_hash"])
        for run_id, row in last.items()
    ]
