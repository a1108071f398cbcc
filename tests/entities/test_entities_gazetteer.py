"""The tables behind codes and coordinates: a wrong row puts a war into the wrong country."""

import pytest

from transforms.language.entities.gazetteer import (
    CITY_COLUMNS,
    TERRITORY_COLUMNS,
    first_names,
    gazetteer,
    read_gazetteer,
    read_town,
)
from transforms.language.entities.identifiers import entity_id, normalised
from transforms.language.entities.words import read_organisations, read_words, words


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


def test_first_names_from_many_languages_have_a_gender() -> None:
    known = first_names()
    assert [known.get(n) for n in ("oleksandr", "fatima", "priya", "giorgia", "jens")] == list(
        "mfffm"
    )


def test_a_damaged_table_is_refused_with_its_line() -> None:
    good = "\t".join(TERRITORY_COLUMNS)
    towns = "\t".join(CITY_COLUMNS)
    with pytest.raises(ValueError, match=r"territories\.tsv: line 2 has 2 cells"):
        read_gazetteer(f"{good}\nUA\tGPE\n", towns)
    with pytest.raises(ValueError, match=r"cities\.tsv: columns"):
        read_gazetteer(good, "name\n")


def test_a_damaged_word_list_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="titles"):
        read_words({"groups": [], "organisations": []})
    with pytest.raises(ValueError, match="two organisations"):
        read_organisations([["a", "ORG", "", "X"], ["b", "ORG", "", "X"]])
    with pytest.raises(ValueError, match="type 'THING'"):
        read_organisations([["a", "THING", "", "X"]])


def test_every_organisation_has_a_known_country() -> None:
    codes = {e.country for e in words().organisations.values() if e.country}
    assert codes <= set(gazetteer().by_code)


def test_ids_ignore_case_dots_and_accents_but_not_type() -> None:
    assert entity_id("U.N.", "ORG") == entity_id("un", "ORG")
    assert entity_id("José", "PERSON") == entity_id("Jose", "PERSON")
    assert entity_id("Paris", "PERSON") != entity_id("Paris", "GPE")
    assert normalised("Guinea-Bissau") == "guinea bissau"
