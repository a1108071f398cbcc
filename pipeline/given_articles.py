"""From a document given by hand to its article: the one that a feed and a fetch would have led to.

What only a feed or a fetch can know stays empty; columns that may not be null have a stand-in,
which `pipeline.annotate` turns into null again.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime

from pipeline.documents import GivenDocument
from schemas.articles import Article
from schemas.context import RunContext
from transforms.extraction.article import Given, extract_html
from transforms.extraction.cleaning import count_words
from transforms.extraction.language import usual_language
from transforms.extraction.settings import ExtractionSettings
from transforms.urls import article_id, host_of, normalise_url, registrable_domain


def article_of(document: GivenDocument, now: datetime, usual: Collection[str] = ()) -> Article:
    """Return the article of a document, its text unchanged where it is given as text.

    Args:
        document: what is given.
        now: no page is believed to be published later.
        usual: languages with a pipeline: a few words that may be one of them are.

    Raises:
        RecordError: the page gives no article, or neither it nor the document a date.
    """
    return (
        _of_text(document, usual)
        if document.html is None
        else _of_html(document.html, document, now)
    )


def _of_html(html: str, document: GivenDocument, now: datetime) -> Article:
    given = Given(document.published_at, document.title, document.publisher, document.language)
    settings = ExtractionSettings()
    return extract_html(html, document.url, given, _own_id(document), RunContext("", now), settings)


def _own_id(document: GivenDocument) -> str:
    """What stands for the address of a document that has none."""
    return f"id:{document.id}"


def _of_text(document: GivenDocument, usual: Collection[str]) -> Article:
    text, published_at = document.text, document.published_at
    if text is None or published_at is None:
        raise ValueError(f"document {document.id!r} has no text or no date; read_document checks")
    url = normalise_url(document.url) if document.url else _own_id(document)
    host = host_of(url) if document.url else ""
    return Article(
        article_id=article_id(url),
        revision=1,
        canonical_url=url,
        url=document.url or url,
        host=host,
        domain=registrable_domain(host) if host else None,
        feed_url=None,
        entry_id=None,
        publisher=document.publisher,
        title=document.title,
        title_source="given" if document.title else None,
        authors=[],
        description=None,
        language=document.language or usual_language(text, usual),
        published_at=published_at,
        published_at_source="given",
        published_at_conflict=None,
        modified_at=None,
        fetched_at=published_at,
        text=text,
        text_source="given",
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        word_count=count_words(text),
        extraction_confidence=1.0,
        paywalled=None,
        tdm_reserved=None,
        image_url=None,
        tags=[],
        story_id=article_id(url),
        raw_file=None,
        raw_offset=None,
        published_date=published_at.date(),
        run_id="",
        ingested_at=published_at,
    )
