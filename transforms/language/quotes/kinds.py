"""Whether marks hold whole clauses (direct) or words within a report (mixed)."""

from spacy.tokens import Doc, Token

from transforms.language.document import Document
from transforms.language.quotes.cues import cues
from transforms.language.quotes.marks import Marked
from transforms.language.quotes.reports import Cue

DIRECT, MIXED, INDIRECT = "direct", "mixed", "indirect"
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_LONGEST_TITLE = 8
_BEFORE_TITLES = frozenset({"the", "on", "entitled", "titled", "film", "of", "in", "from", ","})
_LEADING_WORDS = 2
_OPENS_SPEECH = frozenset({",", ":", ";", "—", "–", "-"})


def kind_of(document: Document, span: Marked) -> str:
    """Return direct where the marked words begin a clause of their own, else mixed."""
    doc, text = document.doc, document.text
    words = doc.char_span(span.start, span.end, alignment_mode="expand")
    if words is None or not len(words):
        return MIXED
    if begins_large(text, span):
        return DIRECT if _is_clause(list(words)) or _stands_alone(document, span) else MIXED
    before = _before(doc, span)
    if before is None or (before.text not in _OPENS_SPEECH and before.pos_ != "VERB"):
        return MIXED
    return DIRECT if _own_clause(list(words)) else MIXED


def is_sentence(text: str, span: Marked) -> bool:
    """Tell whether the marks hold at least one whole sentence, so that a turn may consist of it."""
    last = text[span.start : span.end].rstrip("’'”\" ")[-1:]
    return begins_large(text, span) and (last in ".?!…,—-" or span.closed_at == span.end)


def is_name(document: Document, span: Marked, cue: Cue | None) -> bool:
    """Tell whether marks hold a title or nickname: on CNN's "Morning Joe", Jesus "Chuy" Garcia.

    Words that a cue calls somebody ("called her “Crooked Hillary”") are no name of a thing.
    """
    if cue is not None and cue.lemma in cues().naming and cue.start < span.start:
        return False
    words = document.words(span.start, span.end).rstrip(",.").split()
    if not 0 < len(words) <= _LONGEST_TITLE:
        return False
    if not all(w[0].isupper() or len(w) < 4 for w in words):
        return False
    lead = _before(document.doc, span)
    if lead is None or not words[0][0].isupper():
        return False
    if (
        lead.pos_ == "PROPN"
        and document.text[span.closed_at : span.closed_at + 2].lstrip()[:1].isupper()
    ):
        return True
    governed = cue is not None and cue.token.i in (lead.i, lead.head.i) and lead.pos_ == "VERB"
    return not governed and (
        lead.lower_ in _BEFORE_TITLES or lead.pos_ == "NOUN" or lead.tag_ == "POS"
    )


def begins_large(text: str, span: Marked) -> bool:
    """Tell whether the marked words begin with a capital or a figure, as a sentence does."""
    first = text[span.start : span.end].lstrip("[(…. '‘")[:1]
    return first.isupper() or first.isdigit()


def _is_clause(words: list[Token]) -> bool:
    return any(t.tag_ in _FINITE for t in words)


def _stands_alone(document: Document, span: Marked) -> bool:
    """Tell an exclamation ("Never!") from a name: it has a stop, and nothing leads into it."""
    before = _before(document.doc, span)
    leads_in = before is not None and before.text not in _OPENS_SPEECH and not before.is_sent_end
    return document.text[span.end - 1] in ".?!,…" and not leads_in


def _own_clause(words: list[Token]) -> bool:
    """Tell whether subject and finite verb are both between the marks."""
    inside = {t.i for t in words}
    subject = next((t for t in words if t.dep_ in _SUBJECTS), None)
    if subject is None or subject.head.i not in inside:
        return False
    first = words[0].i
    return words[0].dep_ != "mark" and first <= subject.left_edge.i <= first + _LEADING_WORDS


def _before(doc: Doc, span: Marked) -> Token | None:
    opening = doc.char_span(span.opened_at, span.opened_at + 1, alignment_mode="expand")
    if opening is None or opening.start == 0:
        return None
    token = doc[opening.start - 1]
    return None if token.is_space else token
