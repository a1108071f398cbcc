"""When an event took place: only a time that the parse ties to it, never mere co-occurrence."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.language.events.lexicon.entries import lexicon_of
from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.syntax.grammar import (
    MAX_CLIMB,
    OBJECTS,
    children,
    coordinated_with,
    is_verb,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.words import TIME, entity_type, is_in, lemma
from transforms.language.findings import TimeExpression

_MAX_STEPS = 5


@dataclass(frozen=True)
class TiedTimes:
    """The dated time expressions of a document.

    Attributes:
        by_token: those that hang on a token.
        named: those that a token is part of.
    """

    by_token: dict[int, list[TimeExpression]]
    named: dict[int, TimeExpression]


def tie_times(doc: Doc, times: Iterable[TimeExpression]) -> TiedTimes:
    """Attach each dated expression to the verb or noun that it modifies."""
    by_token: dict[int, list[TimeExpression]] = {}
    named: dict[int, TimeExpression] = {}
    for time in times:
        if time.time_start is None:
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None:
            continue
        named.update((token.i, time) for token in span)
        anchor = _anchor(span.root, span.start, span.end)
        if anchor is not None:
            by_token.setdefault(anchor.i, []).append(time)
    return TiedTimes(by_token, named)


def _anchor(root: Token, start: int, end: int) -> Token | None:
    """Return the first word above an expression that is no part of its own phrase."""
    token = root
    for _ in range(_MAX_STEPS):
        if token.head.i == token.i:
            return None
        token = token.head
        inside = start <= token.i < end or entity_type(token) == TIME
        if not inside and token.pos_ not in ("ADP", "SCONJ", "ADV", "NUM", "DET", "PART"):
            # "for three hours on Monday": the day belongs to what lasted for hours
            return token
    return None


def time_of(predicate: Predicate, tied: TiedTimes) -> TimeExpression | None:
    """Return the nearest time expression that the parse ties to the event."""
    for token in _temporal_way(predicate):
        for time in tied.by_token.get(token.i, ()):
            return time
    return _when(predicate.token, tied)


def _when(verb: Token, tied: TiedTimes) -> TimeExpression | None:
    """ "on April 19, when troops shelled a post"."""
    if verb.dep_ in ("relcl", "advcl", "acl") and any(c.lower_ == "when" for c in verb.children):
        return tied.named.get(verb.head.i)
    return None


def _temporal_way(predicate: Predicate) -> list[Token]:
    """Return the words whose time is also the event's, nearest first.

    A reporting verb's time is that of the saying, so the way ends below it; a circumstance ("said
    at a meeting") shares the time of what happened there.
    """
    way = [predicate.token]
    if predicate.light is not None:
        way.append(predicate.light)
    token = way[-1]
    way += [o for o in children(token, *OBJECTS, "attr") if o not in way]
    way += _dated_by(predicate.token)
    way += _shared_times(predicate.token)
    for _ in range(MAX_CLIMB):
        head = token.head
        if head.i == token.i:
            break
        if token.dep_ in ("xcomp",) and is_verb(head) and not is_in(head, "reporting"):
            way.append(head)
        elif token.dep_ == "pobj" and head.lower_ in (
            "at",
            "during",
            "in",
            "after",
            "of",
            "for",
            "on",
        ):
            above = head.head
            if head.lower_ in ("of", "at", "during", "in") and above.i != head.i:
                way.append(above)
                token = above
                continue
            break
        elif token.dep_ == "nsubj" and is_verb(head) and is_in(head, "happen"):
            way.append(head)
        elif token.dep_ == "acl" and token.tag_ == "VBN":
            break
        else:
            break
        token = head
    return way


def _shared_times(verb: Token) -> list[Token]:
    """ "convicted him on Monday and sentenced him", "an earthquake in April killed 600"."""
    own = [c for c in children(verb, "nsubj") if (lemma(c), "noun") in lexicon_of(verb.doc)]
    shared = [t for noun in own for t in (noun, *children(noun, "relcl"))]
    if verb.dep_ == "conj" and not children(verb, "nsubj", "nsubjpass", "aux"):
        first = coordinated_with(verb)
        if first.tag_ == verb.tag_ == "VBD":
            shared.append(first)
    return shared


def _dated_by(token: Token) -> list[Token]:
    """ "the visit, planned for May", "the talks held on Monday", "deployed during protests in 2017"."""
    clauses = [
        c for c in children(token, "acl", "relcl") if is_in(c, "scheduling", "light", "happen")
    ]
    around = [o for p in prepositions(token, "during", "amid") for o in prepositional_objects(p)]
    return [*clauses, *around]
