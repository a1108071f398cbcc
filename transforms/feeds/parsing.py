"""From the body of a feed to its entries.

feedparser does the reading (RSS 0.9x, 1.0, 2.0, Atom; see ``reader``) of clean text (see
``documents``); what it finds becomes entries (see ``entries``).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.errors import EntryError, FeedError, RecordError
from schemas.feeds import FeedEntry
from transforms.feeds.addresses import redacted, without_credentials
from transforms.feeds.documents import FeedDocument, drop_forbidden, read_document
from transforms.feeds.entries import FeedContext, identity_of, names_of, read_entry, text_of
from transforms.feeds.hints import FeedHints, read_hints
from transforms.feeds.links import base_of
from transforms.feeds.reader import ReadFeed, run_feedparser

MAX_BODY_BYTES = 15 * 1024 * 1024
MAX_ENTRIES = 2_000

_FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_SHOWN_CHARS = 60


@dataclass(frozen=True)
class Rejected:
    """An entry, or the rest of a feed, that cannot be used.

    Attributes:
        key: the entry's id, else its place: ``https://…/feed#3`` (from 0); the feed's address
            where it is about the feed.
        error: why.
    """

    key: str
    error: RecordError


@dataclass(frozen=True)
class ParsedFeed:
    """What a feed says.

    Attributes:
        title, language: plain text, as the feed claims.
        entries: those that can be used, in the order of the feed.
        rejected: those that cannot; one more where entries were left out for their number.
        hints: how often the feed wants to be asked.
        entry_count: all entries of the body: used, rejected and left out.
        left_out: entries beyond ``max_entries``.
    """

    title: str | None
    language: str | None
    entries: list[FeedEntry]
    rejected: list[Rejected]
    hints: FeedHints
    entry_count: int
    left_out: int


def _check_is_feed(document: FeedDocument, result: ReadFeed) -> None:
    """Raise where the body is no feed, or one of which nothing could be read."""
    start = document.text[:_SHOWN_CHARS]
    if document.root == "html":
        raise FeedError("feed_not_a_feed", f"the body is a web page; it starts with {start!r}")
    if result.entries:
        return
    if not result.version and document.root not in _FEED_ROOTS:
        raise FeedError("feed_not_a_feed", f"no RSS, RDF or Atom; the body starts with {start!r}")
    if result.broken:
        raise FeedError("feed_broken", f"broken XML, no entry can be read: {result.broken}")


def _context(result: ReadFeed, feed_url: str, address: str, polled_at: datetime) -> FeedContext:
    feed = result.feed
    language = dict.get(feed, "language")
    return FeedContext(
        feed_url=redacted(feed_url),
        base=base_of(feed, without_credentials(address)),
        title=text_of(feed, "title"),
        language=drop_forbidden(language).strip() or None if isinstance(language, str) else None,
        is_atom=result.version.startswith("atom"),
        authors=names_of(feed),
        polled_at=polled_at,
    )


def _read_entries(
    found: list[dict[str, Any]], context: FeedContext
) -> tuple[list[FeedEntry], list[Rejected]]:
    identities = [identity_of(entry, context.base) for entry in found]
    times = Counter(identity.guid for identity in identities)
    entries: list[FeedEntry] = []
    rejected: list[Rejected] = []
    for place, (entry, identity) in enumerate(zip(found, identities, strict=True)):
        try:
            entries.append(read_entry(entry, identity, lambda guid: times[guid] > 1, context))
        except EntryError as error:
            rejected.append(Rejected(identity.guid or f"{context.feed_url}#{place}", error))
    return entries, rejected


def _too_many(found: int, limit: int, feed_url: str) -> Rejected:
    detail = (
        f"the feed has {found} entries; the {found - limit} after the first {limit} are left out"
    )
    return Rejected(feed_url, FeedError("feed_too_many_entries", detail))


def parse_feed(
    body: bytes,
    *,
    feed_url: str,
    address: str,
    content_type: str | None,
    polled_at: datetime,
    max_body_bytes: int = MAX_BODY_BYTES,
    max_entries: int = MAX_ENTRIES,
) -> ParsedFeed:
    """Read a feed. A feed without entries is a good feed.

    Args:
        body: decompressed response body.
        feed_url: the feed as configured; its credentials go no further.
        address: where the body came from, after redirects; for relative links.
        content_type: the header as received.
        polled_at: aware UTC; against it dates are judged.
        max_body_bytes, max_entries: limits of one feed.

    Raises:
        FeedError: ``feed_empty_body``, ``feed_not_a_feed``, ``feed_broken``,
            ``feed_declares_entities`` or ``body_too_large``.
        ParserFailed: feedparser raised or took too long.
    """
    if len(body) > max_body_bytes:
        raise FeedError("body_too_large", f"{len(body)} bytes; a feed may have {max_body_bytes}")
    document = read_document(body, content_type)
    result = run_feedparser(document.text)
    _check_is_feed(document, result)
    found = result.entries
    context = _context(result, feed_url, address, polled_at)
    entries, rejected = _read_entries(found[:max_entries], context)
    if len(found) > max_entries:
        rejected.append(_too_many(len(found), max_entries, context.feed_url))
    return ParsedFeed(
        title=context.title,
        language=context.language,
        entries=entries,
        rejected=rejected,
        hints=read_hints(result.feed, document.text),
        entry_count=len(found),
        left_out=max(len(found) - max_entries, 0),
    )
