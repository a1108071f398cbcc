"""A key in a feed's address must not reach a table, a log or an archive."""

import pickle
from datetime import UTC, datetime

import pytest

from schemas.context import RunContext
from schemas.errors import FetchError
from transforms.feeds.asking import PollRows, poll_feed
from transforms.feeds.polling import FeedSpec
from transforms.feeds.schedule import PollSettings

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
RUN = RunContext("20261005T120000Z-00000000", NOW)
ADDRESS = "https://a.example/feed?key=s3cret"
SPEC = FeedSpec(ADDRESS, alias="https://a.example/feed?key=${KEY}")


def polled(spec: FeedSpec, asked: list[str]) -> PollRows:
    def fetch(address: str, headers: object) -> object:
        asked.append(address)
        raise FetchError("http_not_found", f"{address} answered 404")

    return poll_feed(spec, fetch, PollSettings(), RUN, lambda: NOW)  # type: ignore[arg-type]


def test_the_address_is_asked_and_its_alias_is_written_down() -> None:
    asked: list[str] = []
    rows = polled(SPEC, asked)
    assert asked == [ADDRESS]
    assert rows.poll.feed_url == SPEC.alias
    assert "s3cret" not in repr(rows)


def test_the_second_poll_asks_the_same_address_again() -> None:
    asked: list[str] = []
    first = polled(SPEC, asked)
    polled(FeedSpec(ADDRESS, first.state, SPEC.alias), asked)
    assert asked == [ADDRESS, ADDRESS]


def test_user_name_and_password_are_masked() -> None:
    spec = FeedSpec("https://me:s3cret@a.example/feed", alias="https://${ME}:${PW}@a.example/feed")
    rows = polled(spec, [])
    assert rows.poll.feed_url == "https://***@a.example/feed"
    assert "s3cret" not in repr(rows)


BY_REFERENCE = "https://a.example/feed?key=${NEWS_KEY}"
CARRIED = FeedSpec(BY_REFERENCE, alias=BY_REFERENCE)


def test_a_reference_is_replaced_where_the_feed_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_KEY", "s3cret")
    asked: list[str] = []
    rows = polled(CARRIED, asked)
    assert asked == [ADDRESS]
    assert rows.poll.feed_url == BY_REFERENCE
    assert "s3cret" not in repr(rows), "nor in the message of the server's error"
    assert "s3cret" not in repr(CARRIED)
    assert b"s3cret" not in pickle.dumps(CARRIED)


def test_a_worker_without_the_variable_says_so_in_a_dead_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NEWS_KEY", raising=False)
    asked: list[str] = []
    rows = polled(CARRIED, asked)
    assert asked == []
    (letter,) = rows.dead
    assert letter.code == "secret_not_set"
    assert "NEWS_KEY is not set" in letter.detail
    assert CARRIED.place == BY_REFERENCE, "grouping by host goes on"


def test_an_escaped_reference_is_the_characters_themselves() -> None:
    written = "https://a.example/feed?q=$${NEWS_KEY}"
    assert FeedSpec(written, alias=written).address == "https://a.example/feed?q=${NEWS_KEY}"
