"""Accounting: every input of a step ends as ok, known or dead, and the counts are PCollections.

Beam's metrics count a retried bundle twice and a cloud launcher is gone when the job ends, so the
counts travel in the graph and are checked there, before the commit.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.accounts import DeadLetter
from schemas.feeds import Failure
from transforms.metrics import count

log = logging.getLogger(__name__)

STEPS = (
    "PollFeeds",
    "ReadEntries",
    "SelectNew",
    "TakeSlice",
    "FetchPages",
    "ExtractArticles",
    "AssignRevisions",
    "Annotate",
    "FitRows",
)
"""The steps that keep accounts, in the order of the data's way."""

FATES = ("ok", "known", "dead")


class AccountsDoNotBalance(Exception):  # noqa: N818 - says what happened
    """A bug: inputs of a step vanished or were counted twice. The run does not commit."""


@dataclass
class CountRecords(beam.PTransform):
    """Turn each record into a count ``("FetchPages.ok", 1)``: no page is kept to be counted.

    Attributes:
        name: step and fate.
        weighted: the elements are numbers to be added up instead of records to be counted.
    """

    name: str
    weighted: bool = False

    def expand(self, pcoll: beam.PCollection[Any]) -> beam.PCollection[tuple[str, int]]:
        """Count where the records are made."""
        return pcoll | "Count" >> beam.ParDo(_Count(self.name, self.weighted))


class _Count(beam.DoFn):
    def __init__(self, name: str, weighted: bool) -> None:
        self._name = name
        self._weighted = weighted

    def process(self, element: Any) -> Iterator[tuple[str, int]]:
        number = element if self._weighted else 1
        count(self._name, number)
        letter = element.letter if isinstance(element, Failure) else element
        if isinstance(letter, DeadLetter):
            count(f"{self._name}.{letter.code}")
            about = {"run_id": letter.run_id, "step": letter.step, "key": letter.key}
            log.debug("%s: %s", letter.code, letter.detail, extra=about)
        yield self._name, number


def check_accounts(counts: Iterable[tuple[str, int]], rows: Mapping[str, int]) -> dict[str, int]:
    """Add up the counts and check that nothing is missing.

    Args:
        counts: pairs of "Step.in", "Step.ok", "Step.known", "Step.dead" and a number.
        rows: rows written by table.

    Returns:
        The counters of the commit, sorted by name.

    Raises:
        AccountsDoNotBalance: for a step, in is not ok + known + dead; or the tables do not have a
            row for each article and each dead letter.
    """
    total: Counter[str] = Counter()
    for name, n in counts:
        total[name] += n
    wrong = []
    for step in sorted({name.partition(".")[0] for name in total}):
        ends = {fate: total[f"{step}.{fate}"] for fate in FATES}
        if total[f"{step}.in"] != sum(ends.values()):
            told = ", ".join(f"{fate} {n}" for fate, n in ends.items())
            wrong.append(f"{step}: in {total[f'{step}.in']}, {told}")
    expected = {
        "articles": total["AssignRevisions.ok"],
        "dead_letters": sum(n for name, n in total.items() if name.endswith(".dead")),
    }
    for table, n in expected.items():
        if rows.get(table, 0) != n:
            wrong.append(f"table {table}: {rows.get(table, 0)} rows written, {n} counted")
    if wrong:
        raise AccountsDoNotBalance("the run does not commit: " + "; ".join(wrong))
    return {name: total[name] for name in sorted(total)}


def all_counters(steps: Iterable[str]) -> list[tuple[str, int]]:
    """Return zero for every counter of some steps: what did not happen is told too."""
    return [(f"{step}.{fate}", 0) for step in steps for fate in ("in", *FATES)]
