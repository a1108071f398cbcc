"""Places and peoples: countries, regions, districts and towns by name, with codes and points.

The tables are built by ``scripts/build_gazetteer.py`` and loaded once a process, on first use.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.language.places.index import PlaceIndex, read_index
from transforms.language.places.place import Place
from transforms.language.spelling import normalised
from transforms.language.tables import split, table

TERRITORY_COLUMNS = [
    "code",
    "type",
    "country",
    "name",
    "aliases",
    "peoples",
    "capital",
    "latitude",
    "longitude",
    "geonames_id",
    "wikidata_id",
]

KNOWN_TOWN = 5_000
"""Inhabitants from which a name alone may speak for a town; below it other things have it too."""


@dataclass(frozen=True)
class Gazetteer:
    """Look-ups by name; names are compared without case, accents and dots.

    ``spellings`` are all names of territories and peoples as written, with their type.
    """

    territories: Mapping[str, tuple[Place, ...]]
    spellings: tuple[tuple[str, str], ...]
    peoples: Mapping[str, tuple[str, Place]]
    by_code: Mapping[str, Place]
    capitals: frozenset[tuple[str, str]]
    index: PlaceIndex

    def candidates(self, name: str) -> tuple[Place, ...]:
        """Return all places of that name: territories, then the others, most populous first."""
        return (*self.territory(name), *self.index.find(name))

    def territory(self, name: str) -> tuple[Place, ...]:
        """Return the countries, regions and seas of that name."""
        return self.territories.get(normalised(name), ())

    def towns(self, name: str) -> tuple[Place, ...]:
        """Return the towns of that name, largest first."""
        return tuple(p for p in self.index.find(name) if p.kind == "town")

    def is_town(self, name: str, min_population: int = KNOWN_TOWN) -> bool:
        """Tell whether there is a town of exactly that name."""
        return any(t.population >= min_population and not t.other_name for t in self.towns(name))

    def is_capital(self, place: Place) -> bool:
        """Tell whether a town is the capital of its country, the largest there of its name."""
        name = (place.country or "", normalised(place.name))
        return (
            place.kind == "town"
            and name in self.capitals
            and next((t for t in self.towns(place.name) if t.country == name[0]), None) == place
        )

    def names_capital(self, country: str, name: str) -> bool:
        """Tell whether a country's capital bears that name."""
        return (country, normalised(name)) in self.capitals

    def people(self, name: str) -> tuple[str, Place] | None:
        """Return the standing form and the country of "Ukrainians"; None for no people."""
        return self.peoples.get(normalised(name))


@cache
def gazetteer() -> Gazetteer:
    """Return the tables; ValueError names a file whose form is not the expected one."""
    folder = files("transforms.language.places") / "data"
    territories = (folder / "territories.tsv").read_text("utf-8")
    places = gzip.decompress((folder / "places.tsv.gz").read_bytes()).decode("utf-8")
    return read_gazetteer(territories, places)


def read_gazetteer(territory_text: str, place_text: str) -> Gazetteer:
    """Read both tables, given as text."""
    territories: dict[str, tuple[Place, ...]] = {}
    peoples: dict[str, tuple[str, Place]] = {}
    spellings: dict[str, str] = {}
    by_code: dict[str, Place] = {}
    capitals = set()
    for row in table(territory_text, "territories.tsv", TERRITORY_COLUMNS):
        place, forms = read_territory(row), split(row[5])
        by_code[place.code] = place
        capitals.add((place.code, normalised(row[6])))
        for name in [place.name, *split(row[4])]:
            spellings.setdefault(name, place.type)
            known = territories.get(normalised(name), ())
            territories[normalised(name)] = known if place in known else (*known, place)
        for form in forms:
            spellings.setdefault(form, "NORP")
            peoples.setdefault(normalised(form), (forms[0], place))
    return Gazetteer(
        territories=territories,
        spellings=tuple(spellings.items()),
        peoples=peoples,
        by_code=by_code,
        capitals=frozenset(capitals),
        index=read_index(place_text),
    )


def read_territory(row: list[str]) -> Place:
    """Make a place of a row of territories.tsv."""
    code, kind, country, name, *_, latitude, longitude, geonames_id, wikidata_id = row
    return Place(
        key=f"wikidata:{wikidata_id}" if wikidata_id else f"region:{code}",
        name=name,
        kind="country" if len(code) == 2 else "region",
        type=kind,
        code=code,
        country=country or None,
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        geonames_id=int(geonames_id) if geonames_id else None,
        wikidata_id=wikidata_id or None,
    )
