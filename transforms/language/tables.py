"""Tab-separated tables of facts, read with their form checked."""

from collections.abc import Iterator


def table(text: str, name: str, columns: list[str]) -> Iterator[list[str]]:
    """Yield the rows of a tab-separated table; ValueError where its form is wrong."""
    header, *lines = text.rstrip("\n").split("\n")
    if header.split("\t") != columns:
        raise ValueError(f"{name}: columns {header!r}, expected {columns}")
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ValueError(f"{name}: line {number} has {len(cells)} cells, not {len(columns)}")
        yield cells


def split(cell: str) -> list[str]:
    """Read a cell of values parted by "|"."""
    return cell.split("|") if cell else []
