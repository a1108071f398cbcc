"""First names and whose they are, family names, and the words that are no names; read on first use."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transforms.language.entities.words import words
from transforms.language.spelling import normalised
from transforms.language.tables import table


@cache
def first_names() -> Mapping[str, str]:
    """Return "m" or "f" by first name in lower case; "Major" and "General" are ranks."""
    source = files("transforms.language.entities") / "data" / "first_names.tsv"
    rows = table(source.read_text("utf-8"), "first_names.tsv", ["name", "gender"])
    return {n.casefold(): gender for n, gender in rows if n.casefold() not in words().ranks}


@cache
def family_names() -> frozenset[str]:
    """Return family names of all the world, in small letters without accents."""
    source = files("transforms.language.entities") / "data" / "family_names.tsv"
    rows = table(source.read_text("utf-8"), "family_names.tsv", ["name"])
    return frozenset(name for (name,) in rows)


@cache
def common_words() -> frozenset[str]:
    """Return English words of every day, in small letters, that are no first names."""
    source = files("transforms.language.entities") / "data" / "common_words.tsv"
    rows = table(source.read_text("utf-8"), "common_words.tsv", ["word"])
    return frozenset(word for (word,) in rows) - first_names().keys()


def is_family_name(word: str) -> bool:
    """Tell whether a word, as written, is a family name somewhere."""
    return normalised(word) in family_names()
