"""Letters and their accents as one character each, and the way back to the text as it is stored.

"é" may be written as one character or as "e" and an accent (Unicode's forms NFC and NFD). They look
alike, but the parser and the tables know the first form alone. What is read from the composed text
is moved to the offsets of the stored one before it becomes rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar
from unicodedata import combining, normalize

from schemas.columns import PLAIN_SPAN, SpanColumns, spans_of
from schemas.events import Event
from transforms.language.events import FoundEvent
from transforms.language.findings import FoundQuote, FoundSource, TimeExpression

F = TypeVar("F")

# Unicode's stream-safe format (UAX 15) allows 30 marks on a letter; sorting more takes the square of
# their number, so that such a pile stays as it is.
_MOST_MARKS = 30

_OFFSETS_ALONE = SpanColumns(text=None)
_SPANS: dict[type, tuple[SpanColumns, ...]] = {
    FoundEvent: spans_of(Event),
    FoundQuote: (_OFFSETS_ALONE, SpanColumns("group", "group", None)),
    FoundSource: (_OFFSETS_ALONE,),
    TimeExpression: (PLAIN_SPAN,),
}
"""Which fields of a finding are offsets; those of parts of rows are declared there."""


@dataclass(frozen=True)
class Composed:
    """A text whose letters hold their accents.

    Attributes:
        text: the composed text.
        stored: the text as it is stored.
        places: for each offset of ``text``, its end among them, the one of ``stored``; None where
            both texts are the same.
    """

    text: str
    stored: str
    places: Sequence[int] | None = None

    def moved(self, found: F) -> F:
        """Return a finding with the offsets of the stored text, and with its words there."""
        return found if self.places is None else self._moved(found, self.places)

    def _moved(self, found: Any, places: Sequence[int]) -> Any:
        changed: dict[str, Any] = {}
        for span in _SPANS.get(type(found)) or spans_of(type(found)):
            start, end = getattr(found, span.start), getattr(found, span.end)
            if start is not None and end is not None:
                changed |= {span.start: places[start], span.end: places[end]}
                if span.text:
                    changed[span.text] = self.stored[places[start] : places[end]]
        for field in fields(found):
            value = getattr(found, field.name)
            if is_dataclass(value):
                changed[field.name] = self._moved(value, places)
            elif isinstance(value, list | tuple):
                changed[field.name] = type(value)(
                    self._moved(item, places) if is_dataclass(item) else item for item in value
                )
        return replace(found, **changed)


def compose(text: str) -> Composed:
    """Join letters with the accents that follow them, wherever one character stands for both."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, letter in _decomposed(text):
        pieces += [text[done:start], letter]
        places += [*range(done, start + 1), *range(end - len(letter) + 1, end)]
        done = end
    if not pieces:
        return Composed(text, text)
    places += range(done, len(text) + 1)
    return Composed("".join([*pieces, text[done:]]), text, places)


def _decomposed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of each letter with marks behind it that has a shorter form, and the form."""
    for start, end in _marked_letters(text):
        letter = normalize("NFC", text[start:end])
        if len(letter) < end - start:
            yield start, end, letter


def _marked_letters(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each character that has marks behind it, and of no more than 30."""
    if text.isascii() or not any(map(combining, text)):
        return
    letters = [at for at, char in enumerate(text) if not combining(char)]
    for start, end in pairwise([*letters, len(text)]):
        if 1 < end - start <= _MOST_MARKS + 1:
            yield start, end
