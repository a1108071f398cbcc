"""AssignRevisions: which text is a new revision of which article, and what is known of it since."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.articles import Article
from schemas.context import RunContext
from schemas.feeds import ExtractedArticle, Failure, FetchTask
from schemas.state import PendingEntry, Seen
from transforms.lake.commit import Snapshot
from transforms.lake.known import Known, known_at
from transforms.lake.state import ArticleHistory
from transforms.selection.choice import entry_to_json, merged_fingerprints

MAX_ATTEMPTS = 4
"""A passing error is tried again in the next three runs; then it counts as known."""


@dataclass(frozen=True)
class Settled:
    """What the texts of one article id come to.

    Attributes:
        article: the new revision, None where the article had all the texts.
        revision, text_sha256, published_date: the article's history from now on.
    """

    article: Article | None
    revision: int
    text_sha256: tuple[str, ...]
    published_date: date


class Revised(NamedTuple):
    """New revisions, how many texts were known, and the state that the run leaves behind."""

    new: beam.PCollection[Article]
    known: beam.PCollection[int]
    seen: beam.PCollection[Seen]
    pending: beam.PCollection[PendingEntry]


def settle(articles: Iterable[Article], history: ArticleHistory | None) -> Settled:
    """Find the new revision among texts with one article id: at most one a commit.

    In the order of (modified or published time, address, text) the last text wins; a text that the
    article had before makes no revision. The partition is the day of revision 1.
    """
    ordered = sorted(articles, key=_age)
    last = ordered[-1]
    if history is None:
        return Settled(last, 1, (last.text_sha256,), last.published_date)
    fresh = [a for a in ordered if a.text_sha256 not in history.text_sha256]
    if not fresh:
        return Settled(None, history.revision, history.text_sha256, history.published_date)
    last = replace(fresh[-1], revision=history.revision + 1, published_date=history.published_date)
    texts = (*history.text_sha256, last.text_sha256)
    return Settled(last, last.revision, texts, history.published_date)


def _age(article: Article) -> tuple[Any, str, str]:
    return (article.modified_at or article.published_at, article.url, article.text_sha256)


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
        first_seen_at=before.first_seen_at if before else entry.polled_at,
        last_in_feed_at=entry.polled_at,
        fetched_at=run.ingested_at,
        fetch_count=(before.fetch_count if before else 0) + 1,
        generation=0,
    )


def wait_after(
    task: FetchTask, seen: Seen, run: RunContext, refetch_after_s: Sequence[float], waits: bool
) -> PendingEntry | None:
    """Return the row of ``_state/pending`` after a task has ended well, None where none changes.

    A page is looked at again at the configured ages, counted from when it was first seen; the
    feed's own text is not kept for that.
    """
    if seen.fetch_count <= len(refetch_after_s):
        age = timedelta(seconds=refetch_after_s[seen.fetch_count - 1])
        entry = replace(task.entry, content=None)
        return _pending(task, entry_to_json(entry), "refetch", 1, seen.first_seen_at + age)
    return _pending(task, None, "refetch", task.attempt, run.ingested_at) if waits else None


def wait_to_retry(task: FetchTask, run: RunContext) -> PendingEntry:
    """Return the row by which a task that failed in passing is tried again in the next run."""
    entry = entry_to_json(task.entry)
    return replace(
        _pending(task, entry, "retry", task.attempt + 1, run.ingested_at), held_by_run=run.run_id
    )


def _pending(
    task: FetchTask, entry: str | None, reason: str, attempt: int, due_at: Any
) -> PendingEntry:
    return PendingEntry(task.entry_key, entry, reason, attempt, due_at, None, 0)


@dataclass
class AssignRevisions(beam.PTransform):
    """Give each text its revision, against the lake as of the run's generation.

    Attributes:
        lake: address of the lake.
        snapshot: the generation, as a side input.
        run: the run.
        refetch_after_s: ages at which a page is looked at again.
    """

    lake: str
    snapshot: Any
    run: RunContext
    refetch_after_s: tuple[float, ...] = ()

    def expand(self, pcoll: beam.PCollection[ExtractedArticle]) -> Revised:
        """Group texts by article and settle each group."""
        split = (
            pcoll
            | "KeyArticles" >> beam.WithKeys(lambda extracted: extracted.article.article_id)
            | "GroupArticles" >> beam.GroupByKey()
            | "Settle"
            >> beam.ParDo(
                _Settle(self.lake, self.run, self.refetch_after_s), self.snapshot
            ).with_outputs("known", "seen", "pending", main="new")
        )
        return Revised(split.new, split.known, split.seen, split.pending)


class _Settle(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, refetch_after_s: tuple[float, ...]) -> None:
        self._lake = lake
        self._run = run
        self._refetch_after_s = refetch_after_s

    def process(
        self, element: tuple[str, Iterable[ExtractedArticle]], snapshot: Snapshot
    ) -> Iterator[Any]:
        article_id, extracted = element[0], list(element[1])
        known = known_at(self._lake, snapshot.generation)
        settled = settle([e.article for e in extracted], known.seen.article(article_id))
        if settled.article is not None:
            yield settled.article
        if count := len(extracted) - (settled.article is not None):
            yield pvalue.TaggedOutput("known", count)
        for e in extracted:
            seen = seen_after(
                e.task,
                known.seen.entry(e.task.entry_key),
                self._run,
                article_id=article_id,
                revision=settled.revision,
                text_sha256=settled.text_sha256,
                published_date=settled.published_date,
            )
            yield pvalue.TaggedOutput("seen", seen)
            waits = e.task.entry_key in known.pending
            wait = wait_after(e.task, seen, self._run, self._refetch_after_s, waits)
            if wait is not None:
                yield pvalue.TaggedOutput("pending", wait)


class Remembered(NamedTuple):
    """The state that failures leave behind."""

    seen: beam.PCollection[Seen]
    pending: beam.PCollection[PendingEntry]


@dataclass
class RememberFailures(beam.PTransform):
    """Write down what failed: passing failures wait for the next runs, the others are known.

    Attributes:
        lake: address of the lake.
        snapshot: the generation, as a side input.
        run: the run.
    """

    lake: str
    snapshot: Any
    run: RunContext

    def expand(self, pcoll: beam.PCollection[Failure]) -> Remembered:
        """Turn each failure into a row of seen or of pending."""
        split = pcoll | "Remember" >> beam.ParDo(
            _Remember(self.lake, self.run), self.snapshot
        ).with_outputs("pending", main="seen")
        return Remembered(split.seen, split.pending)


class _Remember(beam.DoFn):
    def __init__(self, lake: str, run: RunContext) -> None:
        self._lake = lake
        self._run = run

    def process(self, element: Failure, snapshot: Snapshot) -> Iterator[Any]:
        known = known_at(self._lake, snapshot.generation)
        if element.passing and element.task.attempt < MAX_ATTEMPTS:
            yield pvalue.TaggedOutput("pending", wait_to_retry(element.task, self._run))
            return
        yield _seen_failed(element, known, self._run)
        if element.task.entry_key in known.pending:
            settled = _pending(
                element.task, None, "retry", element.task.attempt, self._run.ingested_at
            )
            yield pvalue.TaggedOutput("pending", settled)


def _seen_failed(failed: Failure, known: Known, run: RunContext) -> Seen:
    before = known.seen.entry(failed.task.entry_key)
    return seen_after(failed.task, before, run, code=failed.letter.code)
