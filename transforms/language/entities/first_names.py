"""First names and whose they are, a man's or a woman's, loaded once a process, on first use."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transforms.language.tables import table


@cache
def first_names() -> Mapping[str, str]:
    """Return "m" or "f" by first name in lower case."""
    source = files("transforms.language.entities") / "data" / "first_names.tsv"
    rows = table(source.read_text("utf-8"), "first_names.tsv", ["name", "gender"])
    return {name.casefold(): gender for name, gender in rows}
