"""Who says so, when and where, and one event told twice."""

from collections.abc import Callable
from datetime import date

import pytest

from transforms.language.events import FoundEvent

EventOf = Callable[[str, str], FoundEvent]
Coder = Callable[[str], list[FoundEvent]]


@pytest.mark.parametrize(
    ("text", "trigger", "sources"),
    [
        ("Ghana attacked Togo.", "attacked", []),
        ("Kenya said Ghana attacked Togo.", "attacked", ["Kenya"]),
        ("Ghana attacked Togo, Kenya said.", "attacked", ["Kenya"]),
        ("According to Kenya, Ghana attacked Togo.", "attacked", ["Kenya"]),
        ("Kenya said Mali claimed that Ghana attacked Togo.", "attacked", ["Kenya", "Mali"]),
        ("Kenya's claim that Ghana attacked Togo is new.", "attacked", ["Kenya"]),
        ("Kenya said Ghana, which attacked Togo, is small.", "attacked", []),
        ("Kenya accused Ghana of attacking Togo.", "attacking", ["Kenya"]),
        ("Kenya is afraid to say that Ghana attacked Togo.", "attacked", []),
        ('"They attacked Togo," Maria Silva said.', "attacked", ["Maria Silva"]),
    ],
)
def test_sources(event_of: EventOf, text: str, trigger: str, sources: list[str]) -> None:
    """Else a claim of one side stands in the table as a fact of the article."""
    assert [s.name for s in event_of(text, trigger).attributed_to] == sources


def test_time_of_the_event_not_of_the_report(event_of: EventOf) -> None:
    """Else everything happens on the day it was talked about."""
    event = event_of("Kenya said on Tuesday that Ghana attacked Togo in May.", "attacked")
    assert event.time_text is not None
    assert "May" in event.time_text
    assert event.time_source == "text"


def test_without_a_time_the_article_dates_it(event_of: EventOf) -> None:
    """Else an event without a word of time has no date at all."""
    event = event_of("Ghana attacked Togo.", "attacked")
    assert (event.time_start, event.time_source) == (date(2025, 6, 5), "document")
    assert event.time_text is None


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Mali met Chad in Paris.", "met", "Paris"),
        ("Ghana shelled Lagos.", "shelled", "Lagos"),
        ("Mali held talks in Geneva with Chad.", "talks", "Geneva"),
        ("Ghana met Togo after a storm hit Japan.", "met", None),
        ("Kenya condemned the killings in Paris.", "condemned", None),
        ("The Paris attacks shocked many in Kenya.", "attacks", "Paris"),
        ("Mali held talks with Chad at the White House.", "talks", "White House"),
    ],
)
def test_place_is_tied_by_the_parse(
    event_of: EventOf, text: str, trigger: str, place: str | None
) -> None:
    """Else an event is put on the map wherever a place is named beside it."""
    found = event_of(text, trigger).place
    assert (found.name if found else None) == place


def test_same_event_told_twice_is_one_row(coded: Coder) -> None:
    """Else one raid counts as two."""
    text = "Ghana attacked Togo on Monday. Kenya was silent. Ghana attacked Togo at dawn."
    attacks = [e for e in coded(text) if e.predicate == "attack"]
    assert len(attacks) == 1
    assert [text[m.start : m.end] for m in attacks[0].mentions] == ["attacked", "attacked"]


def test_events_of_different_days_or_victims_stay_apart(coded: Coder) -> None:
    """Else two raids count as one."""
    text = "Ghana attacked Togo on Monday. Ghana attacked Togo on Tuesday. Ghana attacked Mali."
    assert len([e for e in coded(text) if e.predicate == "attack"]) == 3
