"""The body text: which extraction to believe, and how its paragraphs are laid out."""

import re
import unicodedata
from dataclasses import dataclass

from lxml.etree import _Element

from transforms.extraction.cleaning import agreement, count_words, without_forbidden
from transforms.extraction.parsers import balanced_body, plain_body, precise_body, readable_body

_MIN_PRECISE_CHARS = 300
_MIN_PRECISE_OF_PLAIN = 0.5
_MIN_PRECISE_OF_BALANCED = 0.25
"""Precision mode has the better F1 (.9652 against .9588 and .9495 against .9509), but loses most
of the body on some pages. Where it gives less than half of what the cheap baseline gives (30 of
439 pages), the default mode runs too and is taken unless it gives more than four times as much
(then it took in the whole page). Together: .9696 and .9550. Each bound may be moved by a third
either way without a change in the fourth digit."""

_CONFIDENCE = ((0.0, 0.75), (0.6, 0.8), (0.85, 0.83), (0.92, 0.9), (0.97, 0.95), (1.0, 0.97))
"""Token F1 with readability → share of pages whose body is right (F1 of .9 and more with the
expected one), measured on 439 pages; between the points a straight line."""

_FEW_WORDS = 60
"""Fewer words than in any of those pages: the confidence falls to the half at none."""

UNPARSED_CONFIDENCE = 0.8
"""Of plain text and of the feed's own text: nothing was taken away, but it may be cut short."""

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_RUN_ON = ("- ", "|")
_NO_LETTER = re.compile(r"[\W_]*")


@dataclass(frozen=True)
class Body:
    """A text in paragraphs and how sure we are of it, 0 to 1."""

    text: str
    confidence: float


def read_body(tree: _Element, url: str | None) -> Body:
    """Return the body of a page; an empty text where there is none.

    Raises:
        ParserFailed: a parser raised.
    """
    precise, plain = precise_body(tree, url), plain_body(tree)
    chosen = precise
    if len(precise) < max(_MIN_PRECISE_CHARS, _MIN_PRECISE_OF_PLAIN * len(plain)):
        balanced = balanced_body(tree, url)
        if len(precise) <= _MIN_PRECISE_OF_BALANCED * len(balanced):
            chosen = balanced
    text = lines_to_paragraphs(chosen)
    return Body(text, confidence(text, readable_body(tree)) if text else 0.0)


def lines_to_paragraphs(text: str) -> str:
    """Return trafilatura's lines as paragraphs separated by one blank line.

    Items of a list ("- …") and rows of a table ("| …") stay together, one a line.
    """
    blocks: list[list[str]] = []
    kind = ""
    for raw in without_forbidden(text).split("\n"):
        line = _SPACES.sub(" ", raw).strip()
        if _NO_LETTER.fullmatch(line):
            continue
        mark = next((mark for mark in _RUN_ON if line.startswith(mark)), "")
        if mark and mark == kind:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        kind = mark
    return unicodedata.normalize("NFC", "\n\n".join("\n".join(block) for block in blocks))


def plain_to_paragraphs(text: str) -> str:
    """Return plain text as paragraphs separated by one blank line, wrapped lines joined."""
    blocks = _BLANK_LINE.split(without_forbidden(text))
    lines = (" ".join(block.split()) for block in blocks)
    return unicodedata.normalize("NFC", "\n\n".join(line for line in lines if line))


def without_title(text: str, title: str | None) -> str:
    """Remove the headline from the head of a body, where it stands as a paragraph of its own."""
    first, _, rest = text.partition("\n\n")
    if title and rest and _letters(first) == _letters(title):
        return rest
    return text


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def confidence(text: str, other: str) -> float:
    """Return how sure an extraction is, from its agreement with another algorithm's."""
    agreed = agreement(text, other)
    below = [point for point in _CONFIDENCE if point[0] <= agreed][-1]
    above = next((point for point in _CONFIDENCE if point[0] > agreed), below)
    width = above[0] - below[0]
    share = (agreed - below[0]) / width if width else 0.0
    value = below[1] + share * (above[1] - below[1])
    return value * (0.5 + 0.5 * min(1.0, count_words(text) / _FEW_WORDS))
