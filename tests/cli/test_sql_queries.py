"""`newsbeam sql`: what an analyst sees of the lake."""

import csv
import json
import re
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from pyarrow import fs

from pipeline.cli import main
from pipeline.queries import connect
from schemas.accounts import CommittedFile, Run
from schemas.arrow import arrow_schema
from schemas.tables import PUBLIC
from transforms.lake.log import dataset_of
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import create_tables

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)

RUN = Run(
    generation=1,
    commit_id="c",
    run_id="r|1",
    committed_at=AT,
    stream=None,
    window_end=None,
    pane=None,
    files=[CommittedFile("articles", "s", "p", 2, 3, "x")],
    counters={"FetchPages.ok": 24},
    versions={},
    config_hash="",
    ingested_at=AT,
)


@pytest.fixture
def lake(tmp_path: Path) -> str:
    """A lake with one commit and no articles."""
    storage = Storage(str(tmp_path / "lake"))
    create_tables(storage)
    rows = pa.Table.from_pylist([asdict(RUN)], schema=arrow_schema(Run))
    write_deltalake(storage.table_uri("runs"), rows, mode="append")
    return storage.uri


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["sql", *arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_every_table_has_a_view_with_all_its_columns_before_it_has_rows(lake: str) -> None:
    connection = connect(lake)
    for record in PUBLIC:
        name = record.__table__.name
        described = connection.execute(f"DESCRIBE {name}").fetchall()
        assert [row[0] for row in described] == arrow_schema(record).names
    assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


def test_a_table_that_the_lake_does_not_have_yet_is_empty(lake: str) -> None:
    for file in sorted((Path(lake) / "quotes").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert connect(lake).execute("SELECT text FROM quotes").fetchall() == []


def test_times_are_utc_and_nested_values_can_be_asked(lake: str) -> None:
    found = connect(lake).execute(
        "SELECT committed_at, counters['FetchPages.ok'], files[1].rows FROM runs"
    )
    assert found.fetchall() == [(AT, 24, 2)]


@pytest.mark.parametrize("where", ["nowhere", "."])
def test_a_path_that_is_no_lake_is_bad_usage(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LakeError):
        connect(str(tmp_path / where))
    code, out, err = answer(capsys, str(tmp_path / where), "SELECT 1")
    assert (code, out) == (2, "")
    assert "is no lake of newsbeam" in err


def test_a_mistake_in_sql_is_told_and_ends_with_1(
    lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = answer(capsys, lake, "SELECT 1 AS one; SELECT titel FROM articles")
    assert code == 1
    assert out == "one\n1\n"
    assert "Candidate bindings" in err
    assert "Traceback" not in err


QUERY = "SELECT run_id, generation, committed_at, files, pane, DATE '2026-01-02' AS day FROM runs"
FILES = [{"table": "articles", "staged": "s", "path": "p", "rows": 2, "bytes": 3, "sha256": "x"}]


def test_csv_is_the_format_for_pipes(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, lake, QUERY)
    assert (code, err) == (0, "")
    (row,) = csv.DictReader(out.splitlines())
    assert json.loads(row.pop("files")) == FILES
    assert row == {
        "run_id": "r|1",
        "generation": "1",
        "committed_at": "2026-11-23T10:30:00Z",
        "pane": "",
        "day": "2026-01-02",
    }


def test_json_keeps_types_and_nesting(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = answer(capsys, lake, QUERY + ", range(3)", "--format", "json")
    rows = json.loads(out)
    assert len(rows) == 3
    assert rows[0]["generation"] == 1
    assert rows[0]["files"] == FILES
    assert rows[0]["pane"] is None
    _, out, _ = answer(
        capsys, lake, "SELECT 'nan'::DOUBLE AS a, 1.5::DECIMAL(3,1) AS b", "-f", "json"
    )
    assert json.loads(out) == [{"a": None, "b": 1.5}]
    _, out, _ = answer(capsys, lake, "SELECT 1 WHERE false", "-f", "json")
    assert json.loads(out) == []


def test_markdown_survives_bars_and_line_feeds(
    lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = answer(capsys, lake, "SELECT run_id, 'a\nb' AS t FROM runs", "-f", "markdown")
    assert out.splitlines() == ["| run_id | t |", "| --- | --- |", "| r\\|1 | a<br>b |"]


def test_a_table_for_people_says_how_many_rows_there_are(
    lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = answer(capsys, lake, "SELECT '[bold]' AS x FROM range(1234)", "-f", "table")
    assert out.count("[bold]") == 200, "text of the news is no markup"
    assert "1,234 rows; the first 200 are shown" in out


def test_a_query_that_wants_few_rows_of_many_files_ends_well(lake: str) -> None:
    """Arrow still reads ahead when the process ends: it must neither crash nor hang."""
    filesystem = dataset_of(Storage(lake), "runs").filesystem
    assert isinstance(filesystem.base_fs, fs.LocalFileSystem), "Python code would be called"
    for number in range(2, 14):
        later = replace(RUN, generation=number, commit_id=f"c{number}")
        rows = pa.Table.from_pylist([asdict(later)], schema=arrow_schema(Run))
        write_deltalake(Storage(lake).table_uri("runs"), rows, mode="append")
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "sql", lake, "SELECT * FROM runs LIMIT 1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2


def test_a_row_too_wide_for_the_terminal_goes_down_the_page(
    lake: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = answer(capsys, lake, "SELECT * FROM runs", "-f", "table")
    assert "row 1 ──" in out
    assert [line.split()[1] for line in out.splitlines() if line.startswith("run_id ")] == ["r|1"]
    assert "1 row" in out.splitlines()[-1]


def test_the_queries_of_the_readme_run(lake: str) -> None:
    """They are the first that a newcomer pastes."""
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    queries = re.findall(r"^```sql\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert len(queries) >= 3
    for query in queries:
        connect(lake).execute(query)


def test_an_unknown_format_is_bad_usage(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answer(capsys, lake, "SELECT 1", "--format", "xml")
    assert code == 2
    assert "markdown" in err


def test_days_are_days(lake: str) -> None:
    assert connect(lake).execute("SELECT DATE '2026-01-02'").fetchone() == (date(2026, 1, 2),)
