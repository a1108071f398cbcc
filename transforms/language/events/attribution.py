"""Who says so: the chain of sources of an event, outermost first."""

from spacy.tokens import Token

from schemas.events import Source
from transforms.language.events.frames import Predicate
from transforms.language.events.grammar import (
    MAX_CLIMB,
    OBJECTS,
    coordinated_with,
    is_infinitive,
    is_passive,
    is_verb,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.naming import Naming
from transforms.language.events.participants import agents, owners, subject_tokens
from transforms.language.events.words import is_in, is_party


def sources_of(predicate: Predicate, naming: Naming) -> list[Source]:
    """Return who an event is attributed to; empty for the article's own voice."""
    chain: list[Source] = []
    token = predicate.light or predicate.token
    presupposed = predicate.frame.pos == "noun" and predicate.light is None
    for _ in range(MAX_CLIMB):
        chain += _according_to(token, naming)
        if token.head.i == token.i or token.dep_ == "relcl" or _is_reduced_relative(token):
            # a relative clause tells in the article's own voice
            break
        if presupposed and token.dep_ not in _CARRIED and is_verb(token.head):
            # "said that the raid failed" presupposes the raid; "reported a raid" does not
            presupposed = False
            if not (token.dep_ in OBJECTS and is_in(token.head, "reporting_objects")):
                break
        chain += _reported_by(token, naming)
        token = coordinated_with(token) if token.dep_ == "conj" else token.head
    chain += _parenthetical(token, predicate.token, naming)
    quote = naming.quote_at(predicate.token.idx)
    if quote is not None and quote.speaker is not None:
        chain.append(naming.quoted(quote.speaker))
    return _outermost_first(chain)


_CARRIED = frozenset(["conj", "pobj", "prep", "compound"])


def _reported_by(token: Token, naming: Naming) -> list[Source]:
    """Return who reports the clause or the noun that ``token`` heads."""
    head = token.head
    if token.dep_ in ("ccomp", "xcomp", "parataxis") and is_verb(head) and is_in(head, "reporting"):
        if token.dep_ == "xcomp" and not is_in(head, "reporting_xcomp"):
            return []
        # who only wants or refuses to say it has not said it
        return [] if is_infinitive(head) else _named(_reporters(head), naming)
    if token.dep_ == "pcomp" and is_verb(head.head) and is_in(head.head, "accusing"):
        return _named(_reporters(head.head), naming)
    if token.dep_ == "acl" and is_in(head, "reporting_nouns") and _has_that(token):
        return _named(owners(head) or _by(head), naming)
    if token.dep_ in OBJECTS and is_verb(head) and is_in(head, "reporting_objects"):
        return _named(_reporters(head), naming)
    return []


def _is_reduced_relative(token: Token) -> bool:
    return bool(token.dep_ == "acl" and token.tag_ in ("VBN", "VBG") and not _has_that(token))


def _has_that(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _by(noun: Token) -> list[Token]:
    return [o for p in prepositions(noun, "by", "from", "of") for o in prepositional_objects(p)]


def _reporters(verb: Token) -> list[Token]:
    return agents(verb) if is_passive(verb) else subject_tokens(verb)


def _according_to(token: Token, naming: Naming) -> list[Source]:
    found = []
    for c in token.children:
        if c.dep_ in ("prep", "advmod", "ccomp", "advcl") and c.lower_ == "according":
            for p in prepositions(c, "to"):
                found += prepositional_objects(p)
    return _named(found, naming)


def _parenthetical(root: Token, event: Token, naming: Naming) -> list[Source]:
    """ "…, he added, …": a reporting clause inside what it reports."""
    found: list[Token] = []
    for c in root.children:
        if c.dep_ in ("parataxis", "ccomp") and is_verb(c) and is_in(c, "reporting"):
            inside = c.left_edge.i <= event.i <= c.right_edge.i
            if not inside and not any(k.dep_ in ("ccomp", "dobj", "mark") for k in c.children):
                found += _reporters(c)
    return _named(found, naming)


def _named(tokens: list[Token], naming: Naming) -> list[Source]:
    able = [t for token in tokens for t in ([token] if _can_say(token) else owners(token))]
    sources = [naming.source(token) for token in able]
    return [s for s in sources if s is not None]


def _can_say(token: Token) -> bool:
    return (
        is_party(token) or token.pos_ in ("PROPN", "PRON") or is_in(token, "reporting_nouns_source")
    )


def _outermost_first(chain: list[Source]) -> list[Source]:
    """Turn the way up into a chain from outside, each source once."""
    kept: list[Source] = []
    for source in reversed(chain):
        if not any(_same(source, other) for other in kept):
            kept.append(source)
    return kept


def _same(one: Source, other: Source) -> bool:
    if one.entity_id is not None and other.entity_id is not None:
        return one.entity_id == other.entity_id
    overlap = one.start < other.end and other.start < one.end
    return overlap or one.name.casefold() == other.name.casefold()
