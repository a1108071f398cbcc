"""One result on all engines: whose engine, and whether batch or stream, must not change a row."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.engines import (
    NEWSBEAM,
    PRISM,
    Engine,
    flink,
    on_flink,
    settle,
    stream,
    streaming,
    wait_until,
    windows_in,
)
from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts
from schemas.columns import RUN_COLUMNS
from tests.end_to_end.command import write_config
from tests.end_to_end.lake_checks import duplicate_keys, open_lake

TABLES = ("articles", "entities", "events", "quotes")
WINDOW_S = 5
LONGEST_S = 300


@pytest.fixture(scope="module")
def web() -> Iterator[LocalWeb]:
    """Serve the demo site; one server for all, so that addresses are the same."""
    with LocalWeb(VirtualHosts(demo_site())) as served:
        yield served


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    """Have a cluster of processes, and a job server with a Flink of its own."""
    with ExitStack() as stack:
        parts = stack.enter_context(flink(tmp_path_factory.mktemp("flink")))
        own = stack.enter_context(flink(tmp_path_factory.mktemp("embedded"), embedded=True))
        yield {
            "fnapi": Engine("FnApiRunner"),
            "processes": Engine("FnApiRunner", more=["--set", "workers=2"]),
            "prism": PRISM,
            "flink": on_flink(parts),
            "embedded flink": on_flink(own),
        }


def run_to_lake(engine: Engine, folder: Path, web: LocalWeb) -> Path:
    """Let a bounded run ingest the demo site."""
    config = write_config(folder, web, feed_urls())
    ran = subprocess.run(engine.command("run", config), check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-3_000:]
    return folder / "lake"


def stream_to_lake(engine: Engine, folder: Path, web: LocalWeb) -> Path:
    """Let a stream ingest the demo site, and go on for a window that finds nothing new."""
    settings = {"name": "parity", "window_s": WINDOW_S}
    config = write_config(folder, web, feed_urls(), stream=settings)
    lake = folder / "lake"
    before = len(windows_in(lake))
    with stream(engine, config, folder / "stream.log") as process:
        wait_until(lambda: len(windows_in(lake)) >= before + 2, LONGEST_S, process)
    settle(lake)
    return lake


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    """Return a table's rows without the columns of one run, in an order of their own."""
    names = [row[0] for row in con.execute(f"describe {table}").fetchall()]
    kept = ", ".join(f'"{name}"' for name in names if name not in RUN_COLUMNS)
    return sorted(con.execute(f"select {kept} from {table}").fetchall(), key=repr)


@pytest.fixture(scope="module")
def expected(
    clusters: dict[str, Engine], web: LocalWeb, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows that the default runner gives."""
    con = open_lake(run_to_lake(clusters["fnapi"], tmp_path_factory.mktemp("expected"), web))
    rows = {table: rows_of(con, table) for table in TABLES}
    assert {table: len(found) > 30 for table, found in rows.items()} == dict.fromkeys(TABLES, True)
    return rows


def check(lake: Path, expected: dict[str, list[tuple[Any, ...]]]) -> None:
    """Compare a lake with what is expected, and look whether it is whole."""
    con = open_lake(lake)
    for table in TABLES:
        assert rows_of(con, table) == expected[table], table
    assert not any(duplicate_keys(con).values())
    verified = subprocess.run(
        [NEWSBEAM, "verify", str(lake)], check=False, capture_output=True, text=True
    )
    assert verified.returncode == 0, verified.stdout


@pytest.mark.engines
@pytest.mark.parametrize("engine", ["processes", "prism", "flink", "embedded flink"])
def test_a_batch_gives_the_same_rows(
    engine: str,
    clusters: dict[str, Engine],
    web: LocalWeb,
    expected: dict[str, list[tuple[Any, ...]]],
    tmp_path: Path,
) -> None:
    check(run_to_lake(clusters[engine], tmp_path, web), expected)


@pytest.mark.engines
@pytest.mark.parametrize("engine", ["prism", "flink", "embedded flink"])
def test_a_stream_gives_the_same_rows(
    engine: str,
    clusters: dict[str, Engine],
    web: LocalWeb,
    expected: dict[str, list[tuple[Any, ...]]],
    tmp_path: Path,
) -> None:
    how = clusters[engine] if engine == "prism" else streaming(clusters[engine])
    check(stream_to_lake(how, tmp_path, web), expected)


@pytest.mark.engines
def test_a_run_and_a_stream_take_turns_on_one_lake(
    web: LocalWeb,
    clusters: dict[str, Engine],
    expected: dict[str, list[tuple[Any, ...]]],
    tmp_path: Path,
) -> None:
    assert stream_to_lake(PRISM, tmp_path, web) == run_to_lake(clusters["fnapi"], tmp_path, web)
    assert stream_to_lake(PRISM, tmp_path, web).exists()
    check(tmp_path / "lake", expected)
