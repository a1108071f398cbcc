"""The local web: if it lies, every test that stands on it lies too."""

import http.client
import socket
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.localweb import (
    Answer,
    Drip,
    Endless,
    FalseHeaders,
    FaultPlan,
    GzipBomb,
    HeaderDrip,
    LocalWeb,
    RedirectLoop,
    Reset,
    Silence,
    Slow,
    Status,
    Truncated,
    VirtualHosts,
    page,
)

HOST = "one.example"
GOOD = page("<p>good</p>")


def ask(web, path="/", host=HOST, headers=None, method="GET"):
    connection = http.client.HTTPConnection(web.address, timeout=5)
    try:
        connection.request(method, path, headers={"Host": host, **(headers or {})})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def read_raw(web, path="/", limit=100_000):
    """Everything up to the end of the connection or ``limit`` bytes."""
    with socket.create_connection((web.address.split(":")[0], web.port), timeout=5) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        got = b""
        while len(got) < limit and (data := client.recv(65_536)):
            got += data
        return got


def faulty(fault):
    return LocalWeb(FaultPlan(VirtualHosts({HOST: {"/": GOOD}}), {(HOST, "/"): fault}))


def test_hosts_and_paths_are_told_apart():
    sites = {
        HOST: {"/": page("one"), "/?p=1": page("query")},
        "two.example": {"/": lambda r: page(f"{r.host} {r.path}")},
    }
    with LocalWeb(VirtualHosts(sites)) as web:
        assert ask(web)[2] == b"one"
        assert ask(web, "/?p=1")[2] == b"query"
        assert ask(web, "/?p=2")[2] == b"one"
        assert ask(web, "/?q", "TWO.example:8080")[2] == b"two.example /?q"
        assert ask(web, "/nowhere")[0] == 404
        assert ask(web, "/", "three.example")[0] == 404


def test_a_page_can_change_and_vanish_between_requests():
    site = VirtualHosts({HOST: {"/": page("before")}})
    with LocalWeb(site) as web:
        assert ask(web)[2] == b"before"
        site.put(HOST, "/", page("after"))
        assert ask(web)[2] == b"after"
        site.remove(HOST, "/")
        assert ask(web)[0] == 404
    assert site.hosts == [HOST]


def test_head_has_the_headers_of_get_and_no_body():
    with LocalWeb(VirtualHosts({HOST: {"/": GOOD}})) as web:
        status, headers, body = ask(web, method="HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(GOOD.body)), b"")


def test_a_connection_serves_many_requests():
    with LocalWeb(VirtualHosts({HOST: {"/": GOOD}})) as web:
        connection = http.client.HTTPConnection(web.address, timeout=5)
        for path in ["/", "/gone", "/"]:
            connection.request("GET", path, headers={"Host": HOST})
            connection.getresponse().read()
            assert connection.sock is not None  # http.client drops it when the server closes
        connection.close()


def test_the_log_says_who_asked_for_what_and_when():
    with LocalWeb(VirtualHosts({HOST: {"/": GOOD}})) as web:
        ask(web, headers={"User-Agent": "reader"})
        ask(web, "/missing", method="HEAD")
        first, second = web.log
        assert (first.host, first.path, first.method, first.status) == (HOST, "/", "GET", 200)
        assert first.headers["user-agent"] == "reader"
        assert (second.method, second.status) == ("HEAD", 404)
        assert first.started_at <= first.ended_at <= second.started_at <= second.ended_at
        assert web.requests(HOST, "/missing") == [second]
        web.clear_log()
        assert web.log == []


def test_unchanged_feeds_answer_304_when_asked_to():
    feed = Answer(body=b"<rss/>", conditional=True)
    dated = Answer(
        headers={"Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}, body=b"x", conditional=True
    )
    lying = Answer(headers={"ETag": '"same"'}, body=b"new")
    with LocalWeb(VirtualHosts({HOST: {"/f": feed, "/d": dated, "/l": lying}})) as web:
        tag = ask(web, "/f")[1]["etag"]
        assert ask(web, "/f", headers={"If-None-Match": f'"a", {tag}'})[::2] == (304, b"")
        assert ask(web, "/f", headers={"If-None-Match": '"a"'})[0] == 200
        day = ask(web, "/d")[1]["last-modified"]
        assert ask(web, "/d", headers={"If-Modified-Since": day})[0] == 304
        assert ask(web, "/l", headers={"If-None-Match": '"same"'})[0] == 200


def test_many_clients_are_served_at_once():
    with faulty(Slow(0.3)) as web:
        with ThreadPoolExecutor(20) as pool:
            assert {status for status, _, _ in pool.map(lambda _: ask(web), range(20))} == {200}
        log = web.log
    assert max(line.started_at for line in log) < min(line.ended_at for line in log)


def test_a_site_that_raises_is_reported_and_not_taken_for_a_broken_client():
    def respond(request):
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"), LocalWeb(respond) as web:
        assert read_raw(web) == b""


def test_a_path_without_slash_is_refused():
    with pytest.raises(ValueError, match="starts with /"):
        VirtualHosts({HOST: {"page": GOOD}})


def test_a_sequence_of_faults_ends_well_and_can_begin_anew():
    plan = FaultPlan(VirtualHosts({HOST: {"/": GOOD}}), {(HOST, "/"): [Status(500), None]})
    with LocalWeb(plan) as web:
        assert [ask(web)[0] for _ in range(3)] == [500, 200, 200]
        assert plan.count(HOST, "/") == 3
        plan.set(HOST, "/", [Status(503, {"retry-after": "2"})])
        status, headers, _ = ask(web)
        assert (status, headers["retry-after"], ask(web)[0]) == (503, "2", 200)
        assert plan.count(HOST, "/nowhere") == 0


@pytest.mark.parametrize("after_bytes", [None, 3])
def test_reset(after_bytes):
    with faulty(Reset(after_bytes)) as web, pytest.raises(ConnectionResetError):
        read_raw(web)


def test_truncated_body():
    with faulty(Truncated(10)) as web, pytest.raises(http.client.IncompleteRead):
        ask(web)


def test_body_drips_and_arrives():
    with faulty(Drip(0.001, drop_bytes=4)) as web:
        assert ask(web)[2] == GOOD.body


@pytest.mark.parametrize("fault", [Silence(), HeaderDrip(10.0), Drip(10.0)])
def test_closing_breaks_off_what_would_never_end(fault):
    with ThreadPoolExecutor(1) as pool:
        with faulty(fault) as web:
            waiting = pool.submit(read_raw, web)
            while not web.log:
                time.sleep(0.001)
        assert not waiting.result(5).endswith(GOOD.body)


def test_endless_body():
    with faulty(Endless()) as web:
        got = read_raw(web, limit=1_000_000)
    assert len(got) >= 1_000_000
    assert b"content-length" not in got


def test_false_headers():
    with faulty(FalseHeaders({"content-encoding": "gzip"})) as web:
        _, headers, body = ask(web)
    assert (headers["content-encoding"], body) == ("gzip", GOOD.body)


def test_gzip_bomb_is_small_and_unpacks_to_much():
    with faulty(GzipBomb(20 << 20)) as web:
        _, headers, body = ask(web)
    assert headers["content-encoding"] == "gzip"
    assert len(body) < 100_000
    assert len(zlib.decompress(body, wbits=31)) == 20 << 20


def test_redirect_loop():
    with faulty(RedirectLoop()) as web:
        status, headers, _ = ask(web)
    assert (status, headers["location"]) == (302, "/")
