"""Whether a text tells beyond doubt that something happened at a time."""

from spacy.tokens import Span, Token

from transforms.language.document import Document
from transforms.language.findings import TimeExpression
from transforms.language.times.tense import BACK, direction
from transforms.language.times.words import vocabulary

_PREPOSITIONS = frozenset({"in", "on", "during"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_CLAUSE = frozenset({"VERB", "AUX"})


def happened_at(document: Document, one: TimeExpression) -> bool:
    """Tell whether a past verb says so plainly: "In 2025, the dam broke", "It burned down in June".

    "approved a plan for 2025", "raised its target in 2025" (of what?), "if it ended in 2025", "said it
    came into force in 2025" and what novels tell are no such claims.
    """
    span = document.doc.char_span(one.start, one.end, alignment_mode="expand")
    if span is None or direction(document.doc, one.start, one.end) != BACK:
        return False
    verb = _plain_verb(span)
    return verb is not None and _claims(verb) and not _is_invented(document, one)


def _plain_verb(span: Span) -> Token | None:
    """Return the verb to which the time belongs beyond doubt: beside it, or all over its clause."""
    head = span.root.head
    opener = span.root
    if head.pos_ == "ADP":
        if head.lower_ not in _PREPOSITIONS:
            return None
        opener, head = head, head.head
    if head.pos_ not in _CLAUSE:
        return None
    doc = span.doc
    if opener.i < head.i:
        before = doc[opener.i - 1] if opener.i else None
        fronted = before is None or opener.is_sent_start or before.is_space or before.is_quote
        return head if fronted else None
    between = doc[head.i + 1 : opener.i]
    return None if any(token.pos_ in _NOUNS for token in between) else head


def _claims(verb: Token) -> bool:
    words = vocabulary()
    lemma = verb.lemma_.lower()
    if lemma in words.foreseeing_verbs or lemma in words.tense.plan_words:
        return False
    if any(
        t.dep_ == "aux" and t.lemma_.lower() in words.tense.future_modals for t in verb.children
    ):
        return False  # "would have opened in 2026"
    if any(
        t.dep_ in ("mark", "advmod") and t.lower_ in words.tense.conditionals for t in verb.children
    ):
        return False
    # In reported speech a plan told in the present tense turns into the past.
    reported = verb.dep_ == "ccomp" and verb.head.pos_ in _CLAUSE
    return not (reported and lemma in words.tense.present_plans)


def _is_invented(document: Document, one: TimeExpression) -> bool:
    text = document.text
    start = text.rfind("\n\n", 0, one.start) + 1
    end = text.find("\n\n", one.end)
    paragraph = document.doc.char_span(
        start, len(document.doc.text) if end < 0 else end, alignment_mode="expand"
    )
    invented = vocabulary().invented_things
    return paragraph is not None and any(token.lemma_.lower() in invented for token in paragraph)
