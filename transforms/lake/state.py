"""Reading the lake's state tables: the newest row of each key, as of a generation."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.accounts import DeadLetter
from schemas.codec import from_row
from schemas.columns import facts_of
from schemas.state import FeedState, PendingEntry, Seen, Signature
from transforms.lake.log import open_table
from transforms.lake.storage import Storage

R = TypeVar("R")


def newest_rows(
    storage: Storage, record: type, generation: int, by: Sequence[str] = ()
) -> pa.Table:
    """Return the newest row of each key of a state table, none younger than a generation.

    Args:
        storage: the lake.
        record: the table.
        generation: later rows are left out.
        by: columns to tell rows apart by, instead of the table's key.
    """
    facts = facts_of(record)
    dataset = open_table(storage, facts.name).to_pyarrow_dataset()
    rows = dataset.to_table(filter=pc.field("generation") <= generation)
    names = [*(by or facts.key)]
    rows = rows.sort_by([(name, "ascending") for name in [*names, "generation"]]).combine_chunks()
    if rows.num_rows == 0:
        return rows
    last = np.zeros(rows.num_rows, dtype=bool)
    last[-1] = True
    for name in names:
        values = rows[name].combine_chunks()
        differ = pc.fill_null(pc.not_equal(values[:-1], values[1:]), True)
        last[:-1] |= differ.to_numpy(zero_copy_only=False)
    return rows.filter(pa.array(last))


def read_newest(storage: Storage, record: type[R], generation: int) -> list[R]:
    """Return the newest rows as records, sorted by key."""
    return [from_row(record, row) for row in newest_rows(storage, record, generation).to_pylist()]


@dataclass(frozen=True)
class ArticleHistory:
    """What the lake has of an article: newest revision, hashes of its texts, its partition."""

    revision: int
    text_sha256: tuple[str, ...]
    published_date: date


class SeenIndex:
    """Entries and articles that the lake knows, for look-ups by key."""

    def __init__(self, rows: pa.Table) -> None:
        """Take the newest row of ``_state/seen`` for each entry and article it led to."""
        self._rows = rows.sort_by("generation").combine_chunks()
        self._by_entry = {key: i for i, key in enumerate(self._rows["entry_key"].to_pylist())}
        self._by_article: dict[str, list[int]] = {}
        for i, article_id in enumerate(self._rows["article_id"].to_pylist()):
            if article_id is not None:
                self._by_article.setdefault(article_id, []).append(i)

    @classmethod
    def load(cls, storage: Storage, generation: int) -> "SeenIndex":
        """Read the index as of a generation.

        An entry can lead to another article than before (its page names another address as its
        own); the article it led to keeps its history.
        """
        return cls(newest_rows(storage, Seen, generation, by=("entry_key", "article_id")))

    def __len__(self) -> int:
        """Return the number of known entries."""
        return len(self._by_entry)

    def entry(self, entry_key: str) -> Seen | None:
        """Return what is known of an entry, None for a new one."""
        i = self._by_entry.get(entry_key)
        return None if i is None else from_row(Seen, self._rows.slice(i, 1).to_pylist()[0])

    def article(self, article_id: str) -> ArticleHistory | None:
        """Return an article's history, None for a new one."""
        rows = [self._rows.slice(i, 1).to_pylist()[0] for i in self._by_article.get(article_id, [])]
        if not rows:
            return None
        newest = max(rows, key=lambda row: row["revision"])
        texts = {text: None for row in rows for text in row["text_sha256"]}
        return ArticleHistory(newest["revision"], tuple(texts), newest["published_date"])


def read_feed_states(storage: Storage, generation: int) -> dict[str, FeedState]:
    """Return what is remembered of each feed by its address."""
    return {state.feed_url: state for state in read_newest(storage, FeedState, generation)}


def read_pending(storage: Storage, generation: int) -> list[PendingEntry]:
    """Return the entries that wait, settled ones left out."""
    return [p for p in read_newest(storage, PendingEntry, generation) if p.entry is not None]


def read_signatures(
    storage: Storage,
    generation: int,
    around: tuple[datetime, datetime],
    days: int,
    articles: Collection[str] = (),
) -> list[Signature]:
    """Return signatures of texts published within some days of a period, and of some articles."""
    low, high = around[0] - timedelta(days=days), around[1] + timedelta(days=days)
    rows = newest_rows(storage, Signature, generation)
    published = pc.field("published_at")
    near = (published >= pa.scalar(low)) & (published <= pa.scalar(high))
    wanted = rows.filter(
        near | pc.field("article_id").isin(pa.array(sorted(articles), pa.string()))
    )
    return [from_row(Signature, row) for row in wanted.to_pylist()]


def read_dead_letter_codes(storage: Storage, run_id: str) -> dict[str, int]:
    """Return how many dead letters of each code a run has left, the most frequent first."""
    dataset = open_table(storage, facts_of(DeadLetter).name).to_pyarrow_dataset()
    letters = dataset.to_table(columns=["code"], filter=pc.field("run_id") == run_id)
    return dict(Counter(letters["code"].to_pylist()).most_common())
