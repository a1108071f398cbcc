"""One article as the language steps see it: its text, its parse, and what is known about it.

Offsets of the parse are offsets of the text: normalisation replaces one character by one character
(a curly apostrophe by a straight one), so no map back is needed. Accents that stand behind their
letters are composed before (``composed``), and what was read is moved back behind.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

MAX_PARSED_CHARS = 100_000
"""Longer texts are annotated up to here: the parser needs about 1 GB for a million characters."""

RULES_FOR = "en"
"""The language whose words the rules of names, times, quotes and events know; texts in another one,
for which a pipeline is configured, are read for names and places only."""

# The parser reads a curly apostrophe ("we’re") as a verb; each replacement keeps the length.
_SAME_LENGTH = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200b": " ",
        "\x00": " ",
    }
)


@dataclass(frozen=True)
class Document:
    """A parsed text.

    Attributes:
        text: the article's text, its accents composed; every offset counts its code points.
        doc: spaCy's parse of the normalised text; ``token.idx`` is an offset of ``text``.
        title: the headline, if known.
        published_on: the article's own date, about which relative times are read.
        language: ISO 639-1 code of the pipeline that parsed it.
        publisher: site name, if known.
        publisher_country: ISO 3166-1 alpha-2, if known.
        host: host name of the article's address, if it has one.
    """

    text: str
    doc: Doc
    title: str | None
    published_on: date
    language: str
    publisher: str | None = None
    publisher_country: str | None = None
    host: str | None = None

    @property
    def has_rules(self) -> bool:
        """Whether the rules know the words of its language; else names are held against tables."""
        return self.language == RULES_FOR

    def offsets(self, span: Span) -> tuple[int, int]:
        """Return start and end of a span in the text, without white space at its ends."""
        start, end = span.start_char, span.end_char
        while end > start and self.text[end - 1].isspace():
            end -= 1
        while start < end and self.text[start].isspace():
            start += 1
        return start, end

    def words(self, start: int, end: int) -> str:
        """Return the words as the article writes them."""
        return self.text[start:end]


# spaCy's tokenizer takes marks and endings off a word one by one and copies the rest each time:
# 4,000 quotation marks in a row take 1.4 s, 100,000 take minutes. No language has a word with 50
# marks in a row; scripts without spaces have paragraphs of some hundred characters.
_RUN_OF_MARKS = re.compile(r"(?<=[^\w\s]{50})[^\w\s]")
_ENDLESS_WORD = re.compile(r"(\S{1000})\S")


def normalise(text: str) -> str:
    """Replace typographic characters one by one, and break endless words; the length stays."""
    text = _RUN_OF_MARKS.sub(" ", text.translate(_SAME_LENGTH))
    return _ENDLESS_WORD.sub(r"\1 ", text)


def parsed_part(text: str, max_chars: int = MAX_PARSED_CHARS) -> str:
    """Return the text, or its beginning up to the last blank line or space before the cap."""
    if len(text) <= max_chars:
        return text
    cut = text.rfind("\n\n", 0, max_chars)
    if cut < max_chars // 2:
        cut = text.rfind(" ", 0, max_chars)
    return text[: cut if cut > max_chars // 2 else max_chars]


MAX_SENTENCE_TOKENS = 400
"""Text that runs on without a full stop is cut here: the steps look at a sentence's words in pairs.
The longest stretch without one in 800 texts of news has 147 tokens."""

_STOPS = frozenset(".!?…")


@Language.component("newsbeam_paragraphs")
def break_at_blank_lines(doc: Doc) -> Doc:
    """Force a sentence end at every blank line, so that a crosshead does not glue to what follows.

    What goes on without a stop for longer than any sentence is cut as well.
    """
    since = 0
    for token in doc[:-1]:
        since = 0 if token.text in _STOPS else since + 1
        blank = token.is_space and token.text.count("\n") >= 2
        if blank or since >= MAX_SENTENCE_TOKENS:
            doc[token.i + 1].is_sent_start = True
            since = 0
    return doc


def open_pipeline(name: str) -> Language:
    """Load a spaCy pipeline by package name or path, with paragraph breaks before its parser.

    Raises:
        OSError: the pipeline is not installed.
    """
    nlp = spacy.load(name)
    first = "parser" if nlp.has_pipe("parser") else nlp.pipe_names[0]
    nlp.add_pipe("newsbeam_paragraphs", before=first)
    return nlp


def parse(nlp: Language, texts: Iterable[str], batch_size: int = 8) -> Iterator[Doc]:
    """Parse texts in order; batches of 8 to 16 are the fastest, 64 costs 1 GB."""
    return nlp.pipe((normalise(parsed_part(text)) for text in texts), batch_size=batch_size)
