"""Floors of page extraction: below them analysts read menus and adverts, or miss paragraphs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.quality import pages
from benchmarks.quality.pages import GoldPage, Score

MAX_DEAD = 9
"""Of the 439 pages of both sets together: at least 430 are articles."""


@pytest.mark.data
@pytest.mark.parametrize(
    ("read", "corpus", "count", "floors", "max_dead"),
    [
        (pages.zyte, "92fe3ead98e60b9e", 181, {"body": 0.968}, 0),
        (
            pages.fundus,
            "b795ece83a7a3018",
            258,
            {"body": 0.953, "title": 0.79, "authors": 0.87, "published": 0.97},
            1,
        ),
    ],
    ids=["zyte-aeb", "fundus"],
)
def test_extraction_stays_above_its_floors(
    data_dir: Path,
    read: Callable[[Path], Iterator[GoldPage]],
    corpus: str,
    count: int,
    floors: dict[str, float],
    max_dead: int,
) -> None:
    gold = list(read(data_dir))
    assert len(gold) == count
    assert pages.corpus_hash(gold) == corpus, "other pages: measure anew, then pin hash and floors"
    scores = [pages.score(page) for page in gold]
    for field, floor in floors.items():
        found = pages.mean(getattr(score, field) for score in scores)
        assert found >= floor, f"{field}: {found:.4f} is below {floor}"
    dead = [(score.page.name, score.code) for score in scores if score.code]
    assert len(dead) <= max_dead <= MAX_DEAD, dead


def test_a_missing_output_scores_zero() -> None:
    gold = GoldPage("p", "https://paper.example/a", b"", "the body", "A title", ("Ann Lee",))
    score: Score = pages.score(gold)
    assert (score.body, score.title, score.authors, score.code) == (0.0, False, False, "page_empty")
    assert score.published is None
