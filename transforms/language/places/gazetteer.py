"""Places and peoples: countries, regions and towns by name, with codes and coordinates.

The tables are built by ``scripts/build_gazetteer.py`` and loaded once a process, on first use.
"""

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

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
CITY_COLUMNS = [
    "geonames_id",
    "name",
    "country",
    "admin1",
    "latitude",
    "longitude",
    "population",
    "other_names",
]

REGION_WEIGHT = math.log10(300_000)
"""A larger town takes the bare name before the region called after it (New York, Kharkiv)."""


@dataclass(frozen=True)
class Place:
    """A country, region or town.

    Attributes:
        key: knowledge-base id, "wikidata:Q212", "geonames:703448" or "region:X-SAHEL".
        kind: country, region or town.
        type: GPE or LOC.
        code: code of a territory, "UA" or "US-LA"; for a town that of its region.
        latitude, longitude: degrees; None where the tables have no point.
    """

    key: str
    name: str
    kind: str
    type: str
    code: str
    country: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    wikidata_id: str | None
    population: int = 0


@dataclass(frozen=True)
class Gazetteer:
    """Look-ups by name; names are compared without case, accents and dots.

    ``spellings`` are all names of territories and peoples as written, with their type.
    """

    territories: Mapping[str, tuple[Place, ...]]
    spellings: tuple[tuple[str, str], ...]
    peoples: Mapping[str, tuple[str, Place]]
    by_code: Mapping[str, Place]
    _towns: Mapping[str, tuple[str, ...]]
    _resolved: dict[str, tuple[Place, ...]] = field(default_factory=dict, compare=False)

    def towns(self, name: str) -> tuple[Place, ...]:
        """Return the towns of that name, largest first."""
        key = normalised(name)
        if key not in self._resolved:
            rows = self._towns.get(key, ())
            self._resolved[key] = tuple(read_town(row) for row in rows)
        return self._resolved[key]

    def largest(self, name: str) -> Place | None:
        """Return the country of that name, else its largest town, else its region."""
        known = self.territories.get(normalised(name), ())
        countries = [p for p in known if p.kind == "country"]
        return next(iter([*countries, *self.towns(name)[:1], *known]), None)

    def is_town(self, name: str, min_population: int = 0) -> bool:
        """Tell whether there is a town of exactly that name."""
        key = normalised(name)
        return any(
            t.population >= min_population and normalised(t.name) == key for t in self.towns(name)
        )

    def people(self, name: str) -> tuple[str, Place] | None:
        """Return the standing form and the country of "Ukrainians"; None for no people."""
        return self.peoples.get(normalised(name))

    def place(
        self, name: str, context: frozenset[str] = frozenset(), inside: frozenset[str] = frozenset()
    ) -> Place | None:
        """Return the place that an article means by a name.

        Args:
            name: as the article writes it.
            context: codes of the countries and regions that the article speaks of.
            inside: codes of the region or country named right behind it ("Paris, Texas"); a place
                elsewhere is not meant then.
        """
        candidates = [*self.territories.get(normalised(name), ()), *self.towns(name)]
        # "Ghana, Nigeria" is a list: a country lies in no other.
        if inside and not any(p.kind == "country" or p.type == "LOC" for p in candidates):
            candidates = [p for p in candidates if p.code in inside or p.country in inside]
        key = normalised(name)
        return max(candidates, key=lambda p: weight(p, key, context), default=None)


def weight(place: Place, key: str, context: frozenset[str]) -> float:
    """Say how likely a bare name means this place: size, and whether its surroundings are named.

    A millionaire town needs no surroundings: "Paris" in an article on Texas is still the French one.
    """
    near = 1.5 * (place.country in context)
    if place.kind == "country":
        return 10.0
    if place.kind == "region":
        return REGION_WEIGHT + near
    near += 0.8 * (place.code in context) + 0.8 * (place.population > 1_000_000)
    other_name = 0.5 * (normalised(place.name) != key)
    return math.log10(max(place.population, 1)) + near - other_name


@cache
def gazetteer() -> Gazetteer:
    """Return the tables; ValueError names a file whose form is not the expected one."""
    folder = files("transforms.language.places") / "data"
    territories = (folder / "territories.tsv").read_text("utf-8")
    towns = gzip.decompress((folder / "cities.tsv.gz").read_bytes()).decode("utf-8")
    return read_gazetteer(territories, towns)


def read_gazetteer(territory_text: str, town_text: str) -> Gazetteer:
    """Read both tables, given as text."""
    territories: dict[str, tuple[Place, ...]] = {}
    peoples: dict[str, tuple[str, Place]] = {}
    spellings: dict[str, str] = {}
    by_code: dict[str, Place] = {}
    for row in table(territory_text, "territories.tsv", TERRITORY_COLUMNS):
        place, forms = read_territory(row), split(row[5])
        by_code[place.code] = place
        for name in [place.name, *split(row[4])]:
            spellings.setdefault(name, place.type)
            known = territories.get(normalised(name), ())
            territories[normalised(name)] = known if place in known else (*known, place)
        for form in forms:
            spellings.setdefault(form, "NORP")
            peoples.setdefault(normalised(form), (forms[0], place))
    return Gazetteer(territories, tuple(spellings.items()), peoples, by_code, read_towns(town_text))


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


def read_towns(text: str) -> dict[str, tuple[str, ...]]:
    """Map names to unread rows: of 69,000 towns an article needs a dozen."""
    found: dict[str, tuple[str, ...]] = {}
    header, *lines = text.rstrip("\n").split("\n")
    if header.split("\t") != CITY_COLUMNS:
        raise ValueError(f"cities.tsv: columns {header!r}, expected {CITY_COLUMNS}")
    for line in lines:
        cells = line.split("\t")
        for name in (cells[1], *split(cells[7])):
            key = normalised(name)
            found[key] = (*found.get(key, ()), line)
    return found


def read_town(line: str) -> Place:
    """Make a place of a line of cities.tsv."""
    geonames_id, name, country, admin1, latitude, longitude, population, _ = line.split("\t")
    return Place(
        key=f"geonames:{geonames_id}",
        name=name,
        kind="town",
        type="GPE",
        code=f"{country}-{admin1}",
        country=country,
        latitude=float(latitude),
        longitude=float(longitude),
        geonames_id=int(geonames_id),
        wikidata_id=None,
        population=int(population),
    )
