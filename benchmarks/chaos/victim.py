"""``python -m benchmarks.chaos.victim POINT PASS -- COMMAND …``: newsbeam, until it dies at a point.

The command is the real one; here the function at the point is wrapped, and what would take a lake
of years is brought about at once: state is merged from two files on, runs from six, nothing waits
for a grace.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from importlib import import_module
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn
from uuid import uuid4

from benchmarks.chaos.points import AFTER, BEFORE, BY_NAME, HALF, Point
from pipeline.cli import main
from transforms.lake import compaction, leftovers, upkeep
from transforms.lake.storage import Storage

STATE_FILES = 2
RUNS_FILES = 6
DIES = "chaos: dies at"


def hasten() -> None:
    """Let compaction and clean-up happen in every run."""
    by_tier = compaction.compact_by_tier

    def hastened(
        storage: Storage, table: str, merged: Callable[..., Any], min_files: int = STATE_FILES
    ) -> Any:
        return by_tier(storage, table, merged, min(min_files, RUNS_FILES))

    vars(upkeep)["compact_by_tier"] = hastened
    for clean in (leftovers.clear_staging, leftovers.remove_replaced):
        clean.__defaults__ = (timedelta(0), None)


def arm(point: Point, turn: int) -> None:
    """Wrap the function at a point, so that the process dies when it comes by for the nth time."""
    module, _, name = point.function.partition(":")
    place: Any = import_module(module)
    *owners, attribute = name.split(".")
    for owner in owners:
        place = getattr(place, owner)
    setattr(place, attribute, _wrapped(getattr(place, attribute), point, turn))


def _wrapped(function: Callable[..., Any], point: Point, turn: int) -> Callable[..., Any]:
    passes, lock = count(1), Lock()

    @wraps(function)
    def wrapper(*args: Any, **named: Any) -> Any:
        if not point.where(*args, **named):
            return function(*args, **named)
        with lock:
            dies = next(passes) == turn
        if dies and point.when == HALF:
            _do_half(*args)
        if dies and point.when in (BEFORE, HALF):
            _die(point)
        result = function(*args, **named)
        if dies and point.when == AFTER:
            _die(point)
        return result

    return wrapper


def _do_half(owner: Any, *args: Any) -> None:
    """Leave what a process leaves that dies inside a write, a removal or an entry of the log."""
    if not isinstance(owner, Storage):  # Delta writes its entry under such a name, then renames it
        log = Path(owner.table_uri.removeprefix("file://")) / "_delta_log"
        (log / f"_commit_{uuid4()}.json.tmp").write_bytes(b'{"add":{"path":"published')
        return
    place = Path(owner.path(args[0]))
    if len(args) > 1:  # obstore writes under such a name, then renames it
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_name(f"{place.name}#1").write_bytes(args[1][: len(args[1]) // 2])
        return
    found = sorted(p for p in place.rglob("*") if p.is_file())
    for file in found[: len(found) // 2 + 1]:
        file.unlink()
    for folder in (p for p in place.iterdir() if not any(p.rglob("*.parquet"))):
        shutil.rmtree(folder, ignore_errors=True)


def _die(point: Point) -> NoReturn:
    os.write(2, f"{DIES} {point.name}\n".encode())
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit("still alive")  # not reached


def die_at(arguments: list[str]) -> None:
    """Arm the point and run the command."""
    name, turn, dashes, *command = arguments
    if dashes != "--":
        raise SystemExit((__doc__ or "").partition(":")[0])
    hasten()
    arm(BY_NAME[name], int(turn))
    main(command)


if __name__ == "__main__":
    die_at(sys.argv[1:])
