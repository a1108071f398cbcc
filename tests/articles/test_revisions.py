"""Revisions: a correction must be seen, and the same text must not come twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Article
from schemas.context import RunContext
from schemas.feeds import FeedEntry, FetchTask
from schemas.state import Seen
from transforms.lake.seen import ArticleHistory
from transforms.outcomes import seen_after, wait_after, wait_to_retry
from transforms.revisions import settle

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
RUN = RunContext("20261005T120000Z-00000000", NOW)


def an_article(text: str, hour: int = 0, url: str = "http://a.example/1") -> Article:
    return Article(
        article_id="a" * 32,
        revision=1,
        canonical_url=url,
        url=url,
        host="a.example",
        domain="a.example",
        feed_url=None,
        entry_id=None,
        publisher=None,
        title=None,
        title_source=None,
        authors=[],
        description=None,
        language="en",
        published_at=NOW + timedelta(hours=hour),
        published_at_source="feed",
        published_at_conflict=None,
        modified_at=None,
        fetched_at=NOW,
        text=text,
        text_source="page",
        text_sha256=text,
        word_count=1,
        extraction_confidence=1.0,
        paywalled=None,
        tdm_reserved=None,
        image_url=None,
        tags=[],
        story_id="a" * 32,
        raw_file=None,
        raw_offset=None,
        published_date=(NOW + timedelta(hours=hour)).date(),
        run_id="r",
        ingested_at=NOW,
    )


def a_task(attempt: int = 1) -> FetchTask:
    entry = FeedEntry(
        feed_url="http://a.example/feed",
        entry_id="1",
        url="http://a.example/1",
        feed_title=None,
        title=None,
        summary=None,
        content="the whole text",
        authors=[],
        tags=[],
        published_at=None,
        updated_at=None,
        image_url=None,
        language=None,
        fingerprint="f",
        polled_at=NOW,
    )
    return FetchTask("k", entry, attempt)


HISTORY = ArticleHistory(revision=1, text_sha256=("one",), published_date=date(2026, 10, 1))


def test_the_first_text_is_revision_1_and_fixes_the_partition() -> None:
    settled = settle([an_article("one")], None)
    assert settled.article is not None
    assert (settled.article.revision, settled.published_date) == (1, date(2026, 10, 5))


def test_a_corrected_text_is_the_next_revision_in_the_same_partition() -> None:
    settled = settle([an_article("two")], HISTORY)
    assert settled.article is not None
    assert (settled.article.revision, settled.article.published_date) == (2, date(2026, 10, 1))
    assert settled.text_sha256 == ("one", "two")


def test_a_text_that_the_article_had_makes_no_revision() -> None:
    assert settle([an_article("one")], HISTORY).article is None


def test_at_most_one_revision_a_commit_and_the_last_text_wins() -> None:
    settled = settle([an_article("two", hour=1), an_article("three", hour=2)], HISTORY)
    assert settled.article is not None
    assert (settled.article.text, settled.revision) == ("three", 2)


def test_an_article_with_two_addresses_has_no_new_revision_when_nothing_changed() -> None:
    pages = [an_article("plain", url="http://a.example/1?print"), an_article("with pictures")]
    first = settle(pages, None)
    history = ArticleHistory(first.revision, first.text_sha256, first.published_date)
    for order in (pages, pages[::-1], pages[:1], pages[1:]):
        assert settle(order, history) == replace(first, article=None)


@given(st.permutations([("one", 0), ("two", 1), ("three", 1), ("four", 2)]))
def test_the_order_of_arrival_does_not_decide(texts: list[tuple[str, int]]) -> None:
    settled = settle([an_article(text, hour) for text, hour in texts], HISTORY)
    assert settled.article is not None
    assert settled.article.text == "four"


AGES = (3_600, 86_400)


def after(hours: float) -> RunContext:
    return replace(RUN, ingested_at=NOW + timedelta(hours=hours))


def settled_in(run: RunContext, before: Seen | None = None) -> Seen:
    return seen_after(a_task(), before, run, article_id="a", revision=1, text_sha256=["one"])


@pytest.mark.parametrize(
    ("hours", "due_after_hours"), [(0, 1), (0.5, 1), (1, 24), (5, 24), (23.9, 24)]
)
def test_a_page_is_looked_at_again_at_the_configured_ages(
    hours: float, due_after_hours: float
) -> None:
    seen = settled_in(after(hours), settled_in(RUN))
    wait = wait_after(a_task(), seen, after(hours), AGES, waits=True)
    assert wait is not None
    assert (wait.reason, wait.due_at) == ("refetch", NOW + timedelta(hours=due_after_hours))
    assert "the whole text" not in (wait.entry or "")


@pytest.mark.parametrize("hours", [24, 72])
def test_looks_that_were_missed_are_one_look_and_not_several_in_one_run(hours: float) -> None:
    """A run after three days fetched each page twice within a minute."""
    wait = wait_after(a_task(), settled_in(after(hours), settled_in(RUN)), after(hours), AGES, True)
    assert wait is not None
    assert wait.entry is None, "it would wait for ever"


def test_a_later_look_does_not_set_back_when_a_feed_last_showed_the_entry() -> None:
    polled_since = replace(settled_in(RUN), last_in_feed_at=NOW + timedelta(hours=20))
    assert settled_in(after(24), polled_since).last_in_feed_at == NOW + timedelta(hours=20)


def test_an_entry_that_never_waited_needs_no_row_to_say_so() -> None:
    seen = seen_after(a_task(), None, RUN, article_id="a", revision=1, text_sha256=["one"])
    assert wait_after(a_task(), seen, RUN, (), waits=False) is None


def test_a_passing_failure_waits_with_all_it_needs() -> None:
    wait = wait_to_retry(a_task(attempt=2), RUN)
    assert (wait.attempt, wait.held_by_run, wait.reason) == (3, RUN.run_id, "retry")
    assert "the whole text" in (wait.entry or "")


@pytest.mark.parametrize("code", ["http_not_found", "too_short"])
def test_a_failed_refetch_does_not_forget_the_article(code: str) -> None:
    before = seen_after(a_task(), None, RUN, article_id="a", revision=1, text_sha256=["one"])
    after = seen_after(a_task(), before, RUN, code=code)
    assert (after.article_id, after.revision, after.text_sha256) == ("a", 1, ["one"])
    assert after.code == code
