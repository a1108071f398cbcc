"""A place beside a word: what its prepositions govern, wherever the parser hangs them."""

from collections.abc import Callable, Iterable, Sequence

from spacy.tokens import Token

from schemas.events import EventPlace
from transforms.language.events.participants.naming import Naming
from transforms.language.events.places.spots import STATIC, spot
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    children,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.words import TIME, entity_type

_COMPASS = frozenset(["north", "south", "east", "west"])

Reader = Callable[[Token, Token, Naming], EventPlace | None]
"""Reads a place from a preposition and its noun."""


def beside(
    heads: Iterable[Token],
    words: Sequence[str],
    naming: Naming,
    physical: bool = True,
    read: Reader = spot,
) -> EventPlace | None:
    """Return the first place behind one of the prepositions that hang on one of the words.

    Args:
        heads: the words.
        words: the prepositions.
        naming: the entities of the document.
        physical: not so for a speech act, whose object has a place of its own.
        read: names the place behind a preposition.
    """
    for head in heads:
        hanging = prepositions(head)
        near = [p for p in hanging if p.lower_ in words]
        for preposition in [*near, *_by_compass(head), *_by_time(head, hanging)]:
            if _belongs_to_object(head, preposition, physical):
                continue
            for noun in prepositional_objects(preposition):
                place = read(preposition, noun, naming)
                if place is not None:
                    return place
    return None


def _by_compass(head: Token) -> list[Token]:
    """ "south of Lake Sevan"."""
    sides = [c for c in children(head, "advmod") if c.lower_ in _COMPASS]
    return [p for side in sides for p in prepositions(side, "of")]


def _by_time(head: Token, hanging: Sequence[Token]) -> list[Token]:
    """ "planned for May in Lima", "met Monday in Oslo": the place may hang on the day."""
    times = [o for p in hanging for o in children(p, "pobj")] + children(head, "npadvmod")
    return [p for t in times if entity_type(t) == TIME for p in prepositions(t, *STATIC)]


def _belongs_to_object(head: Token, preposition: Token, physical: bool) -> bool:
    """ "condemned the killings in Paris": behind the object of a speech act, the place is its own."""
    return not physical and any(o.i == preposition.i - 1 for o in children(head, *OBJECTS))
