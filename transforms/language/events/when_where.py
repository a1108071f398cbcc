"""Time and place of an event: only what the parse ties to it, never mere co-occurrence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.events import EventPlace
from transforms.language.events.frames import Predicate
from transforms.language.events.grammar import (
    MAX_CLIMB,
    OBJECTS,
    ancestors,
    children,
    is_verb,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.naming import Naming
from transforms.language.events.participants import is_scene
from transforms.language.events.words import is_in
from transforms.language.findings import FoundEntity, TimeExpression

_STATIC = (
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "around",
    "off",
    "across",
    "throughout",
    "along",
    "within",
    "through",
)
_SEAT_WORDS = frozenset(["at", "outside", "inside", "near"])
_TARGET_TYPES = frozenset(["ASSAULT", "MOBILIZE"])
_OBJECT_TYPES = frozenset(["CONSULT", "ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "PROTEST", "AID"])
_PLACES = frozenset(["GPE", "LOC", "FAC"])
_MAX_STEPS = 5


@dataclass(frozen=True)
class TiedTimes:
    """The dated time expressions of a document by the token that each hangs on."""

    by_token: dict[int, list[TimeExpression]]


def tie_times(doc: Doc, times: Iterable[TimeExpression]) -> TiedTimes:
    """Attach each dated expression to the verb or noun that it modifies."""
    by_token: dict[int, list[TimeExpression]] = {}
    for time in times:
        if time.time_start is None:
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None:
            continue
        anchor = _anchor(span.root, span.start, span.end)
        if anchor is not None:
            by_token.setdefault(anchor.i, []).append(time)
    return TiedTimes(by_token)


def _anchor(root: Token, start: int, end: int) -> Token | None:
    """Return the first word above an expression that is no part of its own phrase."""
    token = root
    for _ in range(_MAX_STEPS):
        if token.head.i == token.i:
            return None
        token = token.head
        inside = start <= token.i < end
        if not inside and token.pos_ not in ("ADP", "SCONJ", "ADV", "NUM", "DET", "PART"):
            return token
    return None


def time_of(predicate: Predicate, tied: TiedTimes) -> TimeExpression | None:
    """Return the nearest time expression that the parse ties to the event."""
    for token in _temporal_way(predicate):
        for time in tied.by_token.get(token.i, ()):
            return time
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
        for preposition in prepositions(head, *words):
            if _belongs_to_object(head, preposition, physical):
                continue
            for noun in prepositional_objects(preposition):
                place = _place(noun, naming) or _seat(preposition, noun, naming)
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
        return _beside([*children(predicate.token, *OBJECTS)], _STATIC, naming) or _source_town(
            predicate, naming
        )
    return None


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
        if mention is not None and mention[1].type in _PLACES and is_in(noun, "place_nouns"):
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
