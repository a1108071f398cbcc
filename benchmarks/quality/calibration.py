"""How far an event's confidence can be believed: ``python -m benchmarks.quality.calibration DATA_DIR``.

Of every event with a type that can be judged, its confidence and whether it is right. In the golden
articles an event is right when an annotator has an event at its trigger and accepts its type; where
the annotator has none it is wrong, and borderline events of the gold are not counted unless they are
right. In the pairs only the event between the marked source and target can be judged, by its root.
The table tells, for each half, how many events have a confidence within a range and how many of them
are right: of those at .8 and above at least 80 % should be.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.events import MODEL, ROOT_OF, pair_answers
from benchmarks.quality.golden.events import paired_events
from benchmarks.quality.golden.reading import read_articles
from benchmarks.quality.golden.report import ARTICLES, annotated, is_kept_aside
from transforms.language.document import open_pipeline

RANGES = ((0.0, 0.4), (0.4, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
SURE = 0.8
HALVES = (("open", False), ("kept aside", True))


@dataclass(frozen=True)
class Judged:
    """An event: how sure the coder is, whether it is right, whether its text is kept aside."""

    confidence: float
    right: bool
    aside: bool


def main(arguments: list[str] | None = None) -> int:
    """Print the table of each half; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    options = parser.parse_args(arguments)
    events = [*judged_pairs(options.data_dir), *judged_articles()]
    print(f"{'confidence':14}{'open':>18}{'kept aside':>18}")
    for low, high in (*RANGES, (SURE, 1.01)):
        cells = [
            cell([e for e in events if e.aside == aside and low <= e.confidence < high])
            for _, aside in HALVES
        ]
        print(f"{low:.1f} to {min(high, 1):.1f}    {''.join(f'{c:>18}' for c in cells)}")
    for name, aside in HALVES:
        print(f"{name}: off by {error([e for e in events if e.aside == aside]):.3f} on average")
    return 0


def cell(events: Sequence[Judged]) -> str:
    """Write the share that is right, and how many there are."""
    if not events:
        return "none"
    return f"{sum(e.right for e in events) / len(events):.3f} of {len(events):5}"


def error(events: Sequence[Judged]) -> float:
    """Return the expected calibration error: the mean gap between confidence and share right.

    Over ten equal ranges, weighted by their events (Naeini, Cooper and Hauskrecht, 2015).
    """
    gap = 0.0
    for step in range(10):
        part = [e for e in events if step / 10 <= e.confidence < (step + 1) / 10 + (step == 9)]
        if part:
            gap += abs(sum(e.confidence for e in part) - sum(e.right for e in part))
    return gap / max(len(events), 1)


def judged_pairs(data_dir: Path) -> Iterator[Judged]:
    """Judge the event between each marked pair."""
    for pair, event in pair_answers(data_dir, open_pipeline(MODEL)):
        if event is not None and event.event_type is not None:
            root = ROOT_OF.get(event.event_type, event.event_type)
            yield Judged(event.confidence, root == pair.root, pair.kept_aside)


def judged_articles() -> Iterator[Judged]:
    """Judge every typed event of the golden articles."""
    articles = read_articles(ARTICLES)
    for article, answer in zip(articles, annotated(articles), strict=True):
        rows = answer["events"]
        triggers = [(row["trigger_start"], row["trigger_end"]) for row in rows]
        gold_of = {n: article.events[i] for i, n in paired_events(article.events, triggers).items()}
        for number, row in enumerate(rows):
            gold = gold_of.get(number)
            right = gold is not None and row["event_type"] in gold.right_types
            borderline = gold is not None and gold.optional and not right
            if row["event_type"] and not borderline:
                yield Judged(row["confidence"], right, is_kept_aside(article))


def sure_share(events: Iterable[Judged], aside: bool) -> float:
    """Return the share that is right of the events at ``SURE`` and above, in one half."""
    sure = [e for e in events if e.aside == aside and e.confidence >= SURE]
    return sum(e.right for e in sure) / max(len(sure), 1)


if __name__ == "__main__":
    sys.exit(main())
