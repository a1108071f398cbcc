"""A run: a sequence of bounded commits, each a complete graph, until nothing new waits."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pipeline.config import Config
from pipeline.engines import options_of
from pipeline.graph import IngestPlan, build
from pipeline.new_run import new_run
from pipeline.planning import ingest_plan
from pipeline.progress import Progress, Silent
from pipeline.report import RunReport, StepCounts
from schemas.accounts import Run
from schemas.context import RunContext
from transforms.accounting import STEPS
from transforms.lake.begin import begin
from transforms.lake.commit import read_runs
from transforms.lake.pending import PendingIndex
from transforms.lake.state import read_dead_letter_codes
from transforms.lake.steps import commit_id_of, run_staging_folder
from transforms.lake.storage import LakeError, Storage

log = logging.getLogger(__name__)

MAX_SUPERSEDED = 5
"""A commit that another run was faster with is done again on the new generation, this often."""


def run(
    config: Config,
    beam_options: Sequence[str] = (),
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Poll what is due, ingest what is new, commit, and go on until nothing new waits.

    Args:
        config: what is read, and where the lake is.
        beam_options: options of Beam, as they are.
        progress: whom to tell.
        stop: asked between two commits; where it says so no further one begins, and what waits is
            left to the next run.

    Raises:
        LakeError: the lake cannot be written, or other runs keep committing to it.
    """
    return _Launcher(config, tuple(beam_options), progress or Silent(), new_run(), stop).run()


def start(config: Config, beam_options: Sequence[str] = ()) -> str:
    """Hand one commit to an engine and leave; return the run's id.

    The commit is in the graph, so nobody has to wait for it. What it has no room for waits in the
    lake for the next run.

    Args:
        config: what is read, and where the lake is.
        beam_options: options of Beam, as they are.
    """
    context = new_run()
    _graph(config, beam_options, ingest_plan(config, context, 0, polls=True)).run()
    return context.run_id


def _graph(config: Config, beam_options: Sequence[str], plan: IngestPlan) -> beam.Pipeline:
    """Build the graph of one commit."""
    options = options_of(config, beam_options, streaming=False)
    pipeline = beam.Pipeline(options=PipelineOptions(options))
    build(pipeline, plan)
    return pipeline


@dataclass
class _Launcher:
    config: Config
    beam_options: tuple[str, ...]
    progress: Progress
    context: RunContext
    stop: Callable[[], bool]

    def run(self) -> RunReport:
        """Make commits until nothing that this run may take is waiting."""
        started = time.monotonic()
        self.progress.started(self.context.run_id)
        storage = Storage(self.config.lake)
        before = begin(storage).generation
        commits: list[Run] = []
        superseded = 0
        while superseded < MAX_SUPERSEDED:
            committed = self._commit(len(commits) + superseded, polls=not commits)
            mine = [r for r in read_runs(storage, before) if r.run_id == self.context.run_id]
            if committed in {r.commit_id for r in mine}:
                commits = mine
                self._tell(commits[-1])
                over = not self._more(storage, commits[-1].generation)
            else:
                superseded += 1
                over = False
                self.progress.step("CommitRun", "another run was faster; doing this commit again")
            if over or self.stop():
                storage.remove_folder(run_staging_folder(self.context))
                return self._report(commits, storage, time.monotonic() - started)
        raise LakeError(
            f"{self.config.lake}: other runs committed {MAX_SUPERSEDED} times while this one "
            "worked. Let one run at a time write to a lake, then run again: nothing is lost"
        )

    def _commit(self, number: int, polls: bool) -> str:
        """Build and run the graph of one commit; return its commit id."""
        plan = ingest_plan(self.config, self.context, number, polls=polls)
        feeds = f"{len(plan.feeds)} feeds" if polls else "what waits"
        self.progress.step(
            "Graph", f"commit {number + 1}: {feeds}, up to {plan.max_articles} articles"
        )
        _graph(self.config, self.beam_options, plan).run().wait_until_finish()
        return commit_id_of(self.context, number)

    def _more(self, storage: Storage, generation: int) -> bool:
        """Whether something waits that this run may take."""
        pending = PendingIndex(storage, generation)
        longest = timedelta(seconds=max(self.config.refetch_after_s, default=0))
        return bool(pending.due_keys(self.context.run_id, self.context.ingested_at, longest))

    def _tell(self, record: Run) -> None:
        rows = sum(f.rows for f in record.files if f.table == "articles")
        self.progress.step("CommitRun", f"generation {record.generation}: {rows} articles")

    def _report(self, commits: Sequence[Run], storage: Storage, seconds: float) -> RunReport:
        counts: Counter[str] = Counter()
        rows: Counter[str] = Counter()
        for record in commits:
            counts.update(record.counters)
            rows.update({f.table: 0 for f in record.files})
            for f in record.files:
                rows[f.table] += f.rows
        return RunReport(
            run_id=self.context.run_id,
            generations=tuple(r.generation for r in commits),
            steps={
                step: StepCounts(
                    *(counts[f"{step}.{fate}"] for fate in ("in", "ok", "known", "dead"))
                )
                for step in STEPS
            },
            dead_letters=read_dead_letter_codes(storage, self.context.run_id),
            rows={t: n for t, n in sorted(rows.items()) if not t.startswith("_")},
            seconds=seconds,
            attempted=counts["PollFeeds.in"] + counts["TakeSlice.ok"],
        )
