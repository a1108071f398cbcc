"""``newsbeam watch``: the local stream, one run a tick."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import ConfigFile, Overrides, Verbose
from pipeline.cli.run_command import BeamOptions, Runner, checked_config, logs_of

if TYPE_CHECKING:
    from pipeline.cli.signals import Ending
    from pipeline.config import Config
    from pipeline.logs import LineFormatter
    from pipeline.report import RunReport
    from pipeline.watch import Tick, Watch

LONGEST_S = 31 * 86_400
PROMISE = "ending with the commit under way; a second signal ends at once"

Every = Annotated[
    str,
    typer.Option(
        "--every",
        metavar="INTERVAL",
        help="From the start of a tick to the next: [cyan]30s[/cyan], [cyan]5m[/cyan], "
        "[cyan]1h[/cyan].",
    ),
]
Ticks = Annotated[
    int | None,
    typer.Option(
        "--ticks", metavar="N", min=1, help="End after N ticks; never without this.",
        show_default=False,
    ),
]  # fmt: skip
MaxFailures = Annotated[
    int | None,
    typer.Option(
        "--max-failures",
        metavar="N",
        min=1,
        help="End with code 1 after N failed ticks in a row; never without this.",
        show_default=False,
    ),
]


def watch(
    config: ConfigFile,
    every: Every = "5m",
    ticks: Ticks = None,
    max_failures: MaxFailures = None,
    overrides: Overrides = None,
    runner: Runner = None,
    verbose: Verbose = False,
    beam_options: BeamOptions = None,
) -> None:
    """Run again and again: one run, as `newsbeam run` makes it, at every tick.

    Prints a line a tick. A tick that fails is told and ends nothing: the next one tries again. A
    tick that takes longer than the interval makes the ticks that it misses drop out. SIGTERM and
    Ctrl-C end the stream with the commit under way, with code 0; what waits is taken up later. The
    configuration is read once.
    """
    from pipeline.cli.exits import quiet_when_left
    from pipeline.cli.memory import keep_little
    from pipeline.cli.signals import ended_by_signals

    keep_little()
    every_s = seconds_of(every)
    with ExitStack() as stack:
        stack.enter_context(quiet_when_left())
        # Before a library starts threads of its own, which would not have the signals blocked.
        ending = stack.enter_context(ended_by_signals(PROMISE))
        from pipeline.watch import Limits

        checked = checked_config(config, overrides, runner)
        logs = logs_of(stack, checked, verbose=verbose)
        stream = _stream(checked, beam_options or [], logs, ending, every_s)
        stream.limits = Limits(ticks, max_failures)
        _print_ticks(stream, checked, ending)


def seconds_of(every: str) -> int:
    """Return the length of an interval such as 30s, 5m or 1h.

    Raises:
        ConfigError: it is none, or shorter than a second, or longer than 31 days.
    """
    from pipeline.cli.durations import duration_of
    from pipeline.problems import usage_error

    seconds = int(duration_of("--every", every).total_seconds())
    if not 1 <= seconds <= LONGEST_S:
        raise usage_error("--every", f"{every} is out of bounds; expected 1s to 31d")
    return seconds


def _stream(
    config: "Config", beam_options: list[str], logs: "LineFormatter", ending: "Ending", every_s: int
) -> "Watch":
    """Load Beam once and put the stream together."""
    from pipeline.config.beam_options import check_beam_options

    check_beam_options(config.beam_arguments, config.runner, "beam_options")
    check_beam_options(beam_options, config.runner)
    from pipeline.failure import FAILURES
    from pipeline.watch import NS, RealClock, Watch

    return Watch(
        run=_runner(config, beam_options, logs, ending),
        every_ns=every_s * NS,
        clock=RealClock(ending.wanted),
        failures=FAILURES,
    )


def _runner(
    config: "Config", beam_options: list[str], logs: "LineFormatter", ending: "Ending"
) -> Callable[[], "RunReport"]:
    from pipeline.cli.memory import give_back
    from pipeline.cli.screen import progress
    from pipeline.run import run as run_pipeline

    def once() -> "RunReport":
        # The moving line of a terminal is there while a tick works, and gone before its own line.
        try:
            with progress(logs) as shown:
                return run_pipeline(config, beam_options, shown, ending.wanted.is_set)
        finally:
            give_back()

    return once


def _print_ticks(stream: "Watch", config: "Config", ending: "Ending") -> None:
    """Print a line a tick and one at the end; code 1 where too many ticks failed in a row."""
    from pipeline.cli.exits import Exit, end

    for tick in stream.ticks():
        now = datetime.now(UTC)
        print(f"{now:%Y-%m-%dT%H:%M:%SZ} {config.redact(line_of(tick, config))}", flush=True)
    totals = stream.totals
    why = f"ended by {ending.by}" if ending.by else "ended"
    print(
        f"{why} after {totals.ticks:,} ticks: {totals.articles:,} articles in "
        f"{totals.generations:,} generations, {totals.dead:,} dead letters, "
        f"{totals.failed:,} failed, {totals.dropped:,} dropped",
        flush=True,
    )
    if stream.limits.failed(totals) and not ending.by:
        count = totals.failed_in_a_row
        end(Exit.FAILED, f"newsbeam: {count} failed ticks in a row; their lines say why")


def line_of(tick: "Tick", config: "Config") -> str:
    """Tell a tick in one line."""
    words = [*_did(tick.report, config.max_dead_letters)] if tick.report else ["failed"]
    line = f"tick {tick.number}: {', '.join([*words, f'{tick.seconds:.1f} s'])}"
    if tick.dropped:
        line += f" ({tick.dropped} dropped before it: the tick then was longer than the interval)"
    return line if tick.failure is None else f"{line}: {tick.failure}"


def _did(report: "RunReport", allowed: float | None) -> Iterator[str]:
    made = [str(n) for n in report.generations]
    span = made[0] if len(made) == 1 else f"{made[0]} to {made[-1]}" if made else ""
    yield f"generation {span}" if made else "no commit"
    yield f"{report.rows.get('articles', 0):,} articles"
    over = allowed is not None and report.dead_share > allowed
    more = f" ({report.dead_share:.1%}, max_dead_letters allows {allowed:.1%})" if over else ""
    yield f"{report.dead:,} dead letters{more}"
