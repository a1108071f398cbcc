"""English prose by the yard: made of templates, the same for the same seed, never twice alike."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

SENTENCES = (11, 16)
SENTENCES_A_PARAGRAPH = 3


@dataclass(frozen=True)
class Prose:
    """What an article says: a headline and paragraphs of 120 to 250 words together."""

    title: str
    paragraphs: tuple[str, ...]


def write(seed: str) -> Prose:
    """Write an article; the same seed gives the same one.

    Names of people and towns are made up for each article, as new names turn up in real news:
    what keeps every word it has seen shows in the memory of a long run.
    """
    rng, parts = Random(seed), _parts()
    cast = _cast(rng, parts["syllables"])
    count = rng.randint(*SENTENCES) - 1
    templates = [rng.choice(parts["opening"]), *rng.sample(parts["sentence"], count)]
    told = [_filled(t, cast, rng, parts["words"]) for t in templates]
    steps = range(0, len(told), SENTENCES_A_PARAGRAPH)
    return Prose(
        title=_filled(rng.choice(parts["title"]), cast, rng, parts["words"]),
        paragraphs=tuple(" ".join(told[n : n + SENTENCES_A_PARAGRAPH]) for n in steps),
    )


def _cast(rng: Random, syllables: dict[str, list[str]]) -> dict[str, str]:
    """Make up the two people and the two towns of an article."""
    first, middle = syllables["first"], syllables["middle"]

    def made(end: str) -> str:
        return rng.choice(first) + rng.choice(middle) + rng.choice(syllables[end])

    def person() -> str:
        return f"{made('given_end')} {made('surname_end')}"

    return {
        "Name": person(),
        "Name2": person(),
        "Town": made("town_end"),
        "Town2": made("town_end"),
    }


def _filled(template: str, cast: dict[str, str], rng: Random, words: dict[str, list[str]]) -> str:
    drawn = {kind: rng.choice(choice) for kind, choice in words.items()}
    numbers = {"number": str(rng.randint(12, 9_999)), "number2": str(rng.randint(2, 11))}
    return template.format(**cast, **drawn, **numbers)


@lru_cache(maxsize=1)
def _parts() -> dict[str, Any]:
    text = (files("benchmarks") / "generated_site.yaml").read_text(encoding="utf-8")
    parts: dict[str, Any] = yaml.safe_load(text)
    return parts
