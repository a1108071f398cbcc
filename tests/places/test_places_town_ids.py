"""Ids of towns: a wrong one sends a reader to another town's page."""

import re
from importlib.resources import files

from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.town_ids import COLUMNS, town_ids
from transforms.language.spelling import normalised
from transforms.language.tables import table


def test_every_id_belongs_to_a_town_of_the_gazetteer() -> None:
    known = gazetteer()
    source = files("transforms.language.places") / "data" / "town_ids.tsv"
    for geonames_id, name, country, wikidata_id in table(
        source.read_text("utf-8"), "town_ids.tsv", COLUMNS
    ):
        assert re.fullmatch(r"Q[1-9]\d*", wikidata_id), name
        ids = {t.geonames_id for t in known.towns(name) if t.country == country}
        assert int(geonames_id) in ids, normalised(name)


def test_no_two_towns_have_one_id() -> None:
    ids = list(town_ids().values())
    territories = {p.wikidata_id for p in gazetteer().by_code.values()}
    assert len(set(ids)) == len(ids) > 300
    # City states and federal cities are one thing there, town and territory.
    assert len(set(ids) & territories) < 20
