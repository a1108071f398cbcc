"""Whether it happened."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

EventOf = Callable[[str, str], FoundEvent]

CASES = [
    ("Ghana attacked Togo.", "attacked", "affirmed", "actual"),
    ("Ghana did not attack Togo.", "attack", "negated", "actual"),
    ("Ghana never attacked Togo.", "attacked", "negated", "actual"),
    ("No one attacked Togo.", "attacked", "negated", "actual"),
    ("Ghana failed to attack Togo.", "attack", "negated", "actual"),
    ("Ghana did not fail to attack Togo.", "attack", "affirmed", "actual"),
    ("Ghana denied that it attacked Togo.", "attacked", "negated", "actual"),
    ("Ghana denied the attack on Togo.", "attack", "negated", "actual"),
    ("Ghana refused to attack Togo.", "attack", "negated", "actual"),
    ("Ghana may attack Togo.", "attack", "affirmed", "possible"),
    ("Ghana probably attacked Togo.", "attacked", "affirmed", "probable"),
    ("Ghana reportedly attacked Togo.", "attacked", "affirmed", "probable"),
    ("Ghana appears to have attacked Togo.", "attacked", "affirmed", "probable"),
    ("The alleged attack on Togo by Ghana made news.", "attack", "affirmed", "probable"),
    ("Ghana wants to attack Togo.", "attack", "affirmed", "hypothetical"),
    ("Ghana will attack Togo.", "attack", "affirmed", "hypothetical"),
    ("Ghana plans to attack and invade Togo.", "invade", "affirmed", "hypothetical"),
    (
        "Ghana agreed to halt the offensive and withdraw its troops.",
        "withdraw",
        "affirmed",
        "hypothetical",
    ),
    ("Ghana is ready to attack Togo.", "attack", "affirmed", "hypothetical"),
    ("If Ghana attacks Togo, many will flee.", "attacks", "affirmed", "hypothetical"),
    ("Did Ghana attack Togo?", "attack", "affirmed", "hypothetical"),
    ("Mali asked whether Ghana attacked Togo.", "attacked", "affirmed", "hypothetical"),
    ("Mali called for talks with Ghana.", "talks", "affirmed", "hypothetical"),
    ("Mali condemned the attack on Togo.", "attack", "affirmed", "actual"),
    ("Ghana has no plan to attack Togo.", "attack", "negated", "hypothetical"),
    ("Ghana threatened to attack Togo.", "attack", "affirmed", "hypothetical"),
    ("Ghana left without attacking Togo.", "attacking", "negated", "actual"),
    ("Ghana and Togo are to hold talks.", "talks", "affirmed", "hypothetical"),
    ("Ghana managed to attack Togo.", "attack", "affirmed", "actual"),
]


@pytest.mark.parametrize(("text", "trigger", "polarity", "certainty"), CASES)
def test_status(event_of: EventOf, text: str, trigger: str, polarity: str, certainty: str) -> None:
    """Else plans, denials and questions are counted as things that happened."""
    event = event_of(text, trigger)
    assert (event.polarity, event.certainty) == (polarity, certainty)
