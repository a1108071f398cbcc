"""Exit codes, and from an error to the right one."""

import atexit
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from threading import Event, current_thread, main_thread
from types import FrameType
from typing import NoReturn

from pipeline.problems import ConfigError, usage_error


class Exit(IntEnum):
    """What a caller can rely on."""

    WELL = 0
    FAILED = 1
    USAGE = 2
    DEAD_LETTERS = 3


STOPPED = 130
"""What shells say of a process that Ctrl-C ended."""


class CommandFailed(Exception):  # noqa: N818 - says what happened
    """A command could not do its work; the message is for people."""


def end(code: Exit, message: str) -> NoReturn:
    """Say why on standard error and end the process."""
    print(message, file=sys.stderr)
    raise SystemExit(int(code))


def leave() -> NoReturn:
    """End the process well, and at once.

    Where a worker was in this process, threads of it may be at work still, in native code that calls
    Python; an interpreter that is taken apart under them may crash after all was done well.
    """
    atexit._run_exitfuncs()  # engines that were started end, logs are written
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(Exit.WELL)


def say_problems(error: ConfigError) -> str:
    """Write the problems of a configuration under one another."""
    count = len(error.problems)
    head = "newsbeam: one problem" if count == 1 else f"newsbeam: {count} problems"
    return "\n".join([f"{head}, nothing was done", *(f"  {p}" for p in error.problems)])


@contextmanager
def quiet_when_left() -> Iterator[None]:
    """End well where the reader of standard output has had all it wanted (``| head``).

    Raises:
        CommandFailed: the output cannot be written: the disk is full.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(int(Exit.WELL)) from None
    except OSError as error:
        _drop_output()
        raise CommandFailed(f"the output cannot be written: {error.strerror}") from error


@contextmanager
def lake_is_usable(argument: str = "LAKE") -> Iterator[None]:
    """Say of a lake that cannot be read that it was named wrongly.

    Raises:
        ConfigError: with the argument that named it.
    """
    from transforms.lake.storage import LakeError

    try:
        yield
    except LakeError as error:
        raise usage_error(argument, str(error)) from error


@contextmanager
def lake_is_whole() -> Iterator[None]:
    """Say of a lake that is one and cannot be read all the same why not.

    Raises:
        CommandFailed: with the reason.
    """
    from transforms.lake.storage import LakeError

    try:
        yield
    except LakeError as error:
        raise CommandFailed(str(error)) from error


@contextmanager
def stopped_by_ctrl_c() -> Iterator[None]:
    """End a run that the user stops without a traceback, whatever Beam makes of the interrupt.

    Raises:
        SystemExit: with ``STOPPED``, as a shell expects it.
    """
    stopped = Event()
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()
        raise KeyboardInterrupt

    ours = current_thread() is main_thread() and before is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, stop)
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:  # Beam wraps it: "RuntimeError: [while …"
        if isinstance(error, Exception) and not stopped.is_set():
            raise
        print("newsbeam: stopped; the next run takes up what is not committed", file=sys.stderr)
        raise SystemExit(STOPPED) from None
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)


def _drop_output() -> None:
    """Send what is buffered nowhere: it would fail again at shutdown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
