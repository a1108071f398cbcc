"""What a person sees: progress while a run works, and its report when it ends."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.table import Table

from pipeline.cli.logs import LineFormatter
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
    """Progress as one line that moves, for people."""

    def __init__(self, status: Status, formatter: LineFormatter) -> None:
        """Take the moving line."""
        self.status = status
        self.formatter = formatter

    def started(self, run_id: str) -> None:
        """Name the run."""
        self.formatter.run_id = run_id
        self.status.console.print(f"[dim]run {run_id}[/dim]")

    def step(self, name: str, message: str) -> None:
        """Show what happens now."""
        self.status.update(f"[bold cyan]{name}[/bold cyan] {message}")


@contextmanager
def progress(formatter: LineFormatter) -> Iterator[Progress]:
    """Show progress on a terminal, write log records otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield LineProgress(formatter)
        return
    with console.status("starting …") as status:
        yield ScreenProgress(status, formatter)


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
    table = Table(title="Every input of a step ends in one place", title_justify="left")
    table.add_column("step", style="cyan")
    for name in ("in", "ok", "known", "dead"):
        table.add_column(name, justify="right")
    for step, counts in report.steps.items():
        numbers = (counts.inputs, counts.ok, counts.known, counts.dead)
        style = "yellow" if counts.dead else None
        table.add_row(step, *(f"{number:,}" for number in numbers), style=style)
    return table


def _counts(title: str, what: str, counts: Mapping[str, int]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(what, style="cyan")
    table.add_column("count", justify="right")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table
