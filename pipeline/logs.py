"""Log records: one line each, ``key=value``, on standard error."""

import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread

_NOISE = (
    "apitools not found",
    "No semi_persistent_directory found",
    "Unparseable argument: ",  # an option that only a job server knows; ours are checked before
    "[while running '",  # Beam logs an error with its traceback, then raises it as well
)
_WORKER_TALK = re.compile(rb"INFO:|WARNING:(?:root|__main__|apache_beam[\w.]*):")
_WORKER_TRACE = re.compile(rb"ERROR:apache_beam\.runners\.[\w.]*:")
_NO_TRACE = re.compile(rb"[A-Z]+:[\w.]+:|Fatal ")

OURS = ("newsbeam", "pipeline", "transforms", "schemas")
"""Loggers whose information is for users; of all others only warnings are shown."""


class LineFormatter(logging.Formatter):
    """Writes time, level, run_id, step, key and message; later lines are folded in."""

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        """Take what removes secrets from a text."""
        super().__init__()
        self.redact = redact
        self.run_id: str | None = None

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        at = datetime.fromtimestamp(record.created, UTC)
        step = getattr(record, "step", None) or record.name.rpartition(".")[2]
        message = record.getMessage()
        if record.exc_info:
            message = f"{message}\n{self.formatException(record.exc_info)}"
        pairs = {
            "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
            "level": record.levelname.lower(),
            "run_id": getattr(record, "run_id", None) or self.run_id,
            "step": step,
            "key": getattr(record, "key", None),
            "message": self.redact(message),
        }
        return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items() if value)


def _quoted(value: str) -> str:
    """Quote a value that is not one plain word."""
    if value and not any(c in ' ="\\' or not c.isprintable() for c in value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{"".join(c if c.isprintable() else repr(c)[1:-1] for c in escaped)}"'


def set_up_logs(
    *,
    verbose: bool = False,
    quiet: bool = False,
    traces: bool = False,
    redact: Callable[[str], str] = str,
) -> LineFormatter:
    """Send all log records to standard error, one line each.

    Call it before Beam is imported: Beam configures the root logger where nobody has.

    Args:
        verbose: information of Beam and other libraries too, and each dead letter.
        quiet: warnings only; for a terminal, where a progress display tells the rest.
        traces: why a bundle failed, as Beam tells it; for a worker, whose log is the place for it.
        redact: removes secrets from a message.
    """
    formatter = LineFormatter(redact)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(
        handlers=[handler], level=logging.INFO if verbose else logging.WARNING, force=True
    )
    logging.captureWarnings(True)
    for name in OURS:
        told = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
        logging.getLogger(name).setLevel(told)
    _silence_known_noise(traces=traces or verbose)
    return formatter


@contextmanager
def without_worker_noise(wanted: bool) -> Iterator[None]:
    """Keep from the user what Beam's worker processes write of their own start and end.

    They inherit standard error and have no option for what they write there. What is not their
    usual talk, a crash above all, passes. Why a bundle failed does not: each worker tells it three
    times, and the run that fails of it says it once more.

    Args:
        wanted: whether there will be such processes.
    """
    if not wanted or sys.stderr is not sys.__stderr__ or sys.stderr is None:
        yield
        return
    ours, (source, theirs) = os.dup(2), os.pipe()
    os.dup2(theirs, 2)
    os.close(theirs)
    reader = Thread(target=_pass_on, args=(source, ours), daemon=True)
    reader.start()
    # Not closed: the log's handler has it until the process ends.
    sys.stderr = os.fdopen(ours, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    try:
        yield
    finally:
        os.dup2(ours, 2)
        reader.join(timeout=2)  # a process that outlives the run may hold the other end
        sys.stderr = sys.__stderr__  # at the end: the stream that goes closes the reader's target


def _pass_on(source: int, target: int) -> None:
    traced = False
    with os.fdopen(source, "rb") as lines:
        for line in lines:
            traced = bool(_WORKER_TRACE.match(line)) or (traced and not _NO_TRACE.match(line))
            if not traced and not _WORKER_TALK.match(line):
                os.write(target, line)


def _silence_known_noise(*, traces: bool) -> None:
    """Drop records that tell a user of newsbeam nothing he can act upon."""
    logging.getLogger("apache_beam.io.gcp").setLevel(logging.ERROR)
    logging.getLogger().handlers[0].addFilter(
        lambda record: not any(noise in record.getMessage() for noise in _NOISE)
    )
    if not traces:
        logging.getLogger().handlers[0].addFilter(_is_no_trace_of_a_worker)


def _is_no_trace_of_a_worker(record: logging.LogRecord) -> bool:
    """Keep what is not Beam's own account of why a bundle failed; the run that fails says it."""
    if not record.name.startswith("apache_beam.runners") or record.levelno < logging.ERROR:
        return True
    return record.exc_info is None and "Traceback (most recent" not in record.getMessage()
