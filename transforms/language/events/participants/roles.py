"""Roles: which words of the parse fill actor and recipient of a predicate."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.events.lexicon.categories import load_categories
from transforms.language.events.lexicon.entries import Frame, load_classes
from transforms.language.events.participants.embedding import addressed, completing, employer
from transforms.language.events.participants.nearby import bystanders
from transforms.language.events.participants.recipients import (
    asked_about,
    doer,
    embedded_recipients,
    far_behind,
    givers,
    maker,
    named_deep_within,
    noun_recipients,
    party_within,
    said_of,
    verb_recipients,
)
from transforms.language.events.predicates.frames import Predicate, match_verb
from transforms.language.events.syntax.actors import is_dummy, noun_actors, owners, subject_tokens
from transforms.language.events.syntax.grammar import (
    children,
    complement,
    conjuncts,
    is_infinitive,
    is_verb,
    object_tokens,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.words import (
    TIME,
    counted,
    entity_type,
    fits,
    is_in,
    is_party,
    is_place,
    lemma,
)

MATERIAL_CONFLICT = 4
"""Quad class of what is done to people or things, be they party or not."""

LIFTED = frozenset(["AGREE", "REJECT", "REQUEST", "THREATEN", "CONCEDE"])
"""Speech acts whose recipient may stand in the clause that says what is agreed, refused, asked."""


@dataclass(frozen=True)
class Roles:
    """Words that fill the roles of an event.

    Attributes:
        actors, recipients: as the frame and the parse name them.
        nearby: where no recipient is named, who stands near, the likeliest first.
    """

    actors: list[Token]
    recipients: list[Token]
    nearby: tuple[Token, ...] = ()


def roles_of(predicate: Predicate, depth: int = 0) -> Roles:
    """Return who did it and to whom, as words."""
    token, frame = predicate.token, predicate.frame
    if frame.pos == "noun":
        slots = frame.recipient or tuple(s for s in _slots(frame) if s not in ("of", "for"))
        actors = noun_actors(token, predicate.light, frame, away="from" in slots)
        candidates = noun_recipients(token, predicate.light, slots, frame.of)
    else:
        actors = subject_tokens(token)
        candidates = verb_recipients(token, frame.recipient or _slots(frame), _carried(predicate))
        if frame.actor == "object":
            actors, candidates = [], [("subject", actors)]
        elif frame.actor == "from":
            actors, candidates = givers(token), [("subject", actors)]
    taken = {t.i for t in actors}
    chosen = _chosen(candidates, _things(predicate), frame)
    # "the refusal of Ghana to meet": who does it may stand in a slot of the recipient
    recipients = [t for t in chosen if t.i not in taken and not is_in(t, "reflexive")] or [
        t for t in _beyond(predicate, depth) if t.i not in taken
    ]
    nearby = () if depth or recipients else _nearby(predicate)
    return Roles([t for t in actors if not is_dummy(t)], recipients, nearby)


def _nearby(predicate: Predicate) -> tuple[Token, ...]:
    frame = predicate.frame
    if frame.event_type is None or frame.mode in _OF_ONESELF:
        return ()
    if frame.pos == "noun" and predicate.light is None and not _is_material(frame):
        return ()
    heads = [predicate.token] if predicate.light is None else [predicate.token, predicate.light]
    found = bystanders(heads, frame.event_type in _BEFALL_PLACES)
    if frame.event_type == "CONSULT":
        found = [t for t in found if not is_place(t) or entity_type(t) == "GPE"]
    if frame.event_type in _MOVING_FORCES:
        found = [t for t in found if not fits(t, frozenset(["FORCE", "WEAPON"]))]
    return tuple(found)


def _slots(frame: Frame) -> tuple[str, ...]:
    if frame.event_type is None:
        return ("object",)
    return load_categories()[frame.event_type].slots


def _carried(predicate: Predicate) -> list[Token]:
    """ "went on strike": the noun that the entry names behind its preposition."""
    token, frame = predicate.token, predicate.frame
    if not frame.pobj:
        return []
    behind = [o for p in prepositions(token, *frame.prep) for o in prepositional_objects(p)]
    return [o for o in behind if _is_asked(o, frame)]


def _is_asked(noun: Token, frame: Frame) -> bool:
    """ "went on strike": the word makes a phrase of the verb, and is nobody and nothing itself."""
    if lemma(noun) not in frame.pobj or is_party(noun) or is_place(noun):
        return False
    return not fits(noun, _BODILY)


_BODILY = frozenset(["TARGET", "BUILDING", "ROAD"])


def _things(predicate: Predicate) -> list[Token]:
    """Return what the verb is done to, for the party that it belongs to."""
    if predicate.frame.pos != "verb" or predicate.frame.recipient == ("none",):
        return []
    if is_in(predicate.token, "creating") and predicate.frame.event_type in ("AID", "AGREE"):
        # "set up a clinic": what is made is nobody yet
        return []
    return object_tokens(predicate.token)


def _beyond(predicate: Predicate, depth: int) -> list[Token]:
    """Return recipients that stand outside the predicate's own slots."""
    token, frame = predicate.token, predicate.frame
    if frame.event_type is None or frame.recipient == ("none",):
        return []
    told = load_categories()[frame.event_type].quad in _VERBAL
    if told and (found := addressed(token)):
        return found
    if frame.event_type in LIFTED and not (frame.pos == "noun" and frame.event_type == "REQUEST"):
        # the recipient of "a request to meet the king" is who is asked, not the king
        found = _of_complement(token, frame, depth)
        if found:
            return found
    if frame.event_type == "ACCUSE" and frame.pos == "verb" and (said := complement(token)):
        # "alleged that the embassy paid them": who is said to have done it
        found = conjuncts(own) if (own := said_of(said)) is not None else []
        if found:
            return found
    heads = [token] if predicate.light is None else [token, predicate.light]
    asked = [t for h in heads for p in prepositions(h, "into", "on", "of") if (t := asked_about(p))]
    if asked:
        return asked[:1]
    anything = load_categories()[frame.event_type].quad == MATERIAL_CONFLICT
    found = far_behind(heads, frame.recipient or _slots(frame), anything)
    found = [t for t in found if not _is_asked(t, frame)]
    if not found and frame.mode in ("strike", "hunger"):
        found = employer(predicate, _carried(predicate))
    return found or _of_purpose(predicate)


def _of_complement(verb: Token, frame: Frame, depth: int) -> list[Token]:
    """ "offered to send troops to Uganda": what is sent is no recipient, if its own frame says so."""
    clause = complement(verb) if frame.pos == "verb" else completing(verb)
    if clause is not None and is_infinitive(clause) and depth < _MAX_DEPTH:
        # "offered to send troops to help the islanders"
        for inner in [clause, *children(clause, "xcomp", "advcl")]:
            found = _recipients_of(inner, depth) if is_infinitive(inner) else []
            if found:
                return found
    return _chosen(embedded_recipients(clause, frame.event_type == "REQUEST"), [], frame)


def _recipients_of(verb: Token, depth: int) -> list[Token]:
    inner = match_verb(verb)
    if inner is None or inner.frame.event_type is None:
        return []
    return [t for t in roles_of(inner, depth + 1).recipients if not _is_thing(t)]


def _is_thing(token: Token) -> bool:
    return not (is_party(token) or is_place(token))


def _of_purpose(predicate: Predicate) -> list[Token]:
    """ "called the king to apologize", "phoned her to convey support": the one who is called."""
    verb = predicate.token if predicate.light is None else predicate.light
    verbal = load_categories()[predicate.frame.event_type or "CONSULT"].quad in (1, 3)
    if not verbal or verb.dep_ not in ("advcl", "xcomp") or not is_infinitive(verb):
        return []
    if not is_verb(verb.head) or not is_in(verb.head, "contacting"):
        return []
    return [t for t in object_tokens(verb.head) if is_party(t)]


def _is_material(frame: Frame) -> bool:
    return load_categories()[frame.event_type or "CONSULT"].quad == MATERIAL_CONFLICT


_VERBAL = (1, 3)
_HELPERS = frozenset(["AID", "hospital", "firefighter", "nurse", "medic", "volunteer", "engineer"])
_MAX_DEPTH = 3
_BEFALL_PLACES = frozenset(
    ["ASSAULT", "COERCE", "MOBILIZE", "AID", "RETREAT", "CONCEDE", "AGREE", "REJECT", "SANCTION"]
)
"""Types whose deeds befall a place; one protests, meets and speaks in it."""
_OF_ONESELF = frozenset(["resign", "disarm"])
"""Modes of deeds that befall nobody else."""


def _chosen(
    candidates: Sequence[tuple[str, Sequence[Token]]], things: Sequence[Token], frame: Frame
) -> list[Token]:
    """Return who the event is done to.

    The first slot that names a party, or a proposal, ban or tie that a party stands behind
    ("rejected a request from the king"); where the category takes anything, an object at once;
    else the party that a thing in a slot belongs to ("rejected Kremlin demands").
    """
    if frame.event_type is None:
        return [t for _, ts in candidates[:1] for t in ts if entity_type(t) not in ("", TIME)]
    anything = load_categories()[frame.event_type].recipient == "any"
    for slot, filling in candidates:
        # "an offensive against the clan on Tuesday": the day is nobody
        tokens = [t for t in filling if entity_type(t) != TIME]
        first = next(iter(tokens), None)
        if first is not None and _has_sides(first, frame) and (side := party_within(first)):
            return [side]
        named = [p for t in tokens for p in counted(t)[-1:] if is_party(p) or is_place(p)]
        if slot == "party" and frame.event_type == "AID" and not frame.recipient:
            # "sent doctors": those who are sent are the help, not who gets it
            named = [t for t in named if entity_type(t) or not fits(t, _HELPERS)]
        if named:
            return named
        of_thing = slot == "of" and frame.of == "recipient"
        tokens = [t for t in tokens if not _is_asked(t, frame)]
        if tokens and anything and (of_thing or slot in _THING_SLOTS):
            return [_thing(t, frame.event_type) for t in tokens if not is_dummy(t)]
    return _within(candidates, things, frame)


def _has_sides(thing: Token, frame: Frame) -> bool:
    """Whether somebody else stands behind a thing that is refused, accepted or broken off."""
    classes = load_classes()
    if frame.event_type in ("REJECT", "AGREE", "CONCEDE"):
        return lemma(thing) in classes["CONDITION"]
    if frame.event_type in ("COERCE", "SANCTION") and lemma(thing) in classes["ACTION"]:
        return True
    return frame.event_type == "SANCTION" and lemma(thing) in classes["RELATION"]


def _within(
    candidates: Sequence[tuple[str, Sequence[Token]]], things: Sequence[Token], frame: Frame
) -> list[Token]:
    every = [t for _, tokens in [*candidates, ("things", things)] for t in tokens]
    if frame.event_type == "AID":
        every = [t for t in every if entity_type(t) or not fits(t, _HELPERS)]
    if frame.event_type in _MOVING_FORCES:
        # the troops that are sent or withdrawn are not those to whom it is done
        every = [t for t in every if not fits(t, frozenset(["FORCE", "WEAPON"]))]
    inner = [p for t in every if (p := party_within(t, owned=not _is_deed(t, frame)))]
    if not inner and frame.event_type and load_categories()[frame.event_type].quad in (1, 3):
        inner = [p for t in every if (p := named_deep_within(t))]
    return inner[:1]


def _is_deed(thing: Token, frame: Frame) -> bool:
    """ "conveyed his country's support": the object that the frame asks for is its owner's deed."""
    return bool(frame.recipient and frame.event_type == "SUPPORT" and fits(thing, frame.object))


_MOVING_FORCES = frozenset(["MOBILIZE", "RETREAT"])
_THING_SLOTS = frozenset(["object", "against", "into", "at", "over", "on"])
"""Where a thing stands for a recipient: "protested against the fees", "an inquiry into the sale"."""


def _thing(token: Token, event_type: str) -> Token:
    """What is said of somebody's deed is said of him; what is done to his things, to them."""
    if load_categories()[event_type].quad in (2, 4):
        return counted(token)[-1]
    return (
        next(iter(owners(token)), None)
        or maker(token)
        or _accused_in(token)
        or (doer(token) if event_type == "ACCUSE" else None)
        or token
    )


def _accused_in(thing: Token) -> Token | None:
    """ "an investigation into claims that two officers lied": the officers."""
    return party_within(thing) if lemma(thing) in load_classes()["CHARGE"] else None
