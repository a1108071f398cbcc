"""Which entries and articles the lake knows: millions of them, in a worker's memory.

Rows stay in the columns of Arrow, hashes as bytes instead of hex; each data file is a segment that
is sorted by key. A look-up is a binary search in each segment, and the newest row holds. Nothing
is merged when a worker starts.
"""

from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.codec import from_row
from schemas.columns import facts_of
from schemas.state import Seen
from transforms.lake.log import open_table, registered
from transforms.lake.storage import Storage

KEY_BYTES = 16
"""`entry_key` and `article_id` are 32 hex digits."""

TEXT_BYTES = 32
"""A SHA-256."""

_BATCH_ROWS = 32_768
_COLUMNS = [name for name in Seen.__dataclass_fields__ if name != "url"]


@dataclass(frozen=True)
class ArticleHistory:
    """What the lake has of an article: newest revision, hashes of its texts, its partition."""

    revision: int
    text_sha256: tuple[str, ...]
    published_date: date


class SeenIndex:
    """Entries and articles that the lake knows, for look-ups by key.

    An entry can lead to another article than before (its page names another address as its own);
    the article it led to keeps its history.
    """

    def __init__(self, segments: list["Segment"]) -> None:
        """Take one segment for each data file of ``_state/seen``."""
        self._segments = segments

    @classmethod
    def load(cls, storage: Storage, generation: int) -> "SeenIndex":
        """Read the index as of a generation; the entries' addresses are left out."""
        name = facts_of(Seen).name
        paths = [f["path"] for f in registered(open_table(storage, name))]
        return cls([segment_of(storage, f"{name}/{path}", generation) for path in sorted(paths)])

    def __len__(self) -> int:
        """Return the number of rows held: entries, and what is left of their earlier rows."""
        return sum(segment.rows.num_rows for segment in self._segments)

    def entry(self, entry_key: str) -> Seen | None:
        """Return what is known of an entry (without its address), None for a new one."""
        rows = [row for s in self._segments for row in s.by_entry(bytes.fromhex(entry_key))]
        return max(rows, key=lambda row: row.generation, default=None)

    def article(self, article_id: str) -> ArticleHistory | None:
        """Return an article's history, None for a new one."""
        rows = [row for s in self._segments for row in s.by_article(bytes.fromhex(article_id))]
        if not rows:
            return None
        by_entry: dict[str, Seen] = {}
        for row in sorted(rows, key=lambda row: row.generation):
            by_entry[row.entry_key] = row
        rows = sorted(by_entry.values(), key=lambda row: row.generation)
        newest = max(rows, key=lambda row: row.revision or 0)
        texts = dict.fromkeys(text for row in rows for text in row.text_sha256)
        if newest.revision is None or newest.published_date is None:
            raise ValueError(f"_state/seen: article {article_id} has a row without its revision")
        return ArticleHistory(newest.revision, tuple(texts), newest.published_date)


class Segment:
    """The rows of one file, findable by entry and by article."""

    def __init__(self, rows: pa.Table) -> None:
        """Take packed rows."""
        self.rows = rows
        keys = _numbers(rows["entry_key"])
        self._entry_order = None if bool(np.all(keys[1:] >= keys[:-1])) else _order(keys)
        self._entries = keys if self._entry_order is None else keys[self._entry_order]
        articles = _numbers(rows["article_id"])
        self._article_order = _order(articles)
        self._articles = articles[self._article_order]

    def by_entry(self, key: bytes) -> list[Seen]:
        """Return the rows of an entry."""
        return self._found(self._entries, self._entry_order, "entry_key", key)

    def by_article(self, key: bytes) -> list[Seen]:
        """Return the rows of an article."""
        return self._found(self._articles, self._article_order, "article_id", key)

    def _found(
        self,
        numbers: npt.NDArray[np.uint64],
        order: npt.NDArray[np.uint32] | None,
        column: str,
        key: bytes,
    ) -> list[Seen]:
        number = np.frombuffer(key[:8], dtype=">u8").astype(np.uint64)[0]
        first, last = (int(np.searchsorted(numbers, number, side)) for side in ("left", "right"))
        places = range(first, last) if order is None else order[first:last].tolist()
        rows = [self.rows.slice(i, 1).to_pylist()[0] for i in places]
        return [_seen(row) for row in rows if row[column] == key]


def segment_of(storage: Storage, path: str, generation: int) -> Segment:
    """Read a data file of ``_state/seen``, rows of later generations left out."""
    return Segment(_read_packed(storage, path, generation))


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """Return the first 8 bytes of each key as a number; 0 for null."""
    parts = []
    for chunk in column.chunks:
        raw = np.frombuffer(chunk.buffers()[1], dtype=np.uint8)
        keys = raw[chunk.offset * KEY_BYTES :][: len(chunk) * KEY_BYTES].reshape(-1, KEY_BYTES)
        parts.append(np.ascontiguousarray(keys[:, :8]).view(">u8").ravel().astype(np.uint64))
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def _order(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    return np.argsort(numbers, kind="stable").astype(np.uint32)


def _seen(row: dict[str, object]) -> Seen:
    packed = dict(row)
    for name in ("entry_key", "article_id"):
        packed[name] = _hex(row[name])
    packed["text_sha256"] = [_hex(text) for text in row["text_sha256"]]  # type: ignore[attr-defined]
    packed["fingerprints"] = [
        {"feed_url": f["feed_url"], "fingerprint": _hex(f["fingerprint"])}
        for f in row["fingerprints"]  # type: ignore[attr-defined]
    ]
    return from_row(Seen, {**packed, "url": None})


def _hex(value: object) -> str | None:
    return value.hex() if isinstance(value, bytes) else None


def _read_packed(storage: Storage, path: str, generation: int) -> pa.Table:
    with storage.reading(path) as source:
        batches = pq.ParquetFile(source, pre_buffer=False).iter_batches(
            _BATCH_ROWS, columns=_COLUMNS, use_threads=False
        )
        return pa.Table.from_batches(list(_packed(batches, generation)), schema=_SCHEMA)


def _packed(batches: Iterator[pa.RecordBatch], generation: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        young = pc.greater(batch["generation"], generation)
        rows = batch.filter(pc.invert(young)) if pc.any(young).as_py() else batch
        if rows.num_rows:
            yield _pack(rows)


def _pack(rows: pa.RecordBatch) -> pa.RecordBatch:
    columns = {name: rows[name] for name in _COLUMNS}
    for name in ("entry_key", "article_id"):
        columns[name] = _bytes_of(rows[name], KEY_BYTES)
    columns["code"] = rows["code"].dictionary_encode()
    texts = rows["text_sha256"]
    columns["text_sha256"] = pa.ListArray.from_arrays(
        _offsets(texts), _bytes_of(texts.flatten(), TEXT_BYTES)
    )
    shown = rows["fingerprints"]
    feeds, prints = shown.flatten().flatten()
    columns["fingerprints"] = pa.ListArray.from_arrays(
        _offsets(shown),
        pa.StructArray.from_arrays(
            [feeds.dictionary_encode(), _bytes_of(prints, TEXT_BYTES)], ["feed_url", "fingerprint"]
        ),
    )
    return pa.record_batch([columns[f.name].cast(f.type) for f in _SCHEMA], schema=_SCHEMA)


def _offsets(lists: pa.ListArray) -> pa.Array:
    """Return offsets into what ``flatten`` gives, which begins at 0."""
    ends = pc.cumulative_sum(lists.value_lengths())
    return pa.concat_arrays([pa.array([0], pa.int32()), ends.cast(pa.int32())])


def _bytes_of(digits: pa.StringArray, size: int) -> pa.FixedSizeBinaryArray:
    """Return hex digits as bytes, null as null.

    Raises:
        ValueError: a value is not ``2 * size`` hex digits.
    """
    filled = digits.fill_null("0" * 2 * size)
    lengths = pc.unique(pc.binary_length(filled)).to_pylist()
    if len(filled) and lengths != [2 * size]:
        raise ValueError(f"_state/seen: a hash of {lengths} digits where {2 * size} are expected")
    data = filled.buffers()[2] or pa.py_buffer(b"")
    first = filled.offset * 2 * size
    packed = unhexlify(memoryview(data)[first : first + len(filled) * 2 * size])
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(size), len(filled), [_validity(digits), pa.py_buffer(packed)], digits.null_count
    )


def _validity(values: pa.Array) -> pa.Buffer | None:
    if values.null_count == 0:
        return None
    return values.is_valid().buffers()[1]


_KEY = pa.binary(KEY_BYTES)
_HASH = pa.binary(TEXT_BYTES)
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema(
    [
        ("entry_key", _KEY),
        (
            "fingerprints",
            pa.list_(pa.struct([("feed_url", _DICTIONARY), ("fingerprint", _HASH)])),
        ),
        ("article_id", _KEY),
        ("revision", pa.int32()),
        ("text_sha256", pa.list_(_HASH)),
        ("published_date", pa.date32()),
        ("code", _DICTIONARY),
        ("first_seen_at", pa.timestamp("us", tz="UTC")),
        ("last_in_feed_at", pa.timestamp("us", tz="UTC")),
        ("fetched_at", pa.timestamp("us", tz="UTC")),
        ("fetch_count", pa.int32()),
        ("generation", pa.int64()),
    ]
)
