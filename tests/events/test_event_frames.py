"""What is an event and what is not, and which type it has."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

EventOf = Callable[[str, str], FoundEvent]
Coder = Callable[[str], list[FoundEvent]]


@pytest.mark.parametrize(
    ("text", "trigger", "event_type", "predicate"),
    [
        ("Norway held talks with Sweden.", "talks", "CONSULT", "talk"),
        ("The army carried out strikes on Gao.", "strikes", "ASSAULT", "strike"),
        ("Peru called off the summit with Chile.", "called", "REJECT", "call off"),
        ("Togo was invaded by Ghana.", "invaded", "ASSAULT", "invade"),
        ("The invasion of Togo by Ghana shocked many.", "invasion", "ASSAULT", "invasion"),
        ("Ghana, which invaded Togo, is small.", "invaded", "ASSAULT", "invade"),
        ("Teachers went on strike in Lima.", "went", "PROTEST", "go"),
        ("Japan imposed a fine on the firm.", "imposed", "SANCTION", "impose"),
        ("Police fired the mayor's aide.", "fired", "SANCTION", "fire"),
        ("Police fired shots at Ali Musa.", "fired", "ASSAULT", "fire"),
        ("The Red Cross said Kenya must open the border.", "said", "REQUEST", "say"),
    ],
)
def test_word_in_frame_has_type(
    event_of: EventOf, text: str, trigger: str, event_type: str, predicate: str
) -> None:
    """Else the same word is coded alike whatever stands beside it."""
    event = event_of(text, trigger)
    assert (event.event_type, event.predicate) == (event_type, predicate)


@pytest.mark.parametrize(
    "text",
    [
        "The minister said that the road is long.",
        "The house has a door and seems old.",
        "Peru is a country and remains one.",
        "The striker attacked from the left and the goalkeeper saved the penalty in the final.",
        "Stock markets retreated as investors sold shares.",
        "The war on drugs is costly.",
        "She wants a peaceful life.",
        "The critics called Ali Musa a liar.",
        "The women fought for fair wages.",
    ],
)
def test_no_typed_event_is_invented(coded: Coder, text: str) -> None:
    """Else sport, markets and figures of speech fill the table with wars that nobody fought."""
    assert [e.trigger for e in coded(text) if e.event_type] == []


@pytest.mark.parametrize(
    ("text", "trigger", "event_type"),
    [
        ("The court ordered the arrest of Ali Musa.", "ordered", "COERCE"),
        ("The firm accepted the demands of the union.", "accepted", "CONCEDE"),
        ("The firm accepted the offer of the union.", "accepted", "AGREE"),
        ("Norway held the rebels responsible for the raid.", "held", "ACCUSE"),
        ("The junta let the doctors enter the camp.", "let", "CONCEDE"),
        ("Spain returned a pendant that was found in Lima to Chile.", "returned", "RETREAT"),
    ],
)
def test_what_stands_beside_a_word_tells_its_type(
    event_of: EventOf, text: str, trigger: str, event_type: str
) -> None:
    """Else an order to arrest is a request, and giving in to demands an agreement."""
    assert event_of(text, trigger).event_type == event_type


def test_new_object_of_a_verb_whose_entries_agree(event_of: EventOf) -> None:
    """Else a verb is lost where its object is a word that no list holds; but it is less sure."""
    guessed = event_of("Kenya loosened the paperwork for Uganda.", "loosened")
    known = event_of("Kenya loosened the sanctions on Uganda.", "loosened")
    assert guessed.event_type == known.event_type == "CONCEDE"
    assert guessed.confidence < known.confidence


@pytest.mark.parametrize(
    "text",
    [
        "Kenya loosened the paperwork.",
        "Farmers crushed the grapes from Uganda.",
        "Kenya held its breath for Uganda.",
    ],
)
def test_nothing_is_guessed_without_parties_or_of_conflict(coded: Coder, text: str) -> None:
    """Else every verb with a stray object becomes an event."""
    assert [e.trigger for e in coded(text) if e.event_type] == []


def test_null_type_is_an_answer(event_of: EventOf) -> None:
    """Else happenings that PLOVER does not know would be forced into a category."""
    event = event_of("The poet Ana Lima died on Sunday.", "died")
    assert event.event_type is None
    assert event.quad_class is None
    assert event.cameo_root is None
    assert event.intensity is None


@pytest.mark.parametrize(
    ("text", "trigger", "event_type"),
    [
        ("Kenya will meet Uganda on Monday.", "meet", "AGREE"),
        ("Kenya is willing to help Somalia.", "help", "AGREE"),
        ("The rebels said they would release the pilots.", "release", "AGREE"),
        ("The rebels will withdraw from Gao.", "withdraw", "CONCEDE"),
        ("The rebels will attack Gao if the army comes.", "attack", "THREATEN"),
        ("Kenya said it would expel the envoys.", "expel", "THREATEN"),
        ("The envoys will be expelled.", "expelled", "SANCTION"),
        ("Hungary will not accept the refugees.", "accept", "REJECT"),
        ("Kenya and Uganda failed to reach an agreement.", "reach", "REJECT"),
        ("Kenya met Uganda on Monday.", "met", "CONSULT"),
    ],
)
def test_precedence(event_of: EventOf, text: str, trigger: str, event_type: str) -> None:
    """Else a promise to leave counts as having left, and a threat as an attack."""
    assert event_of(text, trigger).event_type == event_type


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Norman Mills led the Third Army.", "led"),
        ("Anna Diop chaired Oxfam.", "chaired"),
        ("Microsoft bought Nokia.", "bought"),
    ],
)
def test_verb_whose_object_decides_its_sense_is_not_guessed(
    event_of: EventOf, text: str, trigger: str
) -> None:
    """Else whoever leads an army accuses it, since one leads an inquiry into somebody."""
    assert event_of(text, trigger).event_type is None
