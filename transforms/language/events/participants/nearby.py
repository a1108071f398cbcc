"""Who is named near an event whose own frame names no recipient.

"imposed a curfew in Lima", "killed 48 people near Gao", "will not return until Kenya pays": tables
of who did what to whom name the place or the party that stands behind the deed. These are guesses
from the parse, so an event that rests on one is less sure.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from transforms.language.events.syntax.grammar import (
    MAX_CLIMB,
    children,
    is_infinitive,
    is_verb,
    subject_of_clause,
)
from transforms.language.events.syntax.words import TIME, entity_type, is_in, is_party

NAMED = frozenset(["GPE", "NORP", "ORG", "PERSON", "LOC", "FAC", "PRODUCT", "EVENT", "LAW"])
_PHRASE = frozenset(
    ["prep", "pobj", "dobj", "poss", "compound", "amod", "nmod", "appos", "conj", "attr", "dative"]
) | frozenset(
    [
        "nsubj",
        "nsubjpass",
        "oprd",
        "xcomp",
        "acl",
        "pcomp",
        "npadvmod",
        "advmod",
        "prt",
        "acomp",
        "nummod",
    ]
)
_CLAUSE = frozenset(["relcl", "ccomp"])
_ELSEWHERE = frozenset(
    ["about", "after", "since", "during", "amid", "following", "like", "as", "than", "by", "before"]
) | frozenset(["according", "including", "despite", "besides", "because", "citing"])
"""Prepositions that lead to another event, to a reason or to who says so."""
_UNTIL = frozenset(["until", "unless", "if", "before", "till"])


def bystanders(heads: Iterable[Token], places: bool = True) -> list[Token]:
    """Return parties and places near an event's words, the likeliest first.

    Those of the same phrase come first, in their order; then those of its clauses; then whoever a
    condition waits for ("until Kenya pays").

    Args:
        heads: the trigger, and the verb that carries it.
        places: whether a place may stand for who it befalls.
    """
    near: list[Token] = []
    far: list[Token] = []
    for head in heads:
        for token, crossed in _reachable(head):
            if places or not _is_where(token):
                (far if crossed else near).append(token)
    awaited = [t for head in heads for t in _awaited(head)]
    return list({t.i: t for t in [*near, *far, *awaited]}.values())


def _reachable(head: Token) -> Iterator[tuple[Token, bool]]:
    for token in head.subtree:
        if token.i <= head.i or not _names(token):
            continue
        crossed = _crossings(token, head)
        if crossed is not None and not entity_type(token) and _in_complement(token, head):
            continue
        if crossed is not None and crossed <= 1:
            yield token, crossed > 0


def _is_where(token: Token) -> bool:
    """ "in Lisbon", "near the market": where it was, not to whom it was done."""
    within = token.dep_ == "pobj" and token.head.lower_ in _WHERE
    return within or (token.dep_ in ("compound", "amod", "poss") and _is_where(token.head))


_WHERE = frozenset(["in", "at", "near", "through", "outside", "inside", "across", "around", "from"])


def _names(token: Token) -> bool:
    kind = entity_type(token)
    if kind:
        return kind in NAMED and token.pos_ != "ADP" and not _is_inside_name(token)
    if token.pos_ == "PROPN":
        return token.dep_ != "compound"
    return token.pos_ == "NOUN" and is_party(token) and token.dep_ not in ("appos", "compound")


def _is_inside_name(token: Token) -> bool:
    """A name is reached by its head."""
    head = token.head
    return (
        head.i != token.i and entity_type(head) == entity_type(token) and token.dep_ == "compound"
    )


def _crossings(token: Token, head: Token) -> int | None:
    """Return how many clauses lie between a word and its head; None where the way is barred."""
    crossed = 0
    for _ in range(MAX_CLIMB):
        if token.i == head.i:
            return crossed
        if token.dep_ in _CLAUSE:
            crossed += 1
        elif token.dep_ not in _PHRASE or _leads_away(token):
            return None
        token = token.head
    return None


def _in_complement(token: Token, head: Token) -> bool:
    """ "promised to recruit nurses": a common noun of another clause is nobody's counterpart."""
    for _ in range(MAX_CLIMB):
        if token.i == head.i:
            return False
        if token.dep_ in ("ccomp", "xcomp", "relcl", "acl", "pcomp"):
            return True
        token = token.head
    return False


def _leads_away(token: Token) -> bool:
    if token.dep_ == "prep" and token.lower_ in _ELSEWHERE:
        return True
    if token.dep_ == "pobj" and token.head.lower_ == "at" and entity_type(token) != "GPE":
        return True
    if token.dep_ == "acl" and is_infinitive(token) and is_in(token.head, "aims"):
        # "in an effort to push Kyiv": an aim of its own
        return True
    return bool(token.dep_ == "conj" and is_verb(token)) or entity_type(token) == TIME


def _awaited(head: Token) -> list[Token]:
    """ "will not end the strike until the authorities pay": those who are waited for."""
    clauses = [
        c for c in children(head, "advcl") if any(m.lower_ in _UNTIL for m in children(c, "mark"))
    ]
    subjects = [s for c in clauses if (s := subject_of_clause(c)) is not None]
    return [s for s in subjects if is_party(s) or (s.pos_ == "PROPN" and not is_in(s, "personal"))]
