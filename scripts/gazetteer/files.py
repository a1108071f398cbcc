"""Tables in and out: hand-made ones beside this module, the built ones in the package."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parents[1] / "transforms" / "language"
PLACES = LANGUAGE / "places" / "data"
ENTITIES = LANGUAGE / "entities" / "data"


def own_table(file: str, columns: int) -> Iterator[list[str]]:
    """Yield the rows of a hand-made table; cells missing at the end of a line are empty."""
    for line in (HERE / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield cells + [""] * (columns - len(cells))


def unique(values: Iterable[str]) -> list[str]:
    """Drop empty and repeated values; keep the order."""
    return list(dict.fromkeys(v.strip() for v in values if v and v.strip()))


def split(cell: str) -> list[str]:
    """Read a cell of values parted by "|"."""
    return [v.strip() for v in cell.split("|") if v.strip()]


def text_of(header: list[str], rows: Iterable[list[str]]) -> str:
    """Join rows into tab-separated lines; a tab or line break in a value is a bug upstream."""
    lines = ["\t".join(header)]
    for row in rows:
        if any(c in cell for cell in row for c in "\t\n\r"):
            raise ValueError(f"a value holds a tab or a line break: {row!r}")
        lines.append("\t".join(row))
    return "\n".join(lines) + "\n"


def write_lines(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a plain file."""
    path.write_text(text_of(header, rows), "utf-8")


def write_gzip(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write a compressed file without a time stamp, so that the same rows give the same bytes."""
    path.write_bytes(gzip.compress(text_of(header, rows).encode("utf-8"), 9, mtime=0))
