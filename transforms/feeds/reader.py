"""feedparser, driven so that no feed can keep it busy or make it fetch.

``feedparser.parse`` opens what looks like a file name, cuts up the document type, and has two steps
whose time grows with the square of the input: 50 kB in one ``<author>`` took 7 s, 20,000 categories
of one entry 8 s. So its two parsers are run here directly, with those steps bounded and with a cap
on the time of the whole.
"""

import io
import time
import xml.sax
from dataclasses import dataclass
from typing import Any
from xml.sax.handler import feature_external_ges, feature_namespaces

from feedparser.api import LooseFeedParser, StrictFeedParser

from schemas.errors import ParserFailed
from transforms.feeds.links import PLACEHOLDER_BASE

MAX_PARSE_S = 60.0
"""An honest feed of 15 MiB takes about 15 s."""

MAX_AUTHOR_CHARS = 500
MAX_TAGS = 500

_ENCODING = "utf-8"


@dataclass(frozen=True)
class ReadFeed:
    """What feedparser makes of a document.

    Attributes:
        version: "rss20", "atom10" …; "" where it is no feed that feedparser knows.
        feed, entries: feedparser's dictionaries; ``dict.get`` reads them without its fallbacks.
        broken: what is wrong with the XML, None where nothing is.
    """

    version: str
    feed: dict[str, Any]
    entries: list[dict[str, Any]]
    broken: str | None


class _TimeIsUp(Exception):  # noqa: N818 - says what happened
    pass


class _Bounds:
    """Bounds on feedparser's steps; goes before its own classes."""

    deadline: float

    def unknown_starttag(self, tag: str, attrs: Any) -> Any:
        if time.monotonic() > self.deadline:
            raise _TimeIsUp
        return super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def _sync_author_detail(self, key: str = "author") -> None:
        context = self._get_context()  # type: ignore[attr-defined]
        name = dict.get(context, key)
        if isinstance(name, str) and len(name) > MAX_AUTHOR_CHARS:
            context[key] = name[:MAX_AUTHOR_CHARS]
        super()._sync_author_detail(key)  # type: ignore[misc]

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        context = self._get_context()  # type: ignore[attr-defined]
        if len(dict.get(context, "tags") or ()) < MAX_TAGS:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    # feedparser takes the caption of a picture for the description of its article, and a
    # description that follows for its content.
    def _start_media_description(self, attrs: Any) -> None:  # noqa: ARG002
        self.push("media_caption", 1)  # type: ignore[attr-defined]

    def _end_media_description(self) -> None:
        self.pop("media_caption")  # type: ignore[attr-defined]


class _Strict(_Bounds, StrictFeedParser):
    pass


class _Loose(_Bounds, LooseFeedParser):
    pass


def _prepared(parser: Any, deadline: float) -> Any:
    parser.resolve_relative_uris = False
    parser.sanitize_html = False
    parser.deadline = deadline
    return parser


def _read_strictly(document: str, deadline: float) -> tuple[Any, str | None]:
    """Run the strict parser; returns it and what is wrong with the XML."""
    handler = _prepared(_Strict(PLACEHOLDER_BASE, None, _ENCODING), deadline)
    parser = xml.sax.make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    parser.setErrorHandler(handler)
    source = xml.sax.InputSource()
    source.setByteStream(io.BytesIO(document.encode(_ENCODING)))
    try:
        parser.parse(source)
    except xml.sax.SAXException as error:
        return handler, str(error)
    return handler, None


def _read_loosely(document: str, deadline: float) -> Any:
    parser = _prepared(_Loose(PLACEHOLDER_BASE, None, _ENCODING, {}), deadline)
    parser.feed(document)
    return parser


def run_feedparser(text: str, max_parse_s: float = MAX_PARSE_S) -> ReadFeed:
    """Read a document that starts with its root element; broken XML in the forgiving way.

    Raises:
        ParserFailed: ``parser_failed`` where feedparser raises, ``parser_timed_out``.
    """
    document = f'<?xml version="1.0" encoding="{_ENCODING}"?>\n{text}'
    deadline = time.monotonic() + max_parse_s
    try:
        parser, broken = _read_strictly(document, deadline)
        if broken:
            parser = _read_loosely(document, deadline)
    except _TimeIsUp:
        detail = f"{len(text)} characters were not read within {max_parse_s:g} s"
        raise ParserFailed("parser_timed_out", detail) from None
    except Exception as error:
        detail = f"feedparser raised {type(error).__name__}: {error}"
        raise ParserFailed("parser_failed", detail) from error
    return ReadFeed(parser.version, parser.feeddata, parser.entries, broken)
