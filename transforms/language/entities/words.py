"""The word lists by which names are found, cut and sorted, read once from ``data/words.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from transforms.language.spelling import normalised


@dataclass(frozen=True)
class Words:
    """Sets of lower-case words; ``data/words.yaml`` says what each is for."""

    titles: frozenset[str]
    ranks: frozenset[str]
    plain_titles: frozenset[str]
    general_bodies: frozenset[str]
    role_heads: frozenset[str]
    leader_heads: frozenset[str]
    organisation_heads: frozenset[str]
    institution_words: frozenset[str]
    facility_heads: frozenset[str]
    house_nouns: frozenset[str]
    location_heads: frozenset[str]
    location_openers: frozenset[str]
    region_nouns: frozenset[str]
    event_heads: frozenset[str]
    work_heads: frozenset[str]
    company_suffixes: frozenset[str]
    place_nouns: frozenset[str]
    place_prepositions: frozenset[str]
    speech_verbs: frozenset[str]
    name_suffixes: frozenset[str]
    name_particles: frozenset[str]
    male_words: frozenset[str]
    female_words: frozenset[str]
    town_nouns: frozenset[str]
    country_nouns: frozenset[str]
    company_nouns: frozenset[str]
    body_nouns: frozenset[str]
    office_words: frozenset[str]
    never_names: frozenset[str]
    never_open: frozenset[str]
    never_close: frozenset[str]
    inner_prepositions: frozenset[str]
    near_nouns: frozenset[str]
    operation_words: frozenset[str]
    sports_roles: frozenset[str]
    winning_verbs: frozenset[str]
    person_nouns: frozenset[str]
    kin_words: frozenset[str]
    bystanders: frozenset[str]
    groups: Mapping[str, str]
    group_forms: tuple[str, ...]


@cache
def words() -> Words:
    """Return the lists; ValueError names what is wrong in the file."""
    source = files("transforms.language.entities") / "data" / "words.yaml"
    return read_words(yaml.safe_load(source.read_text("utf-8")))


def read_words(document: dict[str, Any]) -> Words:
    """Check the parsed file and make sets of it."""
    known = {f.name for f in fields(Words)} - {"group_forms"}
    if wrong := known.symmetric_difference(document):
        raise ValueError(f"words.yaml: {', '.join(sorted(wrong))} unknown or missing")
    lists = known - {"groups"}
    return Words(
        **{name: frozenset(str(document[name]).split()) for name in lists},
        groups=read_groups(document["groups"]),
        group_forms=tuple(form for line in document["groups"] for form in forms_of(line)),
    )


def read_groups(lines: list[str]) -> dict[str, str]:
    """Map each normalised form of a people to the form that stands for all."""
    return {normalised(form): forms_of(line)[0] for line in lines for form in forms_of(line)}


def forms_of(line: str) -> list[str]:
    """Read a line of forms; "North_American" is one of two words."""
    return [form.replace("_", " ") for form in line.split()]
