"""Where an event took place: by attachment, never by mere co-occurrence."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from schemas.events import EventPlace
from transforms.language.events.participants.naming import Naming
from transforms.language.events.places.beside import Reader, beside
from transforms.language.events.places.sharing import is_event, of_actor, of_clause
from transforms.language.events.places.spots import (
    STATIC,
    PlaceWords,
    named_by_of,
    named_place,
    nameless_place,
    spot,
    there,
    within,
)
from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.syntax.actors import is_scene
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    ancestors,
    children,
    conjuncts,
    is_verb,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.words import is_in, is_party

_AROUND = (*STATIC, "on", "aboard", "during")
_AT = ("in", "at", "near", "outside", "inside", "on", "aboard")
_TOWARDS = ("to", "into", "onto", "toward", "towards")
_TARGET_TYPES = frozenset(["ASSAULT", "MOBILIZE", None])
_OBJECT_TYPES = frozenset(
    ["CONSULT", "ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "PROTEST", "AID", None]
)
"""Deeds, not words: what stands behind their object is where they were done. Untyped ones too."""
_SUFFERING = ("on", "at", "against", "of", "with", "between", "by")
"""Prepositions of whom a deed befalls or who takes part in it."""
_MAX_STEPS = 5


@dataclass(frozen=True)
class _Deed:
    """An event whose place is asked for.

    Attributes:
        objects: the words of whom it befalls.
        words: the event's word, and the verb that carries it.
        heads: these, with what completes them: "found dead in", "pulled alive from".
        physical: a deed, no speech act.
    """

    predicate: Predicate
    event_type: str | None
    objects: Sequence[Token]
    naming: Naming
    words: Sequence[Token]
    heads: Sequence[Token]
    is_noun: bool
    physical: bool

    @property
    def token(self) -> Token:
        return self.predicate.token


def _deed(
    predicate: Predicate, event_type: str | None, objects: Sequence[Token], naming: Naming
) -> _Deed:
    words = [t for t in (predicate.token, predicate.light) if t is not None]
    return _Deed(
        predicate=predicate,
        event_type=event_type,
        objects=[t for t in objects if t.doc is predicate.token.doc],
        naming=naming,
        words=words,
        heads=words + [c for w in words for c in _completing(w)],
        is_noun=predicate.frame.pos == "noun",
        physical=event_type in _OBJECT_TYPES or is_in(words[-1], "on_the_table"),
    )


def _completing(word: Token) -> list[Token]:
    behind_objects = [c for o in children(word, *OBJECTS) for c in children(o, "amod") if c.i > o.i]
    return children(word, "acomp", "oprd") + behind_objects


def place_of(
    predicate: Predicate, event_type: str | None, recipients: Sequence[Token], naming: Naming
) -> EventPlace | None:
    """Return where it happened: "in Kursk", the town that was shelled; None where nothing says so.

    What has a name goes before what has none, wherever it stands.
    """
    words = PlaceWords.around(predicate.token, naming)
    if not (words.named or words.nameless):
        return None
    deed = _deed(predicate, event_type, recipients, naming)
    found = _named(deed)
    if found is None and words.nameless:
        found = _nameless(deed)
    return found


def _named(deed: _Deed) -> EventPlace | None:
    naming = deed.naming
    found = beside(deed.heads, _AROUND, naming, deed.physical) or _where(deed.words[-1], naming)
    if found is None and deed.is_noun:
        found = _before(deed) or beside(_carriers(deed.token), STATIC, naming)
    if found is None and deed.predicate.frame.mode == "visit":
        found = beside(named_by_of(deed.token), STATIC, naming)
    if found is None:
        found = _at_the_end(deed)
    if found is None and deed.physical:
        found = _of_object(deed)
    if found is None and not deed.is_noun:
        found = (
            there(deed.token, naming)
            or of_actor(deed.token, deed.event_type, naming)
            or of_clause(deed.token, naming)
        )
    return found


def _before(deed: _Deed) -> EventPlace | None:
    """ "the Paris attacks"."""
    scenes = [c for c in children(deed.token, "compound") if is_scene(c, deed.predicate.frame)]
    return next((p for c in scenes if (p := named_place(c, deed.naming)) is not None), None)


def _carriers(noun: Token) -> list[Token]:
    """ "the talks held in Geneva", "the meeting, planned for May in Lima", "the talks took place in"."""
    found = [c for c in children(noun, "acl", "relcl") if is_in(c, "scheduling", "light", "happen")]
    verb = noun.head
    if noun.dep_ in ("nsubj", "nsubjpass") and is_in(verb, "happen", "scheduling"):
        found.append(verb)
    return found


def _where(token: Token, naming: Naming) -> EventPlace | None:
    """ "the region where Moscow has been trying to dislodge them"."""
    for clause in [token, *ancestors(token)][:_MAX_STEPS]:
        if clause.dep_ == "relcl":
            relative = any(c.lower_ == "where" for c in children(clause, "advmod"))
            return (
                named_place(clause.head, naming) or beside([clause.head], STATIC, naming)
                if relative
                else None
            )
        if clause.dep_ not in ("xcomp", "conj"):
            return None
    return None


def _at_the_end(deed: _Deed, read: Reader = spot) -> EventPlace | None:
    """Troops, helpers and travellers are where they are sent or go; talks where one goes for them."""
    verb, naming = deed.token, deed.naming
    if deed.event_type in _OBJECT_TYPES and is_in(verb, "overhead"):
        found = beside([verb], ("over",), naming, read=read)
        if found is not None:
            return found
    if deed.event_type == "MOBILIZE" or _brings(verb, deed.event_type):
        ways = (*_TOWARDS, "for") if is_in(verb, "departing") else _TOWARDS
        return beside([*deed.heads, *_particles(verb)], ways, naming, read=read)
    if not deed.is_noun:
        return None
    mover = _mover(verb)
    return beside([mover], (*_TOWARDS, *STATIC), naming, read=read) if mover is not None else None


def _particles(verb: Token) -> list[Token]:
    """ "pulled back to the border": the way may hang on the particle."""
    return [c for c in children(verb, "advmod", "prt") if c.i > verb.i]


def _brings(verb: Token, event_type: str | None) -> bool:
    """What is moved is people, or the deed has no type; money that is given stays with whom it is for."""
    if not is_in(verb, "bringing", "departing"):
        return False
    moved = children(verb, *OBJECTS, "nsubjpass")
    if event_type is None:
        return not any(is_event(o) for o in moved)
    return event_type in _OBJECT_TYPES and (
        not moved or any(is_party(o) or is_in(o, "vehicles") for o in moved)
    )


def _mover(noun: Token) -> Token | None:
    """ "flew to Doha for talks", "the meeting was moved to Muscat"."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "for":
        verb = noun.head.head
    elif noun.dep_ == "nsubjpass":
        verb = noun.head
    else:
        return None
    return verb if is_verb(verb) and is_in(verb, "bringing") else None


def _of_object(deed: _Deed) -> EventPlace | None:
    if deed.event_type in _TARGET_TYPES or deed.predicate.frame.mode in ("visit", "seize"):
        for noun in deed.objects:
            place = named_place(noun, deed.naming)
            if place is not None:
                return place
    found = beside(_suffering(deed), STATIC, deed.naming)
    return _source_town(deed) if found is None and not deed.is_noun else found


def _suffering(deed: _Deed) -> list[Token]:
    """ "bombed a depot in Kano", "an attack on a convoy near Goma", "met with envoys in Oslo"."""
    behind = [p for w in deed.words for p in prepositions(w, *_SUFFERING)]
    found = [o for p in behind for o in prepositional_objects(p)]
    if not deed.is_noun:
        found += children(deed.token, *OBJECTS, "nsubjpass")
    return [t for noun in found for t in conjuncts(noun)]


def _sources(deed: _Deed) -> list[Token]:
    """ "driven out of a town in Kursk", "escaped from a prison"."""
    away = [p for h in deed.heads for p in prepositions(h, "out", "from")]
    return [noun for p in away for noun in prepositional_objects(p)]


def _source_town(deed: _Deed) -> EventPlace | None:
    read = (named_place(n, deed.naming) or within(n, deed.naming) for n in _sources(deed))
    return next((place for place in read if place is not None), None)


def _nameless(deed: _Deed) -> EventPlace | None:
    """ "at a checkpoint", "bombed a village", "dragged them into the forest"."""
    found = beside(deed.heads, _AROUND, deed.naming, deed.physical, nameless_place)
    if found is None and deed.physical:
        found = beside(_suffering(deed), _AT, deed.naming, read=nameless_place)
    if found is None:
        found = _at_the_end(deed, nameless_place)
    return _nameless_object(deed) if found is None and not deed.is_noun else found


def _nameless_object(deed: _Deed) -> EventPlace | None:
    """ "bombed a village", "blocked a highway", "escaped from a prison"."""
    if deed.event_type not in (*_TARGET_TYPES, "PROTEST"):
        return None
    grounds = children(deed.token, *OBJECTS, "nsubjpass")
    if is_in(deed.token, "escaping"):
        grounds = _sources(deed)
    elif not is_in(deed.token, "going_over"):
        assaulted = deed.event_type == "ASSAULT"
        grounds = [g for g in grounds if assaulted and is_in(g, "place_nouns")]
    read = (nameless_place(None, ground, deed.naming) for ground in grounds)
    return next((place for place in read if place is not None), None)
