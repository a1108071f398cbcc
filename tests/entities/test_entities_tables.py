"""The tables behind types and ids: a wrong row makes two entities of one."""

import pytest

from transforms.language.entities.first_names import first_names
from transforms.language.entities.identifiers import entity_id
from transforms.language.entities.words import read_organisations, read_words, words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised


def test_first_names_from_many_languages_have_a_gender() -> None:
    known = first_names()
    assert [known.get(n) for n in ("oleksandr", "fatima", "priya", "giorgia", "jens")] == list(
        "mfffm"
    )


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
