"""Exit codes, and from an error to the right one."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

from pipeline.problems import ConfigError


class Exit(IntEnum):
    """What a caller can rely on."""

    WELL = 0
    FAILED = 1
    USAGE = 2
    DEAD_LETTERS = 3


class CommandFailed(Exception):  # noqa: N818 - says what happened
    """A command could not do its work; the message is for people."""


def end(code: Exit, message: str) -> NoReturn:
    """Say why on standard error and end the process."""
    print(message, file=sys.stderr)
    raise SystemExit(int(code))


def say_problems(error: ConfigError) -> str:
    """Write the problems of a configuration under one another."""
    count = len(error.problems)
    head = "newsbeam: one problem" if count == 1 else f"newsbeam: {count} problems"
    return "\n".join([f"{head}, nothing was done", *(f"  {p}" for p in error.problems)])


@contextmanager
def quiet_when_left() -> Iterator[None]:
    """End well where the reader of standard output has had all it wanted (``| head``)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Nothing may be written at shutdown either: what is buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(int(Exit.WELL)) from None
