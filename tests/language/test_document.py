"""The text before the parse: offsets must hold, and no text may keep a worker busy for minutes."""

from datetime import date
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from transforms.language.document import (
    MAX_PARSED_CHARS,
    MAX_SENTENCE_TOKENS,
    Document,
    break_at_blank_lines,
    normalise,
    parsed_part,
)

NLP = spacy.blank("en")


@given(st.text())
def test_the_length_stays_so_that_offsets_are_offsets_of_the_text(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(alphabet="“”‘’'\"«».,(a1 \n", max_size=3000))
def test_the_length_stays_in_runs_of_marks(text: str) -> None:
    assert len(normalise(text)) == len(text)


def test_curly_marks_become_straight_ones_for_the_parser() -> None:
    assert normalise("“We’re here”") == '"We\'re here"'


@pytest.mark.parametrize("unit", ['"', "“", "'s", "(\"'", "a.", "😀", "—", "a"])
def test_endless_runs_are_broken_up_before_the_tokenizer(unit: str) -> None:
    text = normalise(unit * (MAX_PARSED_CHARS // len(unit)))
    longest = max(len(run) for run in text.split())
    assert longest <= 1000
    assert len(NLP.make_doc(text)) > 0


def test_ordinary_text_is_left_alone() -> None:
    text = 'He said: "No..." (again) -- see http://a.example/path?x=1&y=2.\n\n* * *\n\n' + "_" * 40
    assert normalise(text) == text


def test_a_long_text_is_cut_at_a_blank_line() -> None:
    paragraph = "word " * 150 + "\n\n"
    text = paragraph * 1000
    part = parsed_part(text)
    assert len(part) <= MAX_PARSED_CHARS
    assert text.startswith(part)
    assert text[len(part) :].startswith("\n\n")


def test_one_endless_line_is_cut_at_a_space_or_at_the_cap() -> None:
    assert parsed_part("word " * 400_000).endswith("word")
    assert len(parsed_part("x" * 2_000_000)) == MAX_PARSED_CHARS


def test_a_sentence_ends_at_every_blank_line() -> None:
    doc = break_at_blank_lines(NLP.make_doc("A crosshead\n\nThe text begins"))
    assert [t.text for t in doc if t.is_sent_start] == ["A", "The"]


def test_text_without_a_full_stop_is_cut_into_sentences() -> None:
    words = "and the army moved on " * 400
    doc = break_at_blank_lines(NLP.make_doc(f"It began. {words}"))
    starts = [t.i for t in doc if t.is_sent_start] + [len(doc)]
    assert max(b - a for a, b in pairwise(starts)) <= MAX_SENTENCE_TOKENS + 3


def test_offsets_of_a_span_leave_out_the_white_space_around_it() -> None:
    text = "One.\n\nTwo."
    doc = NLP.make_doc(text)
    document = Document(text, doc, None, date(2026, 10, 5), "en")
    start, end = document.offsets(doc[1:4])
    assert document.words(start, end) == ".\n\nTwo"
    start, end = document.offsets(doc[2:4])
    assert document.words(start, end) == "Two"
