"""Files that a program writes are written, or compared."""

from pathlib import Path

import pytest

from schemas.generated import write_or_check


def test_a_generated_file_is_written_or_said_to_be_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made.md"
    monkeypatch.setattr("sys.argv", ["program", "--check"])
    assert write_or_check(path, "a\n") == 1
    assert not path.exists()
    monkeypatch.setattr("sys.argv", ["program"])
    assert write_or_check(path, "a\n") == 0
    monkeypatch.setattr("sys.argv", ["program", "--check"])
    assert write_or_check(path, "a\n") == 0
    assert write_or_check(path, "b\n") == 1
    assert path.read_text("utf-8") == "a\n"
    assert capsys.readouterr().err.count("made.md is stale: run `make docs`") == 2
