"""Compaction: few large files in place of many small ones, with the same rows.

Partitions of the tables from articles are compacted when they are closed, on demand. State tables
and ``runs`` grow by a file a commit and are compacted as they grow, by size tiers: as in an LSM
tree, small files are merged often and large ones seldom, so that each row is rewritten a few times
in its life however long the lake lives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from deltalake import DeltaTable

from transforms.lake.log import Refused, open_table, registered
from transforms.lake.rewriting import Note, partition_of, read_rows, rewrite
from transforms.lake.storage import LakeError, Storage

SMALL = 0.75
"""A file of at least this share of the target size stays as it is."""

TIER_FILES = 16
"""So many small files of a state table are merged into one."""

TIER_FACTOR = 2
"""A file is merged with those before it if it has at most so many times their rows."""

TIER_ROWS = 10_000
"""A file of so few rows is small in any company."""

_TRIES = 5


@dataclass(frozen=True)
class DataFile:
    """A registered file of a table.

    Attributes:
        path: relative to the table.
        bytes: size of the file.
        rows: number of rows.
    """

    path: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Compacted:
    """What the compaction of a table came to: notes of the rewrites, files before and after."""

    notes: tuple[Note, ...]
    files_before: int
    files_after: int


def data_files(handle: DeltaTable) -> list[DataFile]:
    """Return the files of a version, sorted by path."""
    found = [DataFile(f["path"], f["size_bytes"], f["num_records"]) for f in registered(handle)]
    return sorted(found, key=lambda f: f.path)


def plan_partitions(
    table: str, files: Sequence[DataFile], target_bytes: int, before: date | None
) -> list[list[DataFile]]:
    """Return which files are merged: small ones of one partition, up to the target size together.

    Args:
        table: the table.
        files: its files.
        target_bytes: size of the file that comes.
        before: partitions of this day and later stay open; None: all are compacted.
    """
    by_partition: dict[str | None, list[DataFile]] = {}
    for f in files:
        partition = partition_of(table, f.path)
        closed = before is None or partition is None or date.fromisoformat(partition) < before
        if closed and f.bytes < SMALL * target_bytes:
            by_partition.setdefault(partition, []).append(f)
    return [batch for small in by_partition.values() for batch in _batches(small, target_bytes)]


def _batches(files: Sequence[DataFile], target_bytes: int) -> Iterator[list[DataFile]]:
    batch: list[DataFile] = []
    for f in sorted(files, key=lambda f: f.path):
        if batch and sum(b.bytes for b in batch) + f.bytes > target_bytes:
            if len(batch) > 1:
                yield batch
            batch = []
        batch.append(f)
    if len(batch) > 1:
        yield batch


def plan_tier(files: Sequence[DataFile], min_files: int = TIER_FILES) -> list[DataFile]:
    """Return which files of a state table are merged now, the smallest first; none where too few.

    The files that one merge has made count as one. All files are merged as soon as the small ones
    have grown to half of the large.
    """
    tier: list[list[DataFile]] = []
    for made in sorted(_by_generation(files), key=lambda m: (_rows(m), m[0].path)):
        if tier and _rows(made) > TIER_FACTOR * sum(map(_rows, tier)) + TIER_ROWS:
            break
        tier.append(made)
    return [f for made in tier for f in made] if len(tier) >= min_files else []


def _rows(files: Sequence[DataFile]) -> int:
    return sum(f.rows for f in files)


def _by_generation(files: Sequence[DataFile]) -> list[list[DataFile]]:
    groups: dict[str, list[DataFile]] = {}
    for f in files:
        groups.setdefault(f.path.split("-")[1], []).append(f)
    return list(groups.values())


def compact_partitions(
    storage: Storage,
    table: str,
    target_bytes: int,
    before: date | None,
    told: Callable[[str, int], None] = lambda _path, _files: None,
) -> Compacted:
    """Merge the small files of a table's closed partitions.

    Each file that comes is a commit of its own: what is done stays when the rest is broken off.
    A run that commits meanwhile is not held up.

    Args:
        storage: the lake.
        table: a table whose rows are all kept.
        target_bytes: size of the files that come.
        before: partitions of this day and later stay open; None: all are compacted.
        told: called after each merge with the partition's folder and the number of files merged.
    """
    handle = open_table(storage, table)
    files = data_files(handle)
    notes = []
    for batch in plan_partitions(table, files, target_bytes, before):
        note = _merge(storage, table, [f.path for f in batch])
        if note is not None:
            notes.append(note)
            told(f"{table}/{batch[0].path.rpartition('/')[0]}", len(batch))
    gone = sum(len(n.removed) - len(n.added) for n in notes)
    return Compacted(tuple(notes), len(files), len(files) - gone)


def _merge(storage: Storage, table: str, paths: Sequence[str]) -> Note | None:
    """Merge files into one; None where another compaction has merged some of them meanwhile."""
    for _ in range(_TRIES):
        handle = open_table(storage, table)
        if not _are_active(handle, paths):
            return None
        try:
            new = [(partition_of(table, paths[0]), read_rows(storage, table, paths))]
            return rewrite(storage, handle, table, paths, new, data_change=False)
        except Refused:
            continue  # a run has appended to the table: the same merge on the new version
        except LakeError:
            if _are_active(open_table(storage, table), paths):
                raise
            return None  # merged and removed by another compaction while they were read
    return None


def _are_active(handle: DeltaTable, paths: Sequence[str]) -> bool:
    return {f.path for f in data_files(handle)}.issuperset(paths)


def compact_by_tier(
    storage: Storage,
    table: str,
    merged: Callable[["Tier"], Iterable[pa.Table]],
    min_files: int = TIER_FILES,
) -> Note | None:
    """Merge the small files of a table without partitions; None where there is nothing to do.

    Args:
        storage: the lake.
        table: a state table, or ``runs``.
        merged: from the files that are merged to the rows of the files that come.
        min_files: how many small files there must be.
    """
    handle = open_table(storage, table)
    files = data_files(handle)
    chosen = plan_tier(files, min_files)
    if not chosen:
        return None
    tier = Tier([f.path for f in chosen], sum(f.rows for f in chosen), len(chosen) == len(files))
    new = ((None, rows) for rows in merged(tier))
    try:
        return rewrite(storage, handle, table, tier.paths, new, data_change=False)
    except Refused:
        return None  # a commit was faster; the next one looks again
    except LakeError:
        if _are_active(open_table(storage, table), tier.paths):
            raise
        return None  # merged and removed by another process while they were read


@dataclass(frozen=True)
class Tier:
    """Files of a table that are merged.

    Attributes:
        paths: relative to the table.
        rows: of all of them.
        is_all: whether the table has no others.
    """

    paths: Sequence[str]
    rows: int
    is_all: bool
