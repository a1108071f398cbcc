"""A prompt for SQL with a history: statements end with a semicolon."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from pipeline.cli.result_formats import ResultFormat

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_HISTORY = 1_000

_HELP = (
    "Statements end with ; and may take several lines. Tables: articles, entities, events, quotes, "
    "dead_letters, feed_polls, runs; latest_articles, latest_entities, latest_events, latest_quotes "
    "have the newest revisions only. DESCRIBE events; shows columns. Leave with .quit or Ctrl-D."
)

_LEAVE = frozenset({".quit", ".exit", ".q", "quit", "exit", "quit;", "exit;"})


def converse(connection: "DuckDBPyConnection", form: ResultFormat) -> None:
    """Read statements until the end, answering each."""
    from pipeline.cli.sql_command import answer

    console = Console(highlight=False)
    console.print(_HELP, style="dim")
    with _history():
        for statement in statements():
            try:
                if message := answer(connection, statement, form):
                    console.print(message, style="red", markup=False)
            except KeyboardInterrupt:
                console.print("interrupted", style="dim")


def statements() -> Iterator[str]:
    """Yield what is typed, statement by statement; Ctrl-C drops the one begun."""
    lines: list[str] = []
    while True:
        try:
            line = input("newsbeam> " if not lines else "     ...> ")
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print()
            lines.clear()
            continue
        word = line.strip()
        if word in _LEAVE and (not lines or word.startswith(".")):
            return
        if word.startswith(".") and not lines:  # no statement begins so: .help and what it is not
            print(_HELP)
            continue
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines)
            lines.clear()


@contextmanager
def _history() -> Iterator[None]:
    """Keep what was typed for the next time, where the platform has readline."""
    try:
        import readline
    except ImportError:  # Windows
        yield
        return
    file = _history_file()
    if file.is_file():
        readline.read_history_file(file)
    readline.set_history_length(MAX_HISTORY)
    try:
        yield
    finally:
        file.parent.mkdir(parents=True, exist_ok=True)
        readline.write_history_file(file)


def _history_file() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "newsbeam" / "sql_history"
