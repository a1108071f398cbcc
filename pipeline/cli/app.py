"""The commands put together, and the one place where errors become exit codes."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pipeline.cli import (
    annotate_command,
    compact_command,
    config_command,
    demo_command,
    explain_command,
    forget_command,
    lexicon_command,
    run_command,
    runs_command,
    sql_command,
    stream_command,
    trace_command,
    vacuum_command,
    verify_command,
    watch_command,
    workers_command,
)
from pipeline.cli.exits import CommandFailed, Exit, end, say_problems
from pipeline.cli.help import HelpfulCommand, HelpfulGroup, prose
from pipeline.problems import ConfigError
from pipeline.version import VERSION

PANEL_START = "Start here"
PANEL_WORK = "News into tables"
PANEL_LOOK = "Look and check"
PANEL_KEEP = "Keep a lake for years"

app = typer.Typer(
    name="newsbeam",
    help="[bold]News feeds in, tables an analyst can trust out[/bold]: articles, entities, events, "
    "quotes.",
    cls=HelpfulGroup,
    add_completion=False,
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
config_app = typer.Typer(
    help="Check configuration files.",
    cls=HelpfulGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
)


lexicon_app = typer.Typer(
    help="Look into the entries that make events, and check entries of your own.",
    cls=HelpfulGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsbeam {VERSION}")
        raise typer.Exit


@app.callback()
def newsbeam(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",
            callback=_print_version,
            is_eager=True,
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Take what belongs to no command."""


for name, command, panel in (
    ("demo", demo_command.demo, PANEL_START),
    ("run", run_command.run, PANEL_WORK),
    ("watch", watch_command.watch, PANEL_WORK),
    ("stream", stream_command.stream, PANEL_WORK),
    ("workers", workers_command.workers, PANEL_WORK),
    ("annotate", annotate_command.annotate, PANEL_WORK),
    ("explain", explain_command.explain, PANEL_LOOK),
    ("sql", sql_command.sql, PANEL_LOOK),
    ("runs", runs_command.runs, PANEL_LOOK),
    ("trace", trace_command.trace, PANEL_LOOK),
    ("compact", compact_command.compact, PANEL_KEEP),
    ("vacuum", vacuum_command.vacuum, PANEL_KEEP),
    ("verify", verify_command.verify, PANEL_KEEP),
    ("forget", forget_command.forget, PANEL_KEEP),
):
    app.command(name, cls=HelpfulCommand, help=prose(command), rich_help_panel=panel)(command)
config_app.command("check", cls=HelpfulCommand, help=prose(config_command.check))(
    config_command.check
)
lexicon_app.command("check", cls=HelpfulCommand, help=prose(lexicon_command.check))(
    lexicon_command.check
)
lexicon_app.command("find", cls=HelpfulCommand, help=prose(lexicon_command.find))(
    lexicon_command.find
)
lexicon_app.command("try", cls=HelpfulCommand, help=prose(lexicon_command.attempt))(
    lexicon_command.attempt
)
app.add_typer(lexicon_app, name="lexicon", rich_help_panel=PANEL_LOOK)
app.add_typer(config_app, name="config", rich_help_panel=PANEL_LOOK)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; always ends with SystemExit and one of the documented codes.

    Args:
        arguments: without the name of the program; those of the process without any.
    """
    try:
        app(args=None if arguments is None else list(arguments), prog_name="newsbeam")
    except ConfigError as error:
        end(Exit.USAGE, say_problems(error))
    except CommandFailed as error:
        end(Exit.FAILED, f"newsbeam: {error}")
