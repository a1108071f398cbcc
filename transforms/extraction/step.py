"""ExtractArticles: pages in, articles and dead letters out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.context import RunContext
from schemas.errors import RecordError
from schemas.feeds import ExtractedArticle, Failure, Page
from transforms.dead_letters import failure
from transforms.extraction.article import extract_article
from transforms.extraction.parsers import empty_caches
from transforms.extraction.settings import ExtractionSettings
from transforms.metrics import spread, timed
from transforms.windows import run_in

STEP = "ExtractArticles"
DEAD = "dead"


class Extracted(NamedTuple):
    """What ExtractArticles gives; every page is in exactly one of the two."""

    ok: beam.PCollection[ExtractedArticle]
    dead: beam.PCollection[Failure]


@dataclass
class ExtractArticles(beam.PTransform):
    """Read articles off pages, in the worker that fetched them: no page crosses a shuffle.

    Attributes:
        run: the run.
        settings: how pages are read.
    """

    run: RunContext
    settings: ExtractionSettings

    def expand(self, pages: beam.PCollection[Page]) -> Extracted:
        """Extract each page; what gives no article becomes a dead letter."""
        split = pages | "Extract" >> beam.ParDo(_Extract(self.run, self.settings)).with_outputs(
            DEAD, main="ok"
        )
        return Extracted(ok=split.ok, dead=split[DEAD])


class _Extract(beam.DoFn):
    """Holds nothing of a page; counts pages, to empty the parsers' caches in time."""

    def __init__(self, run: RunContext, settings: ExtractionSettings) -> None:
        self._run = run
        self._settings = settings
        self._pages = 0

    def process(
        self, page: Page, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[ExtractedArticle | pvalue.TaggedOutput]:
        """Yield the article, or its dead letter with the archive's place of the response."""
        run = run_in(self._run, window)
        self._pages += 1
        if self._pages % self._settings.reset_every == 0:
            empty_caches()
        if page.unavailable is None:
            # Told here, in Beam's own thread: pages are fetched in others.
            spread("FetchPages.bytes", len(page.body))
            spread("FetchPages.ms", page.duration_ms)
        try:
            with timed(STEP):
                article = extract_article(page, run, self._settings)
        except RecordError as error:
            yield pvalue.TaggedOutput(DEAD, dead_page(page, error, run))
        else:
            yield ExtractedArticle(task=page.task, article=article)

    def teardown(self) -> None:
        """Give back what the parsers keep."""
        empty_caches()


def dead_page(page: Page, error: RecordError, run: RunContext) -> Failure:
    """Say which page gave no article, and where the archive holds the response."""
    failed = failure(STEP, page.task, error, run)
    letter = replace(failed.letter, raw_file=page.raw_file, raw_offset=page.raw_offset)
    return replace(failed, letter=letter)
