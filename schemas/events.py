"""Events: who did what to whom, when and where, whether it happened, and who says so."""

from dataclasses import dataclass

from schemas.columns import (
    PLAIN_SPAN,
    Day,
    Float32,
    Float64,
    Int8,
    Int32,
    SpanColumns,
    TableFacts,
    Timestamp,
    article_id_column,
    column,
    ingested_at_column,
    published_date_column,
    revision_column,
    run_id_column,
    spans,
    table,
)

EVENT_TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
"""The 16 categories of PLOVER 2 (openeventdata/PLOVER)."""

POLARITIES = ("affirmed", "negated")
CERTAINTIES = ("actual", "probable", "possible", "hypothetical")

WORDS = SpanColumns(text=None)
"""A span whose struct carries a resolved name, not the words themselves."""


@spans(PLAIN_SPAN)
@dataclass(frozen=True)
class EventMention:
    """Words in the article that tell an event."""

    start: Int32 = column("first code point in `articles.text`")
    end: Int32 = column("one past the last")
    text: str = column("the words")


@spans(WORDS)
@dataclass(frozen=True)
class Participant:
    """An actor or a recipient of an event."""

    entity_id: str | None = column("the entity, where the words could be resolved to one")
    name: str = column("the entity's name, else the words")
    role: str | None = column('role or affiliation: "Russian President", "military"')
    country_code: str | None = column("ISO 3166-1 alpha-2")
    start: Int32 | None = column(
        "head noun phrase in the event's sentence; null where taken over from elsewhere"
    )
    end: Int32 | None = column("one past the last code point of that phrase")


@spans(WORDS)
@dataclass(frozen=True)
class EventPlace:
    """Where an event took or takes place."""

    entity_id: str | None = column("the entity, where the words could be resolved to one")
    name: str = column("the entity's name, else the words")
    country_code: str | None = column("ISO 3166-1 alpha-2")
    latitude: Float64 | None = column("degrees north, WGS 84")
    longitude: Float64 | None = column("degrees east, WGS 84")
    start: Int32 | None = column("the words that name the place")
    end: Int32 | None = column("one past the last code point of those words")


@spans(WORDS)
@dataclass(frozen=True)
class Source:
    """Somebody who says that an event happened, will happen or did not."""

    entity_id: str | None = column("the entity, where the words could be resolved to one")
    name: str = column("the entity's name, else the words")
    start: Int32 = column("the words that name the source")
    end: Int32 = column("one past the last code point of those words")


@table(
    TableFacts(
        name="events",
        key=("event_id",),
        partition="published_date",
        sort=("article_id", "revision", "trigger_start", "event_id"),
        spans=(
            SpanColumns("sentence_start", "sentence_end", None),
            SpanColumns("trigger_start", "trigger_end", "trigger"),
            SpanColumns("time_text_start", "time_text_end", "time_text"),
        ),
    )
)
@dataclass(frozen=True)
class Event:
    """One row for each event that an article reports."""

    event_id: str = column("hash of `article_id`, `text_sha256` and the trigger's offsets")
    article_id: str = article_id_column()
    revision: Int32 = revision_column()
    sentence_start: Int32 = column("the sentence that tells the event: first code point")
    sentence_end: Int32 = column("one past its last")
    trigger_start: Int32 = column("the head word that names the event: first code point")
    trigger_end: Int32 = column("one past its last")
    trigger: str = column("that word as written")
    predicate: str = column("its lemma, with the particle where there is one")
    mentions: list[EventMention] = column("all places that tell the same event, trigger included")
    event_type: str | None = column("PLOVER category; null where none fits", values=EVENT_TYPES)
    event_mode: str | None = column("PLOVER mode (PROTEST: demo, riot, strike …)")
    cameo_root: str | None = column("CAMEO root code, two digits")
    quad_class: Int8 | None = column(
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"
    )
    intensity: Float32 | None = column("PLOVER score, −10 (conflict) to 10 (cooperation)")
    actors: list[Participant] = column("who did it")
    recipients: list[Participant] = column("to whom")
    place: EventPlace | None = column("where, if the text ties a place to the event")
    time_start: Day | None = column("first day of the event")
    time_end: Day | None = column("last day, inclusive")
    time_text: str | None = column("the words that give the time")
    time_text_start: Int32 | None = column("first code point of those words")
    time_text_end: Int32 | None = column("one past the last")
    time_source: str = column(
        "text, or document where only the article's own date is known", values=("text", "document")
    )
    polarity: str = column("whether the text affirms or negates it", values=POLARITIES)
    certainty: str = column(
        "actual, probable, possible or hypothetical (planned, demanded, conditional, asked)",
        values=CERTAINTIES,
    )
    attributed_to: list[Source] = column(
        "who says so, outermost first; empty: the article in its own voice"
    )
    confidence: Float32 = column("how sure the coder is, 0 to 1")
    published_date: Day = published_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()
