"""Spans of code points and names, as the measure compares them."""

import re
from collections.abc import Mapping
from typing import Any

Span = tuple[int, int]
Row = Mapping[str, Any]
"""A row of ``newsbeam annotate``'s answer."""

_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_AROUND = " .,;:\"'“”"


def normalised(name: str | None) -> str:
    """Return a name without case, a leading article, a trailing possessive and marks around it."""
    plain = " ".join((name or "").casefold().replace("’", "'").split()).strip(_AROUND)
    found = _ARTICLE.match(plain)
    return _POSSESSIVE.sub("", plain[found.end() :] if found else plain)


def span_of(row: Row | None, prefix: str = "") -> Span | None:
    """Return the span of a row; None where the row has none."""
    start, end = (row or {}).get(f"{prefix}start"), (row or {}).get(f"{prefix}end")
    return None if start is None or end is None else (start, end)


def trimmed(span: Span | None, text: str | None) -> Span | None:
    """Return a span without the leading article and the trailing possessive of its text."""
    if span is None or text is None or len(text) != span[1] - span[0]:
        return span
    start, end = span
    article = _ARTICLE.match(text)
    if article and article.end() < len(text):
        start += article.end()
    possessive = _POSSESSIVE.search(text)
    if possessive and possessive.start() > 0:
        end -= len(text) - possessive.start()
    return start, end


def trimmed_row(row: Row) -> Span | None:
    """Return the trimmed span of a predicted mention or time."""
    return trimmed(span_of(row), row.get("text"))


def overlap(one: Span | None, other: Span | None) -> int:
    """Return how many code points two spans share."""
    if one is None or other is None:
        return 0
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def occurrences(words: str, text: str) -> list[Span]:
    """Return where words stand in a text with no letter or digit before or behind them."""
    found, start = [], text.find(words)
    while words and start >= 0:
        end = start + len(words)
        before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        if not before.isalnum() and not behind.isalnum():
            found.append((start, end))
        start = text.find(words, start + 1)
    return found
