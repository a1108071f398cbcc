"""Facts of the PLOVER categories: quad class, score, CAMEO root, modes, precedence."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas.events import EVENT_TYPES

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Mode:
    """A mode of a category; its score and CAMEO root replace the category's."""

    score: float | None
    cameo: str | None


@dataclass(frozen=True)
class Category:
    """A PLOVER category.

    Attributes:
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        score: −10 to 10.
        cameo: nearest CAMEO root, two digits.
        recipient: "party" where only somebody who acts may be the recipient, "any" otherwise.
        slots: where to look for the recipient, in order.
        modes: by name.
        future: category of the event while it is only announced.
        conditional: category of the event while it hangs on a condition.
        refused: category of the event that somebody says he will not do.
        announced: category of a conflict that its actor announces.
        threat: mode of the threat, where the announced or conditional category has one for it.
    """

    quad: int
    score: float
    cameo: str
    recipient: str
    slots: tuple[str, ...]
    modes: Mapping[str, Mode]
    future: str | None = None
    conditional: str | None = None
    refused: str | None = None
    announced: str | None = None
    threat: str | None = None


@dataclass(frozen=True)
class Coding:
    """What the columns say of a category and a mode."""

    quad_class: int | None
    intensity: float | None
    cameo_root: str | None


NO_CODING = Coding(None, None, None)


def read_yaml(path: Path) -> Any:
    """Return the contents of a data file of this package."""
    return yaml.load(
        path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


@cache
def load_categories(path: Path = DATA / "categories.yaml") -> Mapping[str, Category]:
    """Read the facts of the categories.

    Raises:
        ValueError: the file does not name exactly the 16 categories of ``schemas.events``, or a
            precedence rule names an unknown one.
    """
    read = {code: _category(facts) for code, facts in read_yaml(path).items()}
    if set(read) != set(EVENT_TYPES):
        odd = ", ".join(sorted(set(read) ^ set(EVENT_TYPES)))
        raise ValueError(f"{path}: categories differ from schemas.events.EVENT_TYPES: {odd}")
    for code, category in read.items():
        for other in (
            category.future,
            category.conditional,
            category.refused,
            category.announced,
        ):
            if other is not None and other not in read:
                raise ValueError(f"{path}: {code} gives way to {other!r}, which is no category")
    return read


def _category(facts: dict[str, Any]) -> Category:
    modes = {
        name: Mode(score=mode.get("score"), cameo=mode.get("cameo"))
        for name, mode in facts.pop("modes", {}).items()
    }
    return Category(modes=modes, slots=tuple(facts.pop("slots")), **facts)


def coding(event_type: str | None, event_mode: str | None) -> Coding:
    """Return quad class, intensity and CAMEO root; all null for an untyped event."""
    if event_type is None:
        return NO_CODING
    category = load_categories()[event_type]
    mode = category.modes.get(event_mode) if event_mode else None
    if mode is None:
        return Coding(category.quad, category.score, category.cameo)
    score = category.score if mode.score is None else mode.score
    return Coding(category.quad, score, mode.cameo or category.cameo)
