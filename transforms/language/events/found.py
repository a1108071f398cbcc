"""What the event finder hands on."""

from dataclasses import dataclass
from datetime import date

from schemas.events import EventMention, EventPlace, Participant, Source


@dataclass(frozen=True)
class FoundEvent:
    """An event of one article; the columns of ``schemas.events`` say what each value means.

    ``because`` says in words why it is one, for ``explain``; it is no column.
    """

    sentence_start: int
    sentence_end: int
    trigger_start: int
    trigger_end: int
    trigger: str
    predicate: str
    mentions: list[EventMention]
    event_type: str | None
    event_mode: str | None
    cameo_root: str | None
    quad_class: int | None
    intensity: float | None
    actors: list[Participant]
    recipients: list[Participant]
    place: EventPlace | None
    time_start: date | None
    time_end: date | None
    time_text: str | None
    time_text_start: int | None
    time_text_end: int | None
    time_source: str
    polarity: str
    certainty: str
    attributed_to: list[Source]
    confidence: float
    because: tuple[str, ...] = ()
