"""Events of a document: predicates found, coded, placed in time and space, and merged."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from schemas.events import EventMention, EventPlace, Participant
from transforms.language.document import Document
from transforms.language.events.found import FoundEvent
from transforms.language.events.happenings import find_happenings
from transforms.language.events.lexicon.categories import coding, load_categories
from transforms.language.events.lexicon.entries import Lexicon, code_by
from transforms.language.events.merging import merge
from transforms.language.events.participants.embedding import is_vow_of_conflict
from transforms.language.events.participants.naming import Naming
from transforms.language.events.participants.recipients import members, sharers
from transforms.language.events.participants.roles import roles_of
from transforms.language.events.places.attachment import place_of
from transforms.language.events.predicates.contexts import is_out_of_place
from transforms.language.events.predicates.fields import Cues, read_cues
from transforms.language.events.predicates.frames import Predicate, find_predicates
from transforms.language.events.status.attribution import sources_of
from transforms.language.events.status.cascade import Status, status_of
from transforms.language.events.status.nouns import is_spoken_of
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    children,
    is_infinitive,
    prepositions,
)
from transforms.language.events.syntax.tables import forget_tables, sentence_of
from transforms.language.events.syntax.words import TIME, entity_type, is_in, project_names
from transforms.language.events.when import TiedTimes, tie_times, time_of
from transforms.language.events.wording import reasons
from transforms.language.findings import EntityIndex, FoundQuote, TimeExpression


def find_events(
    document: Document,
    entities: EntityIndex,
    quotes: Sequence[FoundQuote],
    times: Sequence[TimeExpression],
    lexicon: Lexicon | None = None,
) -> list[FoundEvent]:
    """Return the events that an article tells, in the order of their triggers.

    Args:
        document: the parsed article.
        entities, quotes, times: what the other finders read from it.
        lexicon: entries to code by; the packaged ones without it.
    """
    project_names(document.doc, entities, times)
    code_by(document.doc, lexicon)
    naming = Naming(document, entities, quotes)
    tied = tie_times(document.doc, times)
    known = find_predicates(document.doc)
    predicates = [p for p in known if not _is_idle(p)]
    # an entry that fits but for its objects may be refused; its verb is a happening then
    predicates += find_happenings(document.doc, [p for p in known if not p.relaxed])
    cues = read_cues(document.doc)
    told: dict[int, _Reading] = {}
    for reading in (_read(p, naming, tied, cues) for p in predicates):
        if _is_event(reading):
            told.setdefault(reading.predicate.token.i, reading)
    found = [_row(r, naming) for r in told.values()]
    forget_tables(document.doc)
    return sorted(merge(found), key=lambda e: e.trigger_start)


def _is_idle(predicate: Predicate) -> bool:
    """Empty verbs are no events."""
    return predicate.frame.event_type is None and is_in(predicate.token, "empty")


@dataclass(frozen=True)
class _Reading:
    """All that is read about one predicate; ``event_type`` before precedence."""

    predicate: Predicate
    event_type: str | None
    status: Status
    actors: list[Participant]
    recipients: list[Participant]
    guessed: bool
    time: TimeExpression | None
    place: EventPlace | None


def _read(predicate: Predicate, naming: Naming, tied: TiedTimes, cues: Cues) -> _Reading:
    event_type = None if is_out_of_place(predicate, cues) else predicate.frame.event_type
    roles = roles_of(predicate)
    actors = _participants(roles.actors, naming)
    recipients = _without(_participants(roles.recipients, naming), actors)
    guessed = []
    if not recipients and event_type is not None:
        guessed = _first_other(roles.nearby, actors, naming)
    return _Reading(
        predicate=predicate,
        event_type=event_type,
        status=status_of(predicate),
        actors=actors,
        recipients=recipients or guessed,
        guessed=bool(guessed),
        time=time_of(predicate, tied),
        place=place_of(predicate, event_type, roles.recipients or roles.nearby, naming),
    )


def _is_event(reading: _Reading) -> bool:
    if _is_goal(reading):
        return False
    if reading.predicate.relaxed:
        named = [p for p in reading.recipients if p.entity_id is not None]
        return bool(reading.event_type and reading.actors and named)
    if reading.predicate.frame.pos == "verb":
        return True
    out_of_place = reading.event_type != reading.predicate.frame.event_type
    return _is_told(reading) and not out_of_place


def _row(reading: _Reading, naming: Naming) -> FoundEvent:
    token, document = reading.predicate.token, naming.document
    start, end = token.idx, token.idx + len(token.text)
    sentence_start, sentence_end = document.offsets(sentence_of(token))
    words = document.words(start, end)
    event_type, mode = _by_precedence(reading)
    codes = coding(event_type, mode)
    time = reading.time
    return FoundEvent(
        sentence_start=min(sentence_start, start),
        sentence_end=max(sentence_end, end),
        trigger_start=start,
        trigger_end=end,
        trigger=words,
        predicate=reading.predicate.name,
        mentions=[EventMention(start, end, words)],
        event_type=event_type,
        event_mode=mode,
        cameo_root=codes.cameo_root,
        quad_class=codes.quad_class,
        intensity=codes.intensity,
        actors=reading.actors,
        recipients=reading.recipients,
        place=reading.place,
        time_start=time.time_start if time else document.published_on,
        time_end=time.time_end if time else document.published_on,
        time_text=time.text if time else None,
        time_text_start=time.start if time else None,
        time_text_end=time.end if time else None,
        time_source="text" if time else "document",
        polarity=reading.status.polarity,
        certainty=reading.status.certainty,
        attributed_to=sources_of(reading.predicate, naming),
        confidence=_confidence(reading, event_type),
        because=reasons(
            reading.predicate, reading.status, reading.event_type, event_type, reading.guessed
        ),
    )


def _is_goal(reading: _Reading) -> bool:
    """ "talks to end the war" names the aim of something else, and nobody who would end it."""
    frame, token = reading.predicate.frame, reading.predicate.token
    if frame.mode != "ceasefire" or reading.status.certainty != "hypothetical":
        return False
    aim = frame.pos == "noun" or (is_infinitive(token) and not _is_asked_of_somebody(token))
    return aim and not reading.recipients


def _is_asked_of_somebody(verb: Token) -> bool:
    """ "urged both armies to stop the shelling": somebody named is to do it."""
    asking = verb.head
    addressed = children(verb, "nsubj") or children(asking, *OBJECTS)
    return bool(addressed) and is_in(asking, "object_control")


def _is_told(reading: _Reading) -> bool:
    """An event noun tells an event where something ties it to the world: who, when, where."""
    predicate, noun = reading.predicate, reading.predicate.token
    if predicate.light is not None or reading.time or reading.place:
        return True
    if is_spoken_of(noun, reading.status.polarity, reading.status.certainty):
        return True
    if predicate.frame.event_type is None:
        return bool(prepositions(noun, "of", "in", "at", "near"))
    somebody = bool(reading.actors or (reading.recipients and not reading.guessed))
    return somebody or bool(noun.dep_ in ("nsubj", "nsubjpass") and is_in(noun.head, "happen"))


def _participants(tokens: Sequence[Token], naming: Naming) -> list[Participant]:
    nouns = [t for t in tokens if t.pos_ not in ("VERB", "AUX", "ADV") and entity_type(t) != TIME]
    spread = [t for noun in nouns for t in (sharers(noun) or [noun, *members(noun)])]
    named = [naming.participant(token) for token in spread]
    seen: dict[str, Participant] = {}
    for one in named:
        if one is not None:
            seen.setdefault(one.entity_id or one.name.casefold(), one)
    return list(seen.values())


def _first_other(
    tokens: Sequence[Token], actors: Sequence[Participant], naming: Naming
) -> list[Participant]:
    """Return the first of those nearby who is none of the actors."""
    for token in tokens:
        found = _without(_participants([token], naming), actors)
        if found:
            return found
    return []


def _without(recipients: Sequence[Participant], actors: Sequence[Participant]) -> list[Participant]:
    taken = {(a.entity_id, a.name) for a in actors}
    return [r for r in recipients if (r.entity_id, r.name) not in taken]


def _by_precedence(reading: _Reading) -> tuple[str | None, str | None]:
    """Apply the manual's precedence: one category, never a category and "in the future".

    Announced cooperation is AGREE, an announced retreat CONCEDE; what somebody says he himself is
    willing or going to do is a promise, AGREE; conditional violence and conflict that its actor
    announces are THREATEN; what somebody says he will not do is REJECT. Troops sent to keep the peace are AID.
    """
    event_type, mode, status = reading.event_type, reading.predicate.frame.mode, reading.status
    if event_type is None:
        return None, None
    if event_type == "AGREE" and is_vow_of_conflict(reading.predicate):
        return "THREATEN", None
    if event_type == "MOBILIZE" and _is_for_relief(reading.predicate.token):
        event_type, mode = "AID", None
    category = load_categories()[event_type]
    if status.polarity == "negated":
        refused = status.refused or _is_withheld(reading)
        return (category.refused, None) if category.refused and refused else (event_type, mode)
    if category.conditional and status.conditional and status.announced:
        return category.conditional, category.threat
    if category.future and status.willing:
        return "AGREE", None
    if category.announced and reading.actors and (status.willing or status.announced):
        return category.announced, category.threat
    if category.future and status.announced and not status.conditional:
        return category.future, None
    return event_type, mode


def _is_withheld(reading: _Reading) -> bool:
    """ "does not recognise the junta", "decided not to send help": what is not given is refused."""
    verb = reading.predicate.token
    if verb.dep_ == "xcomp" and is_infinitive(verb) and is_in(verb.head, "choosing"):
        return bool(children(verb, "neg"))
    present = any(a.lower_ in ("do", "does") for a in children(verb, "aux"))
    return reading.event_type in ("SUPPORT", "AGREE") and present and bool(reading.actors)


def _is_for_relief(deploying: Token) -> bool:
    """Troops sent to keep the peace or to help after a disaster are help, says the manual."""
    aims = [c for c in children(deploying, "advcl", "xcomp", "ccomp", "acl") if is_infinitive(c)]
    if any(is_in(c, "helping") for c in aims):
        return True
    return any(is_in(t, "relieving") for t in deploying.subtree if t.pos_ != "VERB")


def _confidence(reading: _Reading, event_type: str | None) -> float:
    """Return a first, uncalibrated score: a base, and a share for each thing that is known.

    0.4 for the word, 0.15 for a type, 0.15 for an actor and 0.1 for a recipient that are named,
    0.05 for each of them that is a known entity, 0.1 for a frame with conditions. A recipient that
    only stands near counts for nothing.
    """
    actors = reading.actors
    recipients = [] if reading.guessed else reading.recipients
    score = 0.4 + 0.15 * (event_type is not None)
    score += 0.15 * bool(actors) + 0.1 * bool(recipients)
    score += 0.05 * any(a.entity_id for a in actors) + 0.05 * any(r.entity_id for r in recipients)
    score += 0.1 * bool(reading.predicate.frame.specificity[0])
    score -= 0.2 * reading.predicate.relaxed
    return round(min(score, 1.0), 3)
