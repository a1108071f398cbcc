"""What a person sees: progress while a run works, and its report when it ends."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.logs import LineFormatter
from pipeline.progress import Progress
from pipeline.report import RunReport

_log = logging.getLogger("newsbeam.run")


class LineProgress:
    """Progress as log records, for logs that are kept."""

    def __init__(self, formatter: LineFormatter) -> None:
        """Take the formatter, which names the run in every line from its start on."""
        self.formatter = formatter

    def started(self, run_id: str) -> None:
        """Name the run."""
        self.formatter.run_id = run_id
        _log.info("run started")

    def step(self, name: str, message: str) -> None:
        """Write one record."""
        _log.info("%s", message, extra={"step": name})


class ScreenProgress:
    """Progress as one line that moves, for people; it is gone when the run ends."""

    def __init__(self, bar: Bar, task: TaskID, formatter: LineFormatter) -> None:
        """Take the moving line."""
        self.bar = bar
        self.task = task
        self.formatter = formatter

    def started(self, run_id: str) -> None:
        """Name the run."""
        self.formatter.run_id = run_id

    def step(self, name: str, message: str) -> None:
        """Show what happens now."""
        self.bar.update(self.task, step=name, message=message)


@contextmanager
def progress(formatter: LineFormatter) -> Iterator[Progress]:
    """Show progress on a terminal, write log records otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield LineProgress(formatter)
        return
    columns = (
        SpinnerColumn(),
        TimeElapsedColumn(),
        TextColumn("[bold cyan]{task.fields[step]}[/bold cyan]"),
        TextColumn("{task.fields[message]}", markup=False),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        yield ScreenProgress(bar, bar.add_task("", step="", message=""), formatter)


def print_report(report: RunReport, console: Console) -> None:
    """Print what a run did: counts by step, dead letters by code, rows by table."""
    console.print(_headline(report))
    if report.steps:
        console.print(_steps(report))
    if report.dead_letters:
        console.print(_counts("Dead letters", "code", report.dead_letters))
    if any(report.rows.values()):
        console.print(_counts("Rows added", "table", report.rows))


def _headline(report: RunReport) -> str:
    made = ", ".join(map(str, report.generations))
    what = f"generation {made}" if report.generations else "nothing new, no commit"
    return f"[bold]Run {report.run_id}[/bold]: {what}, {report.seconds:,.1f} s"


def _steps(report: RunReport) -> Table:
    table = _table("Every input of a step ends in one place")
    table.add_column("step", style="cyan")
    for name in ("in", "ok", "known", "dead"):
        table.add_column(name, justify="right")
    for step, counts in report.steps.items():
        numbers = (counts.inputs, counts.ok, counts.known, counts.dead)
        style = "yellow" if counts.dead else None
        table.add_row(step, *(f"{number:,}" for number in numbers), style=style)
    return table


def _counts(title: str, what: str, counts: Mapping[str, int]) -> Table:
    table = _table(title)
    table.add_column(what, style="cyan")
    table.add_column("count", justify="right")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
