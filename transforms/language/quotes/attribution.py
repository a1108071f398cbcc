"""Which cue reports the words between two marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from transforms.language.document import Document
from transforms.language.quotes.cues import cues
from transforms.language.quotes.marks import Marked
from transforms.language.quotes.reports import Cue, MarkedText

_SENTENCE_END = frozenset({".", "!", "?", "…"})
_REACH = 40
"""Tokens between a cue and the mark; "said" and a speaker with two titles come to 25."""


@dataclass(frozen=True)
class Neighbours:
    """The cues in the sentence around a marked span, outside all marks.

    Attributes:
        before, behind: cues on each side, the nearest first.
        colon: True where a colon stands directly before the marks.
    """

    before: tuple[Cue, ...]
    behind: tuple[Cue, ...]
    colon: bool


class CueFinder:
    """Finds the cue of each marked span of one text."""

    def __init__(self, document: Document, marks: MarkedText, found: Sequence[Cue]) -> None:
        """Take the parse, the marked spans and the cues outside them."""
        self._doc = document.doc
        self._text = document.text
        self._marks = marks
        self._by_token = {cue.token.i: cue for cue in found}

    def cue_of(self, span: Marked) -> Cue | None:
        """Return the cue that reports a span; None where nothing near it does."""
        near = self.neighbours(span)
        words = self._doc.char_span(span.start, span.end, alignment_mode="expand")
        last = self._text[span.end - 1]
        comma = last in ",?!" or self._text[span.closed_at : span.closed_at + 1] == ","
        behind = next((c for c in near.behind if c.kind != "noun"), None)
        if behind and comma and _says(behind) and self._tight(span, behind):
            return behind
        linked = _linked(near.before, words)
        if near.before and near.colon:
            return linked or near.before[0]
        if linked:
            return linked
        if behind and (_linked((behind,), words) or (comma and _says(behind))):
            return behind
        return (
            next((c for c in near.before if c.kind == "verb"), None)
            or _first((*near.before, *near.behind), ("source",))
            or _first(near.before, ("noun",))
        )

    def neighbours(self, span: Marked) -> Neighbours:
        """Return the cues of the sentence around a span."""
        first, behind = self._edges(span)
        colon = first > 0 and self._doc[first - 1].text == ":"
        return Neighbours(tuple(self._walk(first - 1, -1)), tuple(self._walk(behind, 1)), colon)

    def _edges(self, span: Marked) -> tuple[int, int]:
        whole = self._doc.char_span(span.opened_at, span.closed_at, alignment_mode="expand")
        return (whole.start, whole.end) if whole is not None else (0, 0)

    def _walk(self, at: int, step: int) -> list[Cue]:
        """Collect cues from a token on until the sentence ends; other marked spans are leapt over."""
        found: list[Cue] = []
        steps = 0
        while 0 <= at < len(self._doc) and steps < _REACH:
            token = self._doc[at]
            other = self._marks.at(token.idx)
            if other is not None:
                edges = self._edges(other)
                if self._ends_sentence(other, edges[1]):
                    break
                at = edges[0] - 1 if step < 0 else edges[1]
                continue
            if token.text in _SENTENCE_END or _is_gap(token):
                break
            if token.i in self._by_token:
                found.append(self._by_token[token.i])
            at += step
            steps += 1
        return found

    def _ends_sentence(self, span: Marked, behind: int) -> bool:
        if self._text[span.end - 1] not in ".?!":
            return False
        return behind >= len(self._doc) or not self._doc[behind].text[:1].islower()

    def _tight(self, span: Marked, cue: Cue) -> bool:
        """Tell whether only the speaker stands between the closing mark and the cue."""
        _, behind = self._edges(span)
        between = self._doc[behind : cue.token.i]
        return len(between) <= 25 and not any(
            t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod", "appos") for t in between
        )


def _is_gap(token: Token) -> bool:
    return bool(token.is_space) and token.text.count("\n") >= 2


def _says(cue: Cue) -> bool:
    return cue.kind == "source" or cue.lemma in cues().saying


def _linked(found: Sequence[Cue], words: Span | None) -> Cue | None:
    """Return the nearest cue that governs the words, by the parse."""
    if words is None:
        return None
    above = {t.i for t in words.root.ancestors}
    return next((c for c in found if c.token.i in above), None)


def _first(found: Sequence[Cue], kinds: tuple[str, ...]) -> Cue | None:
    return next((c for c in found if c.kind in kinds), None)
