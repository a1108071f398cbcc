"""Deeds inside the phrases of others: whom they befall is told further down, or further up.

"the refusal to meet the envoy", "a threat to attack Chad": the infinitive of a noun of speech names
its recipient. "in a letter to the king", "after talks with Togo": a phrase before the main verb
names whom it speaks to, and the main verb's subject is who spoke.
"""

from spacy.tokens import Token

from transforms.language.events.predicates.frames import Predicate, match_verb
from transforms.language.events.syntax.actors import parties, subject_tokens
from transforms.language.events.syntax.grammar import (
    children,
    complement,
    is_infinitive,
    is_verb,
    prepositions,
)
from transforms.language.events.syntax.words import entity_type, fits, is_in, is_party


def is_vow_of_conflict(predicate: Predicate) -> bool:
    """ "vowed to attack the port", "their pledge to jail him": what is promised is a threat."""
    promise = predicate.token
    if not is_in(promise, "vowing"):
        return False
    clause = complement(promise) if predicate.frame.pos == "verb" else completing(promise)
    deed = match_verb(clause) if clause is not None and is_infinitive(clause) else None
    return deed is not None and deed.frame.event_type in _THREATENED


_THREATENED = frozenset(["ASSAULT", "COERCE", "SANCTION", "PROTEST"])


def completing(noun: Token) -> Token | None:
    """Return the infinitive or gerund that says what a noun of speech is about.

    "the refusal to meet", "its threat of bombing".
    """
    owners = [o for p in prepositions(noun, "of", "by") for o in parties(p)]
    # "the refusal of Lebanon to meet": the infinitive may hang on the one who refuses
    for clause in [c for n in [noun, *owners] for c in children(n, "acl", "relcl")]:
        if is_infinitive(clause):
            return clause
    for preposition in prepositions(noun, "of", "against"):
        for clause in children(preposition, "pcomp"):
            if is_verb(clause):
                return clause
    return None


def addressed(verb: Token) -> list[Token]:
    """Return to whom something is said: "in a letter to the king, she begged for an inquiry"."""
    for preposition in prepositions(verb, "in", "at", "during"):
        for noun in parties(preposition):
            if is_in(noun, "speeches"):
                found = [
                    t for p in prepositions(noun, "to", "with") for t in parties(p) if is_party(t)
                ]
                if found:
                    return found
    return _of_the_letter(verb)


def employer(predicate: Predicate, carried: list[Token]) -> list[Token]:
    """Return whom a strike is against: "workers at the mill struck", "a hunger strike in the jail".

    Args:
        predicate: the strike.
        carried: the noun that makes a phrase of its verb ("went on strike").
    """
    token, light = predicate.token, predicate.light
    verb = token if predicate.frame.pos == "verb" else light
    carriers = [t for t in (token, light, *carried) if t is not None]
    strikers = subject_tokens(verb) if verb is not None else noun_strikers(token)
    around = [*strikers, *carriers]
    behind = [o for s in around for p in prepositions(s, *_WORKING_AT) for o in parties(p)]
    before = [c for s in strikers for c in children(s, "compound", "poss", "nmod")]
    return [t for t in behind if _employs(t)][:1] or [
        t for t in before if entity_type(t) in ("ORG", "FAC")
    ][:1]


def noun_strikers(noun: Token) -> list[Token]:
    """ "a strike by workers at the mill": the strikers."""
    return [t for p in prepositions(noun, "by", "of") for t in parties(p)]


_WORKING_AT = ("at", "of", "with", "in")


def _employs(noun: Token) -> bool:
    if entity_type(noun) in ("ORG", "FAC"):
        return True
    bodies = fits(noun, _WORKPLACES) or (noun.pos_ == "NOUN" and is_party(noun))
    return bodies and noun.tag_ != "NNS" and not is_in(noun, "place_nouns", "unions")


_WORKPLACES = frozenset(["BUILDING", "TARGET"])


def _of_the_letter(verb: Token) -> list[Token]:
    """ "sent a letter to the king threatening to leave", "wrote to the king demanding"."""
    head = verb.head
    if verb.tag_ != "VBG" or verb.dep_ not in ("acl", "advcl"):
        return []
    carriers = [head] if is_verb(head) else [head, head.head]
    if verb.dep_ == "acl" and not any(is_in(c, "speeches") for c in carriers):
        return []
    if verb.dep_ == "advcl" and not is_in(head, "contacting", "sending_word"):
        return []
    return [t for c in carriers for p in prepositions(c, "to") for t in parties(p) if is_party(t)]
