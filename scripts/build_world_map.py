"""Draw the land of the earth for the page that ``newsbeam explain --html`` writes.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/build_world_map.py package/land-110m.json

It writes pipeline/explanation/page/world.txt, the path of an SVG whose units are degrees, north up.
The same file gives the same bytes. Source and licence: docs/DATA-LICENSES.md.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "pipeline" / "explanation" / "page" / "world.txt"

Point = tuple[int, int]
"""Tenths of a degree east and south."""

HALF_ROUND = 1800
"""Tenths of a degree; no coast makes such a step but over the edge of the map."""

SMALLEST_RING = 5
"""Points; smaller islands are specks at this scale."""


def main(source: str) -> None:
    """Write the path and say how large it is."""
    topology = json.loads(Path(source).read_text("utf-8"))
    path = "".join(ring_path(ring) for ring in rings(topology) if len(ring) >= SMALLEST_RING)
    TARGET.write_text(path + "\n", "ascii")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


def rings(topology: dict) -> Iterator[list[Point]]:
    """Yield the closed lines around the land (TopoJSON: arcs of steps, shared between shapes)."""
    arcs = [points(arc, topology["transform"]) for arc in topology["arcs"]]
    for shape in topology["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            line: list[Point] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                line.extend(arc[1:] if line else arc)
            yield line


def points(arc: list[list[int]], transform: dict) -> list[Point]:
    """Turn an arc's steps into places."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]])
    return [
        (round(10 * (x * scale_x + move_x)), round(-10 * (y * scale_y + move_y))) for x, y in steps
    ]


def ring_path(ring: list[Point]) -> str:
    """Write a ring in degrees."""
    return "".join(piece_path(piece) for piece in cut_at_date_line(ring) if len(piece) > 2)


def cut_at_date_line(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield the pieces of a ring that lies on both edges of the map."""
    piece = ring[:1]
    for before, point in pairwise(ring):
        if abs(point[0] - before[0]) > HALF_ROUND:
            yield piece
            piece = []
        piece.append(point)
    yield piece


def piece_path(piece: list[Point]) -> str:
    """Write a piece as a start and steps."""
    x, y = piece[0]
    steps = [f"{(b[0] - a[0]) / 10:g},{(b[1] - a[1]) / 10:g}" for a, b in pairwise(piece) if a != b]
    return f"M{x / 10:g},{y / 10:g}l{' '.join(steps)}z"


if __name__ == "__main__":
    main(sys.argv[1])
