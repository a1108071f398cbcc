"""From a page to an article: pure functions, no network, no Beam."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.etree import _Element

from schemas.articles import Article
from schemas.context import RunContext
from schemas.errors import DocumentError, ExtractionError, ParserFailed
from schemas.feeds import FeedEntry, Page
from transforms.extraction import checks, dates
from transforms.extraction.authors import choose_authors
from transforms.extraction.body import (
    UNPARSED_CONFIDENCE,
    Body,
    plain_to_paragraphs,
    read_body,
    without_title,
)
from transforms.extraction.bounds import bounded, tame
from transforms.extraction.cleaning import clean_line, without_forbidden
from transforms.extraction.decoding import decode
from transforms.extraction.facts import Facts, read_facts
from transforms.extraction.language import choose_language, language_code
from transforms.extraction.parsers import PageFacts, page_facts, parse_html
from transforms.extraction.settings import ExtractionSettings
from transforms.extraction.structured import PageSays, read_structured
from transforms.extraction.time_cap import TimeCapReached, within
from transforms.extraction.titles import Headline, choose_title
from transforms.urls import article_id, choose_canonical, host_of, registrable_domain

_NO_FACTS = PageFacts(authors=None, published_on=None)


@dataclass(frozen=True)
class Given:
    """What the caller knows of a page that comes from no feed; None where he does not."""

    published_at: datetime | None = None
    title: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class _Source:
    """What an article is made from: characters, and what is known about them beforehand."""

    html: str | None
    plain: str | None
    url: str | None
    fetched_at: datetime
    entry: FeedEntry | None = None
    given: Given = Given()
    text_source: str = "page"


@dataclass(frozen=True)
class _Reading:
    """What was read off the page."""

    says: PageSays
    facts: Facts
    body: Body
    by_trafilatura: PageFacts
    title: Headline | None


def extract_article(page: Page, run: RunContext, settings: ExtractionSettings) -> Article:
    """Return the article of a fetched page, or the feed's own text in its place.

    ``revision`` is 1, ``story_id`` the own id and ``published_date`` the day of ``published_at``:
    later steps settle them.

    Raises:
        ExtractionError: the page gives no article.
        ParserFailed: a parser raised, or all together took longer than ``page_cap_s``.
    """
    return _capped(settings, lambda: _article_of_page(page, run, settings), page.url)


def extract_html(
    html: str | bytes,
    url: str | None,
    given: Given,
    own_id: str,
    run: RunContext,
    settings: ExtractionSettings,
) -> Article:
    """Return the article of a page that is given by hand.

    Args:
        html: the page; bytes are decoded by what they declare.
        url: its address; without one ``canonical_url`` and ``url`` are ``own_id``, ``host`` is
            empty, and ``article_id`` is the hash of ``own_id``.
        given: what is known beforehand; it goes before what the page says.
        own_id: what to call a page without an address: "id:" and the document's id.
        run: the run; ``fetched_at`` is its launch.
        settings: as for fetched pages.

    Raises:
        ExtractionError, ParserFailed: as for fetched pages.
        DocumentError: ``date_missing``; neither the caller nor the page gives a date.
        FetchError: ``url`` is no http(s) address.
    """

    def build() -> Article:
        text = html if isinstance(html, str) else decode(html, None)
        if not text.strip():
            raise ExtractionError("page_empty", "the page has no text")
        source = _Source(text, None, url, run.ingested_at, given=given)
        return _article_of(source, run, settings, own_id)

    return _capped(settings, build, url or own_id)


def _capped(settings: ExtractionSettings, build: Callable[[], Article], name: str) -> Article:
    try:
        return within(settings.page_cap_s, build)
    except TimeCapReached:
        detail = f"the parsers took longer than {settings.page_cap_s:g} s on {name}"
        raise ParserFailed("parser_timed_out", detail) from None


def _article_of_page(page: Page, run: RunContext, settings: ExtractionSettings) -> Article:
    entry = page.task.entry
    source = _Source(None, None, page.url, page.fetched_at, entry)
    if page.unavailable is not None:
        if not entry.content:
            raise ExtractionError("no_text", f"the page failed ({page.unavailable}), no feed text")
        source = replace(source, plain=entry.content, text_source="feed")
    else:
        checks.check_not_home(page.url, entry.url)
        is_html = checks.check_is_page(page.body, page.content_type)
        text = decode(page.body, page.content_type)
        source = replace(source, html=text) if is_html else replace(source, plain=text)
    article = _article_of(source, run, settings, page.url)
    reserved = page.tdm_reserved if page.tdm_reserved is not None else article.tdm_reserved
    return replace(
        article, tdm_reserved=reserved, raw_file=page.raw_file, raw_offset=page.raw_offset
    )


def _article_of(
    source: _Source, run: RunContext, settings: ExtractionSettings, own_id: str
) -> Article:
    reading = _read(source, settings)
    words = checks.check_text(reading.body.text, settings.min_words)
    canonical = choose_canonical(source.url, reading.facts.declared_url) if source.url else own_id
    dating = _dating(source, reading)
    host = host_of(canonical) if source.url else ""
    entry, facts, title = source.entry, reading.facts, reading.title
    return Article(
        article_id=article_id(canonical),
        revision=1,
        canonical_url=canonical,
        url=source.url or own_id,
        host=host,
        domain=registrable_domain(host) if host else None,
        feed_url=entry.feed_url if entry else None,
        entry_id=entry.entry_id if entry else None,
        publisher=source.given.publisher or facts.publisher,
        title=title.text if title else None,
        title_source=title.source if title else None,
        authors=choose_authors(
            reading.says,
            reading.by_trafilatura.authors,
            entry.authors if entry else [],
        ),
        description=facts.description,
        language=_language(source, reading, settings),
        published_at=dating.at,
        published_at_source=dating.source,
        published_at_conflict=dating.conflict,
        modified_at=dates.modified(
            reading.says, entry.updated_at if entry else None, dating.at, source.fetched_at
        ),
        fetched_at=source.fetched_at,
        text=reading.body.text,
        text_source=source.text_source,
        text_sha256=hashlib.sha256(reading.body.text.encode()).hexdigest(),
        word_count=words,
        extraction_confidence=reading.body.confidence,
        paywalled=facts.paywalled,
        tdm_reserved=facts.tdm_reserved,
        image_url=facts.image_url,
        tags=facts.tags,
        story_id=article_id(canonical),
        raw_file=None,
        raw_offset=None,
        published_date=dating.at.date(),
        run_id=run.run_id,
        ingested_at=run.ingested_at,
    )


def _read(source: _Source, settings: ExtractionSettings) -> _Reading:
    """Read everything off the page that the article needs."""
    if source.html is None:
        facts = read_facts(None, PageSays(), source.entry, source.url)
        title = _title(source, None, PageSays(), facts)
        body = Body(plain_to_paragraphs(source.plain or ""), UNPARSED_CONFIDENCE)
        return _Reading(PageSays(), facts, body, _NO_FACTS, title)
    tree = parse_html(without_forbidden(bounded(source.html, settings)))
    if tree is None:
        raise ExtractionError("no_text", "nothing in the page can be read as HTML")
    says = read_structured(tree)
    tame(tree)
    checks.check_not_consent(source.url or "", tree, says)
    facts = read_facts(tree, says, source.entry, source.url)
    title = _title(source, tree, says, facts)
    body = read_body(tree, source.url)
    text = without_title(body.text, title.text if title else None)
    by_trafilatura = page_facts(tree, source.url, source.fetched_at)
    return _Reading(says, facts, replace(body, text=text), by_trafilatura, title)


def _title(source: _Source, tree: _Element | None, says: PageSays, facts: Facts) -> Headline | None:
    if given := clean_line(source.given.title):
        return Headline(given, "given")
    sites = [facts.publisher, source.given.publisher, says.first("og:site_name")]
    if source.url:
        host = host_of(source.url)
        domain = registrable_domain(host) or host
        sites += [host, domain, domain.partition(".")[0]]
    names = [name for name in sites if name]
    return choose_title(tree, says, names, source.entry.title if source.entry else None)


def _dating(source: _Source, reading: _Reading) -> dates.Dating:
    if source.given.published_at is not None:
        return dates.Dating(source.given.published_at, "given")
    dating = dates.published(
        source.entry.published_at if source.entry else None,
        reading.says,
        reading.by_trafilatura.published_on,
        source.url,
        source.fetched_at,
    )
    if dating is not None:
        return dating
    if source.entry is None:
        detail = "no published_at is given, and the HTML has no date to be believed"
        raise DocumentError("date_missing", detail)
    return dates.Dating(source.fetched_at, "fetched")


def _language(source: _Source, reading: _Reading, settings: ExtractionSettings) -> str | None:
    """Return the language; the given one, else as text and claims say.

    Raises:
        ExtractionError: ``language_filtered``.
    """
    claims = [reading.facts.declared_language, source.entry.language if source.entry else None]
    found = language_code(source.given.language) or choose_language(reading.body.text, claims)
    if settings.languages is not None and found not in settings.languages:
        kept = ", ".join(settings.languages)
        raise ExtractionError("language_filtered", f"the article is in {found!r}; kept: {kept}")
    return found
