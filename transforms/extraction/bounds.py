"""Sizes of a page before it is parsed: what would take minutes or gigabytes is refused.

Measured with lxml 6.1 and trafilatura 2.3: time and memory grow with the number of elements
(30 µs and 2 kB each) and of characters (0.3 s for 2 MB of text); depth is cut at 256 by libxml2.
The one quadratic case found is a single tag with very many attributes.
"""

import re

from lxml.etree import _Element

from schemas.errors import ExtractionError
from transforms.extraction.settings import ExtractionSettings

_RAW_TEXT = re.compile(r"<(/?)(script|style|svg)\b", re.I)
_TAG_START = re.compile(r"<!--|<[a-zA-Z/]")
_TAG = re.compile(r"""<[a-zA-Z/](?:[^>=]|=\s*(?:"[^"]*"|'[^']*')?)*+>""")
_VALUE = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")

_MAX_META_CHARS = 10_000
_MAX_SCRIPT_CHARS = 300_000
"""The parsers apply patterns to these that take quadratic time in one call, "<[^>]*>" among them,
and no watchdog gets its turn before a pattern ends. One of 439 real pages has more: a live blog,
whose JSON-LD we have read ourselves by then."""


def bounded(html: str, settings: ExtractionSettings) -> str:
    """Return the page, without scripts and styles where it is longer than ``max_page_chars``.

    Raises:
        ExtractionError: ``page_too_large``, naming the bound and the page's own size.
    """
    markup = without_raw_text(html)
    if len(html) > settings.max_page_chars:
        html = markup
    for what, size, limit in (
        ("characters outside of scripts", len(html), settings.max_page_chars),
        ("tags", markup.count("<"), settings.max_tags),
    ):
        if size > limit:
            raise ExtractionError(
                "page_too_large", f"the page has {size:,} {what}; at most {limit:,}"
            )
    _check_tags(markup, settings.max_tag_chars)
    return html


def without_raw_text(html: str) -> str:
    """Return a page without scripts, styles and SVG drawings; JSON-LD stays. Linear in time."""
    pieces: list[str] = []
    start, inside = 0, ""
    for found in _RAW_TEXT.finditer(html):
        closing, name = found[1], found[2].lower()
        if inside:
            if closing and name == inside:
                start, inside = found.start(), ""
        elif not closing and not _is_json_ld(html, found.start()):
            # The empty element stays where it was, so that the end tag above has a start.
            pieces.append(html[start : found.start()] + f"<{name}>")
            inside = name
    return "".join(pieces) + ("" if inside else html[start:])


def _is_json_ld(html: str, start: int) -> bool:
    end = html.find(">", start, start + 300)
    return "ld+json" in html[start:end].lower()


def _check_tags(markup: str, max_tag_chars: int) -> None:
    place = 0
    while found := _TAG_START.search(markup, place):
        start = found.start()
        if found[0] == "<!--":
            place = markup.find("-->", start) + 1 or len(markup)
            continue
        tag = _TAG.match(markup, start)
        place = tag.end() if tag else len(markup)
        if place - start <= max_tag_chars:
            continue
        size = len(_VALUE.sub("", markup[start:place]))
        if size > max_tag_chars:
            detail = f"one tag has {size:,} characters beside its values; at most {max_tag_chars:,}"
            raise ExtractionError("page_too_large", f"{detail}: {markup[start : start + 60]!r}")


def tame(tree: _Element) -> None:
    """Cut overlong meta tags and empty overlong JSON scripts of a parsed page, in place."""
    for tag in tree.iter("meta"):
        content = tag.get("content")
        if content and len(content) > _MAX_META_CHARS:
            tag.set("content", content[:_MAX_META_CHARS])
    for script in tree.iter("script"):
        is_json = "json" in (script.get("type") or "").lower()
        if is_json and script.text and len(script.text) > _MAX_SCRIPT_CHARS:
            script.text = None
