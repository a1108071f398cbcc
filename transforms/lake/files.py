"""Data files: written under staging and read back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.storage import LakeError, Storage

REPLACES = "newsbeam.replaces"
"""Key of a rewritten file's metadata: JSON list of the files whose rows it holds. With it the log
of a table can be made again from the files alone."""

REWRITE = "newsbeam.rewrite"
"""Key of a rewritten file's metadata: which rewrite made it."""

ROWS_PER_GROUP = 131_072
_FALSE_POSITIVES = 0.01


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
    arrow = pa.Table.from_pylist(list(rows), schema=file_schema(TABLES[table]))
    return stage_table(storage, staging, table, partition, shard, arrow)


def stage_table(
    storage: Storage,
    staging: str,
    table: str,
    partition: str | None,
    shard: int,
    rows: pa.Table,
    metadata: Mapping[str, str] | None = None,
) -> StagedFile:
    """Write an Arrow table as one sorted file under a staging folder and read it back.

    Args:
        storage: the lake.
        staging: folder, relative to the lake.
        table: the table it belongs to.
        partition: value of the partition column.
        shard: number of the file in its partition and staging folder.
        rows: in the table's file schema.
        metadata: what a rewritten file says of itself, beside the schema's name and version. Such
            a file is read for years, and gets bloom filters on its keys.

    Raises:
        LakeError: what was read back is not what was written.
    """
    facts = facts_of(TABLES[table])
    rows = rows.sort_by([(name, "ascending") for name in facts.sort])
    if metadata is not None:
        rows = rows.replace_schema_metadata({**(rows.schema.metadata or {}), **metadata})
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows,
        sink,
        compression="zstd",
        compression_level=3,
        write_page_index=True,
        version="2.6",
        row_group_size=ROWS_PER_GROUP,
        bloom_filter_options=_bloom_filters(rows) if metadata is not None else None,
    )
    content = sink.getvalue().to_pybytes()
    # A name of its own for every attempt: an engine may try a bundle again while the first try of
    # it, taken for dead, still writes; and what one of them has recorded must not change.
    name = f"{shard:04d}-{uuid4().hex}.parquet"
    name = f"{staging}/{table}/{partition_folder(table, partition)}{name}"
    storage.write(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    _read_back(storage, name, sha256, rows.num_rows)
    return StagedFile(table, name, partition, rows.num_rows, len(content), sha256)


def _bloom_filters(rows: pa.Table) -> dict[str, dict[str, float]]:
    size = {"ndv": min(rows.num_rows, ROWS_PER_GROUP), "fpp": _FALSE_POSITIVES}
    return {f.name: size for f in rows.schema if f.name in ID_COLUMNS}


ID_COLUMNS = frozenset(["article_id", "entity_id", "event_id", "quote_id", "entry_key"])
"""Columns that are looked up by value and have no order that statistics could use."""


def _read_back(storage: Storage, name: str, sha256: str, rows: int) -> None:
    found = storage.read(name)
    if hashlib.sha256(found).hexdigest() != sha256:
        raise LakeError(f"{storage.uri}: {name} reads back with another checksum than written")
    counted = pq.ParquetFile(pa.BufferReader(found)).metadata.num_rows
    if counted != rows:
        raise LakeError(f"{storage.uri}: {name} reads back with {counted} rows, {rows} written")
