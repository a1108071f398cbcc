"""The polite fetcher over real sockets: manners that publishers can see in their logs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from pipeline.localweb import (
    Answer,
    Drip,
    Endless,
    FaultPlan,
    LocalWeb,
    Reset,
    Slow,
    Status,
    Truncated,
    VirtualHosts,
    page,
    redirect,
)
from schemas.errors import CODES, FetchError, PassingError
from transforms.fetching import PoliteFetcher, Response, raise_for_status
from transforms.fetching.polite import Manners, manners_of
from transforms.fetching.responses import retry_after_s, tdm_reserved
from transforms.fetching.robots import MAX_ROBOTS_BYTES, Robots
from transforms.fetching.targets import target_of

A = "http://a.example/"
GOOD = page("good")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def fetcher_for(settings_for):
    """Fetchers with a memory of their own, closed at the end of the test."""
    opened = []

    def fetcher(web, **changes):
        settings = settings_for(web, **changes)
        opened.append(PoliteFetcher(settings, manners=Manners(settings)))
        return opened[-1]

    yield fetcher
    for each in opened:
        each.close()


def error_of(fetcher, url=A, **kinds):
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, **kinds)
    return caught.value


def paths(web, host="a.example"):
    return [line.path for line in web.requests(host)]


def response(status, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(A, status, named, b"", NOW, 0.1)


# Status codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 202, 204, 304, 300])
def test_answers_that_are_none_of_our_complaint(status):
    raise_for_status(response(status))


@pytest.mark.parametrize(
    ("status", "headers", "code", "passing"),
    [
        (404, {}, "http_not_found", False),
        (410, {}, "http_gone", False),
        (401, {}, "http_forbidden", False),
        (403, {}, "http_forbidden", False),
        (451, {}, "http_forbidden", False),
        (400, {}, "http_error", False),
        (501, {}, "http_error", False),
        (429, {}, "http_throttled", True),
        (503, {}, "http_throttled", True),
        (408, {}, "http_unavailable", True),
        (425, {}, "http_unavailable", True),
        (500, {}, "http_unavailable", True),
        (502, {}, "http_unavailable", True),
        (504, {}, "http_unavailable", True),
        (522, {}, "http_unavailable", True),
        (524, {}, "http_unavailable", True),
        (403, {"cf_mitigated": "challenge"}, "bot_challenge", False),
        (503, {"cf_mitigated": "challenge"}, "bot_challenge", False),
        (202, {"x_amzn_waf_action": "challenge"}, "bot_challenge", False),
        (405, {"x_amzn_waf_action": "captcha"}, "bot_challenge", False),
    ],
)
def test_every_status_has_its_code(status, headers, code, passing):
    with pytest.raises(FetchError) as caught:
        raise_for_status(response(status, **headers))
    assert (caught.value.code, isinstance(caught.value, PassingError)) == (code, passing)
    assert code in CODES
    assert caught.value.status == status
    assert str(status) in caught.value.detail


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120.0),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), 0.0),
        ("Mon, 23 Nov 2026 10:01:00 -0000", 60.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_in_both_forms(value, seconds):
    assert retry_after_s(response(429, retry_after=value)) == seconds


@pytest.mark.parametrize(
    ("headers", "reserved"),
    [
        ({}, None),
        ({"tdm-reservation": "1"}, True),
        ({"tdm-reservation": " 0 "}, False),
        ({"tdm-reservation": "yes"}, None),
        ({"x-robots-tag": "noindex, NoAI"}, True),
        ({"x-robots-tag": "otherbot: noai"}, True),
        ({"x-robots-tag": "noarchive"}, None),
        ({"x-robots-tag": "noai", "tdm-reservation": "0"}, True),
    ],
)
def test_what_headers_reserve(headers, reserved):
    assert tdm_reserved(headers) is reserved


# Repetitions ------------------------------------------------------------------------------------


def test_trouble_that_passes_is_repeated(fetcher_for):
    course = [Status(500), Reset(), Truncated(), Status(429), Status(503), None]
    plan = FaultPlan(VirtualHosts({"a.example": {"/": GOOD}}), {("a.example", "/"): course})
    with LocalWeb(plan) as web:
        assert fetcher_for(web, retries=5).fetch(A).body == b"good"
        assert plan.count("a.example", "/") == 6


def test_trouble_that_stays_ends_after_the_last_repetition(fetcher_for):
    plan = FaultPlan(VirtualHosts(), {("a.example", "/"): Status(502)})
    with LocalWeb(plan) as web:
        assert error_of(fetcher_for(web, retries=2)).code == "http_unavailable"
        assert plan.count("a.example", "/") == 3


@pytest.mark.parametrize("fault", [Status(404), Status(403), Endless()])
def test_what_will_not_change_is_asked_once(fetcher_for, fault):
    plan = FaultPlan(VirtualHosts({"a.example": {"/": GOOD}}), {("a.example", "/"): fault})
    with LocalWeb(plan) as web:
        error_of(fetcher_for(web, retries=3, max_body_bytes=100_000))
        assert plan.count("a.example", "/") == 1


def test_a_pause_that_a_server_asks_for_holds_for_the_whole_host(fetcher_for):
    course = [Status(503, {"retry-after": "1"})]
    site = VirtualHosts({"a.example": {"/": GOOD, "/other": GOOD}, "b.example": {"/": GOOD}})
    with LocalWeb(FaultPlan(site, {("a.example", "/"): course})) as web:
        fetcher = fetcher_for(web)
        fetcher.fetch("http://b.example/")
        assert error_of(fetcher, obey_robots=False).retry_after_s == 1.0
        fetcher.fetch("http://b.example/")
        fetcher.fetch(f"{A}other", obey_robots=False)
        throttled, other = web.requests("a.example")
        assert web.requests("b.example")[-1].started_at < other.started_at
    assert other.started_at - throttled.ended_at >= 0.9


def test_a_pause_of_an_hour_ends_the_host_for_this_run(fetcher_for):
    plan = FaultPlan(VirtualHosts(), {("a.example", "/"): Status(429, {"retry-after": "3600"})})
    with LocalWeb(plan) as web:
        fetcher = fetcher_for(web, retries=2)
        assert error_of(fetcher, obey_robots=False).code == "http_throttled"
        assert error_of(fetcher, f"{A}other", obey_robots=False).code == "http_throttled"
        assert paths(web) == ["/"]


def test_a_host_that_only_fails_is_left_alone(fetcher_for):
    places = {("a.example", f"/{n}"): Reset() for n in range(9)}
    with LocalWeb(FaultPlan(VirtualHosts(), places)) as web:
        fetcher = fetcher_for(web, max_host_failures=3, retries=1)
        errors = [error_of(fetcher, f"{A}{n}", obey_robots=False) for n in range(9)]
        assert paths(web) == ["/0", "/0", "/1", "/1", "/2"]
    assert {error.code for error in errors} == {"connection_lost"}
    assert "in a row" in errors[-1].detail


# Turns ------------------------------------------------------------------------------------------


def test_one_thing_at_a_time_and_a_pause_even_for_many_threads_and_redirects(fetcher_for):
    site = VirtualHosts(
        {
            "a.example": {f"/{n}": redirect("http://b.example/") for n in range(3)},
            "b.example": {"/": GOOD},
        }
    )
    plan = {("b.example", "/"): Slow(0.05)}
    with LocalWeb(FaultPlan(site, plan)) as web:
        fetcher = fetcher_for(web, min_interval_s=0.15)
        with ThreadPoolExecutor(3) as pool:
            urls = [f"{A}{n}" for n in range(3)]
            got = list(pool.map(lambda u: fetcher.fetch(u, obey_robots=False), urls))
        lines = web.requests("b.example")
    assert [each.url for each in got] == ["http://b.example/"] * 3
    assert len(lines) == 3
    assert all(one.ended_at <= other.started_at for one, other in pairwise(lines))
    assert lines[-1].started_at - lines[0].started_at >= 2 * 0.15 - 0.1


def test_waiting_for_a_turn_is_not_the_servers_fault(fetcher_for):
    with LocalWeb(VirtualHosts({"a.example": {"/": redirect("/x"), "/x": GOOD}})) as web:
        fetcher = fetcher_for(web, min_interval_s=1.2, timeout_s=1.0)
        assert fetcher.fetch(A, obey_robots=False).status == 200


def test_conditional_requests_and_other_limits_pass_through(fetcher_for):
    feed = Answer(body=b"<rss/>" * 100, conditional=True)
    with LocalWeb(VirtualHosts({"a.example": {"/": feed}})) as web:
        fetcher = fetcher_for(web)
        etag = fetcher.fetch(A).headers["etag"]
        assert fetcher.fetch(A, {"If-None-Match": etag}).status == 304
        assert error_of(fetcher, max_body_bytes=10).code == "body_too_large"


# robots.txt -------------------------------------------------------------------------------------

RULES = """
User-agent: *
Disallow: /private
Allow: /private/open

User-agent: newsbeam-test
Disallow: /not-us
Crawl-delay: 0.3
"""


def robots_site(rules=RULES):
    text = rules if isinstance(rules, Answer) else Answer(body=rules.encode())
    places = dict.fromkeys(("/", "/private/1", "/not-us"), GOOD)
    return VirtualHosts({"a.example": {**places, "/robots.txt": text}})


def test_robots_txt_is_asked_once_and_obeyed(fetcher_for):
    with LocalWeb(robots_site()) as web:
        fetcher = fetcher_for(web)
        assert fetcher.fetch(A).status == 200
        assert fetcher.fetch(f"{A}private/1").status == 200
        error = error_of(fetcher, f"{A}not-us")
        assert (error.code, isinstance(error, PassingError)) == ("robots_disallowed", False)
        assert fetcher.fetch(f"{A}not-us", obey_robots=False).status == 200
        lines = web.requests("a.example")
    assert [line.path for line in lines] == ["/robots.txt", "/", "/private/1", "/not-us"]
    assert lines[2].started_at - lines[1].started_at >= 0.2  # Crawl-delay: 0.3


def test_robots_txt_holds_at_the_end_of_a_redirect_too(fetcher_for):
    site = robots_site()
    site.put("b.example", "/", redirect("http://a.example/not-us"))
    with LocalWeb(site) as web:
        assert error_of(fetcher_for(web), "http://b.example/").code == "robots_disallowed"
        assert paths(web) == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_no_robots_txt_allows_all(fetcher_for, status):
    with LocalWeb(robots_site(Answer(status=status))) as web:
        assert fetcher_for(web).fetch(f"{A}not-us").status == 200


def test_a_robots_txt_in_trouble_forbids_all_for_now(fetcher_for):
    plan = FaultPlan(robots_site(), {("a.example", "/robots.txt"): Status(500)})
    with LocalWeb(plan) as web:
        fetcher = fetcher_for(web, retries=2)
        for _ in range(2):
            error = error_of(fetcher)
            assert (error.code, isinstance(error, PassingError)) == ("robots_disallowed", True)
        assert paths(web) == ["/robots.txt"] * 3


@pytest.mark.parametrize(
    ("fault", "code", "timeout_s"),
    [(Reset(), "connection_lost", 10.0), (Drip(1.0), "timed_out", 0.5)],
)
def test_a_robots_txt_out_of_reach_forbids_all_under_its_own_code(
    fetcher_for, fault, code, timeout_s
):
    plan = FaultPlan(robots_site(), {("a.example", "/robots.txt"): fault})
    with LocalWeb(plan) as web:
        error = error_of(fetcher_for(web, timeout_s=timeout_s))
        assert (error.code, isinstance(error, PassingError)) == (code, True)
        assert "robots.txt" in error.detail
        assert paths(web) == ["/robots.txt"]


def test_a_robots_txt_that_gets_well_is_obeyed(fetcher_for):
    plan = FaultPlan(robots_site(), {("a.example", "/robots.txt"): [Status(500), Reset()]})
    with LocalWeb(plan) as web:
        assert error_of(fetcher_for(web, retries=2), f"{A}not-us").code == "robots_disallowed"
        assert paths(web) == ["/robots.txt"] * 3


def test_robots_txt_may_be_moved_and_a_loop_counts_as_none(fetcher_for):
    with LocalWeb(robots_site(redirect("/rules.txt"))) as web:
        assert fetcher_for(web).fetch(f"{A}not-us").status == 200  # /rules.txt is a 404
    with LocalWeb(robots_site(redirect("/robots.txt"))) as web:
        assert fetcher_for(web).fetch(f"{A}not-us").status == 200


def test_only_the_beginning_of_a_huge_robots_txt_is_read(fetcher_for):
    filler = "# nothing\n" * (MAX_ROBOTS_BYTES // 10)
    early = "User-agent: *\nDisallow: /private\n" + filler + "Disallow: /not-us\n"
    with LocalWeb(robots_site(early)) as web:
        fetcher = fetcher_for(web)
        assert error_of(fetcher, f"{A}private/1").code == "robots_disallowed"
        assert fetcher.fetch(f"{A}not-us").status == 200


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00junk", b"<!doctype html><p>Not found", b"\xef\xbb\xbf"]
)
def test_a_robots_txt_that_is_none_says_nothing(fetcher_for, body):
    with LocalWeb(robots_site(Answer(body=body))) as web:
        assert fetcher_for(web).fetch(A).status == 200


def test_rules_are_asked_for_again_after_a_day_and_each_port_has_its_own():
    asked = []
    now = [0.0]

    def get(url):
        asked.append(url)
        return Response(url, 200, {}, b"User-agent: *\nCrawl-delay: 1000", NOW, 0.1)

    robots = Robots("newsbeam", clock=lambda: now[0])
    for moment in (0.0, 86_000.0, 86_401.0):
        now[0] = moment
        assert robots.rules(target_of(A), get).crawl_delay_s == 120.0
    robots.rules(target_of("http://a.example:8080/x"), get)
    assert asked == [f"{A}robots.txt"] * 2 + ["http://a.example:8080/robots.txt"]


def test_fetchers_with_equal_settings_remember_together(settings_for):
    with LocalWeb(VirtualHosts()) as web:
        settings, equal = settings_for(web), settings_for(web)
        assert manners_of(settings) is manners_of(equal)
        assert manners_of(settings) is not manners_of(settings_for(web, user_agent="other"))
        other_place = settings_for(web, resolve={"*.example": "127.0.0.1:1"})
        assert manners_of(settings) is not manners_of(other_place)
