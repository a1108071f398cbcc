"""SelectNew and TakeSlice: from what the feeds show to what is fetched now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.context import RunContext
from schemas.feeds import FeedEntry, FetchTask
from schemas.state import PendingEntry, Seen
from transforms.lake.commit import Snapshot
from transforms.lake.known import known_at
from transforms.selection.choice import Candidate, candidates_of, choose, take_slice
from transforms.urls import entry_key


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
    """Sort out which entries are new or changed, against the lake as of the run's generation.

    Attributes:
        lake: address of the lake.
        snapshot: the generation, as a side input.
        run: the run.
        max_age_days: older entries are left out; None: none is dropped for its age.
    """

    lake: str
    snapshot: Any
    run: RunContext
    max_age_days: float | None = None

    def expand(self, pcoll: beam.PCollection[FeedEntry]) -> Selected:
        """Group entries by key, look each key up, and keep what has to be fetched."""
        split = (
            pcoll
            | "KeyEntries" >> beam.Map(_keyed)
            | "GroupEntries" >> beam.GroupByKey()
            | "Choose"
            >> beam.ParDo(
                _Choose(self.lake, self.run, self.max_age_days), self.snapshot
            ).with_outputs("known", "touched", main="new")
        )
        by_feed = (
            split.new
            | "FeedOfTask" >> beam.Map(lambda c: (c.task.entry.feed_url, 1))
            | "CountNewByFeed" >> beam.CombinePerKey(sum)
        )
        return Selected(split.new, split.known, by_feed, split.touched)


def _keyed(entry: FeedEntry) -> tuple[str, FeedEntry]:
    return entry_key(entry.url, entry.feed_url, entry.entry_id), entry


class _Choose(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, max_age_days: float | None) -> None:
        self._lake = lake
        self._oldest = run.ingested_at - timedelta(days=max_age_days) if max_age_days else None

    def process(
        self, element: tuple[str, Iterable[FeedEntry]], snapshot: Snapshot
    ) -> Iterator[Any]:
        key, entries = element
        known = known_at(self._lake, snapshot.generation)
        entries = list(entries)
        if known.blocked.covers(*(e.url for e in entries)):
            yield pvalue.TaggedOutput("known", len(entries))
            return
        soon = known.pending.reason(key) in ("new", "retry")
        choice = choose(key, entries, known.seen.entry(key), soon, self._oldest)
        if choice.task is not None:
            yield Candidate(choice.task, "new")
        if choice.known:
            yield pvalue.TaggedOutput("known", choice.known)
        if choice.touch is not None:
            yield pvalue.TaggedOutput("touched", choice.touch)


@dataclass
class TakeSlice(beam.PTransform):
    """Take at most ``max_articles`` of the new and the waiting entries for this commit.

    Attributes:
        lake: address of the lake.
        snapshot: the generation, as a PCollection of one element.
        run: the run; its launch is the time by which waiting entries are due.
        max_articles: size of a commit.
        refetch_after_s: ages at which a page is looked at again.
    """

    lake: str
    snapshot: beam.PCollection[Snapshot]
    run: RunContext
    max_articles: int
    refetch_after_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Reject a size that takes nothing."""
        if self.max_articles < 1:
            raise ValueError(f"max_articles_per_commit must be at least 1, not {self.max_articles}")

    def expand(self, pcoll: beam.PCollection[Candidate]) -> Taken:
        """Bring all candidates to one place, because a limit can only be kept there."""
        longest = timedelta(seconds=max(self.refetch_after_s, default=0))
        waiting = self.snapshot | "ReadPending" >> beam.ParDo(
            _ReadPending(self.lake, self.run, self.max_articles, longest)
        )
        candidates = (pcoll, waiting) | "WithWaiting" >> beam.Flatten()
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


class _ReadPending(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, max_articles: int, longest: timedelta) -> None:
        self._lake = lake
        self._run = run
        self._max_articles = max_articles
        self._longest = longest

    def process(self, element: Snapshot) -> Iterator[Candidate]:
        known = known_at(self._lake, element.generation)
        pending = known.pending
        # No more than can be taken: what waits behind them may be a hundred times as much.
        waiting = pending.due(
            self._run.run_id, self._run.ingested_at, self._longest, self._max_articles
        )
        # What waits under an address that was taken down is never taken up, nor written down again.
        yield from (c for c in candidates_of(waiting) if not known.blocked.covers(c.task.entry.url))


class _Take(beam.DoFn):
    def __init__(self, run: RunContext, max_articles: int) -> None:
        self._run = run
        self._max_articles = max_articles

    def process(self, element: tuple[int, Iterable[Candidate]]) -> Iterator[Any]:
        candidates = list(element[1])
        taken = take_slice(candidates, self._max_articles, self._run.ingested_at)
        yield from taken.tasks
        yield from (pvalue.TaggedOutput("pending", p) for p in taken.left)
        yield pvalue.TaggedOutput("left", len(candidates) - len(taken.tasks))
