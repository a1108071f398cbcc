"""Statistics of files: a reader that skips a file with rows it wants gives wrong answers in silence."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from deltalake import DeltaTable

from schemas.accounts import DeadLetter
from schemas.codec import to_row
from schemas.context import RunContext
from schemas.tables import TABLES
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.files import write_staged
from transforms.lake.statistics import columns_with_statistics, delta_statistics
from transforms.lake.storage import Storage

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TEXTS = [
    "a",
    "Ærø",
    "日本語",
    "\U0001f600",
    "é" * 64,
    "é" * 65,
    "\uffff",
    "x" * 9_000,
    "\U0010ffff",
]


def a_letter(number: int, text: str) -> DeadLetter:
    return DeadLetter(
        step="FetchPages",
        key=text,
        code="timed_out",
        detail=text,
        url=text if number % 2 else None,
        feed_url=None,
        entry_id=None,
        raw_file=None,
        raw_offset=number if number % 2 else None,
        attempt=1,
        resolved_by_run=None,
        occurred_at=NOW + timedelta(microseconds=999_995 + number),
        run_date=NOW.date(),
        run_id="r",
        ingested_at=NOW,
    )


def put(lake: Storage, letters: Sequence[DeadLetter]) -> None:
    """Commit each letter in a file of its own, so that each can be skipped."""
    files = []
    for number, letter in enumerate(letters):
        row = to_row(letter)
        del row["run_date"]
        files.append(
            write_staged(lake, "_staging/x/0000", "dead_letters", "2026-10-05", number, [row])
        )
    run = RunContext("r", NOW)
    commit(lake, begin(lake), CommitDraft("c", run, "_staging/x/0000", files, {}, {}, {}, "0"))


@pytest.fixture(scope="module")
def letters() -> list[DeadLetter]:
    return [a_letter(number, text) for number, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, letters: list[DeadLetter]) -> Storage:
    storage = Storage(str(tmp_path_factory.mktemp("statistics") / "lake"))
    put(storage, letters)
    return storage


def found_by_readers(lake: Storage, column: str, value: Any) -> dict[str, int]:
    """Return by reader how many rows have a value in a column; None asks for nulls."""
    dataset = DeltaTable(lake.table_uri("dead_letters")).to_pyarrow_dataset()
    con = duckdb.connect()
    con.register("letters", dataset)
    field, scan = pc.field(column), pl.scan_delta(lake.table_uri("dead_letters"))
    wanted = (
        field.is_null()
        if value is None
        else field == pa.scalar(value, dataset.schema.field(column).type)
    )
    rows = con.execute(
        f"select count(*) from letters where {column} is not distinct from $1", [value]
    )
    return {
        "pyarrow": dataset.to_table(filter=wanted).num_rows,
        "duckdb": (rows.fetchone() or (0,))[0],
        "polars": scan.filter(pl.col(column).eq_missing(pl.lit(value))).collect().height,
    }


@pytest.mark.parametrize(
    "column", ["key", "detail", "url", "raw_offset", "occurred_at", "feed_url"]
)
def test_every_reader_finds_every_row_by_every_value(
    lake: Storage, letters: list[DeadLetter], column: str
) -> None:
    values = [getattr(letter, column) for letter in letters]
    for value in set(values):
        told = dict.fromkeys(("pyarrow", "duckdb", "polars"), values.count(value))
        assert found_by_readers(lake, column, value) == told, repr(value)[:80]


def test_all_files_have_statistics_for_the_same_columns(lake: Storage) -> None:
    actions = pa.table(DeltaTable(lake.table_uri("dead_letters")).get_add_actions()).to_pylist()
    assert len(actions) == len(TEXTS)
    expected = ("step", "key", "code", "attempt", "occurred_at", "run_id", "ingested_at")
    assert columns_with_statistics("dead_letters") == expected
    assert all(set(a["min"]) == set(expected) and None not in a["min"].values() for a in actions)


@pytest.mark.parametrize("table", TABLES)
def test_state_and_articles_are_skipped_by_their_keys(table: str) -> None:
    assert columns_with_statistics(table), "no file of this table could ever be skipped"


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_have_statistics(tmp_path: Path, year: int) -> None:
    end = datetime(year, 1, 1, tzinfo=UTC)
    end = end if year == 1 else datetime(year, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    row = to_row(replace(a_letter(0, "a"), occurred_at=end))
    del row["run_date"]
    storage = Storage(str(tmp_path))
    file = write_staged(storage, "_staging", "dead_letters", "2026-10-05", 0, [row])
    told = json.loads(delta_statistics(storage, "dead_letters", file.staged))
    assert told["minValues"]["occurred_at"].startswith(f"{year:04d}-")
