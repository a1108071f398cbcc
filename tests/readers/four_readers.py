"""How a user reads a table with DuckDB, Polars, PyArrow and PySpark: over the files, over Delta.

Each function is what the README tells its reader to write; it takes the lake's folder and the name of
a table, and gives an Arrow table.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake import DeltaTable

from schemas.columns import facts_of
from schemas.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Reader = Callable[[Path, str], pa.Table]


def pattern_of(lake: Path, name: str) -> str:
    """Return the glob that the README documents."""
    return f"{lake}/{name}/{_within(name)}"


def files_of(lake: Path, name: str) -> list[str]:
    """Return the files that the glob finds."""
    return sorted(str(path) for path in (lake / name).glob(_within(name)))


def _within(name: str) -> str:
    partition = facts_of(TABLES[name]).partition
    return f"{partition}=*/*.parquet" if partition else "*.parquet"


def duckdb_files(lake: Path, name: str) -> pa.Table:
    """Read with ``union_by_name``, without which a column that the first file lacks is left out."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    query = f"FROM read_parquet('{pattern_of(lake, name)}', union_by_name = true)"
    return con.sql(query).to_arrow_table()


def duckdb_delta(lake: Path, name: str) -> pa.Table:
    """Read without DuckDB's own Delta extension, which it would fetch from the network."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.register("t", DeltaTable(lake / name).to_pyarrow_dataset())
    return con.sql("FROM t").to_arrow_table()


def polars_files(lake: Path, name: str) -> pa.Table:
    """Read file by file: a scan of the glob has the columns of its first file."""
    files = files_of(lake, name)
    scans = [pl.scan_parquet(f, hive_partitioning=True) for f in files]
    return pl.concat(scans, how="diagonal").collect().to_arrow()


def polars_delta(lake: Path, name: str) -> pa.Table:
    """Read with ``scan_delta``."""
    return pl.scan_delta(str(lake / name)).collect().to_arrow()


def pyarrow_files(lake: Path, name: str) -> pa.Table:
    """Read with the schemas of all files put together: a dataset has that of its first file."""
    files = files_of(lake, name)
    schema = pa.unify_schemas([pq.read_schema(f) for f in files])
    partition = facts_of(TABLES[name]).partition
    if partition is None:
        return ds.dataset(files, schema=schema).to_table()
    day = pa.field(partition, pa.date32())
    folders = ds.partitioning(pa.schema([day]), flavor="hive")
    return ds.dataset(files, schema=schema.append(day), partitioning=folders).to_table()


def pyarrow_delta(lake: Path, name: str) -> pa.Table:
    """Read through deltalake."""
    return DeltaTable(lake / name).to_pyarrow_dataset().to_table()


def spark_files(spark: "SparkSession", lake: Path, name: str) -> pa.Table:
    """Read the folder with ``mergeSchema``, without which the columns are those of one file.

    Spark finds the partitions itself and passes over the log, whose name begins with ``_``.
    """
    return _collected(spark.read.option("mergeSchema", True).parquet(str(lake / name)))


def spark_delta(spark: "SparkSession", lake: Path, name: str) -> pa.Table:
    """Read with Delta's own package for Spark."""
    return _collected(spark.read.format("delta").load(str(lake / name)))


def _collected(frame: "DataFrame") -> pa.Table:
    """Fetch a frame's rows as they are, with its types.

    ``toArrow`` of Spark 4.1 refuses a null struct with a required field (``events.place``) over
    Delta.
    """
    from pyspark.sql.pandas.types import to_arrow_schema

    rows = [_aware(row.asDict(recursive=True)) for row in frame.collect()]
    return pa.Table.from_pylist(rows, schema=to_arrow_schema(frame.schema))


def _aware(value: Any) -> Any:
    """Give times their zone: PySpark hands them over naive, in that of the process."""
    if isinstance(value, dict):
        return {k: _aware(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_aware(v) for v in value]
    return value.astimezone(UTC) if isinstance(value, datetime) else value


READERS: dict[str, Reader] = {
    f.__name__: f
    for f in (
        duckdb_files,
        duckdb_delta,
        polars_files,
        polars_delta,
        pyarrow_files,
        pyarrow_delta,
    )
}


def require_same(found: pa.Table, expected: pa.Table) -> None:
    """Compare two tables: columns by name, types, and every value of every row.

    Raises:
        AssertionError: they differ; the message says in what.
    """
    names = expected.column_names
    assert sorted(found.column_names) == sorted(names), {*found.column_names} ^ {*names}
    for field in expected.schema:
        kind, wanted = plain(found.schema.field(field.name).type), plain(field.type)
        assert kind == wanted, f"{field.name}: {kind}, not {wanted}"
    assert found.num_rows == expected.num_rows, f"{found.num_rows} rows, not {expected.num_rows}"
    for row, wanted in zip(rows_of(found, names), rows_of(expected, names), strict=True):
        assert row == wanted, f"found {row}\nwanted {wanted}"


def plain(kind: pa.DataType) -> str:
    """Write a type without what readers are free to choose: string kinds, names of list items."""
    if pa.types.is_map(kind):
        return f"[(key {plain(kind.key_type)}, value {plain(kind.item_type)})]"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"[{plain(kind.value_type)}]"
    if pa.types.is_struct(kind):
        return f"({', '.join(f'{f.name} {plain(f.type)}' for f in kind)})"
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "string"
    return str(kind)


def rows_of(table: pa.Table, names: list[str]) -> list[str]:
    """Return all rows, written out and sorted."""
    return sorted(repr({n: _value(row[n]) for n in names}) for row in table.to_pylist())


def _value(value: object) -> object:
    """Write a map as sorted pairs: readers give it in any order, as a dict or as a list of pairs."""
    if isinstance(value, dict):
        return {k: _value(v) for k, v in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(v, dict) and list(v) == ["key", "value"] for v in value):
        value = [(v["key"], v["value"]) for v in value]
    if value and all(isinstance(v, tuple) for v in value):
        return sorted(value)
    return [_value(v) for v in value]
