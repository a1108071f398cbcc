"""A lake for each test, and the command as a user calls it."""

from pathlib import Path

import pytest
from lineage_lake import Answer, Call

from pipeline.cli import main
from transforms.lake.storage import Storage


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "lake"))


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call newsbeam; return its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "120")

    def call_newsbeam(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(ended.value.code or 0), out, err

    return call_newsbeam
