"""Quotes: what somebody is quoted as saying, and who."""

from dataclasses import dataclass

from schemas.columns import (
    PLAIN_SPAN,
    Day,
    Int32,
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
from schemas.events import WORDS

QUOTE_KINDS = ("direct", "indirect", "mixed")


@spans(WORDS)
@dataclass(frozen=True)
class Speaker:
    """Who says a quote."""

    entity_id: str | None = column("the entity, where the words could be resolved to one")
    name: str = column("the entity's name, else the words")
    start: Int32 = column('the mention that belongs to this quote ("he" in "he said")')
    end: Int32 = column("one past its last code point")


@table(
    TableFacts(
        name="quotes",
        key=("quote_id",),
        partition="published_date",
        sort=("article_id", "revision", "start", "quote_id"),
        spans=(PLAIN_SPAN,),
    )
)
@dataclass(frozen=True)
class Quote:
    """One row for each quotation."""

    quote_id: str = column("hash of `article_id`, `text_sha256` and the offsets")
    article_id: str = article_id_column()
    revision: Int32 = revision_column()
    quote_group: str = column("the same for the parts of one quotation that its cue breaks")
    start: Int32 = column("first code point of the quoted words, the marks left out")
    end: Int32 = column("one past the last")
    text: str = column("between the marks (direct, mixed), or the reported clause (indirect)")
    kind: str = column(
        "direct: whole clauses between marks; mixed: words between marks within a report; "
        "indirect: no marks",
        values=QUOTE_KINDS,
    )
    speaker: Speaker | None = column("who says it")
    cue: str | None = column("lemma of the verb or noun that reports it")
    published_date: Day = published_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()
