"""From marked spans to quotations: each gets its cue, and one without a cue the speaker before it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from transforms.language.document import Document
from transforms.language.findings import EntityIndex, FoundQuote, FoundSource
from transforms.language.quotes.attribution import CueFinder
from transforms.language.quotes.cues import cues
from transforms.language.quotes.kinds import DIRECT, begins_large, is_name, is_sentence, kind_of
from transforms.language.quotes.marks import SINGLE_MARKS, Marked, MarkedText, paragraphs
from transforms.language.quotes.reports import Cue
from transforms.language.quotes.speakers import source_of, subject_of

_LONGEST_NAME = 4
_LONGEST_NAME_CHARS = 200


@dataclass(frozen=True)
class _Said:
    """A quotation on its way: its place, its cue, its row."""

    span: Marked
    paragraph: int
    cue: Cue | None
    quote: FoundQuote


class Turns:
    """Reads the marked spans of one text in order."""

    def __init__(
        self, document: Document, entities: EntityIndex, marks: MarkedText, found: Sequence[Cue]
    ) -> None:
        """Take the text, its entities, its marked spans and the cues outside them."""
        self._document = document
        self._text = document.text
        self._entities = entities
        self._marks = marks
        self._cues = found
        self._cue_starts = [cue.start for cue in found]
        self._finder = CueFinder(document, marks, found)
        self._paragraphs = paragraphs(document.text)
        self._starts = [start for start, _ in self._paragraphs]
        self._uses_double = any(self._text[s.opened_at] not in SINGLE_MARKS for s in marks.spans)
        self._last: _Said | None = None

    def quotes(self) -> list[FoundQuote]:
        """Return direct and mixed quotations; marked words that nobody reports are left out."""
        found = []
        for span in self._marks.spans:
            said = self._read(span)
            if said is not None:
                self._last = said
                found.append(said.quote)
        return found

    def _read(self, span: Marked) -> _Said | None:
        paragraph = bisect_right(self._starts, span.opened_at) - 1
        if span.continues and self._last and self._last.paragraph == paragraph - 1:
            return self._following(span, paragraph, self._last, DIRECT)
        cue = self._finder.cue_of(span)
        if is_name(self._document, span, cue):
            return None
        cue = cue or self._cue_above(span, paragraph)
        if cue is not None:
            return self._reported(span, paragraph, cue)
        return self._without_cue(span, paragraph)

    def _reported(self, span: Marked, paragraph: int, cue: Cue) -> _Said:
        last = self._last
        if (
            last
            and last.cue
            and last.cue.token == cue.token
            and last.span.end < cue.start < span.start
        ):
            return self._following(span, paragraph, last, last.quote.kind)
        head = cue.speaker(self._marks)
        speaker = source_of(head, self._document, self._entities) if head is not None else None
        kind = kind_of(self._document, span)
        return _Said(span, paragraph, cue, self._quote(span, kind, span.start, speaker, cue.lemma))

    def _following(self, span: Marked, paragraph: int, last: _Said, kind: str) -> _Said:
        """Join a part to the quotation it goes on from."""
        before = last.quote
        quote = self._quote(span, kind, before.group, before.speaker, before.cue)
        return _Said(span, paragraph, last.cue, quote)

    def _without_cue(self, span: Marked, paragraph: int) -> _Said | None:
        """Read a quotation by its place: behind a name and a colon, behind another, or by itself."""
        named = self._name_and_colon(span, paragraph)
        if named is not None:
            kind = kind_of(self._document, span)
            return _Said(span, paragraph, None, self._quote(span, kind, span.start, named, None))
        last = self._last
        if last and last.paragraph == paragraph and self._only_cue_between(last, span):
            return self._following(span, paragraph, last, DIRECT)
        if not is_sentence(self._text, span) or self._is_crosshead(span):
            return None
        speaker = self._teller(span) or self._speaker_in_turn(span, paragraph)
        quote = self._quote(span, DIRECT, span.start, speaker, None)
        begins = span.opened_at == self._starts[paragraph]
        return _Said(span, paragraph, None, quote) if speaker or begins else None

    def _is_crosshead(self, span: Marked) -> bool:
        """Tell a headline in single marks, in a text that marks its quotations with double ones."""
        return self._uses_double and self._text[span.opened_at] in SINGLE_MARKS

    def _speaker_in_turn(self, span: Marked, paragraph: int) -> FoundSource | None:
        """Return whoever spoke last: in this paragraph, or before it if the quotation opens one."""
        begins = span.opened_at == self._starts[paragraph]
        last = self._last
        if last and last.paragraph == paragraph:
            return last.quote.speaker
        return self._speaker_before(span, 0 if begins else self._starts[paragraph])

    def _name_and_colon(self, span: Marked, paragraph: int) -> FoundSource | None:
        """Return the speaker of "Ryan: ‘…’", of a headline or an interview."""
        start = self._starts[paragraph]
        colon = self._text.find(":", start, min(span.opened_at, start + _LONGEST_NAME_CHARS))
        if colon < 0 or self._text.find("\n", colon, span.opened_at) >= 0:
            return None
        name = self._text[start:colon]
        if len(name.split()) > _LONGEST_NAME:
            return None
        words = self._document.doc.char_span(start, colon, alignment_mode="expand")
        if words is None or any(t.pos_ in ("VERB", "AUX") for t in words):
            return None
        head = next((t for t in reversed(words) if t.pos_ == "PROPN"), None)
        return source_of(head, self._document, self._entities) if head is not None else None

    def _teller(self, span: Marked) -> FoundSource | None:
        """Return the subject of "She shared her doubts: “…”", where no verb of saying stands."""
        mark = self._document.doc.char_span(
            span.opened_at, span.opened_at + 1, alignment_mode="expand"
        )
        if mark is None or mark.start == 0 or mark.doc[mark.start - 1].text not in (":", ","):
            return None
        colon = mark.doc[mark.start - 1]
        # The parse may hang the verb on the quoted words, as what they are told about.
        around = (v for head in colon.ancestors for v in (head, *head.lefts))
        verbs = (verb for verb in around if verb.pos_ == "VERB" and verb.i < colon.i)
        head = next((subject for verb in verbs if (subject := subject_of(verb)) is not None), None)
        if head is None or self._marks.at(head.idx) is not None:
            return None
        return source_of(head, self._document, self._entities)

    def _only_cue_between(self, last: _Said, span: Marked) -> bool:
        """Tell whether nothing, or one sentence with the cue, stands between two parts."""
        if not begins_large(self._text, span):
            return False
        between = self._text[last.span.closed_at : span.opened_at]
        if not between.strip():
            return True
        cue_between = (
            last.cue is not None and last.span.closed_at <= last.cue.start < span.opened_at
        )
        return cue_between and between.rstrip().endswith((".", ",", ":"))

    def _cue_above(self, span: Marked, paragraph: int) -> Cue | None:
        """Return the cue of a paragraph that ends in a colon above this one."""
        if paragraph == 0 or span.opened_at != self._starts[paragraph]:
            return None
        start, end = self._paragraphs[paragraph - 1]
        if not self._text[start:end].rstrip().endswith(":"):
            return None
        number = bisect_left(self._cue_starts, end) - 1
        return self._cues[number] if number >= 0 and self._cue_starts[number] >= start else None

    def _speaker_before(self, span: Marked, since: int) -> FoundSource | None:
        """Return the subject of the last verb of saying between an offset and a span."""
        number = bisect_left(self._spoken_at, span.start) - 1
        if number < 0 or self._spoken_at[number] < since:
            return None
        return source_of(self._spoken[number][1], self._document, self._entities)

    @cached_property
    def _spoken(self) -> list[tuple[int, Token]]:
        """Offsets of the verbs of saying that have a subject, with it, in order."""
        saying = [cue for cue in self._cues if cue.lemma in cues().saying]
        heads = ((cue.start, cue.speaker(self._marks)) for cue in saying)
        return [(start, head) for start, head in heads if head is not None]

    @cached_property
    def _spoken_at(self) -> list[int]:
        return [start for start, _ in self._spoken]

    def _quote(
        self, span: Marked, kind: str, group: int, speaker: FoundSource | None, cue: str | None
    ) -> FoundQuote:
        return FoundQuote(span.start, span.end, kind, group, speaker, cue)
