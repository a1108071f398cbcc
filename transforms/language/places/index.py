"""The table of regions, districts and towns, searched by name without reading it whole."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from transforms.language.places.names import place_key
from transforms.language.places.place import Place

PLACE_COLUMNS = [
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
MAX_KEPT = 16_384
"""Answers that are kept: articles ask for 80 names each, most of them no place, without an end."""

_KINDS = {"r": "region", "d": "district", "t": "town"}
_OTHER_NAME, _ENGLISH_NAME = "=", "+"


@dataclass(frozen=True)
class PlaceIndex:
    """Lines of the table in the order of their keys; what was found lately is kept."""

    lines: list[str] = field(repr=False)
    _found: dict[str, tuple[Place, ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, name: str) -> tuple[Place, ...]:
        """Return the places of that name, the most populous first."""
        key = place_key(name)
        found = self._found.get(key)
        if found is None:
            found = tuple(self._read(key))
            if len(self._found) >= MAX_KEPT:
                self._found.clear()
            self._found[key] = found
        return found

    def _read(self, key: str) -> Iterator[Place]:
        for cells in self._cells(key):
            if cells[1] in (_OTHER_NAME, _ENGLISH_NAME):
                home = next(c for c in self._cells(cells[3]) if c[2] == cells[2])
                yield replace(read_place(home), other_name=cells[1] == _OTHER_NAME)
            else:
                yield read_place(cells)

    def _cells(self, key: str) -> Iterator[list[str]]:
        start = f"{key}\t"
        at = bisect_left(self.lines, start)
        while at < len(self.lines) and self.lines[at].startswith(start):
            yield self.lines[at].split("\t")
            at += 1


def read_index(text: str) -> PlaceIndex:
    """Read the table; ValueError where its columns are not the expected ones."""
    header, *lines = text.rstrip("\n").split("\n")
    if header.split("\t") != PLACE_COLUMNS:
        raise ValueError(f"places.tsv: columns {header!r}, expected {PLACE_COLUMNS}")
    return PlaceIndex(lines)


def read_place(cells: list[str]) -> Place:
    """Make a place of a line; its name is left out where it is the key with capitals."""
    key, kind, geonames_id, name, country, code, latitude, longitude, population = cells
    return Place(
        key=f"geonames:{geonames_id}",
        name=name or key.title(),
        kind=_KINDS[kind],
        type="GPE",
        code=code,
        country=country,
        latitude=float(latitude),
        longitude=float(longitude),
        geonames_id=int(geonames_id),
        wikidata_id=None,
        population=int(population),
    )
