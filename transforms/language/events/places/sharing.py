"""A place that an event shares with its actors, with another clause, or with what carries it."""

from collections.abc import Iterable

from spacy.tokens import Token

from schemas.events import EventPlace
from transforms.language.entities.known_names import is_country_word
from transforms.language.events.lexicon.entries import lexicon_of
from transforms.language.events.participants.naming import Naming
from transforms.language.events.places.beside import beside
from transforms.language.events.places.spots import STATIC, named_place, spot
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    antecedent,
    children,
    coordinated_with,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.words import entity_type, is_in, lemma

_ON_THE_SPOT = frozenset(["ASSAULT", "COERCE", "PROTEST", "SANCTION", None])
"""Deeds done by people on the spot; the judgements of courts too."""


def of_actor(verb: Token, event_type: str | None, naming: Naming) -> EventPlace | None:
    """Return where those are who act there: "police in Lagos arrested", "a bomb at a market killed"."""
    own = children(verb, "nsubj")
    subjects = [antecedent(s) for s in own]
    if event_type in _ON_THE_SPOT:
        found = beside(subjects, ("in", "near", "at", "outside"), naming)
        return found or _bench(subjects, naming) or _of_who(own, naming)
    return beside([s for s in subjects if is_event(s)], STATIC, naming)


def _bench(subjects: Iterable[Token], naming: Naming) -> EventPlace | None:
    """ "a Lima court jailed": those who act for the law of a town act in it."""
    for noun in subjects:
        for town in children(noun, "compound", "poss") if is_in(noun, "bench") else ():
            if entity_type(town) == "GPE" and not is_country_word(town.text):
                return named_place(town, naming)
    return None


def _of_who(subjects: Iterable[Token], naming: Naming) -> EventPlace | None:
    """ "growers in Sinaloa, who blocked": a town is no "who", though the clause may hang on it."""
    for pronoun in subjects:
        town = antecedent(pronoun)
        if pronoun.lower_ == "who" and town.dep_ == "pobj" and town.head.lower_ in STATIC:
            return named_place(town, naming)
    return None


def is_event(noun: Token) -> bool:
    """Tell whether a noun can name an event."""
    return (lemma(noun), "noun") in lexicon_of(noun.doc)


def of_clause(verb: Token, naming: Naming) -> EventPlace | None:
    """Return the place of a clause that this one shares it with."""
    return _fronted(verb, naming) or _of_toll(verb, naming) or _where_spoken(verb, naming)


def _fronted(verb: Token, naming: Naming) -> EventPlace | None:
    """ "In Beirut, students gathered and burned"."""
    if verb.dep_ != "conj" or children(verb, "nsubj", "nsubjpass"):
        return None
    first = coordinated_with(verb)
    fronted = [p for p in prepositions(first, *STATIC) if p.i < _first_word(first)]
    nouns = ((p, n) for p in fronted for n in prepositional_objects(p))
    return next((place for p, n in nouns if (place := spot(p, n, naming)) is not None), None)


def _of_toll(verb: Token, naming: Naming) -> EventPlace | None:
    """ "a bus fell off a bridge in Quito, killing nine", "nine died when it fell in Quito"."""
    found = None
    if is_in(verb, "tolls") and (verb.dep_ == "conj" or verb.tag_ == "VBG"):
        found = _of_blow(verb, naming)
    if found is None and is_in(verb, "tolls", "dying"):
        told = [c for c in children(verb, "advcl") if _is_when(c)]
        found = beside(told, (*STATIC, "on"), naming)
    return found


def _of_blow(verb: Token, naming: Naming) -> EventPlace | None:
    """ "shelled Kano, killing nine", "raided a farm near Kano and killed its owner"."""
    if verb.dep_ not in ("advcl", "conj") or children(verb, "nsubj", "nsubjpass"):
        return None
    struck = children(verb.head, *OBJECTS)
    named = (named_place(noun, naming) for noun in struck)
    return beside([verb.head, *struck], STATIC, naming) or next(filter(None, named), None)


def _is_when(clause: Token) -> bool:
    return any(c.lower_ in ("when", "as") for c in children(clause, "advmod", "mark"))


def _where_spoken(verb: Token, naming: Naming) -> EventPlace | None:
    """ "speaking in Lima, he promised", "ministers meeting in Brussels agreed"."""
    spoken = [c for c in children(verb, "advcl") if c.i < verb.i]
    spoken += [c for s in children(verb, "nsubj") for c in children(s, "acl")]
    going_on = [c for c in spoken if c.tag_ == "VBG" and is_in(c, "speaking_at")]
    return beside([c for c in going_on if not children(c, "nsubj", "mark")], STATIC, naming)


def _first_word(verb: Token) -> int:
    """Return where the clause proper begins: at its subject, or at the verb."""
    return min((c.i for c in children(verb, "nsubj", "nsubjpass")), default=verb.i)
