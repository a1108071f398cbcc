"""Wikidata ids of large towns, which GeoNames' tables do not have, from ``data/town_ids.tsv``."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transforms.language.tables import table

COLUMNS = ["geonames_id", "name", "country", "wikidata_id"]


@cache
def town_ids() -> Mapping[int, str]:
    """Return the Wikidata id by GeoNames id; ValueError names what is wrong in the file."""
    source = files("transforms.language.places") / "data" / "town_ids.tsv"
    rows = table(source.read_text("utf-8"), "town_ids.tsv", COLUMNS)
    return {int(geonames_id): wikidata_id for geonames_id, _, _, wikidata_id in rows}
