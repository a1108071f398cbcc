"""The tables behind types and ids: a wrong row makes two entities of one."""

from datetime import date

import pytest

from transforms.language.entities import known_people as people_table
from transforms.language.entities import organisations as organisations_table
from transforms.language.entities.companies import companies, company_key
from transforms.language.entities.identifiers import entity_id
from transforms.language.entities.known_people import known_people, read_person
from transforms.language.entities.organisations import organisations, read_organisation
from transforms.language.entities.personal_names import first_names
from transforms.language.entities.roles import Role
from transforms.language.entities.words import read_words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised

NOWHERE: frozenset[str] = frozenset()


def test_first_names_from_many_languages_have_a_gender() -> None:
    known = first_names()
    assert [known.get(n) for n in ("oleksandr", "fatima", "priya", "giorgia", "jens")] == list(
        "mfffm"
    )


def test_a_damaged_word_list_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="titles"):
        read_words({"groups": []})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["a", "THING", "", "", "X", ""], "type 'THING'"),
        (["a", "ORG", "", "", "", ""], "names ''"),
        (["a", "ORG", "", "65", "X", ""], "'65' is no Wikidata id"),
        (["a", "ORG", "", "", "", "X"], "no country"),
    ],
)
def test_a_damaged_organisation_is_refused_by_name(row: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_organisation(row)


def test_two_organisations_of_one_name_or_id_are_refused() -> None:
    one = read_organisation(["a", "ORG", "US", "Q1", "X", "Y"])
    for row, message in (
        (["b", "ORG", "", "Q2", "X", ""], "stands for two organisations"),
        (["b", "ORG", "", "Q1", "Z", ""], "two rows"),
        (["b", "ORG", "US", "Q2", "Z", "Y"], "two of one country"),
    ):
        with pytest.raises(ValueError, match=message):
            organisations_table.indexed([one, read_organisation(row)])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["7747", "A B", "RU", "", "B", "", ""], "'7747' is no Wikidata id"),
        (["", "A B", "RU", "luck", "B", "", ""], "needs 'luck'"),
        (["", "A B", "RU", "", "B", "president:2000-13-01:", ""], "month"),
    ],
)
def test_a_damaged_person_is_refused_by_name(row: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_person(row)


def test_a_surname_alone_stands_for_one_person_only() -> None:
    one, two = (read_person(["", name, "", "", "Ling!", "", ""]) for name in ("A Ling", "B Ling"))
    with pytest.raises(ValueError, match="'ling' alone stands for two"):
        people_table.indexed([one, two])


def test_every_country_of_the_tables_is_known() -> None:
    codes = {o.country for o in organisations().by_name.values()}
    codes |= {p.country for found in known_people().full.values() for p in found}
    assert codes - {None} <= set(gazetteer().by_code)


def test_own_ids_agree_with_those_of_packages() -> None:
    firms = companies()
    both = {
        name: (entry.wikidata_id, firms[company_key(name)])
        for name, entry in organisations().by_name.items()
        if entry.wikidata_id and company_key(name) in firms
    }
    assert len(both) > 30
    assert {n: ids for n, ids in both.items() if ids[0] != ids[1]} == {}


def test_no_id_stands_for_things_of_two_tables() -> None:
    owners = [
        {o.wikidata_id for o in organisations().by_name.values()},
        {p.wikidata_id for found in known_people().full.values() for p in found},
        {p.wikidata_id for p in gazetteer().by_code.values()},
    ]
    for i, ids in enumerate(owners):
        for others in owners[i + 1 :]:
            assert not (ids & others) - {None}


def test_offices_end_after_they_began() -> None:
    offices = [o for found in known_people().full.values() for p in found for o in p.offices]
    assert [o for o in offices if o.last is not None and o.last <= o.first] == []


def role(text: str, country: str | None = None) -> Role:
    """Make a role as an article would say it."""
    return Role(0, 1, text, text.split()[-1].lower(), country)


@pytest.mark.parametrize(
    ("names", "roles", "on", "expected"),
    [
        (["Putin"], [], date(2024, 5, 1), "Vladimir Putin"),
        (["Bush"], [role("U.S. President", "US")], date(2004, 5, 1), "George W. Bush"),
        (["Bush"], [role("U.S. President", "US")], date(1990, 5, 1), "George H. W. Bush"),
        (["Bush"], [], date(2004, 5, 1), None),
        (["Johnson"], [role("Prime Minister", "GB")], date(2024, 5, 1), None),
        (["Johnson"], [role("former Prime Minister", "GB")], date(2024, 5, 1), "Boris Johnson"),
        (["Melania Trump"], [], date(2024, 5, 1), None),
        (["Tim Cook"], [], date(2024, 5, 1), None),
    ],
)
def test_a_name_means_a_person_by_role_country_and_day(
    names: list[str], roles: list[Role], on: date, expected: str | None
) -> None:
    found = known_people().meant(names, roles, on, NOWHERE)
    assert (found.name if found else None) == expected


def test_an_office_is_meant_where_the_article_speaks_of_its_country() -> None:
    known = organisations()
    assert known.named("House of Commons", frozenset(["GB"])) is not None
    american = known.named("Congress", frozenset(["US"]))
    assert american is not None
    assert american.wikidata_id == "Q11268"
    assert known.named("Congress", frozenset(["BR"])) is None


def test_ids_ignore_case_dots_and_accents_but_not_type() -> None:
    assert entity_id("U.N.", "ORG") == entity_id("un", "ORG")
    assert entity_id("José", "PERSON") == entity_id("Jose", "PERSON")
    assert entity_id("Paris", "PERSON") != entity_id("Paris", "GPE")
    assert normalised("Guinea-Bissau") == "guinea bissau"
