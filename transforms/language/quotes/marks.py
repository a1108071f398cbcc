"""Where quotation marks open and close, whatever kind a text uses.

Straight and curly marks are mixed within one quotation in real news; marks are forgotten, nested,
and re-opened at each paragraph of a long quotation; an apostrophe looks like a closing single mark.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

SINGLE_MARKS = "‘'"
_GAP = re.compile(r"\n\s*\n")
_OPENERS, _CLOSERS, _STRAIGHT = "“„«‟", "”»", '"'
# Two single marks stand for a double one where a keyboard or an archive has no other.
_DOUBLE = re.compile(r"[“”„‟«»\"]|''|``")
_TWINS = ("''", "``")
_SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'](?=[^\W_]|\[|…)")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s‘'(])[’'](?!\w)")
_BEFORE_OPENING = frozenset(" \t\n\u00a0([{—–-/‘'“")


@dataclass(frozen=True)
class Marked:
    """Text between marks, without them.

    Attributes:
        start, end: offsets of the words.
        opened_at, closed_at: from the opening mark to behind the closing one.
        continues: True where it goes on from the paragraph before, whose marks were not closed.
    """

    start: int
    end: int
    opened_at: int
    closed_at: int
    continues: bool = False


class MarkedText:
    """Looks up whether an offset lies between marks."""

    def __init__(self, marked: Sequence[Marked]) -> None:
        """Take the marked spans, in order."""
        self.spans = marked
        self._opened = [span.opened_at for span in marked]

    def marked_chars(self, start: int, end: int) -> int:
        """Return how many characters of ``text[start:end]`` stand between marks, marks included."""
        first = max(0, bisect_right(self._opened, start) - 1)
        last = bisect_right(self._opened, end)
        return sum(
            max(0, min(end, span.closed_at) - max(start, span.opened_at))
            for span in self.spans[first:last]
        )

    def at(self, offset: int) -> Marked | None:
        """Return the span that covers an offset, marks included."""
        number = bisect_right(self._opened, offset) - 1
        if number < 0 or self.spans[number].closed_at <= offset:
            return None
        return self.spans[number]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return start and end of each stretch of text between blank lines."""
    edges = [0, *(edge for gap in _GAP.finditer(text) for edge in gap.span()), len(text)]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def find_marked(text: str) -> list[Marked]:
    """Return what stands between marks, in order; nested marks belong to the outer ones.

    An opening mark that nothing closes opens nothing, unless the next paragraph re-opens it.
    """
    found: list[Marked] = []
    carried = False
    blocks = paragraphs(text)
    for number, (start, end) in enumerate(blocks):
        pairs, left_open = _pairs(text, start, end)
        following = blocks[number + 1][0] if number + 1 < len(blocks) else None
        goes_on = left_open is not None and following is not None and _reopens(text, following)
        if goes_on and left_open is not None:
            pairs.append((left_open, end))
        for opened, closed in pairs:
            span = _inside(text, opened, closed, carried and opened == start)
            if span.start < span.end:
                found.append(span)
        carried = goes_on
    return found


def _reopens(text: str, at: int) -> bool:
    return text[at] in _OPENERS or text.startswith((_STRAIGHT, *_TWINS), at)


def _inside(text: str, opened: int, closed: int, continues: bool) -> Marked:
    start = opened + (2 if text.startswith(_TWINS, opened) else 1)
    end = closed
    if text[opened:closed].endswith(_TWINS):
        end -= 2
    elif text[closed - 1] in "”»\"“’'":
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Marked(start, end, opened, closed, continues)


def _pairs(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int | None]:
    """Match marks in a paragraph; the second value is the outermost mark left open."""
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for mark in _DOUBLE.finditer(text, start, end):
        at = mark.start()
        action = _action(text, mark, start, end, stack)
        if action == "close":
            opened = stack.pop()
            if not stack:
                pairs.append((opened, mark.end()))
        elif action == "again":
            stack[-1] = at
        elif action == "open":
            stack.append(at)
    singles = _single_pairs(text, start, stack[0] if stack else end, pairs)
    return sorted(pairs + singles), stack[0] if stack else None


def _action(text: str, found: re.Match[str], start: int, end: int, stack: list[int]) -> str:
    """Decide what a double mark does: open, close, open again (a mark was forgotten), or nothing."""
    mark, at, behind = found.group(), found.start(), found.end()
    opening = at == start or text[at - 1] in _BEFORE_OPENING
    closing = behind >= end or not (text[behind].isalnum() or text[behind] in "[$£€")
    shape = "open" if opening and not closing else "close" if closing and not opening else "both"
    if mark in _OPENERS:
        if stack and (shape == "close" or text[stack[-1]] == "„"):
            return "close"
        return "open" if not stack or text[stack[-1]] not in _OPENERS else "again"
    if mark in _CLOSERS:
        return "close" if stack else "open" if shape == "open" else ""
    if not stack:
        return "" if shape == "close" else "open"
    if shape == "open":
        return "again" if text.startswith(mark, stack[-1]) else "open"
    return "close"


def _single_pairs(
    text: str, start: int, end: int, pairs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Match single marks outside double ones."""
    found = []
    starts = [opened for opened, _ in pairs]
    at = start
    while opened := _SINGLE_OPEN.search(text, at, end):
        number = bisect_right(starts, opened.start())
        if number and pairs[number - 1][1] > opened.start():
            at = pairs[number - 1][1]
            continue
        limit = starts[number] if number < len(starts) else end
        closed = _single_close(text, opened.end(), limit)
        at = opened.end()
        if closed:
            found.append((opened.start(), closed))
            at = closed
    return found


def _single_close(text: str, start: int, end: int) -> int | None:
    """Return where a single quotation ends; "workers’ party’" ends at the second mark."""
    again = _SINGLE_OPEN.search(text, start, end)
    limit = again.start() if again else end
    ends = [m.start() for m in _SINGLE_CLOSE.finditer(text, start, limit)]
    if not ends:
        return None
    stopped = next((at for at in ends if text[at - 1] in ".,?!…"), None)
    if stopped is not None:
        return stopped + 1
    sure = next((at for at in ends if text[at - 1] != "s"), ends[0])
    return sure + 1
