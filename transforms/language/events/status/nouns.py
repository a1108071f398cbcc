"""Whether what an event noun names has happened: "no talks", "the threat of strikes", "denied the raid".

A noun that nothing weakens is told as a fact, whatever becomes of it ("condemned the attack").
"""

from spacy.tokens import Token

from transforms.language.events.status.claims import accusation, is_called_false, is_unproven
from transforms.language.events.status.clauses import Findings, denies_noun, is_negated
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    child,
    children,
    is_passive,
    is_verb,
)
from transforms.language.events.syntax.words import is_in, is_phrase_in, lemma, load_words

SPEECH_ACTS = frozenset(["REQUEST", "AGREE", "THREATEN", "ACCUSE", "REJECT"])
"""An offer that is refused has been made: what becomes of it does not weaken the noun."""

_MAX_NOUN_STEPS = 4
_FOR_NOUNS = frozenset(["for", "on", "to", "against", "of", "from", "about", "with"])
_LACKING = frozenset(["without", "instead", "barring"])
_OPEN = frozenset(["pending"])


def read_free_noun(noun: Token, event_type: str | None, found: Findings) -> Token | None:
    """Read an event noun that no light verb carries, and what governs it.

    Args:
        noun: the event noun.
        event_type: of its entry; a speech act stands whatever becomes of it.
        found: what is known so far; changed.

    Returns:
        The verb whose clause tells whether the noun takes place ("talks will resume"); None where
        none does.
    """
    token = noun
    if any(c.tag_ == "VBN" and is_in(c, "scheduling") for c in children(token, "acl", "relcl")):
        # "the visit, planned for May"
        found.weaken("hypothetical")
    for _ in range(_MAX_NOUN_STEPS):
        head = token.head
        if head.i == token.i:
            return None
        if token.dep_ == "conj":
            token = head
        elif token.dep_ == "pobj" and head.head.pos_ in ("NOUN", "PROPN"):
            above = head.head
            if _of_noun(head, above, found) or not is_in(above, "phase_nouns", "quantities"):
                return None
            token = above
        else:
            return _of_governor(token, head, event_type, found)
    return None


def _of_noun(preposition: Token, above: Token, found: Findings) -> bool:
    """Read "the threat of", "the lack of", "reports of", "in return for"; tell whether it settles it."""
    if preposition.lower_ in _LACKING:
        found.negate()
        return True
    if preposition.lower_ not in _FOR_NOUNS:
        return False
    if is_in(above, "fact_negative_nouns", "negative_nouns"):
        found.negate()
        return True
    if is_called_false(above):
        found.negate()
        return True
    if is_unproven(above):
        found.weaken("probable")
        return True
    if is_in(above, "hypothetical_nouns") or _is_exchange(above):
        found.weaken("hypothetical")
        if denies_noun(above):
            found.negate()
        return True
    return False


def _is_exchange(noun: Token) -> bool:
    """ "in return for", "in the event of"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "in" and is_in(noun, "conditional_nouns")


def _of_governor(noun: Token, head: Token, event_type: str | None, found: Findings) -> Token | None:
    if noun.dep_ == "pobj":
        if head.lower_ in ("to", "in") and is_in(head.head, "causing"):
            return head.head
        _of_preposition(head, event_type, found)
    elif noun.dep_ in (*OBJECTS, "nsubjpass") and is_verb(head):
        _of_verb(head, event_type, found)
        if is_in(head, "aspectual", "causing") or (
            noun.dep_ == "nsubjpass" and is_in(head, "happen")
        ):
            return head
    elif noun.dep_ == "nsubj" and is_verb(head):
        return _of_happening(head, found)
    elif noun.dep_ == "attr" and child(head, "expl") is not None:
        return head
    return None


def _of_preposition(preposition: Token, event_type: str | None, found: Findings) -> None:
    verb = preposition.head
    charge = accusation(preposition)
    if charge is not None and is_in(charge, "charging"):
        # "suspected of the attack"
        found.weaken("probable" if is_passive(charge) else "actual")
    elif {preposition.lower_, verb.lower_} & _LACKING:
        found.negate()
    elif preposition.lower_ in _OPEN:
        found.weaken("hypothetical")
    elif preposition.lower_ in _FOR_NOUNS and _asks_for(verb):
        _of_verb(verb, event_type, found)


def _asks_for(verb: Token) -> bool:
    return is_verb(verb) and is_in(verb, "intent", "negative", "asking")


def _of_verb(verb: Token, event_type: str | None, found: Findings) -> None:
    """ "called for talks", "averted a strike", "denied the raid", "rejected the truce"."""
    if is_in(verb, "averting", "denying") or is_phrase_in(verb, "averting"):
        found.negate()
    elif is_in(verb, "banning"):
        found.negate()
        found.weaken("hypothetical")
    elif is_phrase_in(verb, "ruling_out"):
        found.weaken("possible" if is_negated(verb) else "hypothetical")
        found.negated = found.negated != (not is_negated(verb))
    elif is_in(verb, "noun_wish") or (is_in(verb, "noun_intent") and event_type not in SPEECH_ACTS):
        found.weaken("hypothetical")


def _of_happening(verb: Token, found: Findings) -> Token | None:
    """ "talks will resume", "a truce is possible", "an attack would be": the verb tells."""
    if lemma(verb) == "be":
        adjective = child(verb, "acomp")
        if adjective is not None:
            _of_quality(adjective, found)
        return verb
    return verb if is_in(verb, "happen") else None


def _of_quality(adjective: Token, found: Findings) -> None:
    words = load_words()
    for certainty in ("probable", "possible", "hypothetical"):
        if adjective.lower_ in words[f"{certainty}_adjectives"]:
            found.weaken(certainty)
            break
    if adjective.lower_ in words["negative_adjectives"]:
        found.negate()


def is_spoken_of(noun: Token, polarity: str, certainty: str) -> bool:
    """The sentence says of the noun that it happens, may happen, or does not: it tells an event."""
    if any(c.lower_ == "any" for c in children(noun, "det")):
        return polarity == "negated"
    counted = noun.dep_ == "pobj" and is_in(noun.head.head, "quantities")
    return polarity == "negated" or certainty != "actual" or counted or _is_there(noun)


def _is_there(noun: Token) -> bool:
    return noun.dep_ == "attr" and bool(children(noun.head, "expl"))
