"""Odd texts: nothing raises, every offset holds."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.events import CERTAINTIES, EVENT_TYPES, POLARITIES
from transforms.language.events import FoundEvent

WORDS = st.sampled_from(
    [
        "Ghana", "attacked", "Togo", "the", "talks", "said", "that", "\n\n", "will", "not", "“", "”",
        "troops", ",", "of", "to", "withdraw", "—", "and", "who", "Monday", ".", "?", "if", "we", "'s",
        "threat", "killing", "by", "was", "deal", "\x00", "\U0001f600", "US", "in", "release",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=80))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_odd_texts_keep_their_offsets(coded: Callable[[str], list[FoundEvent]], text: str) -> None:
    """Else one strange article stops a run, or points a reader at the wrong words."""
    for event in coded(text):
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
