"""One event told twice in an article becomes one row with all its mentions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from schemas.events import Participant
from transforms.language.events.found import FoundEvent


def merge(events: Iterable[FoundEvent]) -> list[FoundEvent]:
    """Join events that the article tells more than once, conservatively.

    Two are one when predicate, type, polarity, certainty and sources agree, actors and recipients
    are the same known entities, and no two different times are named. The surest one keeps its
    trigger; all words are listed as mentions.
    """
    kept: list[FoundEvent] = []
    alike: dict[tuple[Any, ...], list[int]] = {}
    for event in events:
        actors, recipients = _ids(event.actors), _ids(event.recipients)
        if not actors or not recipients:
            kept.append(event)  # an unknown party may be another one each time
            continue
        told = (
            event.predicate,
            event.event_type,
            event.polarity,
            event.certainty,
            actors,
            recipients,
            tuple(_claimed_by(event)),
        )
        places = alike.setdefault(told, [])
        twin = next((i for i in places if _times_agree(kept[i], event)), None)
        if twin is None:
            places.append(len(kept))
            kept.append(event)
        else:
            kept[twin] = _joined(kept[twin], event)
    return kept


def _ids(participants: Iterable[Participant]) -> frozenset[str]:
    """Return the entities; nothing where one is unknown, since two unknowns may differ."""
    ids = [p.entity_id for p in participants]
    return frozenset() if None in ids else frozenset(i for i in ids if i)


def _claimed_by(event: FoundEvent) -> list[str]:
    return [s.entity_id or s.name for s in event.attributed_to]


def _times_agree(one: FoundEvent, other: FoundEvent) -> bool:
    if "document" in (one.time_source, other.time_source):
        return True
    return (one.time_start, one.time_end) == (other.time_start, other.time_end)


def _joined(one: FoundEvent, other: FoundEvent) -> FoundEvent:
    best, rest = (one, other) if one.confidence >= other.confidence else (other, one)
    mentions = sorted([*best.mentions, *rest.mentions], key=lambda m: m.start)
    if best.time_source == "text" or rest.time_source == "document":
        return replace(best, mentions=mentions, place=best.place or rest.place)
    return replace(
        best,
        mentions=mentions,
        place=best.place or rest.place,
        time_start=rest.time_start,
        time_end=rest.time_end,
        time_text=rest.time_text,
        time_text_start=rest.time_text_start,
        time_text_end=rest.time_text_end,
        time_source=rest.time_source,
    )
