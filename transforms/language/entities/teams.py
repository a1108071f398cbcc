"""Places that stand for the team that plays for them: "Boston manager", "England captain"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.language.entities.words import words
from transforms.language.view import Name, View

_SCORE = re.compile(r"(?<!\S)\d{1,3} ?[-–] ?\d{1,3}(?!\S)")


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
    """Tell whether a sportsman's role follows ("England fast bowler"), or a win with its score."""
    roles = words().sports_roles
    after = view.after(name.last)
    if after in words().winning_verbs:
        return has_score(view, name.last)
    return after in roles or (
        view.after(name.last + 1) in roles and view.pos[name.last] in ("ADJ", "NOUN")
    )


def has_score(view: View, i: int) -> bool:
    """Tell whether "6-4" stands in the rest of a sentence."""
    end = next((s for s in view.sentence_starts if s > i), len(view.words))
    return _SCORE.search(" ".join(view.words[i:end])) is not None


def is_place(view: View, name: Name) -> bool:
    """Tell whether it is the town or country all the same: "in Boston", "Boston, Mass."."""
    before = view.before(name.first)
    return before in words().place_prepositions - {"against"} and not is_team(view, name)
