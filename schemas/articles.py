"""Articles: one row for each text seen under an address."""

from dataclasses import dataclass

from schemas.columns import (
    Day,
    Float32,
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
    table,
)


@table(
    TableFacts(
        name="articles",
        key=("article_id", "revision"),
        partition="published_date",
        sort=("published_at", "article_id", "revision"),
    )
)
@dataclass(frozen=True)
class Article:
    """One row for each text of an article: revision 1, and one more for each correction."""

    article_id: str = article_id_column()
    revision: Int32 = revision_column()
    canonical_url: str = column("the address the publisher calls the article's own, normalised")
    url: str = column("the address fetched last, after redirects")
    host: str = column("host name of `canonical_url`")
    domain: str | None = column("registrable domain of `host`; null for an IP address")
    feed_url: str | None = column("the feed that named the article")
    entry_id: str | None = column("the feed's own id for its entry")
    publisher: str | None = column("site name")
    title: str | None = column("headline")
    title_source: str | None = column(
        "which source gave the title", values=("feed", "jsonld", "og", "h1", "title", "given")
    )
    authors: list[str] = column("names only, in order")
    description: str | None = column("the feed's or page's summary, without markup")
    language: str | None = column("ISO 639-1 code")
    published_at: Timestamp = column("when the article was published")
    published_at_source: str = column(
        "which source gave `published_at`",
        values=("feed", "jsonld", "html", "url", "fetched", "given"),
    )
    published_at_conflict: str | None = column(
        "what in the text contradicts the date, if anything does"
    )
    modified_at: Timestamp | None = column("when the publisher says it was last changed")
    fetched_at: Timestamp = column("when the page was fetched")
    text: str = column("body; paragraphs separated by one blank line")
    text_source: str = column(
        "page, or feed where the page could not be had and the feed carried the whole text",
        values=("page", "feed", "given"),
    )
    text_sha256: str = column("SHA-256 of the text as UTF-8, hex")
    word_count: Int32 = column("words in `text`")
    extraction_confidence: Float32 = column("how sure the extraction is of the body, 0 to 1")
    paywalled: bool | None = column("behind a paywall")
    tdm_reserved: bool | None = column("text and data mining reserved by the publisher")
    image_url: str | None = column("address of the lead image")
    tags: list[str] = column("the publisher's tags, in order")
    story_id: str = column("the same for near-duplicates: wire copy, syndication")
    raw_file: str | None = column("archive file that holds the response as fetched")
    raw_offset: Int64 | None = column("byte offset of its record in `raw_file`")
    published_date: Day = published_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()
