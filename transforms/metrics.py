"""What an engine shows while it works, under the same names on every runner.

Counters ``FetchPages.ok`` and the like, dead ones by code too (``FetchPages.dead.timed_out``), and
distributions: ``FetchPages.ms``, ``FetchPages.bytes``, ``PollFeeds.ms``, ``PollFeeds.bytes``,
``ExtractArticles.ms``, ``Annotate.ms``, ``CommitRun.ms``, and ``freshness.s``: from when an article
was published to when its row can be read, later revisions and old news of a first run included. All in the namespace ``newsbeam``.

They are for looking on: a bundle that is tried again counts twice. What holds are the counts in
``runs``.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from apache_beam.metrics import Metrics

NAMESPACE = "newsbeam"
FRESHNESS = "freshness.s"


@cache
def _counter(name: str) -> Any:
    return Metrics.counter(NAMESPACE, name)


@cache
def _distribution(name: str) -> Any:
    return Metrics.distribution(NAMESPACE, name)


def count(name: str, number: int = 1) -> None:
    """Add to a counter; only in Beam's own thread."""
    _counter(name).inc(number)


def spread(name: str, value: float) -> None:
    """Add a value to a distribution, as a whole number; only in Beam's own thread."""
    _distribution(name).update(round(value))


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Add how long the block takes to ``<step>.ms``."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        spread(f"{step}.ms", 1_000 * (time.perf_counter() - begun))


def freshness_s(published: Sequence[datetime], readable: datetime) -> dict[str, int]:
    """Return how long after their publication articles could be read: p50, p95, max, seconds.

    Args:
        published: of each article, aware UTC; dates in the future count as 0.
        readable: when their rows could be read.

    Returns:
        Counters ``freshness_s.p50``, ``freshness_s.p95``, ``freshness_s.max``; none without articles.
    """
    ages = sorted(max(0, round((readable - at).total_seconds())) for at in published)
    if not ages:
        return {}
    ranks = {"p50": 50, "p95": 95, "max": 100}
    # Nearest rank: a value that is there, also of a single article.
    return {f"freshness_s.{n}": ages[-(-len(ages) * rank // 100) - 1] for n, rank in ranks.items()}
