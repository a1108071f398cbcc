"""From what feedparser makes of an entry to a ``FeedEntry``."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.errors import EntryError
from schemas.feeds import FeedEntry
from transforms.feeds.dates import believable, feed_date
from transforms.feeds.documents import drop_forbidden
from transforms.feeds.links import absolute, as_written, entry_link
from transforms.feeds.plain_text import (
    PARAGRAPH_BREAK,
    has_markup,
    html_paragraphs,
    one_line,
    text_paragraphs,
)

FULL_TEXT_CHARS = 1_500
FULL_TEXT_PARAGRAPHS = 3
"""An RSS description of this size is the article itself; longer teasers are one paragraph."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_TEXT_TYPES = _HTML_TYPES | {"text/plain", ""}

# The publisher says himself that the text goes on elsewhere.
_CUT_OFF = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.|\b(?:continue reading|read more|read the full (?:story|article))"
    r"\b[^\n]{0,120})\W*$",
    re.I,
)
# A plug-in of WordPress signs every text so.
_SIGNATURE = re.compile(r"\n\nThe post .{1,500} (?:appeared first|first appeared) on .{1,200}$")
_IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)", re.I)


@dataclass(frozen=True)
class FeedContext:
    """What an entry takes from its feed.

    Attributes:
        feed_url: the feed's identity, without credentials.
        base: absolute address for relative links.
        title, language: of the feed.
        is_atom: Atom tells publication and update apart; the others have one date for both.
        authors: of the feed, which an Atom entry without its own inherits.
        polled_at: aware UTC.
    """

    feed_url: str
    base: str
    title: str | None
    language: str | None
    is_atom: bool
    authors: list[str]
    polled_at: datetime


@dataclass(frozen=True)
class EntryIdentity:
    """By what an entry is known: its own id and its link, as the feed has them."""

    guid: str | None
    url: str | None
    wrong_link: str | None


def _string(of: dict[str, Any], key: str) -> str:
    # feedparser puts attributes of unknown elements where texts are expected, and its own `get`
    # warns about fallbacks of its own.
    value = dict.get(of, key)
    return value if isinstance(value, str) else ""


def _dicts(of: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = dict.get(of, key)
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def text_of(of: dict[str, Any], key: str) -> str | None:
    """Return a feed's or entry's text field as one line of plain text."""
    detail = dict.get(of, f"{key}_detail")
    kind = _string(detail, "type") if isinstance(detail, dict) else ""
    return one_line(_string(of, key), html=kind in _HTML_TYPES)


def _once(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def names_of(of: dict[str, Any]) -> list[str]:
    """Return the authors' names in order; addresses without a name are left out."""
    names = [_string(author, "name") for author in _dicts(of, "authors")]
    found = _once(one_line(name, html=False) for name in names or [_string(of, "author")])
    return [name for name in found if "@" not in name]


def _tags_of(entry: dict[str, Any]) -> list[str]:
    tags = (_string(tag, "label") or _string(tag, "term") for tag in _dicts(entry, "tags"))
    return _once(one_line(tag, html=True) for tag in tags)


def _is_image(media: dict[str, Any]) -> bool:
    kind = f"{_string(media, 'medium')} {_string(media, 'type')}".strip()
    address = _string(media, "url") or _string(media, "href")
    return "image" in kind if kind else _IMAGE_NAME.search(address) is not None


def _image_of(entry: dict[str, Any], base: str) -> str | None:
    enclosures = [link for link in _dicts(entry, "links") if _string(link, "rel") == "enclosure"]
    media = [m for m in _dicts(entry, "media_content") + enclosures if _is_image(m)]
    image = dict.get(entry, "image")
    extra = _dicts(entry, "media_thumbnail") + ([image] if isinstance(image, dict) else [])
    for candidate in media + extra:
        address = _string(candidate, "url") or _string(candidate, "href")
        if address and (found := absolute(address, base)):
            return found
    return None


def _whole(text: str) -> str | None:
    """Return a text without its plug-in's signature; None for one that is cut off, or empty."""
    text = _SIGNATURE.sub("", text)
    return None if not text or _CUT_OFF.search(text) else text


def _content_texts(entry: dict[str, Any]) -> list[str]:
    texts = []
    for part in _dicts(entry, "content"):
        kind = _string(part, "type")
        if kind in _TEXT_TYPES:
            make = html_paragraphs if kind in _HTML_TYPES else text_paragraphs
            texts.append(make(_string(part, "value")))
    return texts


def _looks_full(text: str) -> bool:
    return len(text) >= FULL_TEXT_CHARS and text.count(PARAGRAPH_BREAK) + 1 >= FULL_TEXT_PARAGRAPHS


def _summary_and_content(entry: dict[str, Any], has_link: bool) -> tuple[str | None, str | None]:
    """Tell teaser and whole text apart, whichever elements the feed has them in."""
    contents = _content_texts(entry)
    raw = _string(entry, "summary")
    longest = max(contents, key=len, default="")
    # feedparser repeats the content as summary where the entry has none.
    copied = any(_string(part, "value") == raw for part in _dicts(entry, "content"))
    detail = dict.get(entry, "summary_detail")
    kind = _string(detail, "type") if isinstance(detail, dict) else "text/html"
    is_html = kind in _HTML_TYPES or has_markup(raw)
    summary = html_paragraphs(raw) if is_html else text_paragraphs(raw)
    # Without a link the description is all there is; and some RSS has whole articles in it.
    if not longest and (not has_link or _looks_full(summary)):
        longest, copied = summary, True
    content = _whole(longest)
    if copied and content:
        return None, content
    return one_line(summary, html=False), content


def _hash(*values: str | None) -> str:
    return hashlib.sha256(json.dumps(values).encode("ascii")).hexdigest()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _dates_of(entry: dict[str, Any], is_atom: bool) -> tuple[datetime | None, datetime | None]:
    """Return when the entry was published and updated, as the feed says, believable or not."""
    published, updated, created = (
        feed_date(dict.get(entry, f"{name}_parsed"), dict.get(entry, name))
        for name in ("published", "updated", "created")
    )
    # In RSS, dc:date is the date of the item; feedparser calls it an update.
    return published or created or (None if is_atom else updated), updated


def identity_of(entry: dict[str, Any], base: str) -> EntryIdentity:
    """Return the entry's own id, if it has one, and its link."""
    url, wrong = entry_link(entry, base)
    return EntryIdentity(one_line(as_written(_string(entry, "id")), html=False), url, wrong)


def _entry_id(identity: EntryIdentity, is_repeated: Callable[[str], bool], fallback: str) -> str:
    if not identity.guid:
        return identity.url or fallback
    if is_repeated(identity.guid):
        return f"{identity.guid} {identity.url or fallback}"
    return identity.guid


def read_entry(
    entry: dict[str, Any],
    identity: EntryIdentity,
    is_repeated: Callable[[str], bool],
    context: FeedContext,
) -> FeedEntry:
    """Make a ``FeedEntry`` of what feedparser read.

    Args:
        entry: one of feedparser's entries.
        identity: from ``identity_of``.
        is_repeated: tells whether an id stands in the feed more than once; such an id names the
            entry only together with its link.
        context: what the entry takes from its feed.

    Raises:
        EntryError: ``entry_link_invalid`` or ``entry_without_link`` where there is neither an
            http(s) link nor a text.
    """
    title = text_of(entry, "title")
    published, updated = _dates_of(entry, context.is_atom)
    summary, content = _summary_and_content(entry, identity.url is not None)
    if identity.url is None and content is None:
        raise _no_way_to_text(title, identity)
    fallback = _hash(title, _iso(published or updated))[:32]
    title_detail = dict.get(entry, "title_detail")
    own_language = _string(title_detail, "language") if isinstance(title_detail, dict) else ""
    return FeedEntry(
        feed_url=context.feed_url,
        entry_id=_entry_id(identity, is_repeated, fallback),
        url=identity.url,
        feed_title=context.title,
        title=title,
        summary=summary,
        content=content,
        authors=names_of(entry) or (context.authors if context.is_atom else []),
        tags=_tags_of(entry),
        published_at=believable(published, context.polled_at),
        updated_at=believable(updated, context.polled_at),
        image_url=_image_of(entry, context.base),
        language=drop_forbidden(own_language).strip() or context.language,
        # All dates as given: one that becomes believable as time passes is no edit.
        fingerprint=_hash(title, _iso(published), _iso(updated), content or summary),
        polled_at=context.polled_at,
    )


def _no_way_to_text(title: str | None, identity: EntryIdentity) -> EntryError:
    what = f"entry {title or identity.guid or 'without title'!r}"
    if identity.wrong_link is not None:
        return EntryError(
            "entry_link_invalid", f"{what}: the link {identity.wrong_link!r} is no http(s) address"
        )
    return EntryError("entry_without_link", f"{what} has neither a link nor a text of its own")
