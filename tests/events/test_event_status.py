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
    ("Ghana can attack Togo.", "attack", "affirmed", "possible"),
    ("Ghana will probably attack Togo.", "attack", "affirmed", "probable"),
    ("Ghana must have attacked Togo.", "attacked", "affirmed", "probable"),
    ("Ghana is said to have attacked Togo.", "attacked", "affirmed", "probable"),
    ("It is possible that Ghana attacked Togo.", "attacked", "affirmed", "possible"),
    ("It is not true that Ghana attacked Togo.", "attacked", "negated", "actual"),
    ("The claim that Ghana attacked Togo is false.", "attacked", "negated", "actual"),
    ("Mali rejected claims that Ghana attacked Togo.", "attacked", "negated", "actual"),
    ("Rumours that Ghana attacked Togo reached Mali.", "attacked", "affirmed", "probable"),
    ("Ghana was accused of attacking Togo.", "attacking", "affirmed", "probable"),
    ("Ghana has yet to attack Togo.", "attack", "negated", "actual"),
    ("Ghana stopped short of attacking Togo.", "attacking", "negated", "actual"),
    ("Ghana forgot to attack Togo.", "attack", "negated", "actual"),
    ("Ghana nearly attacked Togo.", "attacked", "negated", "actual"),
    ("Ghana no longer attacks Togo.", "attacks", "negated", "actual"),
    ("Not a single plane attacked Togo.", "attacked", "negated", "actual"),
    ("Ghana may or may not attack Togo.", "attack", "affirmed", "possible"),
    ("Mali did not rule out attacking Togo.", "attacking", "affirmed", "possible"),
    ("Mali ruled out attacking Togo.", "attacking", "negated", "hypothetical"),
    ("Rather than attack Togo, Ghana withdrew.", "attack", "negated", "actual"),
    ("Mali insisted that the guard attack the camp.", "attack", "affirmed", "hypothetical"),
    ("Should Ghana attack Togo, many will flee.", "attack", "affirmed", "hypothetical"),
    ("Ghana was able to attack Togo.", "attack", "affirmed", "actual"),
    ("Ghana was unable to attack Togo.", "attack", "negated", "actual"),
    ("Witnesses saw the guards attack the camp.", "attack", "affirmed", "actual"),
    ('"Please free our brothers," the women wrote.', "free", "affirmed", "hypothetical"),
    ("The threat of an attack on Togo is real.", "attack", "affirmed", "hypothetical"),
    ("The absence of any attack on Togo calmed Mali.", "attack", "negated", "actual"),
    ("Reports of an attack on Togo reached Mali.", "attack", "affirmed", "probable"),
    ("Ghana averted an attack on Togo.", "attack", "negated", "actual"),
    ("A possible attack on Togo worried Mali.", "attack", "affirmed", "possible"),
    ("No attack on Togo took place.", "attack", "negated", "actual"),
    ("The men suspected of the attack on Togo fled.", "attack", "affirmed", "probable"),
    ("The strike ended without an agreement.", "agreement", "negated", "actual"),
]


@pytest.mark.parametrize(("text", "trigger", "polarity", "certainty"), CASES)
def test_status(event_of: EventOf, text: str, trigger: str, polarity: str, certainty: str) -> None:
    """Else plans, denials and questions are counted as things that happened."""
    event = event_of(text, trigger)
    assert (event.polarity, event.certainty) == (polarity, certainty)
