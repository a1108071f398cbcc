"""Annotate: the step that turns articles into rows of entities, events and quotes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.accounts import DeadLetter
from schemas.articles import Article
from schemas.context import RunContext
from schemas.entities import Entity
from schemas.errors import RecordError
from schemas.events import Event
from schemas.quotes import Quote
from transforms.dead_letters import dead_letter
from transforms.language.annotation import annotate, loaded_pipeline
from transforms.language.settings import LexiconFile
from transforms.metrics import timed
from transforms.windows import run_in

STEP = "Annotate"
FIT = "FitRows"
"""A single row that does not fit its table is a dead letter; the article's other rows are kept."""


class Annotated(NamedTuple):
    """Rows by table, and the fates of the articles.

    All articles are passed on in ``articles``; each is counted once more in ``annotated``, in
    ``without_model`` (no pipeline for its language) or in ``dead``. Single rows that did not fit
    their table are in ``rejected``.
    """

    articles: beam.PCollection[Article]
    entities: beam.PCollection[Entity]
    events: beam.PCollection[Event]
    quotes: beam.PCollection[Quote]
    annotated: beam.PCollection[str]
    without_model: beam.PCollection[str]
    dead: beam.PCollection[DeadLetter]
    rejected: beam.PCollection[DeadLetter]


@dataclass
class Annotate(beam.PTransform):
    """Annotate each article once.

    Attributes:
        models: spaCy pipeline by language code.
        run: the run.
        lexicon: the user's own entries for events.
    """

    models: Mapping[str, str]
    run: RunContext
    lexicon: tuple[LexiconFile, ...] = ()

    def expand(self, pcoll: beam.PCollection[Article]) -> Annotated:
        """Parse each article and split what was read by table."""
        split = pcoll | "ParseAndRead" >> beam.ParDo(
            _Annotate(dict(self.models), self.run, self.lexicon)
        ).with_outputs(
            *("entities", "events", "quotes", "annotated", "without_model", "dead", "rejected"),
            main="articles",
        )
        return Annotated(
            split.articles,
            split.entities,
            split.events,
            split.quotes,
            split.annotated,
            split.without_model,
            split.dead,
            split.rejected,
        )


class _Annotate(beam.DoFn):
    def __init__(
        self, models: dict[str, str], run: RunContext, lexicon: tuple[LexiconFile, ...]
    ) -> None:
        self._models = models
        self._lexicon = lexicon
        self._run = run

    def setup(self) -> None:
        """Load the pipelines before the first article, so that a missing one fails at once."""
        for name in self._models.values():
            loaded_pipeline(name)

    def process(self, element: Article, window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        run = run_in(self._run, window)
        try:
            with timed(STEP):
                found = annotate(element, self._models, lexicon=self._lexicon)
        except RecordError as error:
            yield element
            yield pvalue.TaggedOutput("dead", _letter(STEP, element, error, run))
            return
        yield found.article
        fate = "annotated" if found.annotated else "without_model"
        yield pvalue.TaggedOutput(fate, element.article_id)
        for tag in ("entities", "events", "quotes"):
            yield from (pvalue.TaggedOutput(tag, row) for row in getattr(found, tag))
        for misfit in found.rejected:
            yield pvalue.TaggedOutput("rejected", _letter(FIT, element, misfit, run))


def _letter(step: str, article: Article, error: RecordError, run: RunContext) -> DeadLetter:
    return dead_letter(
        step,
        key=f"{article.article_id}/{article.revision}",
        error=error,
        run=run,
        url=article.url,
        feed_url=article.feed_url,
        entry_id=article.entry_id,
    )
