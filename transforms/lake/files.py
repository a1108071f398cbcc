"""Data files: written under staging, read back, and described for the Delta log."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.storage import LakeError, Storage

_STATISTICS_MAX_CHARS = 64
"""Ids and addresses help readers to skip files; the first words of a long text do not."""


@dataclass(frozen=True)
class StagedFile:
    """A file that is written and read back, and not yet part of the lake.

    Attributes:
        table: table it belongs to.
        staged: path relative to the lake.
        partition: value of the partition column as in the folder's name, None without partitions.
        rows, bytes, sha256: as read back.
    """

    table: str
    staged: str
    partition: str | None
    rows: int
    bytes: int
    sha256: str


def partition_folder(table: str, partition: str | None) -> str:
    """Return the Hive folder of a partition with a slash, "" for a table without partitions."""
    column = facts_of(TABLES[table]).partition
    return f"{column}={partition}/" if column else ""


def write_staged(
    storage: Storage,
    staging: str,
    table: str,
    partition: str | None,
    shard: int,
    rows: Sequence[Mapping[str, Any]],
) -> StagedFile:
    """Write rows as one sorted file under a staging folder and read it back.

    Raises:
        LakeError: what was read back is not what was written.
    """
    record = TABLES[table]
    arrow = pa.Table.from_pylist(list(rows), schema=file_schema(record))
    arrow = arrow.sort_by([(name, "ascending") for name in facts_of(record).sort])
    sink = pa.BufferOutputStream()
    pq.write_table(
        arrow, sink, compression="zstd", compression_level=3, write_page_index=True, version="2.6"
    )
    content = sink.getvalue()
    name = f"{staging}/{table}/{partition_folder(table, partition)}{shard:04d}.parquet"
    with storage.writing(name) as target:
        target.write(content)
    sha256 = hashlib.sha256(content).hexdigest()
    _read_back(storage, name, sha256, arrow.num_rows)
    return StagedFile(table, name, partition, arrow.num_rows, content.size, sha256)


def _read_back(storage: Storage, name: str, sha256: str, rows: int) -> None:
    found = storage.read(name)
    if hashlib.sha256(found).hexdigest() != sha256:
        raise LakeError(f"{storage.uri}: {name} reads back with another checksum than written")
    counted = pq.ParquetFile(pa.BufferReader(found)).metadata.num_rows
    if counted != rows:
        raise LakeError(f"{storage.uri}: {name} reads back with {counted} rows, {rows} written")


def delta_statistics(storage: Storage, path: str) -> str:
    """Return the Delta statistics of a Parquet file as JSON: rows, minima, maxima, null counts."""
    with storage.filesystem.open_input_file(storage.path(path)) as source:
        metadata = pq.ParquetFile(source).metadata
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    for index in range(metadata.num_columns):
        chunks = [metadata.row_group(g).column(index) for g in range(metadata.num_row_groups)]
        name = chunks[0].path_in_schema if chunks else ""
        facts = [c.statistics for c in chunks]
        if not name or "." in name or any(s is None or not s.has_min_max for s in facts):
            continue
        least, most = min(s.min for s in facts), max(s.max for s in facts)
        if _tells_something(least) and _tells_something(most):
            low[name], high[name] = _json_value(least), _json_value(most, upper=True)
            nulls[name] = sum(s.null_count or 0 for s in facts)
    return json.dumps(
        {"numRecords": metadata.num_rows, "minValues": low, "maxValues": high, "nullCount": nulls}
    )


def _tells_something(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _STATISTICS_MAX_CHARS
    return isinstance(value, int | float | date) and not isinstance(value, bool)


def _json_value(value: Any, upper: bool = False) -> Any:
    if isinstance(value, datetime):
        # Delta keeps milliseconds; a maximum must not be below the value it stands for.
        rounded = value + timedelta(microseconds=999) if upper else value
        return rounded.strftime("%Y-%m-%dT%H:%M:%S.") + f"{rounded.microsecond // 1000:03d}Z"
    return value.isoformat() if isinstance(value, date) else value
