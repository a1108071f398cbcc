"""The step: every entry ends as one page or one dead letter, or the accounts do not balance."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from threading import Barrier

import apache_beam as beam
from apache_beam.testing.util import assert_that, equal_to

from pipeline.localweb import FaultPlan, LocalWeb, Status, VirtualHosts, page
from schemas.context import RunContext
from schemas.errors import FetchError, PassingError
from schemas.feeds import FeedEntry, FetchTask
from transforms.fetching import FetchPages
from transforms.fetching.step import stand_in

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RUN = RunContext(run_id="20261123T100000Z-3fa9c2d1", ingested_at=NOW)
LONG = "word " * 100
SHORT = "word " * 99


def task(key, url, content=None, attempt=1):
    entry = FeedEntry(
        feed_url="http://feeds.example/rss",
        entry_id=f"guid-{key}",
        url=url,
        feed_title="Feed",
        title=f"Entry {key}",
        summary=None,
        content=content,
        authors=[],
        tags=[],
        published_at=None,
        updated_at=None,
        image_url=None,
        language=None,
        fingerprint="0",
        polled_at=NOW,
    )
    return FetchTask(entry_key=key, entry=entry, attempt=attempt)


def run_step(tasks, settings, check_ok, check_dead):
    with beam.Pipeline(runner="FnApiRunner", argv=["--no_save_main_session"]) as p:
        fetched = p | beam.Create(tasks) | FetchPages(settings, RUN)
        pages = fetched.ok | "Page" >> beam.Map(
            lambda x: (x.task.entry_key, x.unavailable, x.status, x.body)
        )
        letters = fetched.dead | "Letter" >> beam.Map(
            lambda f: (f.task.entry_key, f.letter.step, f.letter.code, f.passing)
        )
        assert_that(pages, equal_to(check_ok), label="Pages")
        assert_that(letters, equal_to(check_dead), label="Letters")


def test_every_entry_ends_as_a_page_or_a_dead_letter(settings_for):
    site = VirtualHosts(
        {
            "a.example": {"/1": page("one"), "/2": page("two")},
            "b.example": {
                "/robots.txt": page("User-agent: *\nDisallow: /private"),
                "/private/1": page("private"),
                "/1": page("b"),
            },
        }
    )
    plan = {("c.example", "/busy"): Status(503), ("c.example", "/slow"): Status(500)}
    tasks = [
        task("k1", "http://a.example/1"),
        task("k2", "http://a.example/2", LONG),
        task("k3", "http://a.example/gone"),
        task("k4", "http://a.example/gone-too", LONG),
        task("k5", "http://b.example/private/1"),
        task("k6", "http://b.example/private/2", LONG),
        task("k7", "http://b.example/1"),
        task("k8", None, SHORT),
        task("k9", None),
        task("l1", "ftp://a.example/1"),
        task("l2", "http://["),
        task("l3", "http://10.0.0.1/", LONG),
        task("l4", "http://c.example/busy", LONG),
        task("l5", "http://c.example/slow", LONG, attempt=4),
    ]
    with LocalWeb(FaultPlan(site, plan)) as web:
        run_step(
            tasks,
            settings_for(web),
            [
                ("k1", None, 200, b"one"),
                ("k2", None, 200, b"two"),
                ("k4", "http_not_found", 404, b""),
                ("k6", "robots_disallowed", 0, b""),
                ("k7", None, 200, b"b"),
                ("k8", "entry_without_link", 0, b""),
                ("l5", "http_unavailable", 500, b""),
            ],
            [
                ("k3", "FetchPages", "http_not_found", False),
                ("k5", "FetchPages", "robots_disallowed", False),
                ("k9", "FetchPages", "entry_without_link", False),
                ("l1", "FetchPages", "scheme_not_allowed", False),
                ("l2", "FetchPages", "invalid_url", False),
                ("l3", "FetchPages", "address_not_public", False),
                ("l4", "FetchPages", "http_throttled", True),
            ],
        )
        asked = Counter(line.host for line in web.log if line.path == "/robots.txt")
        assert asked == {"a.example": 1, "b.example": 1, "c.example": 1}
        paths = [line.path for line in web.requests("a.example") if line.path != "/robots.txt"]
        assert paths == ["/1", "/2", "/gone", "/gone-too"]


def test_hosts_are_asked_side_by_side_and_each_one_thing_at_a_time(settings_for):
    hosts = [f"h{n}.example" for n in range(8)]

    all_here = Barrier(len(hosts), timeout=20)

    def meet(request):
        if request.path == "/0":
            all_here.wait()  # nobody is answered before all hosts were asked
        return page(request.path)

    tasks = [task(f"{h}{n}", f"http://{h}/{n}") for n in range(3) for h in hosts]
    with LocalWeb(VirtualHosts({h: {f"/{n}": meet for n in range(3)} for h in hosts})) as web:
        settings = settings_for(web, min_interval_s=0.15, parallel_hosts=8, timeout_s=30.0)
        expected = [(t.entry_key, None, 200, t.entry.url[-2:].encode()) for t in tasks]
        run_step(tasks, settings, expected, [])
        by_host = {h: web.requests(h) for h in hosts}
    for lines in by_host.values():
        assert [line.path for line in lines] == ["/robots.txt", "/0", "/1", "/2"]
        assert all(a.ended_at <= b.started_at for a, b in pairwise(lines))
        # The clock that counts is the client's: the first of two may reach the server late.
        assert lines[-1].started_at - lines[0].started_at >= 3 * 0.15 - 0.1


def test_a_feed_text_stands_in_only_for_what_another_try_will_not_mend():
    gone = FetchError("http_gone", "410")
    passing = PassingError("timed_out", "too slow")
    private = FetchError("address_not_public", "10.0.0.1")
    url = "http://a.example/1"
    assert stand_in(task("k", url, LONG), gone, NOW).unavailable == "http_gone"
    assert stand_in(task("k", url, SHORT), gone, NOW) is None
    assert stand_in(task("k", url, None), gone, NOW) is None
    assert stand_in(task("k", url, LONG, attempt=3), passing, NOW) is None
    assert stand_in(task("k", url, LONG, attempt=4), passing, NOW).fetched_at == NOW
    assert stand_in(task("k", url, LONG, attempt=9), private, NOW) is None


def test_what_a_publisher_reserves_travels_with_the_page(settings_for):
    site = VirtualHosts({"a.example": {"/1": page("x", x_robots_tag="otherbot: noai, nofollow")}})
    with LocalWeb(site) as web, beam.Pipeline(runner="FnApiRunner", argv=[]) as p:
        fetched = (
            p | beam.Create([task("k", "http://a.example/1")]) | FetchPages(settings_for(web), RUN)
        )
        facts = fetched.ok | beam.Map(lambda x: (x.url, x.content_type, x.tdm_reserved))
        assert_that(facts, equal_to([("http://a.example/1", "text/html; charset=utf-8", True)]))
