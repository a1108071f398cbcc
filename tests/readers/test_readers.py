"""Old and new files read together: every reader finds the same rows, whatever it reads with."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from four_readers import (
    READERS,
    duckdb_files,
    files_of,
    pattern_of,
    plain,
    require_same,
    spark_delta,
    spark_files,
)
from other_versions import LACKING, LakeOfTwoVersions

from schemas.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# PySpark leaves the socket by which it fetched rows to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


def folder(lake: LakeOfTwoVersions) -> Path:
    return Path(lake.storage.uri)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TABLES)
def test_a_reader_finds_the_rows_of_both_versions(
    lake: LakeOfTwoVersions, name: str, reader: str
) -> None:
    require_same(READERS[reader](folder(lake), name), lake.expected(name))


@pytest.mark.readers
@pytest.mark.parametrize("read", [spark_files, spark_delta])
@pytest.mark.parametrize("name", TABLES)
def test_spark_finds_the_rows_of_both_versions(
    spark: "SparkSession",
    lake: LakeOfTwoVersions,
    name: str,
    read: Callable[["SparkSession", Path, str], pa.Table],
) -> None:
    require_same(read(spark, folder(lake), name), lake.expected(name))


@pytest.mark.readers
def test_spark_misses_new_columns_unless_it_is_told(
    spark: "SparkSession", uncompacted: LakeOfTwoVersions
) -> None:
    found = spark.read.parquet(str(folder(uncompacted) / "articles")).columns
    assert not {*LACKING["articles"]} & {*found}


def test_readers_of_files_miss_new_columns_unless_they_are_told(
    uncompacted: LakeOfTwoVersions,
) -> None:
    """Why the README names options: when this fails, a reader has learnt, and they can go."""
    pattern = pattern_of(folder(uncompacted), "articles")
    new = {*LACKING["articles"]}
    assert not new & {*duckdb.sql(f"FROM read_parquet('{pattern}')").columns}
    assert not new & {*ds.dataset(files_of(folder(uncompacted), "articles")).schema.names}
    with pytest.raises(pl.exceptions.SchemaError, match="extra column"):
        pl.scan_parquet(pattern).collect()


def test_the_comparison_sees_a_wrong_value_a_lost_row_and_another_type(
    lake: LakeOfTwoVersions,
) -> None:
    found, expected = duckdb_files(folder(lake), "events"), lake.expected("events")
    with pytest.raises(AssertionError):
        require_same(found.slice(1), expected)
    with pytest.raises(AssertionError):
        require_same(found.drop_columns(["place"]), expected)
    at = found.schema.get_field_index("predicate")
    other = pa.array([*found["predicate"].to_pylist()[1:], "x"])
    with pytest.raises(AssertionError):
        require_same(found.set_column(at, "predicate", other), expected)
    assert plain(pa.timestamp("us")) != plain(pa.timestamp("us", tz="UTC"))
    assert plain(pa.list_(pa.int32())) != plain(pa.list_(pa.int64()))
