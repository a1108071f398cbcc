"""Odd texts: nothing raises, every offset holds.

Entities, quotes and times are made from the parse here, as odd as the texts are: the event finder
must bear whatever the other finders hand it.
"""

from collections.abc import Iterator
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from schemas.entities import EntityMention
from schemas.events import CERTAINTIES, EVENT_TYPES, POLARITIES
from transforms.language.document import Document, parse
from transforms.language.events import find_events
from transforms.language.findings import (
    EntityIndex,
    FoundEntity,
    FoundQuote,
    FoundSource,
    TimeExpression,
)

WORDS = st.sampled_from(
    [
        "Ghana", "attacked", "Togo", "the", "talks", "said", "that", "\n\n", "will", "not", "“", "”",
        "troops", ",", "of", "to", "withdraw", "—", "and", "who", "Monday", ".", "?", "if", "we", "'s",
        "threat", "killing", "by", "was", "deal", "\x00", "\U0001f600", "US", "in", "release",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=80))


PUBLISHED_ON = date(2025, 6, 5)


def _entities(document: Document) -> Iterator[FoundEntity]:
    for i, span in enumerate(document.doc.ents):
        start, end = document.offsets(span)
        if start < end:
            mention = EntityMention(start, end, document.words(start, end), "name")
            kind = "PERSON" if span.label_ == "CARDINAL" else span.label_
            yield FoundEntity(str(i), mention.text, kind, (mention,))


def _times(document: Document) -> Iterator[TimeExpression]:
    for token in document.doc:
        if token.lower_ in ("monday", "talks"):
            day = PUBLISHED_ON
            end = token.idx + len(token.text)
            yield TimeExpression(token.idx, end, token.text, "DATE", str(day), day, day)


def _quotes(document: Document) -> Iterator[FoundQuote]:
    half = len(document.text) // 2
    if half:
        yield FoundQuote(0, half, "direct", 0, FoundSource(half, half + 1, "x", None), "say")


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_odd_texts_keep_their_offsets(nlp: Language, text: str) -> None:
    """Else one strange article stops a run, or points a reader at the wrong words."""
    document = Document(text, next(parse(nlp, [text])), None, PUBLISHED_ON, "en")
    events = find_events(
        document,
        EntityIndex(list(_entities(document))),
        list(_quotes(document)),
        list(_times(document)),
    )
    for event in events:
        assert text[event.trigger_start : event.trigger_end] == event.trigger
        assert event.sentence_start <= event.trigger_start < event.trigger_end <= event.sentence_end
        assert all(text[m.start : m.end] == m.text for m in event.mentions)
        assert event.event_type in (None, *EVENT_TYPES)
        assert event.polarity in POLARITIES
        assert event.certainty in CERTAINTIES
        assert 0 <= event.confidence <= 1
        for one in (*event.actors, *event.recipients, *event.attributed_to):
            assert one.start is not None
            assert one.end is not None
            assert 0 <= one.start < one.end <= len(text)
