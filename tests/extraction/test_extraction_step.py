"""The step: a page that is neither an article nor a dead letter would be lost without a trace."""

from collections.abc import Iterable
from dataclasses import replace

import apache_beam as beam
from apache_beam.testing.util import assert_that
from extraction_pages import RUN, html, page

from schemas.feeds import ExtractedArticle, Failure, Page
from transforms.extraction.settings import ExtractionSettings
from transforms.extraction.step import ExtractArticles


def entry_page(number: int, body: str) -> Page:
    made = page(body)
    entry = replace(made.task.entry, url=f"https://www.harbour.example/{number}")
    return replace(made, task=replace(made.task, entry=entry, attempt=2))


PAGES = [entry_page(1, html()), entry_page(2, "Gone"), entry_page(3, html()), entry_page(4, "")]


def is_ok(found: Iterable[ExtractedArticle]) -> None:
    articles = list(found)
    links = sorted(extracted.task.entry.url or "" for extracted in articles)
    assert links == ["https://www.harbour.example/1", "https://www.harbour.example/3"]
    assert all(extracted.article.run_id == RUN.run_id for extracted in articles)


def is_dead(found: Iterable[Failure]) -> None:
    letters = sorted((failed.letter for failed in found), key=lambda letter: letter.key)
    assert [(letter.step, letter.key, letter.code) for letter in letters] == [
        ("ExtractArticles", "https://www.harbour.example/2", "too_short"),
        ("ExtractArticles", "https://www.harbour.example/4", "page_empty"),
    ]
    assert all((letter.raw_file, letter.raw_offset) == ("_raw/a.warc", 7) for letter in letters)
    assert all(letter.attempt == 2 for letter in letters)


def test_every_page_ends_in_exactly_one_place() -> None:
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        extracted = (
            pipeline
            | "Pages" >> beam.Create(PAGES)
            | "ExtractArticles" >> ExtractArticles(RUN, ExtractionSettings(reset_every=2))
        )
        assert_that(extracted.ok, is_ok, label="Ok")
        assert_that(extracted.dead, is_dead, label="Dead")
