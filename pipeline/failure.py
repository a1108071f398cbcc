"""Why a run failed: from what a library raises to one line for people."""

import re

import pyarrow as pa
from deltalake.exceptions import DeltaError
from obstore.exceptions import BaseError

from transforms.lake.storage import LakeError

OUTSIDE: tuple[type[Exception], ...] = (
    LakeError,
    OSError,
    DeltaError,
    BaseError,
    pa.ArrowException,
)
"""What the lake, the disk or the network does to a run; all else is a bug."""

FAILURES: tuple[type[Exception], ...] = (*OUTSIDE, RuntimeError)
"""What a run raises when it fails; Beam raises RuntimeError for whatever happens in a worker."""

_STEP = re.compile(r"\s*\[while running '[^']*'\]")
_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Z]\w*)(?:: |$)")
_RUST_FRAME = re.compile(r"\s*(?:\d+: |at \S+:\d+)")
MAX_CAUSE_CHARS = 500


def cause_of(error: BaseException) -> str:
    """Say in one line why a run failed.

    Beam raises a RuntimeError whose text is the worker's whole traceback: the cause is the last
    line of it that names an exception, and what follows. delta-rs adds a list of frames.
    """
    lines = [line.strip() for line in str(error).splitlines()]
    lines = [line for line in lines if line and not _RUST_FRAME.match(line)]
    named = [n for n, line in enumerate(lines) if n and _EXCEPTION.match(line)]
    if isinstance(error, RuntimeError) and named:
        text = _EXCEPTION.sub(lambda m: f"{m[1]}: ", " ".join(lines[named[-1] :]), count=1)
    else:
        text = f"{type(error).__name__}: {' '.join(lines)}"
    text = _STEP.sub("", text).rstrip(": ")
    return text if len(text) <= MAX_CAUSE_CHARS else f"{text[:MAX_CAUSE_CHARS]}…"


def is_outside(error: BaseException) -> bool:
    """Whether a run failed by what lies outside of it; from a worker only the name has come."""
    if isinstance(error, RuntimeError):
        return cause_of(error).partition(":")[0] in _names(OUTSIDE)
    return isinstance(error, OUTSIDE)


def _names(classes: tuple[type[Exception], ...]) -> set[str]:
    below = [_names(tuple(c.__subclasses__())) for c in classes]
    return {c.__name__ for c in classes}.union(*below)


def message_of(error: BaseException) -> str:
    """Say in one line why the outside failed a run; where it is not our own word, say of what kind."""
    kind, _, text = cause_of(error).partition(": ")
    return text if kind == LakeError.__name__ else f"{kind}: {text}; --verbose shows where"
