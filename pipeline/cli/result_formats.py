"""The result of a query as a table for people, CSV, JSON or Markdown."""

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

MAX_TABLE_ROWS = 200
"""A table for people ends here; the other formats give every row."""

MAX_CELL_CHARS = 300

MIN_COLUMN_CHARS = 9
"""Where columns would be narrower than this, each row is written down the page: name, value."""

Rows = Iterator[Sequence[Any]]


class ResultFormat(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def write_result(
    names: Sequence[str], rows: Rows, chosen: ResultFormat, out: TextIO | None = None
) -> None:
    """Write a result as it comes, row by row; only the table for people is held in memory.

    Args:
        names: names of the columns.
        rows: as DuckDB gives them.
        chosen: the format.
        out: standard output without one.
    """
    _WRITERS[chosen](names, rows, out or sys.stdout)


def plain(value: Any) -> Any:
    """Turn a value of DuckDB into one that JSON has; times and dates are ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def _cell(value: Any) -> str:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, str):
        return shown
    return json.dumps(shown, ensure_ascii=False)


def _write_table(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    console = Console(file=out)
    shown = list(islice(rows, MAX_TABLE_ROWS))
    if len(names) * MIN_COLUMN_CHARS > console.width:
        _print_down(names, shown, console)
    else:
        console.print(_across(names, shown), markup=False)
    more = sum(1 for _ in rows)
    counted = f"{len(shown) + more:,} rows" if len(shown) + more != 1 else "1 row"
    limit = f"; the first {MAX_TABLE_ROWS} are shown, --format csv gives all" if more else ""
    console.print(f"{counted}{limit}", style="dim", markup=False, highlight=False)


def _across(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(names):
        numbers = bool(rows) and all(isinstance(row[i], int | float | None) for row in rows)
        table.add_column(Text(name), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_short(_cell(value))) for value in row))
    return table


def _print_down(names: Sequence[str], rows: Sequence[Sequence[Any]], console: Console) -> None:
    for number, row in enumerate(rows, start=1):
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            table.add_row(Text(name), Text(_short(_cell(value))))
        console.print(Rule(f"row {number}", align="left", style="dim"))
        console.print(table)


def _short(text: str) -> str:
    return text if len(text) <= MAX_CELL_CHARS else f"{text[:MAX_CELL_CHARS]}…"


def _write_csv(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _write_json(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    out.write("[")
    for number, row in enumerate(rows):
        named = dict(zip(names, map(plain, row), strict=True))
        out.write(",\n " if number else "\n ")
        out.write(json.dumps(named, ensure_ascii=False))
    out.write("\n]\n")


def _write_markdown(names: Sequence[str], rows: Rows, out: TextIO) -> None:
    for cells in chain([names, ["---"] * len(names)], (map(_cell, row) for row in rows)):
        escaped = (cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells)
        out.write(f"| {' | '.join(escaped)} |\n")


_WRITERS: Mapping[ResultFormat, Callable[[Sequence[str], Rows, TextIO], None]] = {
    ResultFormat.TABLE: _write_table,
    ResultFormat.CSV: _write_csv,
    ResultFormat.JSON: _write_json,
    ResultFormat.MARKDOWN: _write_markdown,
}
