"""The tables behind codes and coordinates: a wrong row puts a war into the wrong country."""

import pytest

from transforms.language.places.gazetteer import (
    CITY_COLUMNS,
    TERRITORY_COLUMNS,
    gazetteer,
    read_gazetteer,
    read_town,
)
from transforms.language.places.words import read_place_words


def test_every_row_can_be_read() -> None:
    tables = gazetteer()
    rows = {row for rows in tables._towns.values() for row in rows}
    towns = [read_town(row) for row in rows]
    assert len(towns) > 60_000
    places = [*towns, *(p for ps in tables.territories.values() for p in ps)]
    for place in places:
        assert place.country is None or (len(place.country) == 2 and place.country.isupper())
        if place.latitude is not None and place.longitude is not None:
            assert -90 <= place.latitude <= 90
            assert -180 <= place.longitude <= 180


@pytest.mark.parametrize(
    ("name", "key", "country"),
    [
        ("Ukraine", "wikidata:Q212", "UA"),
        ("Kiev", "geonames:703448", "UA"),
        ("New York", "geonames:5128581", "US"),
        ("Scotland", "wikidata:Q22", "GB"),
        ("Middle East", "region:X-MIDDLE-EAST", None),
    ],
)
def test_a_name_means_the_place_a_reader_thinks_of(
    name: str, key: str, country: str | None
) -> None:
    place = gazetteer().place(name)
    assert place is not None
    assert (place.key, place.country) == (key, country)


def test_the_article_decides_between_towns_of_one_name() -> None:
    tables = gazetteer()
    at_home = tables.place("Alexandria", inside=frozenset(["US-VA"]))
    abroad = tables.place("Alexandria")
    assert at_home is not None
    assert abroad is not None
    assert (at_home.country, abroad.country) == ("US", "EG")
    assert tables.place("Alexandria", inside=frozenset(["JP"])) is None


def test_peoples_know_their_country() -> None:
    people = gazetteer().people("Filipinos")
    assert people is not None
    assert (people[0], people[1].code) == ("Philippine", "PH")
    assert gazetteer().people("Martians") is None


def test_a_damaged_table_is_refused_with_its_line() -> None:
    good = "\t".join(TERRITORY_COLUMNS)
    towns = "\t".join(CITY_COLUMNS)
    with pytest.raises(ValueError, match=r"territories\.tsv: line 2 has 2 cells"):
        read_gazetteer(f"{good}\nUA\tGPE\n", towns)
    with pytest.raises(ValueError, match=r"cities\.tsv: columns"):
        read_gazetteer(good, "name\n")


def test_a_damaged_word_list_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="state_abbreviations"):
        read_place_words({"region_words": "region"})
