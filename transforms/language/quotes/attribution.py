"""Which cue reports the words between two marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from transforms.language.document import Document
from transforms.language.quotes.cues import cues
from transforms.language.quotes.marks import Marked, MarkedText
from transforms.language.quotes.reports import Cue

_SENTENCE_END = frozenset({".", "!", "?", "…"})
_CLOSING = "'’\"”»)"
"""Marks that may close inside the quoted words: “I asked him, ‘Why?’” """
_REACH = 40
"""Tokens between a cue and the mark; "said" and a speaker with two titles come to 25."""
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_SUBORDINATE = frozenset({"relcl", "acl"})
_MODIFIERS = frozenset({"relcl", "acl", "amod", "appos", "compound"})


@dataclass(frozen=True)
class Neighbours:
    """The cues in the sentence around a marked span, outside all marks.

    Attributes:
        before, behind: cues on each side, the nearest first.
        words: the parse of what stands between the marks.
        lead: the token before the opening mark, None at the start of a paragraph.
    """

    before: tuple[Cue, ...]
    behind: tuple[Cue, ...]
    words: Span | None
    lead: Token | None

    def governing(self, found: Sequence[Cue]) -> list[Cue]:
        """Return those of the cues that stand over the words, by the parse."""
        if self.words is None:
            return []
        above = {token.i for token in self.words.root.ancestors}
        return [cue for cue in found if cue.token.i in above]


class CueFinder:
    """Finds the cue of each marked span of one text."""

    def __init__(self, document: Document, marks: MarkedText, found: Sequence[Cue]) -> None:
        """Take the text, the marked spans and the cues outside them."""
        self._doc = document.doc
        self._text = document.text
        self._marks = marks
        self._by_token = {cue.token.i: cue for cue in found}
        self._known_edges: dict[Marked, tuple[int, int]] = {}

    def cue_of(self, span: Marked) -> Cue | None:
        """Return the cue that reports a span; None where nothing near it does."""
        near = self._neighbours(span)
        return (
            _touching(near)
            or self._tag_behind(span, near)
            or _strongest(near.governing(near.before))
            or _strong_verb(near.before)
            or _strongest(near.governing(near.behind))
            or _first(near.before + near.behind, "source")
            or _first(near.before, "noun")
            or _first(near.governing(near.before), "verb")
            or self._weak_behind(span, near)
        )

    def _tag_behind(self, span: Marked, near: Neighbours) -> Cue | None:
        """Return the verb of "…,” X said": only its speaker stands between it and the marks."""
        cue = next((c for c in near.behind if c.kind != "noun"), None)
        if cue is None or not self._leads_on(span):
            return None
        if cue.kind == "source":
            return cue
        finite = cue.token.tag_ in _FINITE and cue.token.dep_ not in _SUBORDINATE
        return cue if finite and not _is_weak(cue) and self._tight(span, cue) else None

    def _weak_behind(self, span: Marked, near: Neighbours) -> Cue | None:
        cue = _first(near.behind, "verb")
        return cue if cue and self._leads_on(span) and self._tight(span, cue) else None

    def _leads_on(self, span: Marked) -> bool:
        """Tell whether the sentence goes on behind the marks: a comma, or a stop of the quotation's own."""
        last = self._text[span.start : span.end].rstrip(_CLOSING)[-1:]
        return last in (",", "?", "!") or self._text[span.closed_at : span.closed_at + 1] == ","

    def _neighbours(self, span: Marked) -> Neighbours:
        first, behind = self._edges(span)
        lead = self._doc[first - 1] if first and not self._doc[first - 1].is_space else None
        return Neighbours(
            before=tuple(self._walk(first - 1, -1)),
            behind=tuple(self._walk(behind, 1)),
            words=self._doc.char_span(span.start, span.end, alignment_mode="expand"),
            lead=lead,
        )

    def _edges(self, span: Marked) -> tuple[int, int]:
        if span not in self._known_edges:
            whole = self._doc.char_span(span.opened_at, span.closed_at, alignment_mode="expand")
            self._known_edges[span] = (whole.start, whole.end) if whole is not None else (0, 0)
        return self._known_edges[span]

    def _walk(self, at: int, step: int) -> list[Cue]:
        """Collect cues from a token on until the sentence ends; other marked spans are leapt over."""
        found: list[Cue] = []
        steps = 0
        while 0 <= at < len(self._doc) and steps < _REACH:
            token = self._doc[at]
            other = self._marks.at(token.idx)
            if other is not None:
                first, behind = self._edges(other)
                if self._ends_sentence(other, behind):
                    break
                at = first - 1 if step < 0 else behind
                steps += 1
                continue
            if token.text in _SENTENCE_END or _is_gap(token):
                break
            if token.i in self._by_token:
                found.append(self._by_token[token.i])
            at += step
            steps += 1
        return found

    def _ends_sentence(self, span: Marked, behind: int) -> bool:
        if self._text[span.start : span.end].rstrip(_CLOSING)[-1:] not in (".", "?", "!"):
            return False
        return behind >= len(self._doc) or not self._doc[behind].text[:1].islower()

    def _tight(self, span: Marked, cue: Cue) -> bool:
        """Tell whether only the speaker stands between the closing mark and the cue."""
        _, behind = self._edges(span)
        return not any(
            t.pos_ == "SCONJ" or (t.pos_ == "VERB" and t.tag_ != "VBN" and t.dep_ not in _MODIFIERS)
            for t in self._doc[behind : cue.token.i]
        )


def _is_gap(token: Token) -> bool:
    return bool(token.is_space) and token.text.count("\n") >= 2


def _touching(near: Neighbours) -> Cue | None:
    """Return the verb directly before the marks, or before their comma or colon."""
    lead = near.lead
    if lead is not None and lead.text in (",", ":") and lead.i:
        lead = lead.nbor(-1)
    cue = near.before[0] if near.before else None
    if cue is None or lead is None or cue.token.i != lead.i:
        return None
    if _is_named_by_verb(cue):
        return None
    return None if _is_weak(cue) or _is_supposed(cue) else cue


def _is_named_by_verb(cue: Cue) -> bool:
    """Tell "called the accusations “baseless”": the noun is what is called so."""
    return cue.kind == "noun" and any(t.lemma_ in cues().naming for t in cue.token.ancestors)


def _strongest(found: Sequence[Cue]) -> Cue | None:
    """Return the nearest cue that really says; one that might or might not say only without it."""
    strong = [cue for cue in found if cue.kind == "verb" and not _is_weak(cue)]
    sure = (cue for cue in strong if not _is_supposed(cue) and not _hides_speaker(cue))
    return next(sure, strong[0] if strong else None)


def _strong_verb(found: Sequence[Cue]) -> Cue | None:
    return next((cue for cue in found if cue.kind == "verb" and not _is_weak(cue)), None)


def _is_weak(cue: Cue) -> bool:
    return cue.kind == "verb" and cue.lemma in cues().weak


def _is_supposed(cue: Cue) -> bool:
    """Tell "will say", "cannot yell", "to announce": nobody has said it yet."""
    return any(
        t.dep_ == "neg" or t.tag_ == "MD" or (t.dep_ == "aux" and t.lower_ == "to")
        for t in cue.token.children
    )


def _hides_speaker(cue: Cue) -> bool:
    """Tell "was branded": a passive that names nobody."""
    deps = {t.dep_ for t in cue.token.children}
    passive = "nsubjpass" in deps or "auxpass" in deps
    return passive and "agent" not in deps and cue.lemma not in cues().passive_reports


def _first(found: Sequence[Cue], kind: str) -> Cue | None:
    return next((cue for cue in found if cue.kind == kind), None)
