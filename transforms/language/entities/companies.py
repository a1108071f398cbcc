"""Firms and offices by name, with their Wikidata ids; the table is built by ``scripts/build_names.py``."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transforms.language.entities.words import words
from transforms.language.spelling import normalised
from transforms.language.tables import table


@cache
def companies() -> Mapping[str, str]:
    """Return the Wikidata id by ``company_key``."""
    source = files("transforms.language.entities") / "data" / "companies.tsv"
    rows = table(source.read_text("utf-8"), "companies.tsv", ["wikidata_id", "name"])
    return {company_key(name): wikidata_id for wikidata_id, name in rows}


def company_key(name: str) -> str:
    """Fold a firm's name: "The Boeing Co." and "Boeing" are one, "A&B" and "A and B" too."""
    tokens = normalised(name.replace("&", " and ").replace(",", " ")).split()
    if len(tokens) > 1 and tokens[0] == "the":
        tokens = tokens[1:]
    suffixes = words().company_suffixes - {"group", "holdings"}
    while len(tokens) > 1 and (tokens[-1] in suffixes or tokens[-1] == "and"):
        tokens.pop()
    return " ".join(tokens)
