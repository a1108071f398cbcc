"""Entries of the lexicon, and why an event was made, in words for people."""

from collections.abc import Iterable

from transforms.language.events.lexicon.entries import Frame
from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.status.cascade import Status


def conditions(frame: Frame) -> str:
    """Write what must stand beside the word, and where its recipient is looked for."""
    asked = {
        "particle": frame.particle,
        "preposition": _either(frame.prep),
        "of it": _either(frame.pobj),
        "object": _either(frame.object),
        "subject": _either(frame.subject),
        "noun before": _either(frame.modifier),
        "clause": frame.clause,
        "not": _either(frame.without),
        "recipient": _either(frame.recipient),
        "of names the": frame.of,
    }
    return "; ".join(f"{name} {value}" for name, value in asked.items() if value)


def reasons(
    predicate: Predicate,
    status: Status,
    read_type: str | None,
    event_type: str | None,
    guessed: bool,
) -> tuple[str, ...]:
    """Say why a predicate became the event that it is.

    Args:
        predicate: the word with its entry.
        status: what the parse says of whether it happened.
        read_type: its type before precedence.
        event_type: its type after it.
        guessed: whether its recipient is only the nearest party.
    """
    frame, found = predicate.frame, [_entry(predicate.frame)]
    if predicate.light is not None:
        found.append(f"“{predicate.light.text}” only carries the noun")
    if frame.event_type is not None and read_type is None:
        found.append(f"what stands around it speaks of something else than {frame.event_type}")
    elif read_type is not None and event_type != read_type:
        found.append(f"{read_type} that is {_how(status)} is {event_type}")
    if status.polarity == "negated" or status.certainty != "actual":
        found.append(f"the words above it make it {_how(status)}")
    if guessed:
        found.append("the recipient is the nearest party, since its entry names none")
    return tuple(found)


def _entry(frame: Frame) -> str:
    if not frame.source or (frame.event_type is None and not frame.example):
        return f"no entry: {frame.pos} {frame.lemma} tells a happening without a type"
    asked = conditions(frame)
    kind = f"{frame.event_type or 'no type'}{f'/{frame.mode}' if frame.mode else ''}"
    return (
        f"entry in {frame.source}: {frame.pos} {frame.lemma}{f'; {asked}' if asked else ''}: {kind}"
    )


def _how(status: Status) -> str:
    marks = {
        "refused": status.refused,
        "negated": status.polarity == "negated" and not status.refused,
        "conditional": status.conditional,
        "announced": status.announced,
        "willing": status.willing,
        status.certainty: status.certainty != "actual",
    }
    return ", ".join(name for name, holds in marks.items() if holds) or "read so"


def _either(words: Iterable[str]) -> str:
    return ", ".join(sorted(words) if isinstance(words, frozenset) else words)
