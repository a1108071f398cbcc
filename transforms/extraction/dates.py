"""When an article was published and changed: the most credible of several claims."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from transforms.extraction.structured import PageSays

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there was no page; an older date is a default of some software."""

LATEST_AHEAD = timedelta(days=1)
"""Covers every zone taken for UTC; what lies further ahead is a mistake."""

_DAY = timedelta(days=1)

_PUBLISHED_TAGS = (
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publish-date",
    "pubdate",
    "date",
)
_MODIFIED_TAGS = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
)
_IN_URL = re.compile(r"[/_-]((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|$)")


@dataclass(frozen=True)
class Dating:
    """When an article was published.

    Attributes:
        at: aware UTC.
        source: feed, jsonld, html, url, fetched or given.
        conflict: what speaks against it, in words; None where nothing does.
    """

    at: datetime
    source: str
    conflict: str | None = None


def read_instant(value: object) -> datetime | None:
    """Read ISO 8601 or RFC 5322; without a zone UTC is meant. None for anything else."""
    if not isinstance(value, str) or not 8 <= len(text := value.strip()) <= 60:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def believable(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    """Return the moment, or None for one before 1990 or more than a day after the fetch."""
    if moment is None or not EARLIEST <= moment <= fetched_at + LATEST_AHEAD:
        return None
    return moment


def published(
    of_feed: datetime | None,
    says: PageSays,
    by_htmldate: str | None,
    url: str | None,
    fetched_at: datetime,
) -> Dating | None:
    """Return the publication date; None where neither feed nor page has one to be believed.

    The feed's; else the page's; else the one in the address. Where JSON-LD and a meta tag agree
    that the article is more than a day older than the feed says, the feed shows when it was
    updated or listed again, and the page is believed. Any other difference of more than a day is
    noted as a conflict.
    """
    feed = believable(of_feed, fetched_at)
    page = _of_page(says, by_htmldate, url, fetched_at)
    if feed is None:
        return page
    if page is None or page.source == "url" or abs(page.at - feed) <= _DAY:
        return Dating(feed, "feed")
    if page.at < feed and _machines_agree(says, page.at, fetched_at):
        return Dating(page.at, page.source, f"the feed says {feed.isoformat()}")
    return Dating(feed, "feed", f"the page says {page.at.isoformat()} ({page.source})")


def modified(
    says: PageSays, of_feed: datetime | None, published_at: datetime, fetched_at: datetime
) -> datetime | None:
    """Return when the publisher says it was last changed; None where that is before its birth."""
    claims = [
        read_instant(says.article.get("dateModified")),
        *(read_instant(says.first(tag)) for tag in _MODIFIED_TAGS),
        of_feed,
    ]
    known = (moment for claim in claims if (moment := believable(claim, fetched_at)))
    return next((moment for moment in known if moment >= published_at), None)


def _of_page(
    says: PageSays, by_htmldate: str | None, url: str | None, fetched_at: datetime
) -> Dating | None:
    """Take the day from htmldate and the hour from JSON-LD or a meta tag of about that day.

    Measured on 258 pages, share of days that are right: htmldate alone .953, JSON-LD first .984,
    this .984; on another set JSON-LD first loses .024 against htmldate, which this does not.
    """
    day = _day(by_htmldate)
    exact = [
        ("jsonld", believable(read_instant(says.article.get("datePublished")), fetched_at)),
        ("html", believable(read_instant(says.first(*_PUBLISHED_TAGS)), fetched_at)),
    ]
    for source, moment in exact:
        if moment and (day is None or abs((moment.date() - day).days) <= 1):
            return Dating(moment, source)
    in_url = _day_in(url)
    if day and believable(at := _midnight(day), fetched_at):
        return Dating(at, "url" if day == in_url else "html")
    if in_url and believable(at := _midnight(in_url), fetched_at):
        return Dating(at, "url")
    return None


def _machines_agree(says: PageSays, at: datetime, fetched_at: datetime) -> bool:
    claims = (says.article.get("datePublished"), says.first(*_PUBLISHED_TAGS))
    moments = [believable(read_instant(claim), fetched_at) for claim in claims]
    return all(moment is not None and abs(moment - at) <= _DAY for moment in moments)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _day_in(url: str | None) -> date | None:
    found = _IN_URL.search(url) if url else None
    return _day(f"{found[1]}-{found[3]}-{found[4]}") if found else None
