"""Ending a long command on a signal: first in good order, then at once."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

ENDING = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Ending:
    """The wish of somebody outside that the command end.

    Attributes:
        wanted: set by the first signal.
        by: the signal's name.
    """

    wanted: Event = field(default_factory=Event)
    by: str | None = None


@contextmanager
def ended_by_signals(promise: str) -> Iterator[Ending]:
    """Turn SIGTERM and SIGINT into a wish; a second one ends the process at once.

    The signals are blocked and a thread takes them. So they do not break into what the main
    thread does, and the worker processes that Beam starts inherit the block: Ctrl-C in a terminal
    and a service manager's stop reach the whole group, and would end the workers in mid-tick.

    Args:
        promise: what is said on standard error at the first signal.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    ending, left = Ending(), Event()
    listener = Thread(target=_listen, args=(ending, left, promise), daemon=True, name="signals")
    listener.start()
    try:
        yield ending
    finally:
        left.set()
        if listener.ident is not None:
            signal.pthread_kill(listener.ident, signal.SIGTERM)
        listener.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _listen(ending: Ending, left: Event, promise: str) -> None:
    while True:
        number = signal.sigwait(ENDING)
        if left.is_set():
            return
        name = signal.Signals(number).name
        if ending.wanted.is_set():
            _end_at_once(number, name)
        ending.by = name
        ending.wanted.set()
        _say(f"{name}: {promise}")


def _end_at_once(number: int, name: str) -> None:
    """Leave without cleaning up: what is not committed is taken up by the next run."""
    _say(f"{name} again: ending at once")
    _kill_workers(os.getpid())
    os._exit(128 + number)


def _kill_workers(parent: int) -> None:
    """Kill the processes that Beam started, where the system lists them in /proc.

    They would go on until the page that they wait for has come, and hold standard output open.
    """
    for pid in [pid for pid, above in _processes() if above == parent]:
        _kill_workers(pid)
        with suppress(ProcessLookupError):  # it ended meanwhile
            os.kill(pid, signal.SIGKILL)


def _processes() -> Iterator[tuple[int, int]]:
    """Return the processes of this machine with their parents (proc(5), ``stat``)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            yield int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])


def _say(message: str) -> None:
    with suppress(OSError):  # nobody listens any more; that must not cost the next signal
        print(f"newsbeam: {message}", file=sys.stderr, flush=True)
