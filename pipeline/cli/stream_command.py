"""``newsbeam stream``: the endless stream on Flink, Dataflow or Prism."""

import sys
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import ConfigFile, Overrides, Verbose
from pipeline.cli.run_command import BeamOptions, Runner, checked_config, logs_of

if TYPE_CHECKING:
    from pipeline.cli.signals import Ending
    from pipeline.stream import Started

PROMISE = "cancelling the job; what is not committed is taken up by the next one"

Windows = Annotated[
    int | None,
    typer.Option(
        "--windows",
        metavar="N",
        min=1,
        help="End when N windows have passed; never without this. Not with a savepoint.",
        show_default=False,
    ),
]
Detach = Annotated[
    bool,
    typer.Option(
        "--detach",
        help="Hand the job to the engine and leave; not with workers in this process (LOOPBACK).",
    ),
]


def stream(
    config: ConfigFile,
    windows: Windows = None,
    detach: Detach = False,
    overrides: Overrides = None,
    runner: Runner = None,
    verbose: Verbose = False,
    beam_options: BeamOptions = None,
) -> None:
    """Run for ever on an engine: Flink, Dataflow, or Prism on one machine.

    At the end of each window (`stream.window_s`) the feeds that are due are asked, what they show
    is committed, then fetched, read and committed. A window begins when the one before it is in
    the lake. SIGTERM and Ctrl-C cancel the job; `newsbeam run` and a stream may take turns on one
    lake.
    """
    from pipeline.cli.exits import CommandFailed, leave, quiet_when_left
    from pipeline.cli.signals import ended_by_signals

    with ExitStack() as stack:
        stack.enter_context(quiet_when_left())
        # Before a library starts threads of its own, which would not have the signals blocked.
        ending = stack.enter_context(ended_by_signals(PROMISE))
        checked = checked_config(config, overrides, runner)
        logs_of(stack, checked, verbose=verbose)
        from pipeline.config.beam_options import check_beam_options
        from pipeline.engines import (
            asked_too_seldom,
            require_beginning,
            require_detachable,
            require_engine,
        )
        from pipeline.failure import FAILURES, message_of
        from pipeline.stream import start

        require_engine(checked)
        if detach:
            require_detachable(checked, beam_options or [])
        if windows is not None:
            require_beginning(checked, beam_options or [])
        if seldom := asked_too_seldom(checked):
            print(f"newsbeam: {seldom}", file=sys.stderr, flush=True)
        check_beam_options(checked.beam_arguments, checked.runner, "beam_options")
        check_beam_options(beam_options or [], checked.runner)
        try:
            started = start(checked, beam_options or [], windows)
            print(f"stream {started.name}: started on {checked.runner}", flush=True)
            if not detach:
                print(f"stream {started.name}: {_ended(started, ending)}", flush=True)
        except FAILURES as error:
            if verbose:
                raise
            raise CommandFailed(checked.redact(message_of(error))) from error
    if ending.wanted.is_set():
        leave()


def _ended(started: "Started", ending: "Ending") -> str:
    """Wait for the end of the job, or for the wish that it end; say how it ended."""
    Thread(target=_cancel_when_wanted, args=(started, ending), daemon=True).start()
    try:
        state = started.wait()
    except RuntimeError:
        if ending.wanted.is_set():
            return f"ended by {ending.by}"
        raise
    return f"ended by {ending.by}" if ending.wanted.is_set() else f"ended, {state}"


def _cancel_when_wanted(started: "Started", ending: "Ending") -> None:
    from grpc import RpcError

    ending.wanted.wait()
    try:
        started.cancel()
    except (RpcError, RuntimeError, OSError) as error:  # the second signal is left
        message = f"newsbeam: the job could not be cancelled: {error}; again ends this command only"
        print(message, file=sys.stderr, flush=True)
