"""newsbeam with something wrong: a process that stops at a chosen moment, or whose clock is wrong.

    launcher.py stop MODULE.FUNCTION[:ARGUMENT] COMMAND ...
    launcher.py clock DAYS COMMAND ...

``stop``: the process sends itself SIGSTOP before the first call of the function, or the first with
the argument among the positional ones; SIGCONT lets it go on. ``clock``: every clock that the
project reads is so many days ahead, or behind.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any

CLOCKS = (
    "pipeline.new_run",
    "transforms.dead_letters",
    "transforms.feeds.step",
    "transforms.fetching.exchange",
    "transforms.fetching.step",
    "transforms.lake.commit",
    "transforms.lake.leftovers",
)
"""Modules that read the clock by ``datetime``; the log reads ``time``."""


def stop_before(place: str) -> None:
    """Wrap a function so that the process stops itself, once."""
    name, _, argument = place.partition(":")
    module, _, function = name.rpartition(".")
    real, stopped = getattr(import_module(module), function), list[int]()

    def stopping(*args: Any, **more: Any) -> Any:
        if not stopped and (not argument or argument in args):
            stopped.append(1)
            os.kill(os.getpid(), signal.SIGSTOP)
        return real(*args, **more)

    setattr(import_module(module), function, stopping)


def shift_clocks(days: float) -> None:
    """Let the project's modules read clocks that are wrong."""
    shift = timedelta(days=days)

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift

    for name in CLOCKS:
        import_module(name).datetime = Shifted  # type: ignore[attr-defined]
    real = time.time
    import_module("transforms.lake.log").time = Clock(lambda: real() + shift.total_seconds())  # type: ignore[attr-defined]


class Clock:
    """What a module uses of ``time``."""

    def __init__(self, read: Callable[[], float]) -> None:
        """Take what reads seconds since the epoch."""
        self.time = read


if __name__ == "__main__":
    kind, what, *command = sys.argv[1:]
    if kind == "stop":
        stop_before(what)
    else:
        shift_clocks(float(what))
    from pipeline.cli import main

    main(command)
