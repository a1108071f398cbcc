"""Pages that are no articles, each recognised by name."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml
from lxml.etree import _Element

from schemas.errors import ExtractionError
from transforms.extraction.cleaning import clean_line, count_words
from transforms.extraction.structured import PageSays
from transforms.urls import is_home_page

_TEXTUAL = frozenset(
    {
        "",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/octet-stream",
        "binary/octet-stream",
        "unknown/unknown",
    }
)
_SNIFFED_BYTES = 4_096
_HTML_START = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# WHATWG MIME Sniffing Standard: bytes that no text has; one in fifty are forgiven, because broken
# templates do leave NUL bytes in pages.
_BINARY_BYTES = bytes([*range(0x00, 0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MAX_BINARY_SHARE = 0.02
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"wOF",
)


@dataclass(frozen=True)
class ConsentSigns:
    """What ``consent_signs.yaml`` lists."""

    hosts: frozenset[str]
    paths: tuple[str, ...]
    headings: frozenset[str]


def check_is_page(body: bytes, content_type: str | None) -> bool:
    """Return whether the body is HTML rather than plain text.

    Raises:
        ExtractionError: ``page_empty``, or ``not_html`` for what is neither by its declared type
            (unless it begins like HTML) nor by its bytes.
    """
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ExtractionError("page_empty", f"the response has {len(body)} bytes and no text")
    kind = (content_type or "").partition(";")[0].strip().lower()
    start = body[:_SNIFFED_BYTES]
    looks_html = _HTML_START.search(start) is not None
    if _is_binary(start) or (kind not in _TEXTUAL and not looks_html):
        shown = kind or "no content type"
        raise ExtractionError("not_html", f"{shown}, beginning with {body[:16]!r}")
    return kind != "text/plain" or looks_html


def _is_binary(start: bytes) -> bool:
    if start.startswith(_MAGIC):
        return True
    if start.startswith(_WIDE_BOMS) or _looks_utf16(start):
        return False
    binary = len(start) - len(start.translate(None, _BINARY_BYTES))
    return binary > _MAX_BINARY_SHARE * len(start)


def _looks_utf16(start: bytes) -> bool:
    halves = (start[0::2], start[1::2])
    return len(start) > 20 and any(half.count(0) > 0.9 * len(half) for half in halves)


def check_not_home(url: str, asked_url: str | None) -> None:
    """Refuse a front page where an article was asked for.

    Args:
        url: the address fetched last.
        asked_url: the entry's link, None without one.

    Raises:
        ExtractionError: ``home_page``.
    """
    if asked_url and is_home_page(url) and not is_home_page(asked_url):
        raise ExtractionError("home_page", f"{asked_url} leads to the front page {url}")


@lru_cache(maxsize=1)
def consent_signs() -> ConsentSigns:
    """Return the list that lies beside this module."""
    source = files("transforms.extraction") / "consent_signs.yaml"
    return parse_consent_signs(yaml.safe_load(source.read_text(encoding="utf-8")))


def parse_consent_signs(listed: Any) -> ConsentSigns:
    """Check the list: three keys, each with lower-case strings.

    Raises:
        ValueError: naming the key and the value that is wrong.
    """
    if not isinstance(listed, dict) or set(listed) != {"hosts", "paths", "headings"}:
        raise ValueError("consent_signs.yaml: expected the keys hosts, paths and headings")
    for key, values in listed.items():
        for value in values or [None]:
            if not isinstance(value, str) or value != value.lower() or not value.strip():
                raise ValueError(f"consent_signs.yaml, {key}: {value!r} is no lower-case string")
    return ConsentSigns(
        hosts=frozenset(listed["hosts"]),
        paths=tuple(listed["paths"]),
        headings=frozenset(_letters(heading) for heading in listed["headings"]),
    )


def check_not_consent(url: str, tree: _Element, says: PageSays) -> None:
    """Refuse a page that asks for consent instead of showing the article.

    Raises:
        ExtractionError: ``consent_page``.
    """
    signs = consent_signs()
    address = urlsplit(url)
    label = (address.hostname or "").partition(".")[0]
    if label in signs.hosts or address.path.lower().startswith(signs.paths):
        raise ExtractionError("consent_page", f"readers are sent here for consent: {url}")
    if says.article:
        return
    for element in [*tree.iter("title"), *tree.iter("h1")][:3]:
        heading = clean_line(" ".join(element.itertext())) or ""
        if _letters(heading) in signs.headings:
            raise ExtractionError("consent_page", f"the page is headed {heading!r}")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def check_text(text: str, min_words: int) -> int:
    """Return the number of words of a body.

    Raises:
        ExtractionError: ``no_text`` or ``too_short``.
    """
    words = count_words(text)
    if not words:
        raise ExtractionError("no_text", "no body text was found on the page")
    if words < min_words:
        raise ExtractionError(
            "too_short", f"{words} words, an article has at least {min_words}: {text[:80]!r}"
        )
    return words
