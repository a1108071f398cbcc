"""AssignRevisions: which text is a new revision of which article."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.articles import Article
from schemas.context import RunContext
from schemas.feeds import ExtractedArticle
from schemas.state import PendingEntry, Seen
from transforms.lake.known import Known, known_at
from transforms.lake.seen import ArticleHistory
from transforms.lake.state import read_histories
from transforms.lake.storage import Storage
from transforms.outcomes import seen_after, wait_after
from transforms.windows import run_in


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
    article had before makes no revision. The texts that lose count as had: they come from further
    addresses of the article (print view, AMP), and would be a correction at the next look. The
    partition is the day of revision 1.
    """
    ordered = sorted(articles, key=_age)
    had = history.text_sha256 if history else ()
    fresh = [a for a in ordered if a.text_sha256 not in had]
    texts = tuple(dict.fromkeys((*had, *(a.text_sha256 for a in fresh))))
    if history is None or history.revision == 0:  # 0: its rows were lost, see the verification
        return Settled(fresh[-1], 1, texts, fresh[-1].published_date)
    if not fresh:
        return Settled(None, history.revision, texts, history.published_date)
    last = replace(fresh[-1], revision=history.revision + 1, published_date=history.published_date)
    return Settled(last, last.revision, texts, history.published_date)


def _age(article: Article) -> tuple[Any, str, str]:
    return (article.modified_at or article.published_at, article.url, article.text_sha256)


@dataclass
class AssignRevisions(beam.PTransform):
    """Give each text its revision, against the generation that its task names.

    Attributes:
        lake: address of the lake.
        run: the run.
        refetch_after_s: ages at which a page is looked at again.
        retention_days: how long what was seen is remembered; None: for ever.
    """

    lake: str
    run: RunContext
    refetch_after_s: tuple[float, ...] = ()
    retention_days: float | None = None

    def expand(self, pcoll: beam.PCollection[ExtractedArticle]) -> Revised:
        """Group texts by article and settle each group."""
        forgotten = (
            pcoll
            | "Suspect" >> beam.ParDo(_Suspect(self.lake, self.run, self.retention_days))
            | "SuspectsToOnePlace" >> beam.WithKeys(0)
            | "GatherSuspects" >> beam.GroupByKey()
            | "LookUpForgotten" >> beam.ParDo(_LookUp(self.lake))
        )
        split = (
            {
                "texts": pcoll | "KeyArticles" >> beam.WithKeys(lambda e: e.article.article_id),
                "histories": forgotten,
            }
            | "GroupArticles" >> beam.CoGroupByKey()
            | "Settle"
            >> beam.ParDo(_Settle(self.lake, self.run, self.refetch_after_s)).with_outputs(
                "known", "seen", "pending", main="new"
            )
        )
        return Revised(split.new, split.known, split.seen, split.pending)


class _Suspect(beam.DoFn):
    """Passes on the articles that nobody knows and that may have been known before.

    Neither its date nor its address tells: publishers date old pieces anew. So in a lake that is
    older than the retention every article that is not known is looked up.
    """

    def __init__(self, lake: str, run: RunContext, retention_days: float | None) -> None:
        self._lake = lake
        self._run = run
        self._retention_days = retention_days

    def process(
        self, element: ExtractedArticle, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[str]:
        if self._retention_days is None:
            return
        known = known_at(self._lake, element.task.generation)
        now = run_in(self._run, window).ingested_at
        has_forgotten = known.began_at <= now - timedelta(days=self._retention_days)
        if has_forgotten and known.seen.article(element.article.article_id) is None:
            yield element.article.article_id


class _LookUp(beam.DoFn):
    """All at once: each look-up reads a column of the whole table."""

    def __init__(self, lake: str) -> None:
        self._lake = lake

    def process(self, element: tuple[int, Iterable[str]]) -> Iterator[tuple[str, ArticleHistory]]:
        yield from read_histories(Storage(self._lake), set(element[1])).items()


class _Settle(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, refetch_after_s: tuple[float, ...]) -> None:
        self._lake = lake
        self._run = run
        self._refetch_after_s = refetch_after_s

    def process(
        self,
        element: tuple[str, Mapping[str, Iterable[Any]]],
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[Any]:
        article_id = element[0]
        extracted: list[ExtractedArticle] = list(element[1]["texts"])
        run = run_in(self._run, window)
        known = known_at(self._lake, max(e.task.generation for e in extracted))
        if known.blocked.covers(*(u for e in extracted for u in _addresses(e.article))):
            yield from self._left_out(extracted, known, run)
            return
        history = known.seen.article(article_id) or next(iter(element[1]["histories"]), None)
        settled = settle([e.article for e in extracted], history)
        if settled.article is not None:
            yield settled.article
        if count := len(extracted) - (settled.article is not None):
            yield pvalue.TaggedOutput("known", count)
        for e in extracted:
            seen = seen_after(
                e.task,
                known.seen.entry(e.task.entry_key),
                run,
                article_id=article_id,
                revision=settled.revision,
                text_sha256=settled.text_sha256,
                published_date=settled.published_date,
            )
            yield pvalue.TaggedOutput("seen", seen)
            waits = e.task.entry_key in known.pending
            wait = wait_after(e.task, seen, run, self._refetch_after_s, waits)
            if wait is not None:
                yield pvalue.TaggedOutput("pending", wait)

    def _left_out(
        self, extracted: list[ExtractedArticle], known: Known, run: RunContext
    ) -> Iterator[Any]:
        """An entry led to an article that was taken down: the entry is known, the article is not."""
        yield pvalue.TaggedOutput("known", len(extracted))
        for e in extracted:
            before = known.seen.entry(e.task.entry_key)
            nothing = {"article_id": None, "revision": None, "text_sha256": ()}
            seen = seen_after(e.task, before, run, code="blocked", published_date=None, **nothing)
            yield pvalue.TaggedOutput("seen", seen)
            wait = wait_after(e.task, seen, run, (), e.task.entry_key in known.pending)
            if wait is not None:
                yield pvalue.TaggedOutput("pending", wait)


def _addresses(article: Article) -> tuple[str | None, ...]:
    return article.canonical_url, article.url
