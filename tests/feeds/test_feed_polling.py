"""What a user loses when this fails: feeds asked too often or never again, or changes missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.accounts import FeedPoll
from schemas.errors import FetchError, PassingError
from schemas.state import FeedState
from transforms.feeds.addresses import asked_address, hide_credentials, redacted
from transforms.feeds.hints import FeedHints
from transforms.feeds.polling import (
    Answer,
    FeedSpec,
    after_poll,
    failed_outcome,
    is_due,
    is_unchanged,
    request_headers,
    retry_after_of,
    settle,
    trusted,
    with_new_count,
)
from transforms.feeds.schedule import PollSettings, freshness_s, next_due, wished_interval_s

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
URL = "https://feeds.example/rss"
SETTINGS = PollSettings()
DAY_S = 86_400


def state(**changes: object) -> FeedState:
    plain = FeedState(
        feed_url=URL,
        address=URL,
        moved_to=None,
        etag='W/"é 1"',
        last_modified="Mon, 09 Mar 2026 10:00:00 GMT",
        body_sha256="aa",
        interval_s=600,
        next_due_at=NOW,
        polled_at=NOW - timedelta(minutes=10),
        failures=0,
        retired=False,
        generation=7,
        parsed_at=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def answer(outcome: str = "ok", **changes: object) -> Answer:
    return replace(Answer(outcome, NOW, body_sha256="bb"), **changes)  # type: ignore[arg-type]


def due_in_s(new: FeedState) -> float:
    return (new.next_due_at - NOW).total_seconds()


def after(old: FeedState | None, heard: Answer, **kw: object) -> FeedState:
    return after_poll(FeedSpec(URL, old), heard, SETTINGS, **kw)[0]  # type: ignore[arg-type]


def test_new_feeds_are_due_and_retired_ones_never() -> None:
    assert is_due(None, NOW)
    assert is_due(state(next_due_at=NOW), NOW)
    assert not is_due(state(next_due_at=NOW + timedelta(seconds=1)), NOW)
    assert not is_due(state(retired=True), NOW, PollSettings(min_interval_s=0))
    later = state(next_due_at=NOW + timedelta(days=1))
    assert is_due(later, NOW, PollSettings(min_interval_s=0))


def test_a_feed_that_a_clock_ahead_of_all_others_asked_is_asked_again_in_full() -> None:
    """It would be left alone for years, and then answer that nothing has changed."""
    ahead = NOW + timedelta(days=400)
    after_it = trusted(state(polled_at=ahead, next_due_at=ahead), NOW)
    assert is_due(after_it, NOW)
    assert request_headers(after_it, NOW) == {}
    assert not is_unchanged(after_it, "aa")
    for fine in (None, state(), state(polled_at=NOW + timedelta(minutes=5), next_due_at=ahead)):
        assert trusted(fine, NOW) == fine


def test_validators_go_back_byte_for_byte() -> None:
    assert request_headers(state(), NOW) == {
        "If-None-Match": 'W/"é 1"',
        "If-Modified-Since": "Mon, 09 Mar 2026 10:00:00 GMT",
    }
    assert request_headers(state(etag=None, last_modified=None), NOW) == {}
    assert request_headers(None, NOW) == {}


def test_once_a_week_the_body_is_asked_for_whatever_the_validators_say() -> None:
    days = [NOW + timedelta(days=n) for n in range(7)]
    yesterdays = [state(polled_at=day - timedelta(days=1)) for day in days]
    bare = [d for d, s in zip(days, yesterdays, strict=True) if not request_headers(s, d)]
    assert len(bare) == 1
    assert request_headers(state(polled_at=bare[0] - timedelta(hours=1)), bare[0])


def test_a_body_with_the_same_hash_is_unchanged() -> None:
    assert is_unchanged(state(), "aa")
    assert not is_unchanged(state(), "bb")
    assert not is_unchanged(None, "aa")


def test_a_good_answer_is_remembered() -> None:
    new, outcome = after_poll(
        FeedSpec(URL, state(failures=3)), answer(etag='"2"', last_modified=None), SETTINGS
    )
    assert outcome == "ok"
    assert (new.etag, new.last_modified, new.body_sha256) == ('"2"', None, "bb")
    assert (new.failures, new.polled_at, new.generation) == (0, NOW, 0)
    assert 600 <= due_in_s(new) <= 660


@pytest.mark.parametrize("outcome", ["not_modified", "unchanged"])
def test_nothing_new_makes_the_interval_longer_and_loses_nothing(outcome: str) -> None:
    new = after(state(), answer(outcome, body_sha256="aa", etag='W/"é 1"'))
    assert new.body_sha256 == "aa"
    assert new.etag == 'W/"é 1"'
    assert new.interval_s == 900


def test_a_304_without_validators_keeps_the_old_ones() -> None:
    new = after(state(), Answer("not_modified", NOW))
    assert (new.etag, new.last_modified) == (state().etag, state().last_modified)
    assert new.body_sha256 == "aa"


def test_validators_that_lie_are_not_sent_again() -> None:
    same = {"etag": state().etag, "last_modified": state().last_modified}
    assert request_headers(after(state(), answer(**same)), NOW) == {}
    assert request_headers(after(state(), answer(**same, body_sha256="aa")), NOW) != {}


def test_a_permanent_redirect_is_believed_the_second_time() -> None:
    there = "https://new.example/rss"
    once, first = after_poll(FeedSpec(URL, state()), answer(moved_to=there), SETTINGS)
    assert (once.address, once.moved_to, first) == (URL, there, "ok")
    failed = after(once, Answer("error", NOW))
    twice, second = after_poll(FeedSpec(URL, failed), answer(moved_to=there), SETTINGS)
    assert (twice.feed_url, twice.address, twice.moved_to, second) == (URL, there, None, "moved")
    settled, third = after_poll(FeedSpec(URL, twice), answer(), SETTINGS)
    assert (settled.address, third) == (there, "ok")


def test_a_redirect_that_changes_or_ends_is_not_believed() -> None:
    once = after(state(), answer(moved_to="https://a.example/"))
    assert after(once, answer(moved_to="https://b.example/")).address == URL
    assert after(once, answer()).moved_to is None


def test_a_feed_that_is_gone_retires() -> None:
    new = after(state(), Answer(failed_outcome(FetchError("http_gone", "x")), NOW))
    assert new.retired
    assert not is_due(new, NOW + timedelta(days=400))


def test_failures_step_back_linearly_and_never_for_good() -> None:
    pauses, old = [], state()
    for _ in range(400):
        old = after(old, Answer("error", NOW))
        pauses.append(due_in_s(old))
    assert 600 <= pauses[0] <= 660
    assert 1_200 <= pauses[1] <= 1_320
    assert max(pauses) <= DAY_S
    assert (old.etag, old.body_sha256, old.failures) == (state().etag, "aa", 400)
    assert after(old, answer()).failures == 0


def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    error = PassingError("http_throttled", "429", retry_after_s=7_200)
    heard = Answer(failed_outcome(error), NOW, retry_after_s=retry_after_of(error))
    assert heard.outcome == "throttled"
    assert 7_200 <= due_in_s(after(state(), heard)) <= 7_920
    assert due_in_s(after(state(), replace(heard, retry_after_s=1e9))) <= DAY_S


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=900"}, 900),
        ({"cache-control": "s-maxage=900"}, 0),
        ({"cache-control": "no-cache", "expires": "0"}, 0),
        ({"cache-control": "max-age=60", "expires": "Tue, 10 Mar 2026 13:00:00 GMT"}, 60),
        ({"expires": "Tue, 10 Mar 2026 13:00:00 GMT"}, 3_600),
        (
            {
                "expires": "Tue, 10 Mar 2026 13:00:00 GMT",
                "date": "Tue, 10 Mar 2026 12:30:00 GMT",
            },
            1_800,
        ),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "Fri, 99 Foo 99999 99:99:99"}, 0),
        ({}, 0),
    ],
)
def test_how_long_the_server_calls_its_answer_fresh(headers: dict[str, str], seconds: int) -> None:
    assert freshness_s(headers, NOW) == seconds


def test_the_longest_wish_counts_between_floor_and_ceiling() -> None:
    hints = FeedHints(ttl_s=1_800, update_period_s=3_600)
    assert wished_interval_s(hints, 900) == 3_600
    assert 3_600 <= due_in_s(after(state(), answer(hints=hints))) <= 3_960
    assert due_in_s(after(state(), answer(fresh_s=1e9))) <= DAY_S
    assert due_in_s(after(state(interval_s=1), answer())) >= SETTINGS.min_interval_s


def test_hours_and_days_that_the_feed_skips_are_skipped() -> None:
    hints = FeedHints(skip_hours=frozenset({12, 13}), skip_days=frozenset({2}))
    assert next_due(URL, NOW, 600, SETTINGS, hints) == NOW.replace(hour=14)
    late = NOW.replace(hour=23, minute=55)
    assert next_due(URL, late, 600, SETTINGS, hints) == datetime(2026, 3, 12, tzinfo=UTC)
    always = FeedHints(skip_hours=frozenset(range(24)))
    assert next_due(URL, NOW, 600, SETTINGS, always) < NOW + timedelta(seconds=661)


def test_a_floor_of_0_asks_every_feed_in_every_run() -> None:
    zero = PollSettings(min_interval_s=0)
    hints = FeedHints(ttl_s=DAY_S, skip_hours=frozenset({12}))
    for heard in (
        answer(fresh_s=1e6, hints=hints),
        answer("unchanged"),
        Answer("error", NOW),
        Answer("throttled", NOW, retry_after_s=3_600),
    ):
        new, _ = after_poll(FeedSpec(URL, state()), heard, zero)
        assert is_due(new, NOW)
        first, _ = after_poll(FeedSpec(URL), heard, zero)
        assert is_due(first, NOW)


@given(
    interval=st.floats(0, 1e9),
    floor=st.floats(1, 1e5),
    span=st.floats(0, 1e5),
    minute=st.integers(0, 100_000),
)
def test_polls_lie_between_floor_and_ceiling_and_are_the_same_each_time(
    interval: float, floor: float, span: float, minute: int
) -> None:
    settings = PollSettings(min_interval_s=floor, max_interval_s=floor + span)
    at = NOW + timedelta(minutes=minute)
    due = next_due(URL, at, interval, settings)
    assert due == next_due(URL, at, interval, settings)
    assert floor - 1e-3 <= (due - at).total_seconds() <= floor + span + 1e-3


def test_feeds_do_not_fall_into_step() -> None:
    dues = {next_due(f"{URL}{n}", NOW, 3_600, SETTINGS) for n in range(50)}
    assert len(dues) == 50


def poll(**changes: object) -> FeedPoll:
    plain = FeedPoll(
        feed_url=URL,
        polled_at=NOW,
        next_due_at=NOW + timedelta(seconds=620),
        outcome="ok",
        http_status=200,
        entry_count=10,
        new_count=0,
        bytes=1,
        duration_ms=1,
        code=None,
        run_date=NOW.date(),
        run_id="r",
        ingested_at=NOW,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_the_share_of_new_entries_settles_the_interval() -> None:
    before = state(next_due_at=NOW + timedelta(seconds=620), polled_at=NOW)
    assert with_new_count(poll(), 4).new_count == 4
    few_poll, few = settle(poll(), before, 3, SETTINGS)
    assert (few_poll.new_count, few.interval_s) == (3, 900)
    assert few_poll.next_due_at == few.next_due_at >= NOW + timedelta(seconds=900)
    _, some = settle(poll(), before, 5, SETTINGS)
    assert (some.interval_s, some.next_due_at) == (600, some.next_due_at)
    _, many = settle(poll(), before, 8, SETTINGS)
    assert (many.interval_s, many.next_due_at) == (300, before.next_due_at)
    failed = poll(outcome="error", entry_count=0)
    assert settle(failed, before, 0, SETTINGS) == (failed, before)
    zero = PollSettings(min_interval_s=0)
    at_once = state(next_due_at=NOW, polled_at=NOW, interval_s=0)
    _, settled = settle(poll(next_due_at=NOW), at_once, 0, zero)
    assert settled.next_due_at == NOW


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_interval_s": -1},
        {"min_interval_s": 10, "max_interval_s": 5},
        {"timeout_s": 0},
        {"max_body_bytes": 0},
        {"max_entries": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PollSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:p%40ss@host.example/a?b=c", "https://***@host.example/a?b=c"),
        ("https://token@host.example", "https://***@host.example"),
        ("https://u:p@ss@host.example/x@y", "https://***@host.example/x@y"),
        ("https://host.example/a@b", "https://host.example/a@b"),
        ("https://***@host.example/", "https://***@host.example/"),
        ("no address", "no address"),
    ],
)
def test_credentials_are_never_shown(url: str, shown: str) -> None:
    assert redacted(url) == shown


def test_credentials_go_to_the_own_host_only() -> None:
    secret = "https://me:pw@feeds.example/rss"
    assert asked_address(secret, None) == secret
    assert asked_address(secret, redacted(secret)) == secret
    here = asked_address(secret, "https://feeds.example/atom")
    assert here == "https://me:pw@feeds.example/atom"
    assert asked_address(secret, "https://***@feeds.example/atom") == here
    assert asked_address(secret, "http://feeds.example/atom") == "http://feeds.example/atom"
    assert asked_address(secret, "https://else.example/atom") == "https://else.example/atom"
    assert hide_credentials("no answer from me:pw@feeds.example", secret) == (
        "no answer from ***@feeds.example"
    )
    moved = after_poll(
        FeedSpec(secret), answer(moved_to="https://me:pw@feeds.example/new"), SETTINGS
    )[0]
    assert "pw" not in repr(moved)
