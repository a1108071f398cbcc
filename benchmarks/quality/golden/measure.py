"""All figures of one golden article, under the names they have in the tables."""

from collections.abc import Sequence

from benchmarks.quality.golden.events import measure_events
from benchmarks.quality.golden.expressions import measure_quotes, measure_times
from benchmarks.quality.golden.figures import Measured
from benchmarks.quality.golden.gold import GoldArticle
from benchmarks.quality.golden.names import measure_names
from benchmarks.quality.golden.spans import Row


def measure_article(article: GoldArticle, answer: Row) -> Measured:
    """Compare what ``newsbeam annotate`` answers with the gold.

    Args:
        article: the golden article.
        answer: rows under ``entities``, ``quotes``, ``times`` and ``events``; a missing table is
            an empty one.
    """
    entities: Sequence[Row] = answer.get("entities") or ()
    names = {e["entity_id"]: e["name"] for e in entities if e.get("entity_id") and e.get("name")}
    parts = (
        measure_names(article, entities),
        measure_quotes(article, answer.get("quotes") or (), names),
        measure_times(article, answer.get("times") or ()),
        measure_events(article, answer.get("events") or (), names),
    )
    return Measured(
        {name: figure for part in parts for name, figure in part.figures.items()},
        [miss for part in parts for miss in part.misses],
    )
