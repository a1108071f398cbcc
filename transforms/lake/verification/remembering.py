"""Repair of rows: none that hangs in the air, and a memory that agrees with the articles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from schemas.codec import from_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.feeds import FeedEntry
from schemas.state import EntryFingerprint, FeedState, PendingEntry, Seen
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit, current
from transforms.lake.log import open_table, replace_files
from transforms.lake.state import read_feed_states
from transforms.lake.storage import LakeError
from transforms.lake.verification.bench import Bench, write_rewritten
from transforms.lake.verification.memory import REMEMBERED, SEEN, WRITTEN
from transforms.lake.verification.places import read_rows
from transforms.lake.verification.rows import ARTICLES, OF_ARTICLES, Rows
from transforms.selection.choice import entry_to_json
from transforms.urls import entry_key, normalise_url

LOOK_AFTER = timedelta(days=1)
"""So long a feed has to show a lost article again, with its own title and date, before its page is
fetched without them."""

_NO_FINGERPRINT = "0" * 64
"""Differs from whatever the feed shows, so that it counts as changed."""


def drop_dangling(bench: Bench, rows: Rows) -> None:
    """Rewrite the files that hold rows of revisions that are not there; the old ones are kept.

    An article that is fetched again gives the same rows with the same ids once more.
    """
    for table in OF_ARTICLES:
        found = rows.ask(
            f"SELECT DISTINCT article_id, revision, published_date FROM {table} r "
            f"ANTI JOIN {ARTICLES} USING (article_id, revision)"
        )
        gone = {(row[0], row[1]) for row in found}
        folders = {f"published_date={row[2]}" for row in found}
        for path in sorted(rows.files[table]):
            if path.split("/", 1)[0] in folders:
                _without(bench, table, path, gone)


def _without(bench: Bench, table: str, path: str, gone: set[tuple[str, int]]) -> None:
    held = read_rows(bench.storage, f"{table}/{path}")
    keys = zip(held["article_id"].to_pylist(), held["revision"].to_pylist(), strict=True)
    stays = pa.array([key not in gone for key in keys], pa.bool_())
    kept = held.filter(stays)
    if kept.num_rows == held.num_rows:
        return
    added = [write_rewritten(bench.storage, table, kept, [path])] if kept.num_rows else []
    handle = open_table(bench.storage, table)
    replace_files(bench.storage, handle, table, [path], added, data_change=True)
    bench.put_away(f"{table}/{path}")
    bench.say(
        f"{table}: took {held.num_rows - kept.num_rows:,} rows of lost articles out of {path}; they "
        "come again with the articles"
    )


def correct_memory(bench: Bench, rows: Rows, versions: Mapping[str, str]) -> None:
    """Commit rows of state by which lost articles are new again, and known ones known.

    Raises:
        LakeError: another process committed meanwhile.
    """
    seen = list(_known_again(bench, rows))
    lost, pending = _new_again(bench, rows)
    seen += lost
    if not seen:
        return
    state: dict[str, Sequence[Any]] = {
        SEEN: seen,
        facts_of(PendingEntry).name: pending,
        facts_of(FeedState).name: _read_again(bench, lost),
    }
    name = f"repair-{bench.quarantine.rpartition('/')[2]}"
    draft = CommitDraft(
        commit_id=name,
        run=RunContext(name, bench.now),
        staging=f"_staging/{name}",
        files=[],
        state=state,
        counters={},
        versions=dict(versions),
        config_hash="",
    )
    if commit(bench.storage, begin(bench.storage), draft).superseded:
        raise LakeError(
            f"{bench.storage.uri}: another process committed while this repair worked. Stop it and "
            "repair again"
        )
    bench.say(f"{SEEN}: corrected what is remembered of {len(seen)} entries, as a generation")


def _known_again(bench: Bench, rows: Rows) -> Iterator[Seen]:
    """Remember articles that are there and were forgotten, or are remembered as older."""
    texts = (
        "SELECT article_id, list(text_sha256 ORDER BY revision) AS texts, "
        "max(revision) AS revision, any_value(published_date) AS day, "
        "arg_max({'url': url, 'feed_url': feed_url, 'entry_id': entry_id, 'at': fetched_at}, "
        f"revision) AS a FROM {ARTICLES} GROUP BY article_id"
    )
    wrong = rows.ask(
        f"SELECT t.article_id, t.texts, t.revision, t.day, t.a, r.texts FROM ({texts}) t "
        f"LEFT JOIN ({REMEMBERED}) r USING (article_id) WHERE r.article_id IS NULL "
        "OR r.revision < t.revision OR NOT list_contains(r.texts, t.texts[-1])"
    )
    for article_id, own, revision, day, article, had in wrong:
        yield Seen(
            entry_key=entry_key(
                article["url"], article["feed_url"] or "", article["entry_id"] or article_id
            ),
            url=normalise_url(article["url"]),
            fingerprints=[],
            article_id=article_id,
            revision=revision,
            text_sha256=list(dict.fromkeys([*(had or ()), *own])),
            published_date=day,
            code=None,
            first_seen_at=article["at"],
            last_in_feed_at=article["at"],
            fetched_at=article["at"],
            fetch_count=1,
            generation=0,
        )
        bench.say(f"{SEEN}: {article_id} ({article['url']}) is known again")


def _new_again(bench: Bench, rows: Rows) -> tuple[list[Seen], list[PendingEntry]]:
    """Let entries whose articles were lost be fetched again: as feeds show them, or in a day."""
    found = rows.ask(
        f"SELECT s.row, w.revision, w.text_sha256 FROM ({REMEMBERED}) r "
        f"LEFT JOIN ({WRITTEN}) w USING (article_id) JOIN (SELECT article_id, "
        f'arg_max(q, generation) AS row FROM "{SEEN}" q WHERE article_id IS NOT NULL '
        "GROUP BY entry_key, article_id) s USING (article_id) "
        "WHERE r.revision > coalesce(w.revision, 0)"
    )
    seen, pending = [], []
    for row, revision, text in found:
        before = from_row(Seen, row)
        seen.append(_forgotten(before, revision, text))
        if (entry := _entry(before)) is not None:
            pending.append(_waiting(before, entry, bench.now + LOOK_AFTER))
        bench.say(
            f"{ARTICLES}: lost {before.article_id} ({before.url or 'unknown address'}), revision "
            f"{before.revision}; its entry is new again"
        )
    return seen, pending


def _read_again(bench: Bench, lost: Sequence[Seen]) -> list[FeedState]:
    """Let the feeds of lost articles be read anew: unchanged, they would not be parsed."""
    feeds = {f.feed_url for seen in lost for f in seen.fingerprints}
    states = read_feed_states(bench.storage, current(bench.storage).generation)
    return [
        replace(
            states[feed], etag=None, last_modified=None, body_sha256=None, next_due_at=bench.now
        )
        for feed in sorted(feeds & set(states))
    ]


def _forgotten(seen: Seen, revision: int | None, text: str | None) -> Seen:
    """Return a row that knows no more than the revision that is left, 0 for none.

    A fingerprint that no entry has makes the entry look changed when a feed shows it.
    """
    known = seen.text_sha256
    left = known[: known.index(text) + 1] if text in known else [text] if text else []
    return replace(
        seen,
        fingerprints=[EntryFingerprint(f.feed_url, _NO_FINGERPRINT) for f in seen.fingerprints],
        revision=revision or 0,
        text_sha256=left,
    )


def _entry(seen: Seen) -> FeedEntry | None:
    """Return what is left of an entry; None where not even its address is known."""
    if seen.url is None or not seen.fingerprints:
        return None
    return FeedEntry(
        feed_url=seen.fingerprints[0].feed_url,
        entry_id=seen.url,
        url=seen.url,
        feed_title=None,
        title=None,
        summary=None,
        content=None,
        authors=[],
        tags=[],
        published_at=None,
        updated_at=None,
        image_url=None,
        language=None,
        fingerprint="",
        polled_at=seen.last_in_feed_at,
    )


def _waiting(seen: Seen, entry: FeedEntry, due_at: datetime) -> PendingEntry:
    return PendingEntry(
        entry_key=seen.entry_key,
        entry=entry_to_json(entry),
        reason="refetch",
        attempt=1,
        due_at=due_at,
        held_by_run=None,
        generation=0,
    )
