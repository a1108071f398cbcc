"""Organisations and offices that news names without explaining, from ``data/organisations.tsv``."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.entities import ENTITY_TYPES
from transforms.language.entities.companies import company_key
from transforms.language.spelling import normalised
from transforms.language.tables import split, table

COLUMNS = ["key", "type", "country", "wikidata_id", "names", "names_at_home"]


@dataclass(frozen=True)
class Organisation:
    """An organisation or office: "Kremlin", "NATO".

    Attributes:
        key: "wikidata:Q7184", "org:kremlin" where no id is known.
        country: ISO 3166-1 alpha-2, None for international ones.
        names: all spellings, as written; the first one is the usual one.
        names_at_home: spellings that stand for it only where the article speaks of its country:
            "Congress".
    """

    key: str
    type: str
    country: str | None
    wikidata_id: str | None
    names: tuple[str, ...]
    names_at_home: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organisations:
    """Look-ups by spelling, as written."""

    by_name: Mapping[str, Organisation]
    by_firm: Mapping[str, Organisation]
    at_home: Mapping[str, tuple[Organisation, ...]]

    def known(self, text: str) -> Organisation | None:
        """Return what a name stands for wherever it is written, with whatever apostrophe."""
        return self.by_name.get(text.replace("’", "'"))

    def firm(self, text: str) -> Organisation | None:
        """Return a firm of the table by its name with "Inc." or the like behind it."""
        key = company_key(text)
        return self.by_firm.get(key) if key != normalised(text) else None

    def named(self, text: str, countries: frozenset[str]) -> Organisation | None:
        """Return what a name stands for in an article that speaks of these countries.

        An article that speaks of no country at all means the only one that has such an office.
        """
        if entry := self.known(text):
            return entry
        fits = [o for o in self.at_home.get(text, ()) if o.country in countries or not countries]
        return fits[0] if len(fits) == 1 else None


@cache
def organisations() -> Organisations:
    """Return the table; ValueError names what is wrong in the file."""
    source = files("transforms.language.entities") / "data" / "organisations.tsv"
    rows = table(source.read_text("utf-8"), "organisations.tsv", COLUMNS)
    return indexed(map(read_organisation, rows))


def read_organisation(row: list[str]) -> Organisation:
    """Make an organisation of a row; ValueError where it cannot be one."""
    key, kind, country, wikidata_id, names, at_home = row
    if kind not in ENTITY_TYPES or not (names or at_home):
        raise ValueError(f"organisations.tsv: {key}: type {kind!r}, names {names!r}")
    if wikidata_id and not re.fullmatch(r"Q[1-9]\d*", wikidata_id):
        raise ValueError(f"organisations.tsv: {key}: {wikidata_id!r} is no Wikidata id")
    if at_home and not country:
        raise ValueError(f"organisations.tsv: {key}: names at home, but no country")
    return Organisation(
        key=f"wikidata:{wikidata_id}" if wikidata_id else f"org:{key}",
        type=kind,
        country=country or None,
        wikidata_id=wikidata_id or None,
        names=tuple(split(names)),
        names_at_home=tuple(split(at_home)),
    )


def indexed(entries: Iterable[Organisation]) -> Organisations:
    """Index organisations by their names; ValueError where a name or key stands for two."""
    by_name: dict[str, Organisation] = {}
    at_home: dict[str, list[Organisation]] = defaultdict(list)
    keys: set[str] = set()
    for entry in entries:
        if entry.key in keys:
            raise ValueError(f"organisations.tsv: two rows for {entry.key}")
        keys.add(entry.key)
        for name in entry.names:
            if by_name.setdefault(name, entry) is not entry:
                raise ValueError(f"organisations.tsv: {name!r} stands for two organisations")
        for name in entry.names_at_home:
            if any(other.country == entry.country for other in at_home[name]):
                raise ValueError(f"organisations.tsv: {name!r} stands for two of one country")
            at_home[name].append(entry)
    firms = {company_key(name): e for name, e in by_name.items() if e.type == "ORG"}
    return Organisations(by_name, firms, {name: tuple(o) for name, o in at_home.items()})
