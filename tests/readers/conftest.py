"""A lake of two schema versions in each state that it can be in, and Spark to read it with."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from other_versions import LakeOfTwoVersions, newsbeam_with, write_lake

from transforms.lake.compaction import compact_partitions
from transforms.lake.leftovers import remove_replaced
from transforms.lake.storage import Storage
from transforms.lake.tables import partitioned_tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JARS = Path(sys.prefix) / "readers-jars"

MIB = 1024 * 1024


def compact(storage: Storage) -> None:
    """Merge all files of each partition, as ``newsbeam compact`` does."""
    for table in partitioned_tables():
        done = compact_partitions(storage, table, MIB, None)
        assert done.files_after < done.files_before, f"{table}: nothing was compacted"
    remove_replaced(storage, timedelta(0))


STATES: Mapping[str, Sequence[Callable[[Storage], object]]] = {
    "appended": (),
    "compacted": (compact,),
}
"""By name, what is done to a lake after both versions have written to it."""


@pytest.fixture(scope="session", params=STATES)
def lake(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> LakeOfTwoVersions:
    """A lake that an older version began and the present one went on with."""
    made = write_lake(Storage(str(tmp_path_factory.mktemp("readers") / "lake")))
    with newsbeam_with(made.tables):
        for act in STATES[request.param]:
            act(made.storage)
    return made


@pytest.fixture(scope="session")
def uncompacted(tmp_path_factory: pytest.TempPathFactory) -> LakeOfTwoVersions:
    """The same lake, for what is only true while it has files of both versions."""
    return write_lake(Storage(str(tmp_path_factory.mktemp("readers") / "lake")))


@pytest.fixture(scope="session")
def spark() -> "Iterator[SparkSession]":
    """Spark in this process, with Delta's package; fails where `make setup-readers` was not run."""
    jars = [str(jar) for jar in JARS.glob("*.jar")]
    assert jars, "no jars of Delta for Spark: run `make test-readers`, which fetches them"
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(jars))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"
        )
        # A JVM that lives for a minute loses by compiling well.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.log.level", "ERROR")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.databricks.delta.snapshotPartitions", 2)
        .getOrCreate()
    )
    yield session
    session.stop()
