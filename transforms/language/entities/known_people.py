"""People whom news names by surname alone, from ``data/people.tsv``, and when a name means them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from transforms.language.entities.roles import Role
from transforms.language.spelling import normalised
from transforms.language.tables import split, table

COLUMNS = ["wikidata_id", "name", "country", "needs", "short", "offices", "other_names"]

AROUND_OFFICE = timedelta(days=180)
"""Before taking an office and after leaving it a person is still called by it now and then."""

_PAST = frozenset(["former", "ex", "late", "then", "onetime"])


@dataclass(frozen=True)
class Office:
    """An office in small letters ("prime minister") and its days; no last one while it is held."""

    name: str
    first: date
    last: date | None

    def fits(self, role: Role, on: date) -> bool:
        """Tell whether an article of that day means this office by such a role."""
        said = role.text.casefold().replace("-", " ").split()
        if not set(self.name.replace("-", " ").split()) <= set(said):
            return False
        if on < self.first - AROUND_OFFICE:
            return False
        return bool(_PAST & set(said)) or self.last is None or on <= self.last + AROUND_OFFICE


@dataclass(frozen=True)
class KnownPerson:
    """A person of the table.

    Attributes:
        key: "wikidata:Q7747", "person:rishi sunak" where no id is known.
        needs_role: others bear the same full name, so that it takes a fitting role beside it.
        names: full names, normalised.
        sure: short forms, normalised, that suffice: "putin".
        short: short forms that take a fitting role: "bush".
    """

    key: str
    name: str
    country: str | None
    wikidata_id: str | None
    needs_role: bool
    names: frozenset[str]
    sure: frozenset[str]
    short: frozenset[str]
    offices: tuple[Office, ...]

    def bears(self, roles: Iterable[Role], on: date, countries: frozenset[str]) -> bool:
        """Tell whether one of the roles is an office of this person, in the right country."""
        return any(
            office.fits(role, on)
            and (role.country == self.country if role.country else self.is_at_home(countries))
            for role in roles
            for office in self.offices
        )

    def is_at_home(self, countries: frozenset[str]) -> bool:
        """Tell whether the article speaks of the person's country."""
        return self.country is None or self.country in countries


@dataclass(frozen=True)
class People:
    """The table, by normalised full name and by short form."""

    everybody: tuple[KnownPerson, ...]
    full: Mapping[str, tuple[KnownPerson, ...]]
    short: Mapping[str, tuple[KnownPerson, ...]]

    def meant(
        self, names: Sequence[str], roles: Sequence[Role], on: date, countries: frozenset[str]
    ) -> KnownPerson | None:
        """Return whom an article means; None where the table has nobody, or more than one.

        Args:
            names: all names of one person in the article.
            roles: what the article calls the person.
            on: day of the article.
            countries: codes of the countries that the article speaks of.
        """
        keys = {normalised(name) for name in names}
        full = {key for key in keys if " " in key and not self.is_sure(key)}
        fits: dict[str, KnownPerson] = {}
        for key in full or keys:
            for person in self.full.get(key, ()):
                if not person.needs_role or person.bears(roles, on, countries):
                    fits[person.key] = person
        for key in () if full else keys:
            for person in self.short.get(key, ()):
                if key in person.sure or person.bears(roles, on, countries):
                    fits[person.key] = person
        return next(iter(fits.values())) if len(fits) == 1 else None

    def is_sure(self, key: str) -> bool:
        """Tell whether a name of several words is a short form: "le pen", "bin laden"."""
        return any(key in person.sure for person in self.short.get(key, ()))


@cache
def known_people() -> People:
    """Return the table; ValueError names what is wrong in the file."""
    source = files("transforms.language.entities") / "data" / "people.tsv"
    rows = table(source.read_text("utf-8"), "people.tsv", COLUMNS)
    return indexed(map(read_person, rows))


def read_person(row: list[str]) -> KnownPerson:
    """Make a person of a row; ValueError where it cannot be one."""
    wikidata_id, name, country, needs, short, offices, other_names = row
    if wikidata_id and not re.fullmatch(r"Q[1-9]\d*", wikidata_id):
        raise ValueError(f"people.tsv: {name}: {wikidata_id!r} is no Wikidata id")
    if needs not in ("", "role"):
        raise ValueError(f"people.tsv: {name}: needs {needs!r}, expected nothing or 'role'")
    forms = split(short)
    return KnownPerson(
        key=f"wikidata:{wikidata_id}" if wikidata_id else f"person:{normalised(name)}",
        name=name,
        country=country or None,
        wikidata_id=wikidata_id or None,
        needs_role=needs == "role",
        names=frozenset(map(normalised, [name, *split(other_names)])),
        sure=frozenset(normalised(form[:-1]) for form in forms if form.endswith("!")),
        short=frozenset(normalised(form) for form in forms if not form.endswith("!")),
        offices=tuple(map(read_office, split(offices))),
    )


def read_office(cell: str) -> Office:
    """Read "president:2007-05-16:2012-05-15"; the last day may be missing."""
    name, first, last = cell.split(":")
    return Office(name, date.fromisoformat(first), date.fromisoformat(last) if last else None)


def indexed(people: Iterable[KnownPerson]) -> People:
    """Index people by their names; ValueError where two rows are the same person."""
    full: dict[str, list[KnownPerson]] = defaultdict(list)
    short: dict[str, list[KnownPerson]] = defaultdict(list)
    everybody: dict[str, KnownPerson] = {}
    for person in people:
        if person.key in everybody:
            raise ValueError(f"people.tsv: two rows for {person.key}")
        everybody[person.key] = person
        for name in person.names:
            full[name].append(person)
        for form in person.sure | person.short:
            short[form].append(person)
        for form in person.sure:
            if any(form in other.sure for other in short[form] if other is not person):
                raise ValueError(f"people.tsv: {form!r} alone stands for two people")
    return People(
        tuple(everybody.values()),
        {name: tuple(found) for name, found in full.items()},
        {form: tuple(found) for form, found in short.items()},
    )
