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

import pyarrow.compute as pc

from schemas.accounts import CommittedFile, Run
from schemas.codec import from_row, to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.tables import DATA_TABLES
from transforms.lake.damage import reading
from transforms.lake.evolution import as_known
from transforms.lake.files import StagedFile, partition_folder, write_staged
from transforms.lake.log import Refused, append, dataset_of, generation_of, open_table, registered
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import roll_forward_table

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
        pane: which of its window's commits it is, None outside of a stream.
    """

    commit_id: str
    run: RunContext
    staging: str
    files: Sequence[StagedFile]
    state: dict[str, Sequence[Any]]
    counters: dict[str, int]
    versions: dict[str, str]
    config_hash: str
    pane: int | None = None


@dataclass(frozen=True)
class Committed:
    """A commit's outcome.

    Attributes:
        generation: its own, or the newest one where it was superseded.
        superseded: another run was first, or the staging was fenced off; the work was discarded.
    """

    generation: int
    superseded: bool


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
    done = _generation_of(storage, snapshot, draft)
    if done is None and current(storage) == snapshot:
        record = _record(storage, snapshot.generation + 1, draft)
        try:
            _append_record(storage, snapshot, record, draft.staging)
            done = record.generation
        except Refused:
            done = _generation_of(storage, snapshot, draft)
    elif done is None:
        # Somebody has committed since: it may be another attempt at the same, whose record names
        # files of this one.
        done = _generation_of(storage, snapshot, draft)
    if done is None:
        _discard(storage, draft)
        return Committed(current(storage).generation, superseded=True)
    roll_forward(storage, done)
    storage.remove_folder(draft.staging)
    return Committed(generation=done, superseded=False)


def _discard(storage: Storage, draft: CommitDraft) -> None:
    """Remove the draft's own files, and nothing that another attempt at the same has staged."""
    for f in draft.files:
        storage.remove_file(f.staged)


def _generation_of(storage: Storage, snapshot: Snapshot, draft: CommitDraft) -> int | None:
    """Return as which generation a commit has been made already, None if it has not.

    A bundle that is tried again must find what it has done before it writes anything: the record
    names the staged files of the first try. A window that a stream plays again may have read its
    snapshot anew, after its first commit: it is looked for among all.
    """
    if draft.run.stream is not None and draft.pane is not None:
        return generation_of_window(storage, draft.run, draft.pane)
    if current(storage) == snapshot:
        return None
    later = read_runs(storage, after=snapshot.generation)
    return next((r.generation for r in later if r.commit_id == draft.commit_id), None)


def generation_of_window(storage: Storage, run: RunContext, pane: int) -> int | None:
    """Return as which generation a window's pane has been committed, None if it has not.

    Args:
        storage: the lake.
        run: the window, see ``RunContext.window_of``.
        pane: which of its commits.
    """
    dataset = as_known(dataset_of(storage, RUNS), Run)
    where = (pc.field("stream") == run.stream) & (pc.field("window_end") == run.ingested_at)
    with reading(storage, RUNS):
        rows = dataset.to_table(["generation", "pane"], filter=where).to_pylist()
    return next((row["generation"] for row in rows if row["pane"] == pane), None)


def _record(storage: Storage, generation: int, draft: CommitDraft) -> Run:
    files = [*_placed(draft.files, generation), *_stage_state(storage, draft, generation)]
    return Run(
        generation=generation,
        commit_id=draft.commit_id,
        run_id=draft.run.run_id,
        committed_at=datetime.now(UTC),
        stream=draft.run.stream,
        window_end=draft.run.ingested_at if draft.run.stream is not None else None,
        pane=draft.pane,
        files=files,
        counters=draft.counters,
        versions=draft.versions,
        config_hash=draft.config_hash,
        ingested_at=draft.run.ingested_at,
    )


def roll_forward(storage: Storage, generation: int) -> None:
    """Bring every table to a generation, in order; tables that are there are left alone."""
    reached = {t: generation_of(open_table(storage, t)) for t in DATA_TABLES}
    behind = min(reached.values())
    if behind >= generation:
        return
    records = [r for r in read_runs(storage, after=behind) if r.generation <= generation]
    for record in records:
        for table in DATA_TABLES:
            files = [f for f in record.files if f.table == table]
            # A table without files is brought to the last generation in one step.
            if reached[table] < record.generation and (files or record is records[-1]):
                roll_forward_table(storage, table, record.generation, files)


def read_runs(storage: Storage, after: int = 0) -> list[Run]:
    """Return the records of all generations after a given one, in order."""
    dataset = as_known(dataset_of(storage, RUNS), Run)
    with reading(storage, RUNS):
        rows = dataset.to_table(filter=pc.field("generation") > after).to_pylist()
    return sorted((from_row(Run, row) for row in rows), key=lambda r: r.generation)


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
            staged.append(write_staged(storage, draft.staging, table, None, 0, rows))
    return _placed(staged, generation)


def _append_record(storage: Storage, snapshot: Snapshot, record: Run, staging: str) -> None:
    """Take the atomic step.

    Raises:
        Refused: somebody else has taken the generation, or fenced off the staging.
        LakeError: files of the record are missing.
    """
    handle = open_table(storage, RUNS, version=snapshot.runs_version)
    if generation_of(handle) != snapshot.generation:
        raise LakeError(
            f"{storage.uri}: version {snapshot.runs_version} of runs holds generation "
            f"{generation_of(handle)}, not {snapshot.generation}: the log of runs was rewritten"
        )
    try:
        _require_staged(storage, record.files)
    except LakeError as error:
        if current(storage) != snapshot:  # taken for dead: fenced off, and then cleared away
            raise Refused(str(error)) from error
        raise
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
    except FileNotFoundError as error:
        # So slow that the record was taken for one that a killed run has left.
        raise Refused(str(error)) from error
    except Refused:
        # An object store may do it and lose the answer; its second answer is then a refusal.
        if file.path not in {f["path"] for f in registered(open_table(storage, RUNS))}:
            storage.remove_file(f"{RUNS}/{file.path}")
            raise


def _require_staged(storage: Storage, files: Sequence[CommittedFile]) -> None:
    """A record that names files which are gone could never be rolled forward."""
    for f in files:
        if not storage.exists(f.staged) or storage.size(f.staged) != f.bytes:
            raise LakeError(
                f"{storage.uri}: staged file {f.staged} is gone or was changed before its commit. "
                "Nothing was committed; run again"
            )
