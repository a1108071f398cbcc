"""Whether the entries of a lexicon do what their examples say."""

from collections.abc import Iterator, Sequence

from spacy.language import Language

from transforms.language.document import parse
from transforms.language.events.lexicon.entries import Frame, Lexicon, code_by
from transforms.language.events.predicates.frames import find_predicates


def silent(frames: Sequence[Frame], nlp: Language, lexicon: Lexicon) -> Iterator[Frame]:
    """Yield the entries that do not fire in their own example: they would never code anything.

    Args:
        frames: the entries to try.
        nlp: an English pipeline.
        lexicon: all entries in use, these among them: another one may take their place.
    """
    docs = parse(nlp, (frame.example for frame in frames), batch_size=64)
    for frame, doc in zip(frames, docs, strict=True):
        code_by(doc, lexicon)
        if all(predicate.frame is not frame for predicate in find_predicates(doc)):
            yield frame
