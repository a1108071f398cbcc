"""The commit protocol: how a lake goes from generation N to N+1, all tables or none.

1. All files lie under staging and were read back.
2. The commit's record is appended to ``runs`` as generation N+1, on the very version of ``runs``
   that was read together with N. This is the one atomic point; a second writer is refused.
3. The generation is rolled forward table by table; who finds it unfinished finishes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from deltalake.exceptions import CommitFailedError

from schemas.accounts import CommittedFile, Run
from schemas.codec import from_row, to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.tables import DATA_TABLES
from transforms.lake.files import StagedFile, partition_folder, write_staged
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import (
    append,
    create_tables,
    generation_of,
    is_registered,
    open_table,
    roll_forward_table,
)

RUNS = facts_of(Run).name


@dataclass(frozen=True)
class Snapshot:
    """What a run stands on: the generation and the version of ``runs`` it was read from."""

    generation: int
    runs_version: int


@dataclass(frozen=True)
class CommitDraft:
    """What a commit is to add.

    Attributes:
        commit_id: the same for every attempt at the same work.
        run: the run it belongs to.
        staging: folder of its staged files, relative to the lake.
        files: staged files of the data tables.
        state: rows of the state tables by table name; the commit sets their generation.
        counters, versions, config_hash: see ``schemas.accounts.Run``.
    """

    commit_id: str
    run: RunContext
    staging: str
    files: Sequence[StagedFile]
    state: dict[str, Sequence[Any]]
    counters: dict[str, int]
    versions: dict[str, str]
    config_hash: str


@dataclass(frozen=True)
class Committed:
    """A commit's outcome; ``superseded`` if another run was first and the work was discarded."""

    generation: int
    superseded: bool


def begin(storage: Storage) -> Snapshot:
    """Make the lake ready for a run: tables created, unfinished generations rolled forward."""
    storage.require_writable()
    create_tables(storage)
    snapshot = current(storage)
    roll_forward(storage, snapshot.generation)
    return snapshot


def current(storage: Storage) -> Snapshot:
    """Read the newest generation and the version of ``runs``, which travel together."""
    handle = open_table(storage, RUNS)
    return Snapshot(generation=generation_of(handle), runs_version=handle.version())


def commit(storage: Storage, snapshot: Snapshot, draft: CommitDraft) -> Committed:
    """Add a draft to the lake as the generation after the snapshot's.

    If another run committed that generation first, the draft's staging is discarded: what it read
    of the lake (known entries, revisions) no longer holds. Nothing is lost, because feed state and
    seen entries move only with a commit.

    Raises:
        LakeError: files of the draft are missing.
    """
    generation = snapshot.generation + 1
    files = [*_placed(draft.files, generation), *_stage_state(storage, draft, generation)]
    record = Run(
        generation=generation,
        commit_id=draft.commit_id,
        run_id=draft.run.run_id,
        committed_at=datetime.now(UTC),
        stream=None,
        window_end=None,
        pane=None,
        files=files,
        counters=draft.counters,
        versions=draft.versions,
        config_hash=draft.config_hash,
        ingested_at=draft.run.ingested_at,
    )
    if not _append_record(storage, snapshot, record, draft.staging):
        holder = read_runs(storage, after=snapshot.generation)
        if not any(r.commit_id == draft.commit_id for r in holder):
            storage.remove_folder(draft.staging)
            return Committed(generation=holder[-1].generation, superseded=True)
        generation = next(r.generation for r in holder if r.commit_id == draft.commit_id)
    roll_forward(storage, generation)
    storage.remove_folder(draft.staging)
    return Committed(generation=generation, superseded=False)


def roll_forward(storage: Storage, generation: int) -> None:
    """Bring every table to a generation, in order; tables that are there are left alone."""
    reached = {t: generation_of(open_table(storage, t)) for t in DATA_TABLES}
    behind = min(reached.values())
    if behind >= generation:
        return
    for record in read_runs(storage, after=behind):
        if record.generation > generation:
            break
        for table in DATA_TABLES:
            if reached[table] < record.generation:
                files = [f for f in record.files if f.table == table]
                roll_forward_table(storage, table, record.generation, files)


def read_runs(storage: Storage, after: int = 0) -> list[Run]:
    """Return the records of all generations after a given one, in order."""
    dataset = open_table(storage, RUNS).to_pyarrow_dataset()
    rows = dataset.to_table().to_pylist()
    records = [from_row(Run, row) for row in rows if row["generation"] > after]
    return sorted(records, key=lambda r: r.generation)


def _placed(files: Sequence[StagedFile], generation: int) -> list[CommittedFile]:
    """Give staged files their final names, which are unique by generation and number."""
    ordered = sorted(files, key=lambda f: (f.table, f.partition or "", f.staged))
    return [
        CommittedFile(
            table=f.table,
            staged=f.staged,
            path=f"{partition_folder(f.table, f.partition)}part-{generation:08d}-{n:04d}.parquet",
            rows=f.rows,
            bytes=f.bytes,
            sha256=f.sha256,
        )
        for n, f in enumerate(ordered)
    ]


def _stage_state(storage: Storage, draft: CommitDraft, generation: int) -> list[CommittedFile]:
    staged = []
    for table, records in draft.state.items():
        if records:
            rows = [to_row(replace(record, generation=generation)) for record in records]
            staging = f"{draft.staging}/generation-{generation:08d}"
            staged.append(write_staged(storage, staging, table, None, 0, rows))
    return _placed(staged, generation)


def _append_record(storage: Storage, snapshot: Snapshot, record: Run, staging: str) -> bool:
    """Try the atomic step; False if somebody else has taken the generation."""
    handle = open_table(storage, RUNS, version=snapshot.runs_version)
    if generation_of(handle) != snapshot.generation:
        raise LakeError(
            f"{storage.uri}: version {snapshot.runs_version} of runs holds generation "
            f"{generation_of(handle)}, not {snapshot.generation}: the log of runs was rewritten"
        )
    staged = write_staged(storage, staging, RUNS, None, 0, [to_row(record)])
    file = CommittedFile(
        table=RUNS,
        staged=staged.staged,
        # A name of its own for every attempt: a retry must not touch what the first one registered.
        path=f"part-{record.generation:08d}-{uuid4().hex}.parquet",
        rows=1,
        bytes=staged.bytes,
        sha256=staged.sha256,
    )
    storage.move(file.staged, f"{RUNS}/{file.path}")
    try:
        append(storage, handle, RUNS, [file], record.generation)
    except CommitFailedError:
        # An object store may do it and lose the answer; its second answer is then a refusal.
        if is_registered(storage, RUNS, file):
            return True
        storage.remove_file(f"{RUNS}/{file.path}")
        return False
    return True
