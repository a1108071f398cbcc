"""The tables behind codes and coordinates: a wrong row puts a war into the wrong country."""

import pytest

from transforms.language.places.gazetteer import TERRITORY_COLUMNS, gazetteer, read_gazetteer
from transforms.language.places.index import PLACE_COLUMNS, read_index, read_place
from transforms.language.places.names import place_key, without_region_word, without_side
from transforms.language.places.words import read_place_words


def test_every_line_can_be_read_and_found() -> None:
    lines = gazetteer().index.lines
    assert len(lines) > 250_000
    keys = [line.partition("\t")[0] for line in lines]
    assert keys == sorted(keys), "the table is searched by halves: it has to be in order"
    places = [read_place(line.split("\t")) for line in lines if is_own(line)]
    territories = [p for ps in gazetteer().territories.values() for p in ps]
    for place in [*places, *territories]:
        assert place.country is None or (len(place.country) == 2 and place.country.isupper())
        if place.point is not None:
            assert -90 <= place.point[0] <= 90
            assert -180 <= place.point[1] <= 180


def test_other_names_lead_to_a_place_that_is_there() -> None:
    tables = gazetteer()
    others = [line.split("\t")[0] for line in tables.index.lines if not is_own(line)]
    for key in others[::50]:
        assert tables.index.find(key), key


def is_own(line: str) -> bool:
    """Tell whether a line describes a place; others name one."""
    return line.split("\t")[1] in "rdt"


@pytest.mark.parametrize(
    ("name", "key", "country"),
    [
        ("Ukraine", "wikidata:Q212", "UA"),
        ("Kiev", "geonames:703448", "UA"),
        ("New York", "geonames:5128581", "US"),
        ("St. Paul", "geonames:5045360", "US"),
        ("Scotland", "wikidata:Q22", "GB"),
        ("Middle East", "region:X-MIDDLE-EAST", None),
    ],
)
def test_a_name_finds_its_place(name: str, key: str, country: str | None) -> None:
    found = gazetteer().candidates(name)
    assert (key, country) in [(place.key, place.country) for place in found]


def test_a_county_is_told_from_the_town_of_its_name() -> None:
    kinds = {place.kind for place in gazetteer().candidates("Orange County")}
    assert kinds == {"district"}
    assert gazetteer().is_town("Orange")
    assert not gazetteer().is_town("Orange County")


def test_names_are_compared_without_what_writers_leave_out() -> None:
    assert place_key("St. Louis") == place_key("Saint Louis")
    assert place_key("S. Korea") == place_key("South Korea")
    assert without_region_word("kursk oblast") == "kursk"
    assert without_side("northern iraq") == "iraq"
    assert without_side("north") == "north"


def test_peoples_know_their_country() -> None:
    people = gazetteer().people("Filipinos")
    assert people is not None
    assert (people[0], people[1].code) == ("Philippine", "PH")
    assert gazetteer().people("Martians") is None


def test_every_country_has_a_point() -> None:
    without = [p.name for p in gazetteer().by_code.values() if p.kind == "country" and not p.point]
    assert without == ["Bouvet Island", "U.S. Outlying Islands"]


def test_a_damaged_table_is_refused_with_its_line() -> None:
    good = "\t".join(TERRITORY_COLUMNS)
    places = "\t".join(PLACE_COLUMNS)
    with pytest.raises(ValueError, match=r"territories\.tsv: line 2 has 2 cells"):
        read_gazetteer(f"{good}\nUA\tGPE\n", places)
    with pytest.raises(ValueError, match=r"places\.tsv: columns"):
        read_index("name\n")


def test_a_damaged_word_list_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="state_abbreviations"):
        read_place_words({"region_words": "region"})
