"""The golden articles keep to their form, and leave no name out."""

from pathlib import Path

import pytest

from benchmarks.quality.golden.reading import read_article
from benchmarks.quality.golden.report import ARTICLES, is_kept_aside
from benchmarks.quality.golden.spans import occurrences

PATHS = sorted(ARTICLES.iterdir())


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)
def test_golden_article_fits(path: Path) -> None:
    article = read_article(path)
    assert 200 <= len(article.text.split()) <= 500
    assert article.entities
    assert article.quotes
    assert article.times
    assert any(e.core for e in article.events)
    assert any(e.type for e in article.events)


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)
def test_every_place_of_a_name_is_annotated(path: Path) -> None:
    """Else a name that is found counts as one too many."""
    article = read_article(path)
    mentions = [m for e in article.entities.values() for m in e.mentions]
    left_out = [
        f"{name} at {start}: {article.text[max(0, start - 20) : end + 20]!r}"
        for name in sorted({m.words.text for m in mentions if m.kind == "name"})
        for start, end in occurrences(name, article.text)
        if not any(m.words.start <= start and end <= m.words.end for m in mentions)
    ]
    assert not left_out


def test_both_halves_have_articles() -> None:
    aside = [is_kept_aside(read_article(path)) for path in PATHS]
    assert any(aside)
    assert not all(aside)
