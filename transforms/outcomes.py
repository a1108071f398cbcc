"""What the lake remembers of a task once it has ended: known, to be tried again, or looked at again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.context import RunContext
from schemas.feeds import Failure, FetchTask
from schemas.state import PendingEntry, Seen
from transforms.clocks import not_ahead
from transforms.fetching.step import MAX_ATTEMPTS
from transforms.lake.known import Known, known_at
from transforms.selection.choice import entry_to_json, merged_fingerprints
from transforms.windows import run_in


def seen_after(task: FetchTask, before: Seen | None, run: RunContext, **outcome: Any) -> Seen:
    """Return the row of ``_state/seen`` after a task has ended."""
    entry = task.entry
    return Seen(
        entry_key=task.entry_key,
        url=entry.url,
        fingerprints=merged_fingerprints(before.fingerprints if before else (), [entry]),
        article_id=outcome.get("article_id", before.article_id if before else None),
        revision=outcome.get("revision", before.revision if before else None),
        text_sha256=list(outcome.get("text_sha256", before.text_sha256 if before else ())),
        published_date=outcome.get("published_date", before.published_date if before else None),
        code=outcome.get("code"),
        first_seen_at=not_ahead(
            before.first_seen_at if before else entry.polled_at, run.ingested_at
        ),
        # The entry of a later look was written down long ago; polls have gone on meanwhile.
        last_in_feed_at=max(entry.polled_at, before.last_in_feed_at if before else entry.polled_at),
        fetched_at=run.ingested_at,
        fetch_count=(before.fetch_count if before else 0) + 1,
        generation=0,
    )


def wait_after(
    task: FetchTask, seen: Seen, run: RunContext, refetch_after_s: Sequence[float], waits: bool
) -> PendingEntry | None:
    """Return the row of ``_state/pending`` after a task has ended well, None where none changes.

    A page is looked at again at the configured ages, counted from when it was first seen. Ages that
    have passed are left out: one look now stands for them all. The feed's own text is not kept.
    """
    looks = (seen.first_seen_at + timedelta(seconds=age) for age in refetch_after_s)
    next_look = min((at for at in looks if at > run.ingested_at), default=None)
    if next_look is not None:
        polled_at = not_ahead(task.entry.polled_at, run.ingested_at)
        entry = replace(task.entry, content=None, polled_at=polled_at)
        return _waiting(task, entry_to_json(entry), "refetch", 1, next_look)
    return _waiting(task, None, "refetch", task.attempt, run.ingested_at) if waits else None


def wait_to_retry(task: FetchTask, run: RunContext) -> PendingEntry:
    """Return the row by which a task that failed in passing is tried again in the next run."""
    entry = entry_to_json(task.entry)
    return replace(
        _waiting(task, entry, "retry", task.attempt + 1, run.ingested_at), held_by_run=run.run_id
    )


def _waiting(
    task: FetchTask, entry: str | None, reason: str, attempt: int, due_at: Any
) -> PendingEntry:
    return PendingEntry(task.entry_key, entry, reason, attempt, due_at, None, 0)


class Remembered(NamedTuple):
    """The state that failures leave behind."""

    seen: beam.PCollection[Seen]
    pending: beam.PCollection[PendingEntry]


@dataclass
class RememberFailures(beam.PTransform):
    """Write down what failed: passing failures wait for the next runs, the others are known.

    Attributes:
        lake: address of the lake.
        run: the run.
    """

    lake: str
    run: RunContext

    def expand(self, pcoll: beam.PCollection[Failure]) -> Remembered:
        """Turn each failure into a row of seen or of pending."""
        split = pcoll | "Remember" >> beam.ParDo(_Remember(self.lake, self.run)).with_outputs(
            "pending", main="seen"
        )
        return Remembered(split.seen, split.pending)


class _Remember(beam.DoFn):
    def __init__(self, lake: str, run: RunContext) -> None:
        self._lake = lake
        self._run = run

    def process(self, element: Failure, window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        run = run_in(self._run, window)
        known = known_at(self._lake, element.task.generation)
        if element.passing and element.task.attempt < MAX_ATTEMPTS:
            yield pvalue.TaggedOutput("pending", wait_to_retry(element.task, run))
            return
        yield _seen_failed(element, known, run)
        if element.task.entry_key in known.pending:
            settled = _waiting(element.task, None, "retry", element.task.attempt, run.ingested_at)
            yield pvalue.TaggedOutput("pending", settled)


def _seen_failed(failed: Failure, known: Known, run: RunContext) -> Seen:
    before = known.seen.entry(failed.task.entry_key)
    return seen_after(failed.task, before, run, code=failed.letter.code)
