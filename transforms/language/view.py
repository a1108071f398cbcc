"""The parse as plain lists, so that many small questions cost little, and the names found on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from transforms.language.document import Document
from transforms.language.spelling import normalised


@dataclass(frozen=True)
class Name:
    """A proper name in the text: ``tokens[first:last]``, exactly ``text[start:end]``.

    Attributes:
        label: OntoNotes type as far as it is known now.
        tagged: False where the tagger did not see it and we found it ourselves.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    label: str
    tagged: bool = True


@dataclass(frozen=True)
class Surface:
    """All names of an article that are written alike."""

    key: str
    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The spelling found first."""
        return self.names[0].text


class View:
    """Words, small letters, parts of speech and sentences of a parsed document, by token number."""

    def __init__(self, document: Document) -> None:
        """Copy what the tagger knows out of its tables."""
        self.document = document
        self.tokens: list[Token] = list(document.doc)
        self.words = [t.text for t in self.tokens]
        self.lower = [w.lower() for w in self.words]
        self.pos = [t.pos_ for t in self.tokens]
        self.starts = [t.idx for t in self.tokens]
        self.ends = [i + len(w) for i, w in zip(self.starts, self.words, strict=True)]

    @cached_property
    def sentence_starts(self) -> list[int]:
        """First token of each sentence; one sentence where the pipeline marks none."""
        if not self.document.doc.has_annotation("SENT_START"):
            return [0]
        return [s.start for s in self.document.doc.sents]

    @cached_property
    def begins_sentence(self) -> frozenset[int]:
        """Tokens whose capital letter says nothing: the first word, also behind a quotation mark."""
        found: set[int] = set()
        for i in self.sentence_starts:
            while i < len(self.words) and not self.words[i][:1].isalnum():
                found.add(i)
                i += 1
            found.add(i)
        return frozenset(found)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Words that the article also writes with a small letter."""
        return frozenset(w for w in self.words if w.islower())

    def name(self, first: int, last: int, label: str, tagged: bool = True) -> Name | None:
        """Make a name of tokens, without white space and marks at its ends; None if empty."""
        start, end = trimmed(self.document.text, self.starts[first], self.ends[last - 1])
        if start >= end:
            return None
        return Name(first, last, start, end, self.document.text[start:end], label, tagged)

    def capital(self, i: int) -> bool:
        """Tell whether a token begins with a capital letter."""
        return self.words[i][:1].isupper()

    def before(self, i: int) -> str:
        """Return the word before token i in small letters, "" at the beginning."""
        return self.lower[i - 1] if i > 0 else ""

    def after(self, last: int) -> str:
        """Return the word at ``last``, which follows a name, in small letters."""
        return self.lower[last] if last < len(self.lower) else ""


def surfaces_of(names: Iterable[Name]) -> list[Surface]:
    """Group names by spelling, in the order of the text."""
    groups: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        groups[normalised(name.text) or name.text].append(name)
    return [Surface(key, tuple(found)) for key, found in groups.items()]


_MARKS = " \t\r\n\v\f\"'“”‘’„«»()[]{}<>,;:!?/\\|*_-–—…•·\u00a0\u200b"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut white space and marks off both ends; the dot of "U.S." stays, that of "Moscow." goes."""
    while start < end and (text[start] in _MARKS or text[start].isspace() or text[start] == "."):
        start += 1
    while start < end and (text[end - 1] in _MARKS or text[end - 1].isspace()):
        end -= 1
    words = text[start:end]
    sentence_dot = words.endswith(".") and words.count(".") == 1 and len(words) > 4
    if sentence_dot and not words.endswith(("Inc.", "Corp.", "Ltd.", "Co.", "Jr.", "Sr.")):
        end -= 1
    return start, end


def overlapping(taken: list[bool], first: int, last: int) -> bool:
    """Tell whether a token of ``first:last`` belongs to a name already."""
    return any(taken[first:last])


def marked(names: list[Name], size: int) -> list[bool]:
    """Mark the tokens that belong to a name."""
    taken = [False] * size
    for name in names:
        taken[name.first : name.last] = [True] * (name.last - name.first)
    return taken
