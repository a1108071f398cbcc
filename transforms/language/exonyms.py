"""What other languages call the places, peoples and organisations of our tables: Allemagne, ONU."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from schemas.entities import ENTITY_TYPES
from transforms.language.spelling import normalised
from transforms.language.tables import table

COLUMNS = ["name", "english", "type"]


class Exonym(NamedTuple):
    """The English name, by which the tables know it, and its type."""

    english: str
    type: str


@cache
def exonyms(language: str) -> Mapping[str, Exonym]:
    """Return what a language calls things, by normalised name; nothing for one without a table.

    Raises:
        ValueError: the language's file has another form than expected.
    """
    source = files("transforms.language") / "data" / f"exonyms.{language}.tsv"
    if not source.is_file():
        return {}
    found = {}
    for name, english, kind in table(source.read_text("utf-8"), source.name, COLUMNS):
        if kind not in ENTITY_TYPES:
            raise ValueError(f"{source.name}: {name!r} has the type {kind!r}, which is none")
        found[normalised(name)] = Exonym(english, kind)
    return found
