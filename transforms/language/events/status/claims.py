"""What is only claimed: hearsay, rumours, accusations, and reports that are called false."""

from spacy.tokens import Token

from transforms.language.events.status.clauses import is_negated
from transforms.language.events.syntax.actors import owners
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    child,
    children,
    is_passive,
    is_verb,
    prepositions,
)
from transforms.language.events.syntax.words import is_in, lemma, load_words


def is_hearsay(clause: Token, head: Token) -> bool:
    """ "is believed to have fled", "it is said that": told, and nobody is named who tells it."""
    passive = is_passive(head) or (head.tag_ == "VBN" and not children(head, "aux", *OBJECTS))
    if not is_in(head, "hearsay") or not passive or prepositions(head, "by"):
        return False
    return clause.dep_ in ("xcomp", "ccomp", "csubjpass", "advcl")


def accusation(preposition: Token) -> Token | None:
    """Return the verb in "accused the colonel of", wherever the parser hangs the "of"."""
    head = preposition.head
    if preposition.lower_ not in ("of", "for", "with", "over"):
        return None
    if head.pos_ in ("NOUN", "PROPN", "PRON"):
        head = head.head if head.dep_ in (*OBJECTS, "nsubjpass", "agent") else head
        if preposition.head.dep_ == "pobj" and head.dep_ == "pobj":
            head = head.head.head if head.head.dep_ == "agent" else head
    return head if is_verb(head) and is_in(head, "accusing", "charging") else None


def is_unproven(noun: Token) -> bool:
    """ "rumours that", "reports of"; "Russia's claim that" has somebody who says so."""
    return is_in(noun, "rumours") or (is_in(noun, "reports") and not owners(noun))


def is_called_false(noun: Token) -> bool:
    """ "denied reports that", "the claim that … is false": somebody says it is not so."""
    if not is_in(noun, "reporting_nouns", "reports", "rumours"):
        return False
    verb = noun.head
    if noun.dep_ in (*OBJECTS, "nsubjpass") and is_verb(verb):
        return is_in(verb, "denying", "dismissing") and not is_negated(verb)
    adjective = child(verb, "acomp") if noun.dep_ == "nsubj" and lemma(verb) == "be" else None
    if adjective is None:
        return False
    if is_negated(verb):
        return adjective.lower_ in load_words()["truth_adjectives"]
    return is_in(adjective, "false_adjectives")
