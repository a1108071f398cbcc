"""`newsbeam demo`: the first thing a newcomer runs; it must work, and harm nothing."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.queries import connect


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_a_folder_with_something_else_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert "holds something else" in refused(capsys, "--lake", str(tmp_path))
    assert "is a file" in refused(capsys, "--lake", str(tmp_path / "thesis.txt"))
    assert "is a file" in refused(capsys, "--lake", str(tmp_path / "thesis.txt" / "lake"))
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_no_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder named "s3:" is a puzzle to who finds it."""
    monkeypatch.chdir(tmp_path)
    assert "is an address" in refused(capsys, "--lake", "s3://bucket/lake")
    assert "cannot be written" in refused(capsys, "--lake", "/proc/lake")
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        err = refused(capsys, "--lake", str(tmp_path / "lake"), "--port", port)
    assert f"--port: {port} cannot be used: Address already in use" in err
    assert not (tmp_path / "lake").exists()


@pytest.mark.slow
def test_the_demo_fills_every_table_and_again_adds_no_article(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    code = "import sys; from pipeline.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "demo", "--lake", str(lake)]
    first = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert first.returncode == 0, first.stderr
    assert "newsbeam sql" in first.stdout, "the demo ends with the query to go on with"
    assert "level=warning" not in first.stderr

    tables = ("articles", "entities", "events", "quotes", "dead_letters", "feed_polls", "runs")
    counts = [_count(str(lake), table) for table in tables]
    assert all(counts), dict(zip(tables, counts, strict=True))
    revised = "SELECT count(*) FROM articles WHERE revision = 2"
    assert connect(str(lake)).execute(revised).fetchall() == [(1,)]

    again = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert again.returncode == 0, again.stderr
    assert _count(str(lake), "articles") == counts[0]


def _count(lake: str, table: str) -> int:
    row = connect(lake).execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])
