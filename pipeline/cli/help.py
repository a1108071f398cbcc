"""Help that is a pleasure to read: examples and exit codes below the commands."""

import inspect
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from typer.core import TyperCommand, TyperGroup

from pipeline.cli.exits import Exit

_EXAMPLES = (
    ("newsbeam demo", "a whole run on a news site that comes along"),
    ("newsbeam config check configs/local.yaml", "is all well with a configuration?"),
    ("newsbeam run configs/local.yaml", "ingest what is new, commit, end"),
    ("newsbeam run news.yaml --set lake=s3://bucket/lake", "with another value"),
    ("newsbeam run news.yaml -- --job_name=news", "with an option of Beam"),
    ("newsbeam watch news.yaml --every 5m", "the same again and again, until it is told to end"),
    ("newsbeam annotate < docs.jsonl > rows.jsonl", "documents of your own"),
    ("newsbeam sql lake 'SELECT count(*) FROM events'", "ask the tables"),
    ("newsbeam runs lake", "what each run added, and how long it took"),
    ("newsbeam trace lake https://a.example/story", "where an article comes from"),
    ("newsbeam verify lake", "is the lake whole?"),
)

_EXITS = {
    Exit.WELL: "all well",
    Exit.FAILED: "failed; the message says why, and what is committed stays",
    Exit.USAGE: "bad usage or configuration; nothing was done",
    Exit.DEAD_LETTERS: "committed, with a larger share of dead letters than max_dead_letters",
}


class HelpfulCommand(TyperCommand):
    """Names no type for ``--help``, which takes no value."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option without its type."""
        return _without_type(super().get_help_option(ctx))


class HelpfulGroup(TyperGroup):
    """Shows examples and exit codes after what Typer shows."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option without its type."""
        return _without_type(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help of the whole program."""
        super().format_help(ctx, formatter)
        if ctx.parent is not None:
            return
        console = Console()
        console.print(_panel("Examples", dict(_EXAMPLES)))
        codes = {str(int(code)): meaning for code, meaning in _EXITS.items()}
        console.print(_panel("Exit codes", codes))


def _without_type(option: Any) -> Any:
    if option is not None:
        option.metavar = ""
    return option


def _panel(title: str, rows: dict[str, str]) -> Panel:
    table = Table(show_header=False, box=None, pad_edge=False, expand=True)
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(ratio=1)
    for left, right in rows.items():
        table.add_row(left, right)
    return Panel(table, title=title, title_align="left", border_style="dim")


def prose(command: Callable[..., None]) -> str:
    """Return a command's docstring with the lines of each paragraph joined."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs)
