"""Places that stand for the team that plays for them: "Boston manager", "England captain"."""

from collections.abc import Sequence
from dataclasses import replace

from transforms.language.entities.words import words
from transforms.language.view import Name, View


def with_teams(view: View, names: Sequence[Name]) -> list[Name]:
    """Make an organisation of a place's name before a player's or coach's role.

    Where the article calls the place a team once, it means it wherever no preposition stands
    before the name.
    """
    playing = {n.text for n in names if n.label == "GPE" and is_team(view, n)}
    return [
        replace(n, label="ORG") if n.text in playing and not is_place(view, n) else n for n in names
    ]


def is_team(view: View, name: Name) -> bool:
    """Tell whether a sportsman's role follows: "Kentucky coach", "England fast bowler"."""
    roles = words().sports_roles
    after = view.after(name.last)
    return after in roles or (
        view.after(name.last + 1) in roles and view.pos[name.last] in ("ADJ", "NOUN")
    )


def is_place(view: View, name: Name) -> bool:
    """Tell whether it is the town or country all the same: "in Boston", "Boston, Mass."."""
    before = view.before(name.first)
    return before in words().place_prepositions - {"against"} and not is_team(view, name)
