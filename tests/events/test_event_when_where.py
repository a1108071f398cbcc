"""Time and place: by attachment, never by mere co-occurrence."""

from collections.abc import Callable

import pytest

from transforms.language.events import FoundEvent

Coder = Callable[[str], list[FoundEvent]]

TIMES = [
    ("A court convicted the mayor on Monday and sentenced him to death.", "sentenced", "Monday"),
    ("The fighting broke out on April 19, when rebels shelled the post.", "shelled", "April 19"),
    ("Farmers blocked the road for three hours on Monday.", "blocked", "Monday"),
    ("Soldiers were deployed during protests in 2017.", "deployed", "2017"),
    ("An earthquake in April 2016 killed 600 people.", "killed", "April 2016"),
    ("The envoy arrived on Monday and will meet the king.", "meet", None),
]


@pytest.mark.parametrize(("text", "trigger", "words"), TIMES)
def test_time(coded: Coder, text: str, trigger: str, words: str | None) -> None:
    """Else events stand under the article's day instead of their own."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert event.time_text == words


PLACES = [
    ("Rebels attacked a school in Lagos.", "attacked", "Lagos"),
    ("The army freed nine men at a crossing near Kampala.", "freed", "Kampala"),
    ("Police in Lagos arrested two singers.", "arrested", "Lagos"),
    ("Thousands marched through Nairobi.", "marched", "Nairobi"),
    ("Kenya sent 200 soldiers to Haiti.", "sent", "Haiti"),
    ("The envoy praised the judges in Lagos.", "praised", None),
]


@pytest.mark.parametrize(("text", "trigger", "name"), PLACES)
def test_place(coded: Coder, text: str, trigger: str, name: str | None) -> None:
    """Else maps show events where somebody was only mentioned, or none at all."""
    event = next(e for e in coded(text) if e.trigger == trigger)
    assert (event.place.name if event.place else None) == name
