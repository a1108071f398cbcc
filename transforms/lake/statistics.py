"""What the Delta log says of a data file, so that readers can skip it: minima, maxima, null counts.

Every file of a table has statistics for the same columns, those that are never null, and the table
names these columns in ``delta.dataSkippingStatsColumns``. Readers built on deltalake's
``to_pyarrow_dataset`` (measured: 1.6.6, and DuckDB over it) skip a file that lacks statistics for
any other column as soon as a query asks for that column, whatever rows the file holds.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.storage import Storage

MAX_CHARS = 64
"""Longer strings are bounded by their beginning."""

_LAST_CHARACTER = "\U0010ffff"
"""Behind the beginning of a string it gives one that no string with that beginning is above."""


@cache
def columns_with_statistics(table: str) -> tuple[str, ...]:
    """Return the columns by which files can be told apart: required, and sorted by if strings."""
    facts = facts_of(TABLES[table])
    strings = {*facts.key, *facts.sort, "run_id"}
    return tuple(
        f.name
        for f in file_schema(TABLES[table])
        if not f.nullable and _has_order(f.type) and (f.name in strings or f.type != pa.string())
    )


def _has_order(kind: pa.DataType) -> bool:
    return kind == pa.string() or pa.types.is_temporal(kind) or _is_number(kind)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def delta_statistics(storage: Storage, table: str, path: str) -> str:
    """Return the statistics of a Parquet file in the JSON of Delta's protocol.

    Args:
        storage: the lake.
        table: the table that the file belongs to.
        path: the file, relative to the lake.
    """
    with storage.reading(path) as source:
        metadata = pq.ParquetFile(source).metadata
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    position = {metadata.schema.column(n).path: n for n in range(metadata.num_columns)}
    bounds = {
        name: _bounds([group.column(position[name]).statistics for group in groups])
        for name in columns_with_statistics(table)
    }
    return json.dumps(
        {
            "numRecords": metadata.num_rows,
            "minValues": {name: low for name, (low, _) in bounds.items()},
            "maxValues": {name: high for name, (_, high) in bounds.items()},
            "nullCount": dict.fromkeys(bounds, 0),
        },
        ensure_ascii=False,  # deltalake 1.6.6 reads the escapes of U+10FFFF as U+FFFFF
    )


def _bounds(facts: Sequence[Any]) -> tuple[Any, Any]:
    """Return a value that none in the file is below, and one that none is above."""
    if any(s is None or not s.has_min_max for s in facts):
        return "", _LAST_CHARACTER  # Parquet keeps none for strings of some thousand bytes
    return _at_most(min(s.min for s in facts)), _at_least(max(s.max for s in facts))


def _at_most(value: Any) -> Any:
    if isinstance(value, datetime):
        return _milliseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    return value[:MAX_CHARS] if isinstance(value, str) else value


def _at_least(value: Any) -> Any:
    if isinstance(value, datetime):
        # Delta keeps milliseconds; a maximum must not be below the value it stands for.
        return _milliseconds(value + timedelta(microseconds=-value.microsecond % 1000))
    if isinstance(value, str) and len(value) > MAX_CHARS:
        return value[:MAX_CHARS] + _LAST_CHARACTER
    return _at_most(value)


def _milliseconds(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
