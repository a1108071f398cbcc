"""What a user loses when this fails: a feed that vanishes from the accounts, or its entries."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that

from pipeline.localweb import (
    Answer,
    FaultPlan,
    LocalWeb,
    Reset,
    Status,
    VirtualHosts,
    page,
    redirect,
)
from schemas.accounts import DeadLetter, FeedPoll
from schemas.context import RunContext
from schemas.state import FeedState
from transforms.feeds.polling import FeedSpec
from transforms.feeds.schedule import PollSettings
from transforms.feeds.step import PollFeeds
from transforms.fetching import FetchSettings

LAUNCHED_AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
RUN = RunContext("20260310T120000Z-3fa9c2d1", LAUNCHED_AT)
HOST = "feeds.example"
XML = {"content-type": "application/rss+xml; charset=utf-8"}


def rss(*items: str) -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>T</title>{inner}</channel></rss>".encode()


BODY = rss(*(f"<link>https://site.example/{n}</link>" for n in range(3)))
BOMB = b"<!DOCTYPE rss [<!ENTITY a 'ha'>]><rss version='2.0'><channel/></rss>"


def url(path: str) -> str:
    return f"http://{HOST}{path}"


def remembered(path: str, **changes: Any) -> FeedState:
    plain = FeedState(
        feed_url=url(path),
        address=url(path),
        moved_to=None,
        etag=None,
        last_modified=None,
        body_sha256=None,
        interval_s=600,
        next_due_at=LAUNCHED_AT,
        polled_at=datetime.now(UTC),
        failures=0,
        retired=False,
        generation=3,
        parsed_at=None,
    )
    return replace(plain, **changes)


@pytest.fixture
def site() -> VirtualHosts:
    web = VirtualHosts()
    good = Answer(headers=XML, body=BODY)
    web.put(HOST, "/ok", good)
    web.put(HOST, "/same", good)
    web.put(
        HOST, "/conditional", Answer(headers={**XML, "etag": '"v1"'}, body=BODY, conditional=True)
    )
    web.put(HOST, "/html", page("<html><body>no feed</body></html>"))
    web.put(HOST, "/moved", redirect("/ok", 301))
    web.put(HOST, "/bomb", Answer(headers=XML, body=BOMB))
    web.put(
        HOST,
        "/partly",
        Answer(headers=XML, body=rss("<link>https://site.example/1</link>", "<title>x</title>")),
    )
    web.put(HOST, "/throttled", good)
    web.put(HOST, "/gone", good)
    web.put("other.example", "/reset", good)
    web.put("other.example", "/empty", Answer(headers=XML))
    return web


def specs() -> list[FeedSpec]:
    paths = ("/ok", "/missing", "/html", "/bomb", "/partly", "/gone")
    return [
        *(FeedSpec(url(path)) for path in paths),
        FeedSpec(url("/conditional"), remembered("/conditional", etag='"v1"')),
        FeedSpec(url("/same"), remembered("/same", body_sha256=hashlib.sha256(BODY).hexdigest())),
        FeedSpec(url("/moved"), remembered("/moved", moved_to=url("/ok"))),
        FeedSpec("http://other.example/reset"),
        FeedSpec("http://me:secret@other.example/empty"),
        FeedSpec("http://slow.example/throttled"),
        FeedSpec("no address"),
    ]


def fetch_settings(web: LocalWeb) -> FetchSettings:
    return FetchSettings(
        user_agent="newsbeam-test/1.0 (+https://newsbeam.example/bot)",
        min_interval_s=0,
        allow_networks=("*.example",),
        resolve={"*.example": web.address},
        timeout_s=5,
        retries=0,
        backoff_s=0.01,
    )


OUTCOMES = {
    url("/ok"): ("ok", 200, None, 3),
    url("/missing"): ("error", 404, "http_not_found", 0),
    url("/html"): ("error", 200, "feed_not_a_feed", 0),
    url("/bomb"): ("error", 200, "feed_declares_entities", 0),
    url("/partly"): ("ok", 200, None, 2),
    url("/gone"): ("gone", 410, "http_gone", 0),
    url("/conditional"): ("not_modified", 304, None, 0),
    url("/same"): ("unchanged", 200, None, 0),
    url("/moved"): ("moved", 200, None, 3),
    "http://other.example/reset": ("error", None, "connection_lost", 0),
    "http://***@other.example/empty": ("error", 200, "feed_empty_body", 0),
    "http://slow.example/throttled": ("throttled", 429, "http_throttled", 0),
    "no address": ("error", None, "invalid_url", 0),
}


def check_polls(polls: Iterable[FeedPoll]) -> None:
    found = {p.feed_url: (p.outcome, p.http_status, p.code, p.entry_count) for p in polls}
    assert found == OUTCOMES
    assert len(list(polls)) == len(OUTCOMES)


def check_states(states: Iterable[FeedState]) -> None:
    found = {s.feed_url: s for s in states}
    assert found.keys() == OUTCOMES.keys()
    assert len(list(states)) == len(OUTCOMES)
    assert found[url("/conditional")].etag == '"v1"'
    assert found[url("/moved")].address == url("/ok")
    assert [s.feed_url for s in found.values() if s.retired] == [url("/gone")]
    failed = {u for u, (_, _, code, _) in OUTCOMES.items() if code}
    assert {u for u, s in found.items() if s.failures} == failed
    assert "secret" not in repr(found)


def check_dead(dead: Iterable[DeadLetter]) -> None:
    letters = Counter((letter.step, letter.key, letter.code) for letter in dead)
    expected = {("PollFeeds", u, code): 1 for u, (_, _, code, _) in OUTCOMES.items() if code}
    expected["ReadEntries", f"{url('/partly')}#1", "entry_without_link"] = 1
    assert letters == expected
    assert "secret" not in repr(list(dead))


def check_entries(entries: Iterable[Any]) -> None:
    by_feed = Counter(shown.entry.feed_url for shown in entries)
    assert by_feed == {url("/ok"): 3, url("/moved"): 3, url("/partly"): 1}


def check_found(found: Iterable[int]) -> None:
    assert sum(found) == 3 + 3 + 1 + 1
    assert len(list(found)) == len(OUTCOMES)


def listed(check: Callable[[list[Any]], None]) -> Callable[[Iterable[Any]], None]:
    return lambda rows: check(list(rows))


def test_every_feed_gives_one_poll_one_state_and_what_it_has(site: VirtualHosts) -> None:
    faults = FaultPlan(
        site,
        {
            (HOST, "/gone"): Status(410),
            ("slow.example", "/throttled"): Status(429, {"retry-after": "3600"}),
            ("other.example", "/reset"): Reset(),
        },
    )
    with LocalWeb(faults) as web:
        with beam.Pipeline(runner="FnApiRunner") as pipeline:
            polled = (
                pipeline
                | beam.Create(specs())
                | PollFeeds(PollSettings(), fetch_settings(web), RUN)
            )
            assert_that(polled.polls, listed(check_polls), label="Polls")
            assert_that(polled.states, listed(check_states), label="States")
            assert_that(polled.dead, listed(check_dead), label="Dead")
            assert_that(polled.entries, listed(check_entries), label="Entries")
            assert_that(polled.found, listed(check_found), label="Found")
        asked = web.requests(HOST, "/conditional")
        assert [r.headers["if-none-match"] for r in asked] == ['"v1"']
        assert [r.path for r in web.log if "robots" in r.path] == []
        (with_secret,) = web.requests("other.example", "/empty")
        assert with_secret.headers["authorization"].startswith("Basic ")
