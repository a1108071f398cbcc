"""Reading the lake's state tables: the newest row of each key, as of a generation."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.accounts import DeadLetter, Run
from schemas.articles import Article
from schemas.codec import from_row
from schemas.columns import facts_of
from schemas.state import Blocked, FeedState, Signature
from transforms.lake.damage import reading
from transforms.lake.evolution import as_known
from transforms.lake.log import dataset_of
from transforms.lake.seen import ArticleHistory
from transforms.lake.storage import Storage

R = TypeVar("R")


def newest_rows(
    storage: Storage,
    record: type,
    generation: int,
    where: pc.Expression | None = None,
    columns: Mapping[str, pc.Expression] | None = None,
) -> pa.Table:
    """Return the newest row of each key of a state table, none younger than a generation.

    Args:
        storage: the lake.
        record: the table.
        generation: later rows are left out.
        where: other rows are left out, before it is asked which is the newest.
        columns: what is read, all without it; the key and the generation must be there.
    """
    facts = facts_of(record)
    wanted = pc.field("generation") <= generation
    dataset = as_known(dataset_of(storage, facts.name), record)
    with reading(storage, facts.name):
        rows = dataset.to_table(
            columns=None if columns is None else dict(columns),
            filter=wanted if where is None else wanted & where,
        )
    return last_rows(rows, facts.key)


def last_rows(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return of the rows with equal values in some columns the one of the last generation."""
    rows = rows.sort_by([(name, "ascending") for name in [*names, "generation"]]).combine_chunks()
    if rows.num_rows == 0:
        return rows
    last = np.zeros(rows.num_rows, dtype=bool)
    last[-1] = True
    for name in names:
        values = rows[name].combine_chunks()
        before, after = values[:-1], values[1:]
        # Null is equal to null here, and to nothing else.
        one_is_null = pc.xor(pc.is_null(before), pc.is_null(after))
        differ = pc.coalesce(pc.not_equal(before, after), one_is_null)
        last[:-1] |= differ.to_numpy(zero_copy_only=False)
    return rows.filter(pa.array(last))


def read_newest(storage: Storage, record: type[R], generation: int) -> list[R]:
    """Return the newest rows as records, sorted by key."""
    return [from_row(record, row) for row in newest_rows(storage, record, generation).to_pylist()]


def read_feed_states(storage: Storage, generation: int) -> dict[str, FeedState]:
    """Return what is remembered of each feed by its address."""
    return {state.feed_url: state for state in read_newest(storage, FeedState, generation)}


def read_began_at(storage: Storage) -> datetime:
    """Return when the first commit of a lake was made; the end of time where there is none."""
    rows = dataset_of(storage, facts_of(Run).name).to_table(
        columns=["committed_at"], filter=pc.field("generation") == 1
    )
    found: list[datetime] = rows["committed_at"].to_pylist()
    return min(found, default=datetime.max.replace(tzinfo=UTC))


def read_blocked(storage: Storage, generation: int) -> list[str]:
    """Return the hashes of all that is blocked."""
    return [b.target_sha256 for b in read_newest(storage, Blocked, generation) if b.is_blocked]


def read_signatures(
    storage: Storage,
    generation: int,
    around: tuple[datetime, datetime],
    days: int,
    articles: Collection[str] = (),
) -> pa.Table:
    """Return rows for texts published within some days of a period, and for some articles."""
    low, high = around[0] - timedelta(days=days), around[1] + timedelta(days=days)
    published = pc.field("published_at")
    near = (published >= pa.scalar(low)) & (published <= pa.scalar(high))
    own = pc.field("article_id").isin(pa.array(sorted(articles), pa.string()))
    found = newest_rows(storage, Signature, generation, near | own)
    # A correction may have carried an article out of the period: its older row does not count.
    ids = pc.field("article_id").isin(found["article_id"].combine_chunks())
    newest = newest_rows(storage, Signature, generation, ids)
    return newest.filter(near | own)


def read_histories(storage: Storage, article_ids: Collection[str]) -> dict[str, ArticleHistory]:
    """Return what the table of articles has of some articles, for those that it has."""
    rows = dataset_of(storage, facts_of(Article).name).to_table(
        columns=["article_id", "revision", "text_sha256", "published_date"],
        filter=pc.field("article_id").isin(pa.array(sorted(article_ids), pa.string())),
    )
    histories: dict[str, ArticleHistory] = {}
    for row in rows.sort_by("revision").to_pylist():
        before = histories.get(row["article_id"])
        texts = (*(before.text_sha256 if before else ()), row["text_sha256"])
        histories[row["article_id"]] = ArticleHistory(row["revision"], texts, row["published_date"])
    return histories


def read_dead_letter_codes(storage: Storage, run_id: str) -> dict[str, int]:
    """Return how many dead letters of each code a run has left, the most frequent first."""
    dataset = dataset_of(storage, facts_of(DeadLetter).name)
    letters = dataset.to_table(columns=["code"], filter=pc.field("run_id") == run_id)
    return dict(Counter(letters["code"].to_pylist()).most_common())
