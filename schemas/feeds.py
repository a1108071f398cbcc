"""What travels between the steps before there is an article: feeds, entries, pages."""

from dataclasses import dataclass

from schemas.accounts import DeadLetter
from schemas.articles import Article
from schemas.columns import Timestamp


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed, as the feed shows it.

    Attributes:
        feed_url: the feed as configured, the feed's identity.
        entry_id: the feed's own id (guid), else the link, else a hash of title and date.
        url: absolute http(s) link, None where the entry has none.
        feed_title: name of the feed, used as publisher when the page names none.
        title, summary: plain text without markup.
        content: whole text as plain paragraphs separated by one blank line, where the feed has it.
            HTML stays in the step that parsed it.
        authors, tags: in the order of the feed.
        published_at, updated_at: aware UTC.
        image_url, language: as given; language is the feed's own claim.
        fingerprint: hash of title, dates and content; changes when the publisher edits the entry.
        polled_at: when the feed was asked.
    """

    feed_url: str
    entry_id: str
    url: str | None
    feed_title: str | None
    title: str | None
    summary: str | None
    content: str | None
    authors: list[str]
    tags: list[str]
    published_at: Timestamp | None
    updated_at: Timestamp | None
    image_url: str | None
    language: str | None
    fingerprint: str
    polled_at: Timestamp


@dataclass(frozen=True)
class ShownEntry:
    """An entry as a poll has shown it.

    Attributes:
        entry: what the feed says.
        generation: newest one of the lake when the poll was decided on.
    """

    entry: FeedEntry
    generation: int


@dataclass(frozen=True)
class FetchTask:
    """An entry whose page is to be fetched.

    Attributes:
        entry_key: key of ``_state/seen``: hash of the normalised link, else of feed and entry id.
        entry: what the feed says.
        attempt: 1 for the first try; higher for one that failed in an earlier run.
        generation: newest one of the lake that it was chosen against; all that is decided of it
            later is decided against the same.
    """

    entry_key: str
    entry: FeedEntry
    attempt: int
    generation: int = 0


@dataclass(frozen=True)
class Page:
    """A fetched response body, or the feed's own text in its place. Never crosses a shuffle.

    Attributes:
        task: the entry that led here.
        url: the address fetched last, after redirects.
        status: HTTP status.
        content_type: the header as received, None without one.
        body: decompressed bytes, at most ``fetch.max_body_bytes``.
        tdm_reserved: what the response headers say of text and data mining (``tdm-reservation``,
            ``x-robots-tag: noai``), None where they say nothing.
        fetched_at: when the exchange began.
        duration_ms: whole exchange, waiting for its turn included, milliseconds.
        raw_file, raw_offset: where the archive holds the response.
        unavailable: code of the error for which the page could not be had, when the feed's own
            text has to stand in for it; the body is then empty.
    """

    task: FetchTask
    url: str
    status: int
    content_type: str | None
    body: bytes
    tdm_reserved: bool | None
    fetched_at: Timestamp
    raw_file: str | None = None
    raw_offset: int | None = None
    unavailable: str | None = None
    duration_ms: int = 0


@dataclass(frozen=True)
class ExtractedArticle:
    """An article and the entry it came from; its revision is not settled yet (always 1)."""

    task: FetchTask
    article: Article


@dataclass(frozen=True)
class Failure:
    """A task that ended as a dead letter; ``passing`` ones are tried again in later runs."""

    task: FetchTask
    letter: DeadLetter
    passing: bool
