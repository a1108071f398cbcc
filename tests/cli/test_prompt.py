"""The SQL prompt: statements over several lines, and a way out."""

from collections.abc import Iterator

import duckdb
import pytest

from pipeline.cli.prompt import converse, statements
from pipeline.cli.result_formats import ResultFormat


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Type lines; an exception among them is what a key such as Ctrl-C does."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def type_lines(*lines: str | type[BaseException]) -> None:
        left: Iterator[str | type[BaseException]] = iter(lines)

        def read(prompt: str) -> str:
            line = next(left, EOFError)
            if isinstance(line, str):
                return line
            raise line

        monkeypatch.setattr("builtins.input", read)

    return type_lines


def test_a_statement_ends_with_its_semicolon(typed) -> None:
    typed("SELECT", "  1;", "SELECT 2; ")
    assert list(statements()) == ["SELECT\n  1;", "SELECT 2; "]


def test_ctrl_c_drops_the_statement_begun_and_no_more(typed) -> None:
    typed("SELECT nonsense", KeyboardInterrupt, "SELECT 2;")
    assert list(statements()) == ["SELECT 2;"]


def test_quit_leaves(typed) -> None:
    typed("SELECT 1;", ".quit", "SELECT 2;")
    assert list(statements()) == ["SELECT 1;"]


def test_quit_leaves_a_statement_begun_and_help_begins_none(typed, capsys) -> None:
    typed(".help", "SELECT 1", ".quit", "SELECT 2;")
    assert list(statements()) == []
    assert "Statements end with ;" in capsys.readouterr().out


def test_ctrl_c_stops_a_query_and_not_the_conversation(typed, capsys, monkeypatch) -> None:
    class Slow:
        def extract_statements(self, text: str) -> list[str]:
            if "slow" in text:
                raise RuntimeError("Query interrupted")  # what DuckDB makes of Ctrl-C
            return []

    typed("SELECT slow;", "SELECT 1;")
    converse(Slow(), ResultFormat.CSV)
    assert "interrupted" in capsys.readouterr().out


def test_a_mistake_does_not_end_the_conversation(typed, capsys) -> None:
    typed("SELECT nonsense;", "SELECT 41 + 1 AS answer;")
    converse(duckdb.connect(), ResultFormat.CSV)
    out = capsys.readouterr().out
    assert "Binder Error" in out
    assert out.rstrip().endswith("answer\n42")
