"""From text to lexemes, and to a string with one character for each.

The grammar is regular expressions over that string ("shape"): a rule says ``MONTH DAY (COMMA YEAR)?``
and looks at some hundred characters instead of searching the text with many alternatives.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.language.times.holidays import holidays
from transforms.language.times.words import Sense, vocabulary

# The space goes before all alternatives, so that they are not tried at each space of the text too.
_LEXEME = r"""[ ]?(?:
      (?P<LOWER>[a-z]+(?![\w']))  # three words in four, told from the rest at once
    | (?P<GAP>\n\s*\n)
    | (?P<ISO>(?<![\w-])[12]\d{3}-[01]\d-[0-3]\d(?!\d))
    | (?P<HOLIDAY>(?<!\w)(?:HOLIDAYS)(?!\w))
    | (?P<SLASH>(?<![\w/])\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/]))
    | (?P<DOTTED>(?<![\w.])[0-3]?\d\.[01]?\d\.[12]\d{3}(?!\w))
    | (?P<SEASONYEARS>(?<![\w/])[12]\d{3}/\d\d(?![\w/]))
    | (?P<CLOCK>(?<![\w.:])(?:
          (?:\d{1,2}(?:[:.][0-5]\d)?[ ]?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.)
            |[0-2]?\d:[0-5]\d(?![\w:.]))(?:[ ](?:ZONES)(?!\w))?
          |[0-2]\d[.]?[0-5]\d[ ](?:ZONES)(?!\w)))
    | (?P<OCLOCK>\bo'clock\b)
    | (?P<FISCALYEAR>\bFY[ ]?(?:20)?\d\d\b)
    | (?P<ERA>\bA\.?D\b\.?|\bCE\b)
    | (?P<POSSESSIVE>'s\b)
    | (?P<DECADE>(?<![\w'])(?:[12]\d\d0|'?[1-9]0)'?s\b)
    | (?P<ORDINAL>\b\d{1,2}(?:st|nd|rd|th)\b)
    | (?P<QCODE>\bQ[1-4]\b)
    | (?P<HCODE>\bH[12]\b)
    | (?P<NUMBER>(?<![\w.,$€£¥/])\d+(?:[.,]\d+)*(?![\w%]))
    | (?P<ABBREVIATION>\b(?:ABBREVIATIONS)\.(?!\w))
    | (?P<WORD>[^\W\d_]+)
    | (?P<OTHER>\w+|[^\w\s])
)
"""
_PUNCTUATION = {",": "COMMA", "-": "DASH", "–": "DASH", "(": "OPEN", "'": "APOSTROPHE"}
_CAPITAL = frozenset({"MONTH", "WEEKDAY", "WEEKDAYS"})
_MADE_HERE = (
    "GAP",
    "ISO",
    "SLASH",
    "DOTTED",
    "SEASONYEARS",
    "FISCALYEAR",
    "ERA",
    "OCLOCK",
    "CLOCK",
    "DECADE",
    "QCODE",
    "HCODE",
    "HOLIDAY",
    "YEAR",
    "SMALL",
    "COUNT",
    "POSSESSIVE",
)
_OTHER = Sense("OTHER")


class Lexeme(NamedTuple):
    """A word, number or mark, its place in the text, and its meaning to the grammar."""

    start: int
    end: int
    text: str
    sense: Sense


@dataclass(frozen=True)
class Lexemes:
    """All lexemes of a text, and its shape: ``shape[i]`` is the class of ``items[i]``."""

    items: Sequence[Lexeme]
    shape: str


@cache
def _class_chars() -> dict[str, str]:
    # Private use characters: none of them means anything to a regular expression.
    named = {sense.kind for sense in vocabulary().senses.values()}
    kinds = sorted({*named, *_MADE_HERE, *_PUNCTUATION.values(), "OTHER"})
    return {kind: chr(0xE000 + number) for number, kind in enumerate(kinds)}


def compile_rule(rule: str) -> re.Pattern[str]:
    """Compile a rule over classes: upper-case names are classes, spaces only separate.

    Raises:
        KeyError: the rule names a class that neither the vocabulary nor the lexer has.
    """
    chars = _class_chars()
    return re.compile(re.sub(r"[A-Z]{2,}|\bA\b", lambda m: chars[m.group()], rule).replace(" ", ""))


def lex(text: str) -> Lexemes:
    """Split a text into lexemes, in order; white space is left out, but a blank line is kept.

    Typographic apostrophes are expected to be straight, as in ``Document.doc.text``.
    """
    chars = _class_chars()
    items = [_lexeme(match) for match in _pattern().finditer(text)]
    return Lexemes(items, "".join([chars[item.sense.kind] for item in items]))


def _lexeme(match: re.Match[str]) -> Lexeme:
    group = match.lastgroup or "OTHER"
    start, end = match.span(group)
    words = match[group]
    return Lexeme(start, end, words, _sense(group, words))


@cache
def _pattern() -> re.Pattern[str]:
    words = vocabulary()
    lists = {
        "HOLIDAYS": holidays(),
        "ZONES": [*words.time_zones, *(zone.replace("time", "Time") for zone in words.time_zones)],
        "ABBREVIATIONS": [word.title() for word in words.abbreviations],
    }
    pattern = _LEXEME
    for name, texts in lists.items():
        longest_first = sorted(texts, key=len, reverse=True)
        pattern = pattern.replace(name, "|".join(re.escape(text) for text in longest_first))
    return re.compile(pattern, re.VERBOSE)


@lru_cache(maxsize=16_384)
def _sense(group: str, text: str) -> Sense:
    if group in ("LOWER", "WORD"):
        return _word_sense(text)
    if group == "NUMBER":
        return _number_sense(text)
    if group == "ABBREVIATION":
        return vocabulary().senses[text[:-1].lower()]
    if group == "ORDINAL":
        return Sense("ORDINAL", int(text[:-2]))
    if group in ("QCODE", "HCODE"):
        return Sense(group, int(text[1:]))
    if group == "OTHER":
        return Sense(_PUNCTUATION[text]) if text in _PUNCTUATION else _OTHER
    return Sense(group, code=text)


def _word_sense(text: str) -> Sense:
    sense = vocabulary().senses.get(text.lower(), _OTHER)
    if sense.kind in _CAPITAL and not text[0].isupper():
        return _OTHER
    if vocabulary().abbreviations.get(text.lower()):
        return _OTHER
    return sense


def _number_sense(text: str) -> Sense:
    plain = text.replace(",", "")
    if not plain.replace(".", "", 1).isdigit():
        return _OTHER
    number = float(plain)
    if text.isdigit() and len(text) == 4 and 1000 <= number <= 2199:
        return Sense("YEAR", number)
    if text.isdigit() and len(text) <= 2 and 1 <= number <= 31:
        return Sense("SMALL", number)
    return Sense("COUNT", number)
