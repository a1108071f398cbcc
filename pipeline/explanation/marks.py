"""Which words of an article carry what: marks that may overlap, and the text cut at their ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from transforms.language.annotation import Annotation

_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")

LAYERS = ("entity", "place", "quote", "speaker", "time", "event")
"""From the bottom to the top: what is drawn last is seen best."""

PLACE_TYPES = frozenset(["GPE", "LOC", "FAC"])


@dataclass(frozen=True)
class Mark:
    """Words that something was read from.

    Attributes:
        start, end: code points of the article's text.
        layer: one of ``LAYERS``.
        ref: the row that they belong to: "entity-3", "quote-0", "time-1", "event-12".
        kind: type of the entity or event, kind of the quote.
    """

    start: int
    end: int
    layer: str
    ref: str
    kind: str


@dataclass(frozen=True)
class Segment:
    """A piece of text that carries the same marks from end to end; ``starts`` begin with it."""

    text: str
    marks: tuple[Mark, ...]
    starts: tuple[Mark, ...]


def marks_of(found: Annotation) -> list[Mark]:
    """Return all marks of an article, in the order of the text."""
    return sorted(_all_marks(found), key=lambda m: (m.start, -m.end, LAYERS.index(m.layer), m.ref))


def _all_marks(found: Annotation) -> Iterator[Mark]:
    for number, entity in enumerate(found.entities):
        layer = "place" if entity.type in PLACE_TYPES else "entity"
        for mention in entity.mentions:
            kind = entity.type if mention.kind == "name" else f"{entity.type} {mention.kind}"
            yield Mark(mention.start, mention.end, layer, f"entity-{number}", kind)
    for number, quote in enumerate(found.quotes):
        yield Mark(quote.start, quote.end, "quote", f"quote-{number}", quote.kind)
        if quote.speaker:
            speaker = quote.speaker
            yield Mark(speaker.start, speaker.end, "speaker", f"quote-{number}", "speaker")
    for number, time in enumerate(found.times):
        yield Mark(time.start, time.end, "time", f"time-{number}", time.type)
    for number, event in enumerate(found.events):
        for told in event.mentions:
            yield Mark(told.start, told.end, "event", f"event-{number}", event.event_type or "none")


def segments(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """Cut a text wherever a mark begins or ends; the pieces joined are the text."""
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    opening: dict[int, list[Mark]] = {}
    for mark in marks:
        opening.setdefault(mark.start, []).append(mark)
    found: list[Segment] = []
    running: list[Mark] = []
    for start, end in pairwise(cuts):
        running = [m for m in running if m.end > start] + opening.get(start, [])
        found.append(Segment(text[start:end], tuple(running), tuple(opening.get(start, ()))))
    return found


def paragraphs(pieces: Iterable[Segment]) -> list[list[Segment]]:
    """Part segments at blank lines, for a page; a mark may go on in the next paragraph."""
    found: list[list[Segment]] = [[]]
    for piece in pieces:
        for number, part in enumerate(_BLANK_LINE.split(piece.text)):
            if number:
                found.append([])
            if part.strip("\n"):
                starts = piece.starts if not number else ()
                found[-1].append(Segment(part, piece.marks, starts))
    return [paragraph for paragraph in found if paragraph]
