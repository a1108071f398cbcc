"""The word lists by which places are told from each other, read once from ``data/words.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class PlaceWords:
    """``data/words.yaml`` says what each is for; words in small letters."""

    region_words: frozenset[str]
    loose_region_words: frozenset[str]
    sides: frozenset[str]
    paper_words: frozenset[str]
    free_domains: frozenset[str]
    division_heads: frozenset[str]
    inhabitants: frozenset[str]
    road_words: frozenset[str]
    civic_words: frozenset[str]
    business_words: frozenset[str]
    government_verbs: frozenset[str]
    placing_words: frozenset[str]
    country_domains: Mapping[str, str]
    state_abbreviations: Mapping[str, str]


@cache
def place_words() -> PlaceWords:
    """Return the lists; ValueError names what is wrong in the file."""
    source = files("transforms.language.places") / "data" / "words.yaml"
    return read_place_words(yaml.safe_load(source.read_text("utf-8")))


def read_place_words(document: dict[str, Any]) -> PlaceWords:
    """Check the parsed file and make sets of it."""
    known = {f.name for f in fields(PlaceWords)}
    if wrong := known.symmetric_difference(document):
        raise ValueError(f"places/data/words.yaml: {', '.join(sorted(wrong))} unknown or missing")
    lists = known - {"country_domains", "state_abbreviations"}
    return PlaceWords(
        **{name: frozenset(str(document[name]).split()) for name in lists},
        country_domains=dict(document["country_domains"]),
        state_abbreviations=dict(document["state_abbreviations"]),
    )


def state_of(text: str) -> str | None:
    """Return the code of "Calif.", also written "W. Va.", or where its dot was the sentence's."""
    known, close = place_words().state_abbreviations, text.replace(". ", ".")
    return known.get(close) or known.get(f"{close}.")
