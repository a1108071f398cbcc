"""``newsbeam run``: poll what is due, ingest what is new, commit, end."""

import traceback
from contextlib import ExitStack
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import ConfigFile, Overrides, Verbose

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.logs import LineFormatter
    from pipeline.report import RunReport

NEXT_QUERY = "SELECT published_at, publisher, title FROM articles ORDER BY 1 DESC LIMIT 9"

Runner = Annotated[
    str | None,
    typer.Option(
        "--runner",
        metavar="NAME",
        help="Beam's runner; the configuration's, else FnApiRunner, without this.",
        show_default=False,
    ),
]
BeamOptions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- BEAM OPTIONS", help="Options of Beam, as they are.", show_default=False
    ),
]


def run(
    config: ConfigFile,
    overrides: Overrides = None,
    runner: Runner = None,
    verbose: Verbose = False,
    beam_options: BeamOptions = None,
) -> None:
    """Poll the feeds that are due, ingest what is new, commit, end.

    This is what a scheduler starts. A run that finds nothing new adds no article; a run that was
    cut short is completed by the next one.
    """
    checked = checked_config(config, overrides, runner)
    report = execute(checked, beam_options or [], verbose=verbose)
    finish(report, checked)


def checked_config(
    config: Path, overrides: list[str] | None, runner: str | None = None
) -> "Config":
    """Load a configuration with what the command line puts over it.

    Raises:
        ConfigError: with every problem, those of this machine included.
    """
    from pipeline.config import load_config
    from pipeline.config.checks import check_machine
    from pipeline.config.overrides import Override

    given: list[str | Override] = [*(overrides or [])]
    if runner:
        given.append(Override("--runner", "runner", runner))
    checked = load_config(config, given)
    check_machine(checked, str(config))
    return checked


def logs_of(stack: ExitStack, config: "Config", *, verbose: bool) -> "LineFormatter":
    """Send the log records of runs where the user looks, and keep from him what is not for him."""
    from rich.console import Console

    from pipeline.logs import set_up_logs, without_worker_noise

    stack.enter_context(without_worker_noise(config.workers > 1 and not verbose))
    quiet = Console(stderr=True).is_terminal and not verbose
    return set_up_logs(verbose=verbose, quiet=quiet, redact=config.redact)


def execute(config: "Config", beam_options: list[str], *, verbose: bool = False) -> "RunReport":
    """Run the pipeline with progress, log records and errors as a command shows them.

    Raises:
        ConfigError: an option of Beam that cannot be used.
        CommandFailed: the lake, the disk or the network failed it, with the reason.
    """
    from pipeline.cli.exits import CommandFailed, stopped_by_ctrl_c
    from pipeline.cli.screen import progress

    with ExitStack() as stack:
        stack.enter_context(stopped_by_ctrl_c())
        logs = logs_of(stack, config, verbose=verbose)
        shown = stack.enter_context(progress(logs))
        shown.step("Launch", "loading Beam")
        # Beam takes a second to import, and configures logging unless that is done before.
        from pipeline.config.beam_options import check_beam_options

        check_beam_options(config.beam_arguments, config.runner, "beam_options")
        check_beam_options(beam_options, config.runner)
        from pipeline.failure import FAILURES, is_outside, message_of
        from pipeline.run import run as run_pipeline

        try:
            return run_pipeline(config, beam_options, shown)
        except FAILURES as error:
            if not is_outside(error):
                raise
            if verbose:
                traceback.print_exception(error)
            raise CommandFailed(message_of(error)) from error


def finish(report: "RunReport", config: "Config") -> None:
    """Print the report; end with code 3 where there are more dead letters than allowed."""
    from rich.console import Console

    from pipeline.cli.exits import Exit, end
    from pipeline.cli.program import program
    from pipeline.cli.screen import print_report

    print_report(report, Console())
    allowed = config.max_dead_letters
    if allowed is not None and report.dead_share > allowed:
        end(
            Exit.DEAD_LETTERS,
            f"newsbeam: {report.dead} of {report.attempted} ended as dead letters, "
            f"{report.dead_share:.1%}; max_dead_letters allows {allowed:.1%}. The rest is committed; "
            "the table dead_letters says why.",
        )
    if report.generations or report.steps:
        typer.echo(f'Go on with: {program()} sql {quote(config.lake)} "{NEXT_QUERY}"')
