"""``newsbeam sql``: ask the lake."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import Format, Lake
from pipeline.cli.result_formats import ResultFormat

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Query = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY",
        help="One or more statements; a prompt, or standard input, without one.",
        show_default=False,
    ),
]


def sql(lake: Lake, query: Query = None, chosen: Format = None) -> None:
    """Ask the lake in SQL: DuckDB, with a view for each table.

    Views: articles, entities, events, quotes, dead_letters, feed_polls, runs. Those of articles hold
    every revision; latest_articles, latest_entities, latest_events and latest_quotes hold the
    newest of each article only. The column "end" is quoted in DuckDB.
    """
    from pipeline.cli.exits import CommandFailed, quiet_when_left
    from pipeline.cli.prompt import converse

    connection = _connect(lake)
    form = chosen or (ResultFormat.TABLE if sys.stdout.isatty() else ResultFormat.CSV)
    if query is None and sys.stdin.isatty():
        converse(connection, form)
        return
    with quiet_when_left():
        message = answer(connection, sys.stdin.read() if query is None else query, form)
    if message:
        raise CommandFailed(message)


def _connect(lake: str) -> "DuckDBPyConnection":
    from pipeline.cli.exits import lake_is_usable
    from pipeline.queries import connect

    with lake_is_usable():
        return connect(lake)


def answer(connection: "DuckDBPyConnection", text: str, form: ResultFormat) -> str | None:
    """Run statements one after another and write their results.

    Returns:
        What was wrong with the first one that failed, None where all went well.

    Raises:
        KeyboardInterrupt: Ctrl-C while a statement ran.
    """
    import duckdb

    from pipeline.cli.result_formats import write_result

    try:
        for statement in connection.extract_statements(text):
            result = connection.execute(statement)
            names = [column[0] for column in result.description or ()]
            write_result(names, _rows(result), form)
    except duckdb.Error as error:
        return str(error)
    except RuntimeError as error:
        # DuckDB's own word for Ctrl-C; the signal itself is spent by then.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise
    return None


def _rows(result: "DuckDBPyConnection") -> Iterator[Sequence[Any]]:
    """Fetch in batches: a result may be larger than memory."""
    while batch := result.fetchmany(1_000):
        yield from batch
