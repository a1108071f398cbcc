"""Strings from the web: one clean line, clean paragraphs, and their words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from html import unescape

# Control characters, halves of surrogate pairs and non-characters: Parquet, JSON or XML cannot
# hold them, or no reader can see them. Tab, line feed and carriage return are space.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029|\x85")

# Scripts written without spaces between words: each character counts as one.
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:['’\-.][^\W_{_CJK}]+)*")
_HANGUL = "\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}{_HANGUL}]|[^\W{_CJK}{_HANGUL}]+")


def without_forbidden(text: str) -> str:
    """Return the text with one kind of line end and without what no table can hold."""
    return _FORBIDDEN.sub("", _NEWLINES.sub("\n", text))


def clean_line(value: object) -> str | None:
    """Return a string as one line of plain text; None for anything else and for nothing.

    Tags and character references are resolved, space is collapsed, the form is NFC.
    """
    if not isinstance(value, str):
        return None
    text = unescape(value)
    text = _TAG.sub(" ", text) if "<" in text else text
    text = _SPACE.sub(" ", without_forbidden(text)).strip()
    return unicodedata.normalize("NFC", text) or None


def first_line(values: Iterable[object]) -> str | None:
    """Return the first value that is a string with something in it, clean."""
    return next((line for value in values if (line := clean_line(value))), None)


def distinct(lines: Iterable[str | None]) -> list[str]:
    """Return what is there, once each whatever the case, in order."""
    found: dict[str, str] = {}
    for line in lines:
        if line:
            found.setdefault(line.casefold(), line)
    return list(found.values())


def count_words(text: str) -> int:
    """Count words; Chinese and Japanese by character, "don't" and "3.5" as one."""
    return sum(1 for _ in _WORD.finditer(text))


def tokens(text: str) -> Counter[str]:
    """Return the multiset of word tokens; Chinese, Japanese and Korean by character."""
    return Counter(_TOKEN.findall(text))


def agreement(one: str, other: str) -> float:
    """Return the token F1 of two texts, 0 to 1; 0 where either is empty."""
    mine, theirs = tokens(one), tokens(other)
    common = (mine & theirs).total()
    return 2 * common / (mine.total() + theirs.total()) if common else 0.0
