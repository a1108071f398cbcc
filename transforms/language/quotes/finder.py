"""Find the quotations of an article, and who says them."""

from collections.abc import Iterator, Sequence

from transforms.language.document import Document
from transforms.language.findings import EntityIndex, FoundQuote
from transforms.language.quotes.kinds import INDIRECT
from transforms.language.quotes.marks import MarkedText, find_marked
from transforms.language.quotes.reports import Cue, find_cues, reported_clauses
from transforms.language.quotes.speakers import source_of
from transforms.language.quotes.turns import Turns

# A clause of which more than this share stands between marks adds nothing to their quotation.
_MOSTLY_MARKED = 0.8


def find_quotes(document: Document, entities: EntityIndex) -> list[FoundQuote]:
    """Return the quotations of a parsed article, in the order of the text.

    Direct and mixed ones lie between marks; words in marks that nobody is reported to have said
    (titles, scare quotes) are left out. Indirect ones are the clauses of verbs of saying, without
    "that"; where such a clause holds some words in marks, these are a mixed quotation besides.
    """
    marks = MarkedText(find_marked(_parsed(document)))
    found = find_cues(document.doc, marks)
    marked = Turns(document, entities, marks, found).quotes()
    indirect = _indirect(document, entities, marks, found)
    return sorted([*marked, *indirect], key=lambda quote: (quote.start, quote.end))


def _parsed(document: Document) -> str:
    """Return the part of the text that the parse covers."""
    doc = document.doc
    return document.text[: doc[-1].idx + len(doc[-1])] if len(doc) else ""


def _indirect(
    document: Document, entities: EntityIndex, marks: MarkedText, found: Sequence[Cue]
) -> Iterator[FoundQuote]:
    for cue in found:
        parts = [
            part for part in reported_clauses(cue) if _share_marked(part, marks) <= _MOSTLY_MARKED
        ]
        if not parts:
            continue
        head = cue.speaker(marks)
        speaker = source_of(head, document, entities) if head is not None else None
        for start, end in parts:
            yield FoundQuote(start, end, INDIRECT, parts[0][0], speaker, cue.lemma)


def _share_marked(part: tuple[int, int], marks: MarkedText) -> float:
    start, end = part
    return marks.marked_chars(start, end) / (end - start)
