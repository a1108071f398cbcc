"""What else a page says of its article: publisher, summary, picture, tags, rights."""

import re
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Element

from schemas.errors import FetchError
from schemas.feeds import FeedEntry
from transforms.extraction.cleaning import clean_line, distinct, first_line
from transforms.extraction.structured import PageSays, names_in, urls_in
from transforms.urls import absolute_url

MAX_TAGS = 50
_MAX_TAG_CHARS = 100
_MAX_DESCRIPTION_CHARS = 5_000

_NOT_FREE = {"false", "no", "0"}
_FREE = {"true", "yes", "1"}
_REFUSES_MINING = re.compile(r"\bnoai\b|\bnoimageai\b", re.I)


@dataclass(frozen=True)
class Facts:
    """Columns of ``articles`` that are read off the page, else off the feed."""

    publisher: str | None
    description: str | None
    image_url: str | None
    tags: list[str]
    paywalled: bool | None
    tdm_reserved: bool | None
    declared_url: str | None
    declared_language: str | None


def read_facts(
    tree: _Element | None, says: PageSays, entry: FeedEntry | None, url: str | None
) -> Facts:
    """Read what is there; the page is believed before the feed, except where it is silent.

    Args:
        tree: the page, None where the feed's text stands in for it.
        says: its structured claims.
        entry: the feed's entry, None where there is none.
        url: the address fetched last, against which others are resolved.
    """
    return Facts(
        publisher=_publisher(says, entry),
        description=_description(says, entry),
        image_url=_image(says, entry, url),
        tags=_tags(says, entry),
        paywalled=_paywalled(says.article),
        tdm_reserved=_tdm_reserved(says),
        declared_url=_declared_url(tree, says),
        declared_language=_declared_language(tree, says),
    )


def _publisher(says: PageSays, entry: FeedEntry | None) -> str | None:
    return first_line(
        [
            *names_in(says.article.get("publisher")),
            says.first("og:site_name", "application-name", "twitter:app:name:iphone"),
            entry.feed_title if entry else None,
        ]
    )


def _description(says: PageSays, entry: FeedEntry | None) -> str | None:
    found = says.first("og:description", "description", "twitter:description") or first_line(
        [says.article.get("description"), entry.summary if entry else None]
    )
    return found[:_MAX_DESCRIPTION_CHARS] if found else None


def _image(says: PageSays, entry: FeedEntry | None, url: str | None) -> str | None:
    claims = [
        *says.meta.get("og:image", ()),
        *urls_in(says.article.get("image")),
        *says.meta.get("twitter:image", ()),
        entry.image_url if entry else None,
    ]
    for claim in claims:
        try:
            if claim and claim.strip():
                return absolute_url(claim, url)
        except FetchError:
            continue
    return None


def _tags(says: PageSays, entry: FeedEntry | None) -> list[str]:
    for found in (
        _keywords(says.article.get("keywords")),
        _keywords(says.meta.get("article:tag")),
        _keywords(says.meta.get("news_keywords") or says.meta.get("keywords")),
        _keywords(entry.tags if entry else None),
    ):
        if found:
            return found[:MAX_TAGS]
    return []


def _keywords(value: Any) -> list[str]:
    """Return tags from a list, or from one string that lists them with commas."""
    names = names_in(value)
    if len(names) == 1:
        names = re.split(r"\s*[,;،、]\s*", names[0])
    return distinct(
        tag for name in names if (tag := clean_line(name)) and len(tag) <= _MAX_TAG_CHARS
    )


def _paywalled(article: dict[str, Any]) -> bool | None:
    free = article.get("isAccessibleForFree")
    claim = str(free).strip().lower().rpartition("/")[2]
    return True if claim in _NOT_FREE else False if claim in _FREE else None


def _tdm_reserved(says: PageSays) -> bool | None:
    """Read ``tdm-reservation`` (W3C TDMRep) and the ``noai`` of robots tags."""
    reservation = says.first("tdm-reservation")
    if reservation in ("0", "1"):
        return reservation == "1"
    robots = [*says.meta.get("robots", ()), *says.meta.get("googlebot", ())]
    return True if any(_REFUSES_MINING.search(content) for content in robots) else None


def _declared_url(tree: _Element | None, says: PageSays) -> str | None:
    if tree is not None:
        for link in tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                return str(link.get("href")).strip()
    return next((url for raw in says.meta.get("og:url", ()) if (url := raw.strip())), None)


def _declared_language(tree: _Element | None, says: PageSays) -> str | None:
    root = tree.getroottree().getroot() if tree is not None else None
    attribute = root.get("lang") or root.get("xml:lang") if root is not None else None
    return (
        attribute
        or says.first("content-language", "og:locale", "language")
        or (clean_line(says.article.get("inLanguage")))
    )
