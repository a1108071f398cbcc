"""The only door to the third-party parsers: what they raise becomes ``ParserFailed``.

No parser called here opens a connection, and none is given a cache of its own across pages that
would make its output depend on what the worker saw before (``deduplicate`` is off).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import py3langid
import trafilatura
from lxml.etree import _Element
from trafilatura.external import try_readability
from trafilatura.meta import reset_caches
from trafilatura.utils import detect_encoding

from schemas.errors import ParserFailed

T = TypeVar("T")

# They log what they cannot read as errors, without saying which page; our dead letters say it.
for _name in ("trafilatura", "htmldate", "charset_normalizer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class PageFacts:
    """What trafilatura reads off a page beside its body.

    Attributes:
        authors: separated by "; ".
        published_on: "2024-04-28", by htmldate, from markup, address or text.
    """

    authors: str | None
    published_on: str | None


def _guarded(parser: str, call: Callable[[], T]) -> T:
    try:
        return call()
    except Exception as error:
        detail = f"{parser} raised {type(error).__name__}: {str(error)[:500]}"
        raise ParserFailed("parser_failed", detail) from error


def parse_html(html: str) -> _Element | None:
    """Parse a page; None where nothing in it looks like HTML.

    Elements nested deeper than 256 are left out by libxml2, so that nothing recurses further.
    """
    lower = html[:2_000].lower()
    if "<html" not in lower and "<body" not in lower:
        html = f"<html><body>{html}</body></html>"
    return _guarded("lxml", lambda: trafilatura.load_html(html))


def precise_body(tree: _Element, url: str | None) -> str:
    """Return trafilatura's body in its precision mode, one block a line; empty without one."""
    return _body(tree, url, favor_precision=True)


def balanced_body(tree: _Element, url: str | None) -> str:
    """Return trafilatura's body in its default mode, which gives up less easily."""
    return _body(tree, url, favor_precision=False)


def _body(tree: _Element, url: str | None, favor_precision: bool) -> str:
    document = _guarded(
        "trafilatura",
        lambda: trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            deduplicate=False,
            favor_precision=favor_precision,
        ),
    )
    return str(getattr(document, "text", None) or "")


def plain_body(tree: _Element) -> str:
    """Return what trafilatura's cheap baseline takes: JSON-LD, <article>, or all paragraphs."""
    text: str = _guarded("trafilatura baseline", lambda: trafilatura.baseline(tree))[1]
    return text


def readable_body(tree: _Element) -> str:
    """Return what the readability algorithm takes for the body, on one line."""
    found = _guarded("readability", lambda: try_readability(_copy(tree)))
    return " ".join(found.itertext())


def _copy(tree: _Element) -> _Element:
    return tree.__copy__()


def page_facts(tree: _Element, url: str | None, latest: datetime) -> PageFacts:
    """Return authors and date; ``latest`` is the fetch, a later date is not considered."""
    dates: dict[str, Any] = {
        "original_date": True,
        "extensive_search": True,
        "max_date": (latest + timedelta(days=1)).strftime("%Y-%m-%d"),
    }
    found = _guarded(
        "trafilatura metadata",
        lambda: trafilatura.extract_metadata(tree, default_url=url, date_config=dates),
    )
    return PageFacts(authors=found.author, published_on=found.date)


def detected_encodings(body: bytes) -> list[str]:
    """Return the detector's guesses at an encoding, best first."""
    guesses: list[str] = _guarded("charset_normalizer", lambda: detect_encoding(body))
    return guesses


def detected_language(text: str) -> str:
    """Return the ISO 639-1 code of the language that a text most looks like."""
    code: str = _guarded("py3langid", lambda: py3langid.classify(text))[0]
    return code


def language_scores(text: str) -> dict[str, float]:
    """Return how well each language fits a text: the logarithm of its likelihood."""
    ranked = _guarded("py3langid", lambda: list(py3langid.rank(text)))
    return {str(code): float(score) for code, score in ranked}


def empty_caches() -> None:
    """Give back what the parsers keep of the pages they saw."""
    reset_caches()
