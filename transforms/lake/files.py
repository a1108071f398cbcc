"""Data files: written under staging and read back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.storage import LakeError, Storage


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
    content = sink.getvalue().to_pybytes()
    name = f"{staging}/{table}/{partition_folder(table, partition)}{shard:04d}.parquet"
    storage.write(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    _read_back(storage, name, sha256, arrow.num_rows)
    return StagedFile(table, name, partition, arrow.num_rows, len(content), sha256)


def _read_back(storage: Storage, name: str, sha256: str, rows: int) -> None:
    found = storage.read(name)
    if hashlib.sha256(found).hexdigest() != sha256:
        raise LakeError(f"{storage.uri}: {name} reads back with another checksum than written")
    counted = pq.ParquetFile(pa.BufferReader(found)).metadata.num_rows
    if counted != rows:
        raise LakeError(f"{storage.uri}: {name} reads back with {counted} rows, {rows} written")
