"""Dates: a wrong one puts an article into the wrong partition, for good."""

from datetime import UTC, datetime, timedelta

import pytest
from extraction_pages import FETCHED_AT, extract, html
from hypothesis import given
from hypothesis import strategies as st

from transforms.extraction.dates import believable, modified, published, read_instant
from transforms.extraction.structured import PageSays


def says(jsonld: str | None = None, meta: str | None = None) -> PageSays:
    return PageSays(
        article={"datePublished": jsonld} if jsonld else {},
        meta={"article:published_time": [meta]} if meta else {},
    )


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-03T10:00:00+02:00", at(3, 8)),
        ("2026-09-03T10:00:00+0200", at(3, 8)),
        ("2026-09-03T10:00Z", at(3, 10)),
        ("2026-09-03 10:00:00", at(3, 10)),
        ("2026-09-03", at(3)),
        ("Thu, 03 Sep 2026 10:00:00 GMT", at(3, 10)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
        (20260903, None),
        ("2026-13-45", None),
    ],
)
def test_instants_are_read_as_aware_utc(text: object, expected: datetime | None) -> None:
    assert read_instant(text) == expected


@given(st.text(max_size=70))
def test_no_text_makes_it_fail(text: str) -> None:
    read = read_instant(text)
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize("year", [1, 1970, 1989, 9999])
def test_impossible_years_are_passed_over(year: int) -> None:
    wrong = f"{year:04}-06-15T00:00:00Z"
    dating = published(at(3), says(jsonld=wrong, meta=wrong), None, None, FETCHED_AT)
    assert dating is not None
    assert (dating.at, dating.source, dating.conflict) == (at(3), "feed", None)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_feed_with_an_impossible_year_gives_way_to_the_page(year: int) -> None:
    wrong = datetime(year, 6, 15, tzinfo=UTC)
    dating = published(wrong, says(jsonld="2026-09-03T10:00Z"), None, None, FETCHED_AT)
    assert dating is not None
    assert (dating.at, dating.source) == (at(3, 10), "jsonld")


def test_a_day_ahead_is_a_time_zone_and_more_is_a_mistake() -> None:
    assert believable(FETCHED_AT + timedelta(hours=23), FETCHED_AT)
    assert believable(FETCHED_AT + timedelta(hours=25), FETCHED_AT) is None


def test_the_page_takes_the_hour_from_the_machines_and_the_day_from_htmldate() -> None:
    near = published(None, says(jsonld="2026-09-03T10:00Z"), "2026-09-03", None, FETCHED_AT)
    far = published(None, says(jsonld="2026-09-20T10:00Z"), "2026-09-03", None, FETCHED_AT)
    assert near is not None
    assert far is not None
    assert (near.at, near.source) == (at(3, 10), "jsonld")
    assert (far.at, far.source) == (at(3), "html")


def test_the_address_is_the_last_witness() -> None:
    dating = published(None, says(), None, "https://a.example/2026/09/03/x", FETCHED_AT)
    assert dating is not None
    assert (dating.at, dating.source) == (at(3), "url")
    assert published(None, says(), None, "https://a.example/20260945/x", FETCHED_AT) is None


def test_a_feed_that_shows_the_update_gives_way_to_two_machine_readable_dates() -> None:
    dating = published(
        at(9), says("2026-09-03T10:00Z", "2026-09-03T10:00Z"), None, None, FETCHED_AT
    )
    assert dating is not None
    assert (dating.at, dating.source) == (at(3, 10), "jsonld")
    assert dating.conflict == "the feed says 2026-09-09T00:00:00+00:00"


def test_one_other_date_is_noted_and_the_feed_stays() -> None:
    dating = published(at(9), says("2026-09-03T10:00Z"), None, None, FETCHED_AT)
    assert dating is not None
    assert (dating.at, dating.source) == (at(9), "feed")
    assert dating.conflict == "the page says 2026-09-03T10:00:00+00:00 (jsonld)"


def test_a_change_before_birth_is_no_change() -> None:
    changed = PageSays(article={"dateModified": "2026-09-02T00:00Z"})
    assert modified(changed, None, at(3), FETCHED_AT) is None
    assert modified(changed, at(4), at(3), FETCHED_AT) == at(4)


def test_without_any_date_the_fetch_stands() -> None:
    article = extract(html(), entry={"url": "https://a.example/x"}, url="https://a.example/x")
    assert (article.published_at, article.published_at_source) == (FETCHED_AT, "fetched")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_page_with_an_impossible_year_still_is_an_article(year: str) -> None:
    head = f'<meta property="article:published_time" content="{year}-01-01T00:00:00Z">'
    article = extract(html(head=head), url="https://a.example/x")
    assert article.published_at_source == "fetched"
