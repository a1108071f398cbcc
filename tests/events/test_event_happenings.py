"""Events that no entry of the lexicon names."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

Coder = Callable[[str], list[FoundEvent]]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The sailors repainted the ferry.", "repainted"),
        ("The wind carried the roof away.", "carried"),
        ("The minister informed the parliament.", "informed"),
        ("The choir was heard in Lima.", "heard"),
    ],
)
def test_unlisted_verb_is_an_untyped_event(coded: Coder, text: str, trigger: str) -> None:
    """Else whatever no list foresaw is missing from the table."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert (event.event_type, event.quad_class) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "The law includes nine rules.",
        "The mayor thinks so.",
        '"We are tired," he replied.',
        "The talks took place in Lima.",
        "The envoy came to watch the vote.",
    ],
)
def test_words_that_tell_nothing_are_no_events(coded: Coder, text: str) -> None:
    """Else every sentence gives three events for each right one."""
    assert [e.trigger for e in coded(text) if e.event_type is None] == []
