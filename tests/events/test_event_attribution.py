"""Who says so."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

Coder = Callable[[str], list[FoundEvent]]

CASES = [
    ("Rebels attacked the camp.", "attacked", []),
    ("The statement said rebels attacked the camp.", "attacked", ["statement"]),
    ("In the view of the auditors, the mayor robbed the bank.", "robbed", ["auditors"]),
    ("Prosecutors accused the colonel of attacking the camp.", "attacking", ["Prosecutors"]),
    (
        "The agency quoted a farmer as saying that rebels attacked the camp.",
        "attacked",
        ["agency", "farmer"],
    ),
    (
        "State television, citing a general, said rebels attacked the camp.",
        "attacked",
        ["State television", "general"],
    ),
    (
        "The lawyer said a guard had told her that rebels attacked the camp.",
        "attacked",
        ["lawyer", "guard"],
    ),
    ("The army said the rebels who attacked the camp had fled.", "attacked", ["army"]),
    ("The army said the rebels, who attacked the camp, had fled.", "attacked", []),
    ("Peru said it would send tents, and Chile has begun to distribute rice.", "distribute", []),
    (
        "Ghana attacked the camp and Togo attacked the port, according to two envoys.",
        "attacked",
        ["two envoys"],
    ),
    ("Nobody knows who attacked the camp.", "attacked", []),
    ("The colonel confessed to burning the files.", "burning", ["colonel"]),
]


@pytest.mark.parametrize(("text", "trigger", "sources"), CASES)
def test_sources(coded: Coder, text: str, trigger: str, sources: list[str]) -> None:
    """Else claims are sold as facts, and facts of the article as somebody's claim."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert [s.name for s in event.attributed_to] == sources
