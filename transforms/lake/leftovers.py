"""What lies in a lake for nothing: staging of runs that are gone, files that were replaced.

Nothing is removed on the word of a clock alone. A process that was stopped for days may go on and
commit what it staged; so first the table it would commit to gets a version on which its commit is
refused, and only then its files go.
"""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from schemas.accounts import Run
from schemas.columns import facts_of
from transforms.lake.commit import Snapshot, roll_forward
from transforms.lake.log import Refused, fence, open_table, registered
from transforms.lake.rewriting import NOTES, Note, note_path, staging_of
from transforms.lake.storage import Storage

log = logging.getLogger(__name__)

STAGING = "_staging"
STAGING_GRACE = timedelta(hours=24)
"""A run that has written no file for so long is taken for dead."""

READER_GRACE = timedelta(minutes=15)
"""So long a replaced file is kept for readers that opened the table before."""

RUNS = facts_of(Run).name


def clear_staging(
    storage: Storage,
    snapshot: Snapshot,
    grace: timedelta = STAGING_GRACE,
    now: datetime | None = None,
) -> list[str]:
    """Remove staging folders in which nothing was written for a grace time.

    Args:
        storage: the lake.
        snapshot: its newest generation.
        grace: how old the newest file must be.
        now: aware UTC.

    Returns:
        The folders removed; none where another run has just committed: the next one looks again.
    """
    before = (now or datetime.now(UTC)) - grace
    abandoned = [f for f in storage.folders(STAGING) if _newest_in(storage, f) < before]
    if not abandoned:
        return []
    roll_forward(storage, snapshot.generation)  # these files may lie in one of the folders
    try:
        fence(storage, open_table(storage, RUNS, version=snapshot.runs_version), RUNS)
    except Refused:
        return []
    for folder in abandoned:
        storage.remove_folder(folder)
    return abandoned


def _newest_in(storage: Storage, folder: str) -> datetime:
    """Return when the newest file of a folder was written; an empty folder is as old as itself.

    One that is gone since it was listed, such as another run's trial whether it can write, is no
    leftover.
    """
    times = [f.modified_at for f in storage.list_files(folder)]
    return max([*times, *storage.folder_times(folder)], default=datetime.max.replace(tzinfo=UTC))


def remove_replaced(
    storage: Storage, grace: timedelta = READER_GRACE, now: datetime | None = None
) -> list[str]:
    """Remove the files that rewrites have replaced, and those of rewrites that were broken off.

    Args:
        storage: the lake.
        grace: how long ago the rewrite must have begun.
        now: aware UTC.

    Returns:
        The files removed, relative to the lake.
    """
    before = (now or datetime.now(UTC)) - grace
    removed = []
    for name in [f.path for f in storage.list_files(NOTES) if f.modified_at <= before]:
        note = _read_note(storage, name)
        if note is not None:
            removed += settle_note(storage, note)
    return removed


def waiting_notes(storage: Storage) -> int:
    """Return how many rewrites have left files that still wait for their grace to pass."""
    return sum(1 for _ in storage.list_files(NOTES))


def _read_note(storage: Storage, name: str) -> Note | None:
    try:
        fields = json.loads(storage.read(name).to_pybytes())
        removed, added = tuple(fields["removed"]), tuple(fields["added"])
        return Note(fields["name"], fields["table"], removed, added)
    except FileNotFoundError:
        return None  # somebody else has just settled it
    except (ValueError, KeyError):
        log.warning(
            "%s is cut and tells nothing; newsbeam verify finds what it stood for",
            storage.path(name),
        )
        storage.remove_file(name)
        return None


def settle_note(storage: Storage, note: Note) -> list[str]:
    """Remove what a rewrite has left behind, now; return the files removed.

    Where the rewrite has not come to its end it never will: it finds its staging gone, or its
    commit is refused.
    """
    storage.remove_folder(staging_of(note.name))
    while True:
        handle = open_table(storage, note.table)
        active = {f["path"] for f in registered(handle)}
        broken_off = [p for p in _present(storage, note.table, note.added) if p not in active]
        try:
            if broken_off or active.intersection(note.removed):
                fence(storage, handle, note.table)
        except Refused:
            continue  # perhaps it was this very rewrite that has come to its end
        replaced = [p for p in _present(storage, note.table, note.removed) if p not in active]
        paths = [f"{note.table}/{p}" for p in (*replaced, *broken_off)]
        for path in paths:
            storage.remove_file(path)
        storage.remove_file(note_path(note))
        return paths


def clear_records(storage: Storage, snapshot: Snapshot) -> list[str]:
    """Remove records of ``runs`` that killed or refused commits have left beside its log.

    Whoever reads ``runs`` by its files would see a commit that never was. A record of the next
    generation may be that of a slow run: the fence refuses it, and that run commits again. What a
    merge of ``runs`` is about to register is named by its note.

    Returns:
        The files removed; none where another run has just committed: the next one looks again.
    """
    lying = [f.path.removeprefix(f"{RUNS}/") for f in storage.list_files(RUNS)]
    handle = open_table(storage, RUNS, version=snapshot.runs_version)
    active = {f["path"] for f in registered(handle)}
    left = {p for p in lying if _generation_in(p) is not None and p not in active}
    if left:
        notes = [_read_note(storage, f.path) for f in list(storage.list_files(NOTES))]
        left -= {p for n in notes if n and n.table == RUNS for p in (*n.added, *n.removed)}
    try:
        if any((_generation_in(p) or 0) > snapshot.generation for p in left):
            fence(storage, handle, RUNS)
        elif open_table(storage, RUNS).version() != handle.version():
            return []
    except Refused:
        return []
    for path in left:
        storage.remove_file(f"{RUNS}/{path}")
    return sorted(left)


def _generation_in(path: str) -> int | None:
    part, _, rest = path.partition("-")
    number = rest.partition("-")[0]
    return int(number) if part == "part" and number.isdecimal() else None


def _present(storage: Storage, table: str, paths: tuple[str, ...]) -> Iterator[str]:
    return (p for p in paths if storage.exists(f"{table}/{p}"))
