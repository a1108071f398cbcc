"""Where an event took place: by attachment, never by mere co-occurrence."""

from collections.abc import Sequence

from spacy.tokens import Token

from schemas.events import EventPlace
from transforms.language.events.frames import Predicate
from transforms.language.events.grammar import (
    OBJECTS,
    ancestors,
    children,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.naming import Naming
from transforms.language.events.participants import is_scene
from transforms.language.events.words import is_in, is_party
from transforms.language.findings import FoundEntity

_STATIC = (
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "around",
    "off",
    "across",
    "through",
    "throughout",
    "along",
    "within",
)
_SEAT_WORDS = frozenset(["at", "outside", "inside", "near"])
_ON_THE_SPOT = frozenset(["ASSAULT", "COERCE", "PROTEST"])
"""Deeds done by people on the spot."""
_TARGET_TYPES = frozenset(["ASSAULT", "MOBILIZE", None])
_COMPASS = frozenset(["north", "south", "east", "west"])
_OBJECT_TYPES = frozenset(
    ["CONSULT", "ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "PROTEST", "AID", None]
)
"""Deeds, not words: what stands behind their object is where they were done. Untyped ones too."""
_PLACES = frozenset(["GPE", "LOC", "FAC"])
_MAX_STEPS = 5
_MAX_NESTING = 3


def place_of(
    predicate: Predicate, event_type: str | None, recipients: Sequence[Token], naming: Naming
) -> EventPlace | None:
    """Return where it happened: "in Kursk", the town that was shelled; None where nothing says so."""
    heads = [predicate.token]
    if predicate.light is not None:
        heads.append(predicate.light)
    found = _beside(heads, _STATIC, naming, event_type in _OBJECT_TYPES) or _where(
        heads[-1], naming
    )
    if found is None and predicate.frame.pos == "noun":
        found = _before(predicate, naming)
    if found is None and predicate.frame.mode == "visit":
        found = _beside(_named_by_of(predicate.token), _STATIC, naming)
    if found is None and event_type == "MOBILIZE":
        # troops are where they are sent
        found = _beside(heads, ("to",), naming)
    if found is None and event_type in _OBJECT_TYPES:
        found = _of_object(predicate, event_type, recipients, naming)
    return found


def _before(predicate: Predicate, naming: Naming) -> EventPlace | None:
    """ "the Paris attacks"."""
    scenes = [c for c in children(predicate.token, "compound") if is_scene(c, predicate.frame)]
    return next((p for c in scenes if (p := _place(c, naming)) is not None), None)


def _belongs_to_object(head: Token, preposition: Token, physical: bool) -> bool:
    """ "condemned the killings in Paris": behind the object of a speech act, the place is its own."""
    return not physical and any(o.i == preposition.i - 1 for o in children(head, *OBJECTS))


def _beside(
    heads: Sequence[Token], words: Sequence[str], naming: Naming, physical: bool = True
) -> EventPlace | None:
    for head in heads:
        for preposition in [*prepositions(head, *words), *_by_compass(head)]:
            if _belongs_to_object(head, preposition, physical):
                continue
            for noun in prepositional_objects(preposition):
                place = _place(noun, naming) or _seat(preposition, noun, naming)
                place = place or _within(noun, naming)
                if place is not None:
                    return place
    return None


def _by_compass(head: Token) -> list[Token]:
    """ "south of Lake Sevan"."""
    sides = [c for c in children(head, "advmod") if c.lower_ in _COMPASS]
    return [p for side in sides for p in prepositions(side, "of")]


def _within(noun: Token, naming: Naming, depth: int = 0) -> EventPlace | None:
    """ "at a crossing near Ijevan", "outside her home in Batangas": the scene's own place."""
    if depth >= _MAX_NESTING or is_party(noun):
        return None
    for preposition in prepositions(noun, *_STATIC, "of"):
        for inner in prepositional_objects(preposition):
            place = _place(inner, naming) or _within(inner, naming, depth + 1)
            if place is not None:
                return place
    return None


def _seat(preposition: Token, noun: Token, naming: Naming) -> EventPlace | None:
    """ "at the White House": an organisation stands for where it sits."""
    mention = naming.entities.covering(noun.idx, noun.idx + len(noun.text))
    if mention is None or mention[1].type != "ORG" or preposition.lower_ not in _SEAT_WORDS:
        return None
    return _row(mention[1], mention[0].start, mention[0].end)


def _where(token: Token, naming: Naming) -> EventPlace | None:
    """ "the region where Moscow has been trying to dislodge them"."""
    for clause in [token, *ancestors(token)][:_MAX_STEPS]:
        if clause.dep_ == "relcl":
            relative = any(c.lower_ == "where" for c in children(clause, "advmod"))
            return (
                _place(clause.head, naming) or _beside([clause.head], _STATIC, naming)
                if relative
                else None
            )
        if clause.dep_ not in ("xcomp", "conj"):
            return None
    return None


def _of_object(
    predicate: Predicate, event_type: str | None, recipients: Sequence[Token], naming: Naming
) -> EventPlace | None:
    objects = [t for t in recipients if t.doc is predicate.token.doc]
    if event_type in _TARGET_TYPES or predicate.frame.mode in ("visit", "seize"):
        for noun in objects:
            place = _place(noun, naming)
            if place is not None:
                return place
    if predicate.frame.pos == "verb":
        suffering = children(predicate.token, *OBJECTS, "nsubjpass")
        return (
            _beside(suffering, _STATIC, naming)
            or _source_town(predicate, naming)
            or _of_actor(predicate, event_type, naming)
        )
    return None


def _of_actor(predicate: Predicate, event_type: str | None, naming: Naming) -> EventPlace | None:
    """ "police in Lagos arrested", "growers in Sinaloa blocked": they act where they are."""
    if event_type not in _ON_THE_SPOT:
        return None
    return _beside(children(predicate.token, "nsubj"), ("in", "near"), naming)


def _source_town(predicate: Predicate, naming: Naming) -> EventPlace | None:
    """ "driven out of a town in Kursk": the place they were driven out of."""
    for preposition in prepositions(predicate.token, "out", "from"):
        for noun in prepositional_objects(preposition):
            found = _place(noun, naming) or _beside([noun], _STATIC, naming)
            if found is not None:
                return found
    return None


def _place(noun: Token, naming: Naming) -> EventPlace | None:
    mention = naming.entities.covering(noun.idx, noun.idx + len(noun.text))
    if mention is not None and mention[1].type in _PLACES:
        return _row(mention[1], mention[0].start, mention[0].end)
    # "the town of Sudzha", "the Kursk region"
    for c in [*children(noun, "compound", "nmod", "appos"), *_named_by_of(noun)]:
        mention = naming.entities.covering(c.idx, c.idx + len(c.text))
        if (
            mention is not None
            and mention[1].type in _PLACES
            and is_in(noun, "place_nouns", "scene_nouns")
        ):
            return _row(mention[1], mention[0].start, mention[0].end)
    return None


def _named_by_of(noun: Token) -> list[Token]:
    return [o for p in prepositions(noun, "of") for o in prepositional_objects(p)]


def _row(entity: FoundEntity, start: int, end: int) -> EventPlace:
    return EventPlace(
        entity_id=entity.entity_id,
        name=entity.name,
        country_code=entity.country_code,
        latitude=entity.latitude,
        longitude=entity.longitude,
        start=start,
        end=end,
    )
