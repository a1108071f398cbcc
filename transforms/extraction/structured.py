"""What a page says of itself for machines: JSON-LD (schema.org) and meta tags."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element

from transforms.extraction.cleaning import clean_line

_MAX_NODES = 2_000

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|NewsStory)$")
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")

# Wrappers that old systems put around a script's content.
_OPENERS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[")
_CLOSERS = (";", "-->", "//]]>", "// ]]>", "]]>")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True)
class PageSays:
    """Structured claims of a page.

    Attributes:
        article: the JSON-LD node that describes the article; empty without one.
        meta: content of meta tags by lower-case name or property, in order of appearance.
    """

    article: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Return the first clean content of the named meta tags, in the order of the names."""
        return next(
            (
                line
                for name in names
                for raw in self.meta.get(name, ())
                if (line := clean_line(raw))
            ),
            None,
        )


def read_structured(tree: _Element) -> PageSays:
    """Collect JSON-LD and meta tags; what cannot be read counts as absent."""
    return PageSays(article=_article_node(tree), meta=_meta_tags(tree))


def _meta_tags(tree: _Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = tag.get("content")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := tag.get(attribute):
                found.setdefault(name.strip().lower(), []).append(content)
                break
    return found


def _article_node(tree: _Element) -> dict[str, Any]:
    """Return the first node with an article's type and a headline, else the first with the type.

    Nodes inside lists of further articles are not looked at: only top level, ``@graph`` and
    ``mainEntity``.
    """
    articles = [node for node in _nodes(tree) if _is_article(node)]
    with_headline = (node for node in articles if node.get("headline") or node.get("name"))
    return next(with_headline, articles[0] if articles else {})


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names)


def _nodes(tree: _Element) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _flat(_parsed(script.text))


def _parsed(text: str) -> Any:
    content = text.strip()
    for opener in _OPENERS:
        content = content.removeprefix(opener).lstrip()
    for closer in _CLOSERS:
        content = content.removesuffix(closer).rstrip()
    for attempt in (content, _TRAILING_COMMA.sub(r"\1", content)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    """Walk lists and containers, breadth first, at most ``_MAX_NODES`` values."""
    waiting = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in _CONTAINERS if name in value)


def names_in(value: Any) -> list[str]:
    """Return the names in a schema.org value: a string, an object with a name, or a list of both."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        named = item.get("name") if isinstance(item, dict) else item
        lines = map(clean_line, named if isinstance(named, list) else [named])
        found.extend(line for line in lines if line)
    return found


def urls_in(value: Any) -> list[str]:
    """Return the addresses in a schema.org value: a string, an object with a url, or a list."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        address = (item.get("url") or item.get("@id")) if isinstance(item, dict) else item
        if isinstance(address, str) and address.strip():
            found.append(address.strip())
    return found
