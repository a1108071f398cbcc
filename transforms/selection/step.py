"""SelectNew and TakeSlice: from what the feeds show to what is fetched now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.context import RunContext
from schemas.feeds import FetchTask, ShownEntry
from schemas.state import PendingEntry, Seen
from transforms.lake.commit import Snapshot
from transforms.lake.known import known_at
from transforms.selection.choice import (
    Candidate,
    candidates_of,
    choose,
    take_slice,
    waiting_row,
)
from transforms.urls import entry_key
from transforms.windows import run_in


class Selected(NamedTuple):
    """What SelectNew gives: tasks, how many entries were known, and by feed how many were new."""

    new: beam.PCollection[Candidate]
    known: beam.PCollection[int]
    new_by_feed: beam.PCollection[tuple[str, int]]
    touched: beam.PCollection[Seen]


class Taken(NamedTuple):
    """What TakeSlice gives.

    ``candidates`` are the new entries and those that waited; each is in ``tasks``, or counted in
    ``left``. ``pending`` are the rows of those that begin to wait.
    """

    candidates: beam.PCollection[Candidate]
    tasks: beam.PCollection[FetchTask]
    left: beam.PCollection[int]
    pending: beam.PCollection[PendingEntry]


@dataclass
class SelectNew(beam.PTransform):
    """Sort out which entries are new or changed, against the generation that each poll names.

    Attributes:
        lake: address of the lake.
        run: the run.
        max_age_days: older entries are left out; None: none is dropped for its age.
    """

    lake: str
    run: RunContext
    max_age_days: float | None = None

    def expand(self, pcoll: beam.PCollection[ShownEntry]) -> Selected:
        """Group entries by key, look each key up, and keep what has to be fetched."""
        split = (
            pcoll
            | "KeyEntries" >> beam.Map(_keyed)
            | "GroupEntries" >> beam.GroupByKey()
            | "Choose"
            >> beam.ParDo(_Choose(self.lake, self.run, self.max_age_days)).with_outputs(
                "known", "touched", main="new"
            )
        )
        by_feed = (
            split.new
            | "FeedOfTask" >> beam.Map(lambda c: (c.task.entry.feed_url, 1))
            | "CountNewByFeed" >> beam.CombinePerKey(sum)
        )
        return Selected(split.new, split.known, by_feed, split.touched)


def _keyed(shown: ShownEntry) -> tuple[str, ShownEntry]:
    entry = shown.entry
    return entry_key(entry.url, entry.feed_url, entry.entry_id), shown


class _Choose(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, max_age_days: float | None) -> None:
        self._lake = lake
        self._run = run
        self._max_age_days = max_age_days

    def process(
        self,
        element: tuple[str, Iterable[ShownEntry]],
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[Any]:
        key, shown = element[0], list(element[1])
        generation = max(s.generation for s in shown)  # of one window, so all have the same
        known = known_at(self._lake, generation)
        entries = [s.entry for s in shown]
        if known.blocked.covers(*(e.url for e in entries)):
            yield pvalue.TaggedOutput("known", len(entries))
            return
        soon = known.pending.reason(key) in ("new", "retry")
        choice = choose(key, entries, known.seen.entry(key), soon, self._oldest(window))
        if choice.task is not None:
            yield Candidate(replace(choice.task, generation=generation), "new")
        if choice.known:
            yield pvalue.TaggedOutput("known", choice.known)
        if choice.touch is not None:
            yield pvalue.TaggedOutput("touched", choice.touch)

    def _oldest(self, window: Any) -> datetime | None:
        if self._max_age_days is None:
            return None
        return run_in(self._run, window).ingested_at - timedelta(days=self._max_age_days)


@dataclass
class TakeSlice(beam.PTransform):
    """Take at most ``max_articles`` of the new and the waiting entries for this commit.

    Attributes:
        lake: address of the lake.
        run: the run; its launch, of a stream the window's end, is the time by which waiting
            entries are due.
        max_articles: size of a commit.
        refetch_after_s: ages at which a page is looked at again.
        new: what was just polled; None where all that is new waits already.
    """

    lake: str
    run: RunContext
    max_articles: int
    refetch_after_s: tuple[float, ...] = ()
    new: beam.PCollection[Candidate] | None = None

    def __post_init__(self) -> None:
        """Reject a size that takes nothing."""
        if self.max_articles < 1:
            raise ValueError(f"max_articles_per_commit must be at least 1, not {self.max_articles}")

    def expand(self, begun: beam.PCollection[Snapshot]) -> Taken:
        """Bring all candidates to one place, because a limit can only be kept there."""
        longest = timedelta(seconds=max(self.refetch_after_s, default=0))
        candidates = begun | "ReadPending" >> beam.ParDo(
            _ReadPending(self.lake, self.run, self.max_articles, longest)
        )
        if self.new is not None:
            candidates = (self.new, candidates) | "WithWaiting" >> beam.Flatten()
        split = (
            candidates
            | "ToOnePlace" >> beam.WithKeys(0)
            | "GatherCandidates" >> beam.GroupByKey()
            | "Take"
            >> beam.ParDo(_Take(self.run, self.max_articles)).with_outputs(
                "left", "pending", main="tasks"
            )
        )
        return Taken(candidates, split.tasks, split.left, split.pending)


@dataclass
class HoldNew(beam.PTransform):
    """Let new entries wait, so that they are durable before one of them is fetched.

    Attributes:
        run: the stream; they are due from the end of their window on.
    """

    run: RunContext

    def expand(self, new: beam.PCollection[Candidate]) -> beam.PCollection[PendingEntry]:
        """Write each down."""
        return new | "Hold" >> beam.ParDo(_Hold(self.run))


class _Hold(beam.DoFn):
    def __init__(self, run: RunContext) -> None:
        self._run = run

    def process(
        self, element: Candidate, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[PendingEntry]:
        yield waiting_row(element, run_in(self._run, window).ingested_at)


class _ReadPending(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, max_articles: int, longest: timedelta) -> None:
        self._lake = lake
        self._run = run
        self._max_articles = max_articles
        self._longest = longest

    def process(
        self, element: Snapshot, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Candidate]:
        run = run_in(self._run, window)
        known = known_at(self._lake, element.generation)
        pending = known.pending
        # No more than can be taken: what waits behind them may be a hundred times as much.
        waiting = pending.due(run.run_id, run.ingested_at, self._longest, self._max_articles)
        # What waits under an address that was taken down is never taken up, nor written down again.
        for candidate in candidates_of(waiting):
            if not known.blocked.covers(candidate.task.entry.url):
                task = replace(candidate.task, generation=element.generation)
                yield replace(candidate, task=task)


class _Take(beam.DoFn):
    def __init__(self, run: RunContext, max_articles: int) -> None:
        self._run = run
        self._max_articles = max_articles

    def process(
        self, element: tuple[int, Iterable[Candidate]], window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:
        candidates = list(element[1])
        now = run_in(self._run, window).ingested_at
        taken = take_slice(candidates, self._max_articles, now)
        yield from taken.tasks
        yield from (pvalue.TaggedOutput("pending", p) for p in taken.left)
        yield pvalue.TaggedOutput("left", len(candidates) - len(taken.tasks))
