"""BeginRun, WriteTables and CommitRun: the lake's part of the graph."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam import pvalue

from schemas.codec import to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from transforms.accounting import check_accounts
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, Committed, Snapshot, commit
from transforms.lake.files import StagedFile, write_staged
from transforms.lake.storage import LakeError, Storage
from transforms.lake.upkeep import Retention, upkeep

log = logging.getLogger(__name__)

ROWS_PER_FILE = 100_000
"""More rows of one partition than this go into several files."""


def run_staging_folder(run: RunContext) -> str:
    """Return where all of a run's files are written before they are committed."""
    return f"_staging/{run.run_id}"


def staging_folder(run: RunContext, slice_number: int) -> str:
    """Return where one commit's files are written, relative to the lake."""
    return f"{run_staging_folder(run)}/{slice_number:04d}"


@dataclass
class BeginRun(beam.PTransform):
    """Make the lake ready and read its generation once; the number travels with the elements.

    Attributes:
        lake: address of the lake.
    """

    lake: str

    def expand(self, pbegin: Any) -> beam.PCollection[Snapshot]:
        """Hang on Impulse, because a launcher in the cloud does not reach the lake."""
        lake = self.lake
        return (
            pbegin
            | "Once" >> beam.Impulse()
            | "ReadGeneration" >> beam.Map(lambda _: begin(Storage(lake)))
            | "FixGeneration" >> beam.Reshuffle()  # read once, whatever is tried again later
        )


@dataclass
class WriteTables(beam.PTransform):
    """Write records as staged Parquet files, one for each table and partition.

    Attributes:
        lake: address of the lake.
        staging: folder for the files, relative to the lake.
    """

    lake: str
    staging: str

    def expand(self, pcoll: beam.PCollection[Any]) -> beam.PCollection[StagedFile]:
        """Group records by table and partition, sort them and write each group."""
        return (
            pcoll
            | "KeyByPartition" >> beam.Map(_by_partition)
            | "GroupPartition" >> beam.GroupByKey()
            | "WriteFiles" >> beam.ParDo(_WriteFiles(self.lake, self.staging))
        )


def _by_partition(record: Any) -> tuple[tuple[str, str], Any]:
    facts = facts_of(type(record))
    value = getattr(record, facts.partition).isoformat() if facts.partition else ""
    return (facts.name, value), record


class _WriteFiles(beam.DoFn):
    def __init__(self, lake: str, staging: str) -> None:
        self._lake = lake
        self._staging = staging

    def process(self, element: tuple[tuple[str, str], Iterable[Any]]) -> Iterator[StagedFile]:
        (table, partition), records = element
        rows = []
        for record in records:
            row = to_row(record)
            column = facts_of(type(record)).partition
            if column:
                del row[column]  # it lies in the path
            rows.append(row)
        storage = Storage(self._lake)
        for shard, first in enumerate(range(0, len(rows), ROWS_PER_FILE)):
            part = rows[first : first + ROWS_PER_FILE]
            yield write_staged(storage, self._staging, table, partition or None, shard, part)


@dataclass(frozen=True)
class CommitPlan:
    """What a commit is told at launch.

    Attributes:
        commit_id: the same for every attempt at the same work.
        staging: folder of the commit's files, relative to the lake.
        versions, config_hash: see ``schemas.accounts.Run``.
        retention_days: how long an entry is remembered after its feeds have last shown it; None:
            for ever.
    """

    commit_id: str
    staging: str
    versions: dict[str, str]
    config_hash: str
    retention_days: float | None = None


@dataclass
class CommitRun(beam.PTransform):
    """Commit what the graph has written, once all of it is there and the counts balance.

    It hangs on the snapshot, with all else as side inputs, so that a run without a new article
    commits its feed state too.

    Attributes:
        lake: address of the lake.
        run: the run.
        plan: what was fixed at launch.
        files: staged files.
        counts: pairs of counter name and number.
        state: rows of state tables.
    """

    lake: str
    run: RunContext
    plan: CommitPlan
    files: beam.PCollection[StagedFile]
    counts: beam.PCollection[tuple[str, int]]
    state: beam.PCollection[Any]

    def expand(self, pcoll: beam.PCollection[Snapshot]) -> beam.PCollection[Committed]:
        """Wait for the side inputs, then commit."""
        return pcoll | "Commit" >> beam.Map(
            _commit,
            self.lake,
            self.run,
            self.plan,
            pvalue.AsList(self.files),
            pvalue.AsList(self.counts),
            pvalue.AsList(self.state),
        )


def _commit(
    snapshot: Snapshot,
    lake: str,
    run: RunContext,
    plan: CommitPlan,
    files: Sequence[StagedFile],
    counts: Sequence[tuple[str, int]],
    state: Sequence[Any],
) -> Committed:
    rows: Counter[str] = Counter()
    for f in files:
        rows[f.table] += f.rows
    counters = check_accounts(counts, rows)
    by_table: dict[str, list[Any]] = {}
    for record in state:
        by_table.setdefault(facts_of(type(record)).name, []).append(record)
    draft = CommitDraft(
        commit_id=plan.commit_id,
        run=run,
        staging=plan.staging,
        files=files,
        state={table: _one_row_a_key(by_table[table]) for table in sorted(by_table)},
        counters=counters,
        versions=plan.versions,
        config_hash=plan.config_hash,
    )
    storage = Storage(lake)
    committed = commit(storage, snapshot, draft)
    try:
        upkeep(storage, Retention(plan.retention_days, run.ingested_at))
    except LakeError as error:
        # The commit stands, and the next one looks after the lake again.
        log.warning("the lake was not tidied up: %s", error)
    return committed


def _one_row_a_key(records: Sequence[Any]) -> list[Any]:
    """Keep one row of each key.

    An entry can be shown by a feed and looked at again in the same run; what came of the look is
    the later truth, and it has the higher count of fetches.
    """
    (key,) = facts_of(type(records[0])).key
    by_key: dict[str, Any] = {}
    for record in sorted(records, key=lambda r: getattr(r, "fetch_count", 0)):
        by_key[getattr(record, key)] = record
    return [by_key[k] for k in sorted(by_key)]
