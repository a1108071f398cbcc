"""Entities: one row for each entity of an article, with every mention of it."""

from dataclasses import dataclass

from schemas.columns import (
    PLAIN_SPAN,
    Day,
    Float32,
    Float64,
    Int32,
    Int64,
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

ENTITY_TYPES = (
    "PERSON",
    "NORP",
    "FAC",
    "ORG",
    "GPE",
    "LOC",
    "PRODUCT",
    "EVENT",
    "WORK_OF_ART",
    "LAW",
)
"""The named types of OntoNotes 5 (Weischedel et al., 2013)."""

MENTION_KINDS = ("name", "nominal", "pronoun")


@spans(PLAIN_SPAN)
@dataclass(frozen=True)
class EntityMention:
    """Words that refer to an entity."""

    start: Int32 = column("first code point in `articles.text`")
    end: Int32 = column("one past the last")
    text: str = column("the words")
    kind: str = column(
        "name (Putin), nominal (the president) or pronoun (he)", values=MENTION_KINDS
    )


@table(
    TableFacts(
        name="entities",
        key=("article_id", "revision", "entity_id"),
        partition="published_date",
        sort=("article_id", "revision", "entity_id"),
    )
)
@dataclass(frozen=True)
class Entity:
    """One row for each entity of an article."""

    article_id: str = article_id_column()
    revision: Int32 = revision_column()
    entity_id: str = column(
        "stable for the same entity over articles: hash of the knowledge-base id where there is "
        "one, else of normalised name and type"
    )
    name: str = column('fullest name in the article ("Vladimir Putin", not "Putin")')
    type: str = column("OntoNotes type", values=ENTITY_TYPES)
    wikidata_id: str | None = column("Wikidata item, Q…")
    geonames_id: Int64 | None = column("GeoNames feature")
    country_code: str | None = column("ISO 3166-1 alpha-2")
    latitude: Float64 | None = column("degrees north, WGS 84; for countries the GeoNames point")
    longitude: Float64 | None = column("degrees east, WGS 84")
    place_reason: str | None = column("why a place has no coordinates")
    roles: list[str] = column(
        '"Russian President", "NATO Secretary General"; of a capital that acts for its country '
        '"government of Russia"'
    )
    mention_count: Int32 = column("number of `mentions`")
    salience: Float32 = column("weight within the article, 0 to 1")
    mentions: list[EntityMention] = column("every mention, in the order of the text")
    published_date: Day = published_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()
