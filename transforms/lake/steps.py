"""BeginRun, WriteTables and CommitRun: the lake's part of the graph."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam

from schemas.codec import to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.state import Seen, Signature
from transforms.accounting import STEPS, AccountsDoNotBalance, all_counters, check_accounts
from transforms.lake.begin import begin
from transforms.lake.commit import (
    CommitDraft,
    Committed,
    Snapshot,
    commit,
    generation_of_window,
)
from transforms.lake.files import StagedFile, write_staged
from transforms.lake.panes import ARTICLES, commit_pane
from transforms.lake.storage import LakeError, Storage
from transforms.lake.upkeep import Retention, upkeep
from transforms.metrics import FRESHNESS, ages_s, freshness_s, spread, timed
from transforms.windows import run_in

log = logging.getLogger(__name__)

ROWS_PER_FILE = 100_000
"""More rows of one partition than this go into several files."""


def run_staging_folder(run: RunContext) -> str:
    """Return where all of a run's files are written before they are committed."""
    return f"_staging/{run.run_id}"


def staging_folder(run: RunContext, number: int) -> str:
    """Return where the files of a run's commit are written, relative to the lake."""
    return f"{run_staging_folder(run)}/{number:04d}"


def commit_id_of(run: RunContext, number: int) -> str:
    """Return the identity of a run's commit, the same for every attempt at it."""
    return f"{run.run_id}-{number:04d}"


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
class BeginWindow(beam.PTransform):
    """What BeginRun is to a run, for each window of a stream; nothing where it is done already.

    Attributes:
        lake: address of the lake.
        run: the stream.
    """

    lake: str
    run: RunContext

    def expand(self, ticks: beam.PCollection[Any]) -> beam.PCollection[Snapshot]:
        """Take one tick a window."""
        return (
            ticks
            | "ReadGeneration" >> beam.ParDo(_BeginWindow(self.lake, self.run))
            | "FixGeneration" >> beam.Reshuffle()
        )


class _BeginWindow(beam.DoFn):
    def __init__(self, lake: str, run: RunContext) -> None:
        self._lake = lake
        self._run = run

    def process(self, _: Any, window: Any = beam.DoFn.WindowParam) -> Iterator[Snapshot]:
        storage = Storage(self._lake)
        snapshot = begin(storage)
        if generation_of_window(storage, run_in(self._run, window), ARTICLES) is None:
            yield snapshot


@dataclass
class ReadAgain(beam.PTransform):
    """Read the lake's generation anew after a commit, for what the next one stands on.

    Attributes:
        lake: address of the lake.
    """

    lake: str

    def expand(self, committed: beam.PCollection[Committed]) -> beam.PCollection[Snapshot]:
        """Take one commit a window."""
        lake = self.lake
        return (
            committed
            # A generation that another run has just made may not have reached all tables yet.
            | "ReadGeneration" >> beam.Map(lambda _: begin(Storage(lake)))
            | "FixGeneration" >> beam.Reshuffle()
        )


@dataclass
class WriteTables(beam.PTransform):
    """Write records as staged Parquet files, one for each table and partition.

    Attributes:
        lake: address of the lake.
        run: the run.
        number: of the commit in the run, or of the pane in the window.
    """

    lake: str
    run: RunContext
    number: int

    def expand(self, pcoll: beam.PCollection[Any]) -> beam.PCollection[StagedFile]:
        """Group records by table and partition, sort them and write each group."""
        return (
            pcoll
            | "KeyByPartition" >> beam.Map(_by_partition)
            | "GroupPartition" >> beam.GroupByKey()
            | "WriteFiles" >> beam.ParDo(_WriteFiles(self.lake, self.run, self.number))
        )


def _by_partition(record: Any) -> tuple[tuple[str, str], Any]:
    facts = facts_of(type(record))
    value = getattr(record, facts.partition).isoformat() if facts.partition else ""
    return (facts.name, value), record


class _WriteFiles(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, number: int) -> None:
        self._lake = lake
        self._run = run
        self._number = number

    def process(
        self,
        element: tuple[tuple[str, str], Iterable[Any]],
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[StagedFile]:
        (table, partition), records = element
        rows = []
        for record in records:
            row = to_row(record)
            column = facts_of(type(record)).partition
            if column:
                del row[column]  # it lies in the path
            rows.append(row)
        storage = Storage(self._lake)
        staging = staging_folder(run_in(self._run, window), self._number)
        for shard, first in enumerate(range(0, len(rows), ROWS_PER_FILE)):
            part = rows[first : first + ROWS_PER_FILE]
            yield write_staged(storage, staging, table, partition or None, shard, part)


@dataclass(frozen=True)
class CommitPlan:
    """What a commit is told at launch.

    Attributes:
        number: of the commit in its run: 0, 1, 2 …; in a stream ``POLLS`` or ``ARTICLES``.
        versions, config_hash: see ``schemas.accounts.Run``.
        retention_days: how long an entry is remembered after its feeds have last shown it; None:
            for ever.
    """

    number: int
    versions: dict[str, str]
    config_hash: str
    retention_days: float | None = None


@dataclass
class CommitRun(beam.PTransform):
    """Commit what the graph has written, once all of it is there and the counts balance.

    It hangs on the snapshot, and all else is joined to it, so that a run without a new article
    commits its feed state too. Joined, because a side input that is empty in a window of a stream
    is waited for for ever on Flink.

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
        """Wait until all of it is there, then commit."""
        parts = {"snapshot": pcoll, "files": self.files, "counts": self.counts, "state": self.state}
        keyed = {
            name: part | f"Key{name.title()}" >> beam.WithKeys(0) for name, part in parts.items()
        }
        return (
            keyed
            | "Join" >> beam.CoGroupByKey()
            | "Commit" >> beam.ParDo(_Commit(self.lake, self.run, self.plan))
        )


class _Commit(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, plan: CommitPlan) -> None:
        self._lake = lake
        self._run = run
        self._plan = plan

    def process(
        self,
        element: tuple[int, Mapping[str, Iterable[Any]]],
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[Committed]:
        parts = {name: list(part) for name, part in element[1].items()}
        run = run_in(self._run, window)
        if len(parts["snapshot"]) != 1:
            raise AccountsDoNotBalance(
                f"{run.run_id}: {len(parts['snapshot'])} beginnings of one commit. An engine has "
                "closed a window before all was there; Flink needs "
                "--finish_bundle_before_checkpointing"
            )
        (snapshot,) = parts["snapshot"]
        draft = self._draft(run, parts["files"], parts["counts"], parts["state"])
        storage = Storage(self._lake)
        with timed("CommitRun"):
            if run.stream is None:
                committed = commit(storage, snapshot, draft)
            else:
                committed = commit_pane(storage, snapshot, draft)
        if not committed.superseded:
            self._tell(committed, draft, first_published(parts["state"]))
        if run.stream is None or self._plan.number == ARTICLES:
            self._look_after(storage, run)
        yield committed

    def _draft(
        self,
        run: RunContext,
        files: Sequence[StagedFile],
        counts: Sequence[tuple[str, int]],
        state: Sequence[Any],
    ) -> CommitDraft:
        plan = self._plan
        rows: Counter[str] = Counter()
        for f in files:
            rows[f.table] += f.rows
        by_table: dict[str, list[Any]] = {}
        for record in state:
            by_table.setdefault(facts_of(type(record)).name, []).append(record)
        counters = check_accounts([*all_counters(STEPS), *counts], rows)
        counters |= freshness_s(first_published(state), datetime.now(UTC))
        return CommitDraft(
            commit_id=commit_id_of(run, plan.number),
            run=run,
            staging=staging_folder(run, plan.number),
            files=files,
            state={table: _one_row_a_key(by_table[table]) for table in sorted(by_table)},
            counters=counters,
            versions=plan.versions,
            config_hash=plan.config_hash,
            pane=None if run.stream is None else plan.number,
        )

    def _tell(
        self, committed: Committed, draft: CommitDraft, published: Sequence[datetime]
    ) -> None:
        for age in ages_s(published, datetime.now(UTC)):
            spread(FRESHNESS, age)
        if draft.run.stream is None:
            return  # who started the run tells of it
        log.info(
            "generation %d: %d articles, %d dead letters",
            committed.generation,
            draft.counters["AssignRevisions.ok"],
            sum(n for name, n in draft.counters.items() if name.endswith(".dead")),
            extra={"run_id": draft.run.run_id, "step": "CommitRun", "key": draft.commit_id},
        )

    def _look_after(self, storage: Storage, run: RunContext) -> None:
        try:
            upkeep(storage, Retention(self._plan.retention_days, run.ingested_at))
        except LakeError as error:
            # The commit stands, and the next one looks after the lake again.
            log.warning("the lake was not tidied up: %s", error)


def first_published(state: Sequence[Any]) -> list[datetime]:
    """Return when the articles that a commit adds were published, corrections left out.

    Args:
        state: rows of state tables; each new revision leaves its signature, and each entry that
            led to it what revision its article has now.
    """
    added = {
        record.article_id for record in state if isinstance(record, Seen) and record.revision == 1
    }
    signed = (record for record in state if isinstance(record, Signature))
    return [record.published_at for record in signed if record.article_id in added]


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
