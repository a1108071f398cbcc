"""The table of divisions and towns, one line for each name, in the order of the names.

It is searched, not read: of 350,000 lines an article needs a few dozen.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gazetteer.divisions import Division, Divisions, Town
from gazetteer.files import own_table, split, unique

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from transforms.language.places.names import place_key

PLACE_HEADER = [
    "key",
    "kind",
    "id",
    "name",
    "country",
    "code",
    "latitude",
    "longitude",
    "population",
]

MIN_POPULATION_FOR_OTHER_NAMES = 100_000
"""Other names of small towns ("Of", "Hayeren") collide with words more often than they help."""

WELL_KNOWN = 15_000
"""Inhabitants from which a town keeps its name for itself: Bethlehem is not Belém."""

ENGLISH = "english_names.tsv"

OTHER_NAME, ENGLISH_NAME = "=", "+"
"""Mark a line that is another name of a place: its id, and the key of its own name."""

_KIND_WORDS = re.compile(
    r" (County|Parish|Borough|Province|Region|Regency|Department|Prefecture|Governorate|"
    r"District|Municipality|Oblast|Krai|Okrug|Voivodeship|Canton|State|Census Area)$"
)
_KINDS_BEFORE = re.compile(
    r"^(Province|Provincia|Department|Departamento|Département|Governorate|Municipality|District|"
    r"State|Estado|Region|Región|Muḩāfaz̧at|Muhafazat) (of |de la |de los |de |del |du |d')?"
)


def places(divisions: Divisions, territories: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield the lines sorted by key: of one key districts, then towns, the largest first."""
    known = {value for row in territories for value in (row[0], row[9]) if value}
    rows: list[tuple[str, int, list[str]]] = []
    sizes = towns_by_region(divisions)
    for entry in divisions.divisions:
        again = entry.code in known or str(entry.geonames_id) in known
        if entry.point and not again and not is_one_town(entry, sizes):
            rows.extend(lines_of_division(entry))
    own = {place_key(t.name): t.population for t in reversed(divisions.towns)}
    english = {(country, name): split(names) for country, name, names in own_table(ENGLISH, 3)}
    for town in divisions.towns:
        usual = english.pop((town.country, town.name), [])  # the largest of that name
        rows.extend(lines_of_town(town, own, usual))
    if english:
        raise ValueError(f"{ENGLISH}: no such towns: {sorted(english)}")
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    yield from (cells for _, _, cells in rows)


def towns_by_region(divisions: Divisions) -> dict[tuple[str, str], int]:
    """Return the population of the largest town by region and key."""
    found: dict[tuple[str, str], int] = {}
    for town in divisions.towns:  # largest first
        found.setdefault((town.region, place_key(town.name)), town.population)
    return found


def is_one_town(entry: Division, sizes: Mapping[tuple[str, str], int]) -> bool:
    """Tell whether a district is little more than the town of its name, as most of Brazil's are."""
    size = sizes.get((entry.region, place_key(entry.name)), -1)
    return entry.level == 2 and size * 3 >= entry.population


def lines_of_division(entry: Division) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the line of a region or district, and one for each other name."""
    kind = "region" if entry.level == 1 else "district"
    yield line(kind, entry.geonames_id, entry.name, entry.country, entry.region, entry)
    bare = [stem for name in (entry.name, *entry.aliases) if (stem := without_kind(name)) != name]
    english = [name for name in entry.aliases if is_english_looking(name)]
    yield from other_names(entry.geonames_id, entry.name, [*bare, *english], entry.population)


def lines_of_town(
    town: Town, own: Mapping[str, int], usual: Iterable[str]
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the line of a town, and one for each other name of a large one.

    A name that is the own one of a town not much smaller is left to that: Cancún is not Changchun.
    """
    yield line("town", town.geonames_id, town.name, town.country, town.region, town)
    usual = list(usual)
    yield from other_names(town.geonames_id, town.name, usual, town.population, ENGLISH_NAME)
    if town.population >= MIN_POPULATION_FOR_OTHER_NAMES:
        names = [
            name
            for name in town.aliases
            if is_english_looking(name)
            and name not in usual
            and not is_better_known(own.get(place_key(name), 0), town)
        ]
        yield from other_names(town.geonames_id, town.name, names, town.population)


def is_better_known(population: int, town: Town) -> bool:
    """Tell whether a name is left to the town that has it as its own."""
    return population >= WELL_KNOWN or population * 6 >= town.population


def line(
    kind: str, number: int, name: str, country: str, code: str, entry: Division | Town
) -> tuple[str, int, list[str]]:
    """Return key, weight and cells of a place."""
    key = place_key(name)
    assert entry.point is not None
    latitude, longitude = (f"{degrees:.3f}" for degrees in entry.point)
    written = "" if key.title() == name else name
    population = str(entry.population)
    cells = [key, kind[0], str(number), written, country, code, latitude, longitude, population]
    return key, -entry.population, cells


def other_names(
    number: int, name: str, others: Iterable[str], population: int, mark: str = OTHER_NAME
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield a line for each other name that is not the same as the first."""
    home = place_key(name)
    for key in unique(place_key(other) for other in others):
        if key != home:
            yield key, -population, [key, mark, str(number), home, *[""] * 5]


def without_kind(name: str) -> str:
    """ "Rapides Parish" -> "Rapides", "Province of Bulacan" -> "Bulacan"."""
    return _KINDS_BEFORE.sub("", _KIND_WORDS.sub("", name)) or name


def is_english_looking(name: str) -> bool:
    """Keep "Kiev" and "Sana'a"; drop scripts, codes ("IEV"), accents and phrases in small letters."""
    return bool(re.fullmatch(r"[A-Z][a-z']+(?:[ -][A-Z][a-z']+){0,2}", name)) and len(name) >= 4
