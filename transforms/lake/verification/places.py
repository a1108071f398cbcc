"""Listing and reading what lies in a lake, damaged or not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.storage import Storage, StoredFile

_PART = re.compile(r"part-(\d{8,})-([0-9a-f]+)\.parquet$")
_CERTIFIED = 32
"""So many hex digits of its own SHA-256 a rewritten file carries in its name."""


def files_under(storage: Storage, folder: str) -> Iterator[StoredFile]:
    """Return all files below a folder, by their paths in it; none where it is not there."""
    for file in storage.list_files(folder):
        yield replace(file, path=file.path.removeprefix(f"{folder}/"))


def generation_in(path: str) -> int | None:
    """Return the generation in the name of a data file, None for another file."""
    found = _PART.search(path)
    return int(found.group(1)) if found else None


def digest_in(path: str) -> str | None:
    """Return the beginning of its SHA-256 that a rewritten file has in its name."""
    found = _PART.search(path)
    return found.group(2) if found and len(found.group(2)) == _CERTIFIED else None


def footer_of(storage: Storage, path: str) -> pq.FileMetaData:
    """Return the footer of a Parquet file.

    Raises:
        OSError, pyarrow.ArrowException: it is missing, or no Parquet file.
    """
    with storage.reading(path) as source:
        return pq.ParquetFile(source).metadata


def read_rows(storage: Storage, path: str) -> pa.Table:
    """Return all rows of a Parquet file, without its partition.

    Raises:
        OSError, pyarrow.ArrowException: it is missing or damaged.
    """
    return pq.ParquetFile(pa.BufferReader(storage.read(path))).read()


def dataset_over(storage: Storage, table: str, paths: Iterable[str]) -> ds.Dataset:
    """Return files of a table as one dataset, whatever the table's log says of them."""
    schema, column = arrow_schema(TABLES[table]), facts_of(TABLES[table]).partition
    files = [*paths]
    if not files:
        return ds.dataset(schema.empty_table())
    hive = ds.partitioning(pa.schema([schema.field(column)]), flavor="hive") if column else None
    return ds.dataset(
        files,
        schema=schema,
        format="parquet",
        filesystem=storage.native_filesystem(table),
        partitioning=hive,
    )
