"""From what Delta and Arrow say of a damaged lake to what its owner can do about it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from transforms.lake.object_store import said
from transforms.lake.storage import LakeError, Storage


def remedy(storage: Storage) -> str:
    """Return the words that send a user to the repair."""
    return f"Stop what writes to the lake, then run newsbeam verify {storage.uri} --repair"


def refuse_file(storage: Storage) -> None:
    """Refuse an address at which a file lies.

    Raises:
        LakeError: it is a file.
    """
    if storage.is_local and Path(storage.path("")).is_file():
        raise LakeError(
            f"{storage.uri} is a file, and a lake is a folder. Name the folder that `lake` in the "
            "configuration names"
        )


def log_error(storage: Storage, table: str, error: Exception) -> LakeError:
    """Say what keeps a table's log from being read or written: a damaged entry, or what Delta says."""
    try:
        fault = first_fault(storage, table)
    except LakeError:
        fault = None  # the store does not answer: then that is what the error says
    if fault:
        return LakeError(
            f"{storage.uri}: the log of table {table} cannot be read: {fault}. {remedy(storage)}"
        )
    return LakeError(f"{storage.uri}: table {table} cannot be read or written: {said(error)}")


def require_log(storage: Storage, table: str) -> None:
    """Refuse to make a table new whose data files are there: its log was lost, not never made.

    Raises:
        LakeError: the table's folder holds data files.
    """
    if any(path.endswith(".parquet") for path in _names(storage, table, recursive=True)):
        raise LakeError(
            f"{storage.uri}: table {table} has data files and no log ({table}/_delta_log is gone or "
            f"empty). {remedy(storage)}"
        )


def first_fault(storage: Storage, table: str) -> str | None:
    """Return what is wrong with the first damaged entry of a table's log, None for none found.

    Entries that the newest checkpoint covers are not needed and not looked at.
    """
    names = sorted(_names(storage, f"{table}/_delta_log"))
    checkpoints = [int(n[:20]) for n in names if ".checkpoint" in n and n[:20].isdigit()]
    first = max(checkpoints) + 1 if checkpoints else 0
    versions = {int(n[:20]) for n in names if n.endswith(".json") and n[:20].isdigit()}
    for version in range(first, max(versions, default=first) + 1):
        name = f"{table}/_delta_log/{version:020d}.json"
        if version not in versions:
            return f"{name} is missing"
        if why := entry_fault(bytes(storage.read(name))):
            return f"{name} {why}"
    return None


def entry_fault(content: bytes) -> str | None:
    """Return what is wrong with the bytes of a log entry, None where it is whole."""
    if not content.strip():
        return "is empty"
    for number, line in enumerate(content.splitlines(), 1):
        try:
            json.loads(line)
        except ValueError:
            return f"is cut or damaged in line {number}"
    return None


@contextmanager
def reading(storage: Storage, table: str) -> Iterator[None]:
    """Turn the error of a data file that cannot be read into one that says what to do.

    Raises:
        LakeError: a file of the table is missing or damaged.
    """
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        why = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise LakeError(
            f"{storage.uri}: a data file of table {table} cannot be read: {why}. {remedy(storage)}"
        ) from error


def _names(storage: Storage, folder: str, recursive: bool = False) -> list[str]:
    below = [f.path.removeprefix(f"{folder}/") for f in storage.list_files(folder)]
    return [
        path.rpartition("/")[2]
        for path in below
        if ("_delta_log/" not in path if recursive else "/" not in path)
    ]
