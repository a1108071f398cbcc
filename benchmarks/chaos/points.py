"""The named points at which a victim dies: where in the code, before or after, how often passed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BEFORE, HALF, AFTER = "before", "half", "after"


@dataclass(frozen=True)
class Point:
    """A point in the code of the lake.

    Attributes:
        name: as the benchmark prints it.
        function: "module:function" or "module:Class.method"; the module is the one that calls it.
        when: before it, after it, or ``HALF``: a file half written, a folder half removed.
        passes: so often a run passes here at least; the victim dies at one of these passes.
        where: tells from the arguments whether a call counts; every call does without it.
        command: what the victim runs.
    """

    name: str
    function: str
    when: str
    passes: int = 1
    where: Callable[..., bool] = lambda *_args, **_named: True
    command: str = "run"


def _staged(_self: Any, path: str, *_: Any) -> bool:
    return path.startswith("_staging/") and "rewrite-" not in path and path.endswith(".parquet")


def _of_the_commit(_self: Any, source: str, target: str) -> bool:
    return "rewrite-" not in source and not target.startswith("runs/")


def _rewritten(_self: Any, source: str, _target: str) -> bool:
    return "rewrite-" in source


def _note(_self: Any, path: str, *_: Any) -> bool:
    return path.startswith("_replaced/")


def _entry_of_runs(table: Any, actions: Any, *_args: Any, **_named: Any) -> bool:
    return bool(actions) and table.table_uri.rstrip("/").endswith("/runs")


def _entry(_table: Any, actions: Any, *_args: Any, **_named: Any) -> bool:
    return bool(actions)


def _replaced(_self: Any, path: str) -> bool:
    return path.endswith(".parquet")


def _of_the_run(_self: Any, folder: str) -> bool:
    return "rewrite-" not in folder and PLANTED not in folder


def _abandoned(_self: Any, folder: str) -> bool:
    return PLANTED in folder


PLANTED = "20200101T000000Z-dead0000"
"""Run whose staging the benchmark leaves in the lake, so that there is something to clear."""

FILES = 6
"""Files that the smallest run stages: articles of a few days, polls, state."""

TABLES = 11
"""Tables that a commit brings forward."""

_STORAGE = "transforms.lake.storage:Storage"
_COMMIT = "transforms.lake.commit"
_REWRITING = "transforms.lake.rewriting"


def _rewrite_points(prefix: str, command: str) -> list[Point]:
    """Return the points inside a rewrite: of state in a run, of partitions in compact."""
    places: list[tuple[str, str, str, Callable[..., bool] | None]] = [
        ("staged", f"{_STORAGE}.write", BEFORE, _note),
        ("note-half", f"{_STORAGE}.write", HALF, _note),
        ("noted", f"{_STORAGE}.write", AFTER, _note),
        ("moved", f"{_STORAGE}.move", AFTER, _rewritten),
        ("not-logged", f"{_REWRITING}:replace_files", BEFORE, None),
        ("log-half", "transforms.lake.log:DeltaTable.create_write_transaction", HALF, _entry),
        ("logged", f"{_REWRITING}:replace_files", AFTER, None),
        ("settle", "transforms.lake.leftovers:settle_note", BEFORE, None),
        ("settle-file", f"{_STORAGE}.remove_file", AFTER, _replaced),
        ("settle-note", f"{_STORAGE}.remove_file", BEFORE, _note),
        ("settled", f"{_STORAGE}.remove_file", AFTER, _note),
    ]
    return [
        Point(f"{prefix}:{name}", function, when, 1, where or Point.where, command)
        for name, function, when, where in places
        if command == "compact" or name != "log-half"
    ]


POINTS: tuple[Point, ...] = (
    Point("stage:begin", "transforms.lake.files:stage_table", BEFORE, FILES),
    Point("stage:half", f"{_STORAGE}.write", HALF, FILES, _staged),
    Point("stage:written", "transforms.lake.files:_read_back", BEFORE, FILES),
    Point("stage:done", "transforms.lake.files:stage_table", AFTER, FILES),
    Point("record:begin", f"{_COMMIT}:_append_record", BEFORE),
    Point("record:moved", f"{_COMMIT}:append", BEFORE),
    Point(
        "record:log-half",
        "transforms.lake.log:DeltaTable.create_write_transaction",
        HALF,
        where=_entry_of_runs,
    ),
    Point("record:logged", f"{_COMMIT}:append", AFTER),
    Point("roll:begin", f"{_COMMIT}:roll_forward", BEFORE),
    Point("roll:table", f"{_COMMIT}:roll_forward_table", BEFORE, TABLES),
    Point("roll:move", f"{_STORAGE}.move", BEFORE, FILES, _of_the_commit),
    Point("roll:moved", f"{_STORAGE}.move", AFTER, FILES, _of_the_commit),
    Point("roll:append", "transforms.lake.tables:append", BEFORE, TABLES),
    Point("roll:appended", "transforms.lake.tables:append", AFTER, TABLES),
    Point("roll:table-done", f"{_COMMIT}:roll_forward_table", AFTER, TABLES),
    Point("staging:remove", f"{_STORAGE}.remove_folder", BEFORE, 1, _of_the_run),
    Point("staging:half", f"{_STORAGE}.remove_folder", HALF, 1, _of_the_run),
    Point("staging:removed", f"{_STORAGE}.remove_folder", AFTER, 1, _of_the_run),
    Point("clear:fence", "transforms.lake.leftovers:fence", BEFORE),
    Point("clear:fenced", "transforms.lake.leftovers:fence", AFTER),
    Point("clear:half", f"{_STORAGE}.remove_folder", HALF, 1, _abandoned),
    Point("upkeep:begin", "transforms.lake.steps:upkeep", BEFORE),
    Point("upkeep:done", "transforms.lake.steps:upkeep", AFTER),
    *_rewrite_points("state", "run"),
    *_rewrite_points("compact", "compact"),
)

CREATE: tuple[Point, ...] = (
    Point("create:table", "transforms.lake.tables:create_table", BEFORE, TABLES + 1),
    Point("create:table-done", "transforms.lake.tables:create_table", AFTER, TABLES + 1),
)
"""Points of a lake's very first run."""

BY_NAME = {point.name: point for point in (*POINTS, *CREATE)}
