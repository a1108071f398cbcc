"""Pages written for the tests of extraction."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from schemas.articles import Article
from schemas.context import RunContext
from schemas.feeds import FeedEntry, FetchTask, Page
from transforms.extraction.article import extract_article
from transforms.extraction.settings import ExtractionSettings

FETCHED_AT = datetime(2026, 10, 5, 12, tzinfo=UTC)
RUN = RunContext("20261005T120000Z-0000aaaa", datetime(2026, 10, 5, 11, tzinfo=UTC))
URL = "https://www.harbour.example/2026/10/04/bridge-talks"

PARAGRAPHS = (
    "The two river towns agreed on Sunday to share the cost of a new bridge, ending a quarrel that "
    "had kept the crossing closed for eleven months.",
    "“We could have had this in spring,” said Mayor Ilse Brandt, who signed for the northern bank "
    "after a night of talks in the customs house.",
    "Work is to begin in November. The southern council denied that the toll would rise, although "
    "its own engineers had put the price at twice the first estimate.",
)

ENTRY = FeedEntry(
    feed_url="https://www.harbour.example/feed",
    entry_id="entry-1",
    url=URL,
    feed_title=None,
    title=None,
    summary=None,
    content=None,
    authors=[],
    tags=[],
    published_at=None,
    updated_at=None,
    image_url=None,
    language=None,
    fingerprint="f",
    polled_at=FETCHED_AT,
)


def html(
    *,
    head: str = "",
    h1: str = "Towns agree to share the cost of a bridge",
    body: str | None = None,
    lang: str = ' lang="en"',
) -> str:
    """Return a page with navigation, an article and a footer around it."""
    text = body if body is not None else "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html{lang}><head>{head}</head><body>"
        '<nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f"<main><article><h1>{h1}</h1>{text}</article></main>"
        "<footer><p>All rights reserved by the Harbour Herald.</p></footer></body></html>"
    )


def page(body: str | bytes, **changes: Any) -> Page:
    """Return a fetched page; ``entry`` changes the feed's entry, the rest the page."""
    entry = replace(ENTRY, **changes.pop("entry", {}))
    made = Page(
        task=FetchTask(entry_key="k", entry=entry, attempt=1),
        url=URL,
        status=200,
        content_type="text/html",
        body=body if isinstance(body, bytes) else body.encode(),
        tdm_reserved=None,
        fetched_at=FETCHED_AT,
        raw_file="_raw/a.warc",
        raw_offset=7,
    )
    return replace(made, **changes)


def extract(body: str | bytes, **changes: Any) -> Article:
    """Extract a page with the default settings."""
    return extract_article(page(body, **changes), RUN, ExtractionSettings())
