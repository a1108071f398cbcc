"""What an engine shows while it works, under the same names on every runner.

Counters ``FetchPages.ok`` and the like, dead ones by code too (``FetchPages.dead.timed_out``), and
distributions: ``FetchPages.ms``, ``FetchPages.bytes``, ``PollFeeds.ms``, ``PollFeeds.bytes``,
``ExtractArticles.ms``, ``Annotate.ms``, ``CommitRun.ms``, and ``freshness.s``: from when an article
was published to when its row can be read, see ``ages_s``. All in the namespace ``newsbeam``.

They are for looking on: a bundle that is tried again counts twice. What holds are the counts in
``runs``.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from apache_beam.metrics import Metrics

NAMESPACE = "newsbeam"
FRESHNESS = "freshness.s"

NEWS_AGE = timedelta(hours=24)
"""Up to this age an article is news; a feed that is asked for the first time shows older ones too."""


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


def ages_s(published: Sequence[datetime], readable: datetime) -> list[int]:
    """Return how long after their publication articles could be read, seconds, in order.

    What is older than ``NEWS_AGE`` is left out: that a feed still shows what it published last week
    says nothing about how soon its news are there.

    Args:
        published: of each article, at its first revision, aware UTC; dates in the future count as 0.
        readable: when their rows could be read.
    """
    ages = (readable - at for at in published)
    return sorted(max(0, round(age.total_seconds())) for age in ages if age <= NEWS_AGE)


def freshness_s(published: Sequence[datetime], readable: datetime) -> dict[str, int]:
    """Return the counters of a commit for what ``ages_s`` tells; it has the arguments.

    Returns:
        ``freshness_s.p50``, ``freshness_s.p95`` and ``freshness_s.max``, where one article is not too
        old, and ``freshness_s.left_out``, how many are; nothing without articles.
    """
    if not published:
        return {}
    ages = ages_s(published, readable)
    left_out = {"freshness_s.left_out": len(published) - len(ages)}
    if not ages:
        return left_out
    ranks = {"p50": 50, "p95": 95, "max": 100}
    # Nearest rank: a value that is there, also of a single article.
    found = {name: ages[-(-len(ages) * rank // 100) - 1] for name, rank in ranks.items()}
    return left_out | {f"freshness_s.{name}": age for name, age in found.items()}
