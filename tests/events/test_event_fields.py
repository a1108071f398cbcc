"""Each field of life silences a sentence of its own: the typed word in it tells no such event."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from transforms.language.events import FoundEvent
from transforms.language.events.predicates import contexts, fields
from transforms.language.events.predicates.fields import Field, load_fields

Coder = Callable[[str], list[FoundEvent]]

BORROWED = {
    "sport": ("Wales attacked Ireland in the second half of the semifinal.", "attacked"),
    "markets": ("Bond traders retreated from the benchmark.", "retreated"),
    "disaster": ("The mayor warned the residents of a typhoon and a landslide.", "warned"),
    "precaution": ("The council closed the border because of the cholera.", "closed"),
    "nature": ("The heat forced the villagers from the town.", "forced"),
    "building": ("The contractor blew up the bridge.", "blew"),
    "history": ("In 1643 the duke attacked the town, says the curator.", "attacked"),
    "animals": ("A wolf attacked the shepherd.", "attacked"),
    "clauses": ("The charter bans the party.", "bans"),
    "institutions": ("The fees strangled the farmers.", "strangled"),
    "rules": ("The statute attacks the farmers.", "attacks"),
    "everyday": ("The landlady banned the students.", "banned"),
    "cooking": ("Beat the egg with butter and seize the garlic.", "seize"),
    "stories": ("Guests attack the duke in the last scene of the play.", "attack"),
    "fiction": ("The vampire attacks the villagers.", "attacks"),
    "courts": ("The jury heard that the defendant killed his wife.", "killed"),
    "election": ("Voters destroyed the party in the election.", "destroyed"),
    "debate": ("The senator attacked the senator.", "attacked"),
    "science": ("The scientists attacked the village.", "attacked"),
    "space": ("The company launched the missile.", "launched"),
    "advice": ("The economist warned the minister.", "warned"),
    "figures": ("The scandal destroyed the minister.", "destroyed"),
}
"""Field → a sentence, and the word whose type only this field takes away."""


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Take one field away for the length of a test."""

    def forget() -> None:
        fields._weights.cache_clear()
        contexts._fields_for.cache_clear()

    def take_away(name: str) -> None:
        left: Mapping[str, Field] = {n: f for n, f in load_fields().items() if n != name}
        monkeypatch.setattr(fields, "load_fields", lambda: left)
        monkeypatch.setattr(contexts, "load_fields", lambda: left)
        forget()

    yield take_away
    forget()


def test_every_field_has_a_sentence() -> None:
    """Else a field may be dead weight, or silence more than its maker believed."""
    assert set(BORROWED) == set(load_fields())


@pytest.mark.parametrize("name", BORROWED)
def test_field_silences_its_sentence(
    coded: Coder, without: Callable[[str], None], name: str
) -> None:
    """Else a match, a storm or a film becomes a war; and without the field it would be one."""
    text, trigger = BORROWED[name]
    assert [e.event_type for e in coded(text) if e.trigger == trigger and e.event_type] == []
    without(name)
    assert [e.event_type for e in coded(text) if e.trigger == trigger and e.event_type] != []
