"""Exchanges over real sockets: each fault of a server ends in time, in bounds, under its name."""

import gzip
import socket
import threading

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
    Truncated,
    VirtualHosts,
    page,
    redirect,
)
from schemas.errors import FetchError, PassingError
from transforms.fetching import FetchSettings
from transforms.fetching.exchange import Exchange

A = "http://a.example/"
GOOD = page("<p>" + "good " * 200 + "</p>")


class Opened:
    """An exchange for one ``with`` block."""

    def __init__(self, settings, **kinds):
        self.exchange = Exchange(settings, **kinds)

    def __enter__(self):
        return self.exchange

    def __exit__(self, *error):
        self.exchange.close()


def error_of(exchange, url=A, **kinds):
    with pytest.raises(FetchError) as caught:
        exchange.get(url, **kinds)
    return caught.value


def test_a_page_arrives_with_all_that_is_said_of_it(settings_for):
    packed = Answer(
        headers={"Content-Encoding": "gzip", "X-One": "1", "ETag": '"\xe9"'},
        body=gzip.compress(b"text"),
    )
    with LocalWeb(VirtualHosts({"a.example": {"/p?q=1": packed}})) as web:
        with Opened(settings_for(web)) as exchange:
            got = exchange.get("http://user:pass@A.example/x/../p?q=1#part", {"X-Mine": "yes"})
        sent = web.log[0].headers
    assert (got.url, got.status, got.body) == ("http://a.example/p?q=1", 200, b"text")
    assert got.headers["x-one"] == "1"
    assert got.headers["etag"].encode("latin-1") == '"\xe9"'.encode()
    assert got.fetched_at.tzinfo is not None
    assert got.duration_s > 0
    assert got.moved_permanently_to is None
    assert sent["host"] == "a.example"
    assert sent["user-agent"].startswith("newsbeam-test/1.0")
    assert sent["x-mine"] == "yes"
    assert sent["authorization"] == "Basic dXNlcjpwYXNz"
    assert "br" in sent["accept-encoding"]


@pytest.mark.parametrize("status", [204, 304, 404, 500, 599])
def test_every_status_is_an_answer(settings_for, status):
    site = VirtualHosts({"a.example": {"/": Answer(status=status, body=b"words")}})
    with LocalWeb(site) as web, Opened(settings_for(web)) as exchange:
        got = exchange.get(A)
    assert (got.status, got.body) == (status, b"")


def test_one_connection_serves_many_requests(settings_for):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = []

        def serve():
            connection, _ = listener.accept()
            with connection:
                for _ in range(3):
                    served.append(connection.recv(65_536))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        server = threading.Thread(target=serve)
        server.start()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        settings = FetchSettings(
            "test", allow_networks=("127.0.0.1",), resolve={"a.example": address}, timeout_s=5
        )
        with Opened(settings) as exchange:
            assert [exchange.get(f"{A}{n}").body for n in range(3)] == [b"ok"] * 3
        server.join()
    assert len(served) == 3


# Faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "code", "passing"),
    [
        (Silence(), "timed_out", True),
        (Slow(30), "timed_out", True),
        (Drip(0.05), "timed_out", True),
        (HeaderDrip(0.05), "timed_out", True),
        (Reset(), "connection_lost", True),
        (Reset(after_bytes=100), "connection_lost", True),
        (Truncated(), "connection_lost", True),
        (Endless(), "body_too_large", False),
        (GzipBomb(64 << 20), "body_too_large", False),
        (RedirectLoop(), "too_many_redirects", False),
        (FalseHeaders({"content-encoding": "gzip"}), "bad_encoding", False),
        (FalseHeaders({"content-encoding": "no-such"}), "bad_encoding", False),
        (FalseHeaders({"content-length": "-1"}), "protocol_error", False),
    ],
    ids=lambda value: getattr(type(value), "__name__", "") if not isinstance(value, str) else value,
)
def test_each_fault_has_its_name(settings_for, fault, code, passing):
    site = FaultPlan(VirtualHosts({"a.example": {"/": GOOD}}), {("a.example", "/"): fault})
    timeout_s = 0.7 if code == "timed_out" else 30
    with (
        LocalWeb(site) as web,
        Opened(settings_for(web, timeout_s=timeout_s, max_body_bytes=1 << 20)) as exchange,
    ):
        error = error_of(exchange)
    assert (error.code, isinstance(error, PassingError)) == (code, passing)
    assert "a.example" in error.detail


def test_fifty_megabytes_are_refused_before_they_are_read(settings_for):
    big = Answer(body=bytes(50 << 20))
    with (
        LocalWeb(VirtualHosts({"a.example": {"/": big}})) as web,
        Opened(settings_for(web)) as exchange,
    ):
        assert error_of(exchange).code == "body_too_large"
        assert len(exchange.get(A, max_body_bytes=1_000, cut=True).body) == 1_000
        assert len(exchange.get(A, max_body_bytes=50 << 20).body) == 50 << 20


def test_an_error_page_without_end_is_still_the_error(settings_for):
    missing = Answer(status=404, fault=Endless())
    with (
        LocalWeb(VirtualHosts({"a.example": {"/": missing}})) as web,
        Opened(settings_for(web)) as exchange,
    ):
        assert exchange.get(A).status == 404


def raw_server(reply):
    """A server that sends the same bytes to everybody and hangs up; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()

    def close():
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()

    return f"127.0.0.1:{listener.getsockname()[1]}", close


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "protocol_error"),
        (b"", "connection_lost"),
        (b"HTTP/1.1 200 OK\r\nX: 1\r\n", "connection_lost"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "protocol_error"),
    ],
)
def test_servers_that_do_not_speak_http(reply, code):
    address, close = raw_server(reply)
    try:
        settings = FetchSettings(
            "test", allow_networks=("127.0.0.1",), resolve={"a.example": address}, timeout_s=5
        )
        with Opened(settings) as exchange:
            assert error_of(exchange).code == code
    finally:
        close()


def test_tls_that_fails_and_tls_that_never_answers(settings_for):
    with LocalWeb(VirtualHosts()) as web, Opened(settings_for(web)) as exchange:
        assert error_of(exchange, "https://a.example/").code == "tls_failed"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = FetchSettings(
            "test",
            allow_networks=("127.0.0.1",),
            resolve={"a.example": f"127.0.0.1:{silent.getsockname()[1]}"},
            timeout_s=0.5,
        )
        with Opened(settings) as exchange:
            assert error_of(exchange, "https://a.example/").code == "timed_out"


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Opened(FetchSettings("test", allow_networks=("127.0.0.1",))) as exchange:
        error = error_of(exchange, f"http://127.0.0.1:{port}/")
    assert error.code == "connect_failed"
    assert isinstance(error, PassingError)


# Guards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
)
def test_loopback_is_refused_however_it_is_written(settings_for, host):
    with LocalWeb(VirtualHosts()) as web:
        with Opened(settings_for(web, allow_networks=())) as exchange:
            assert error_of(exchange, f"http://{host}:{web.port}/").code == "address_not_public"
        assert web.log == []


def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected_to():
    answers = iter([["127.0.0.1"], ["10.0.0.1", "169.254.169.254"]])
    with Opened(FetchSettings("test"), lookup=lambda host: next(answers)) as exchange:
        assert error_of(exchange).code == "address_not_public"
        assert "169.254.169.254" in error_of(exchange).detail


def test_only_the_permitted_addresses_of_a_name_are_tried(settings_for):
    # 127.0.0.2 is permitted, but nobody listens there.
    addresses = ["10.0.0.1", "127.0.0.2", "127.0.0.1"]
    with (
        LocalWeb(VirtualHosts({"b.test": {"/": GOOD}})) as web,
        Opened(settings_for(web), lookup=lambda host: addresses) as exchange,
    ):
        assert exchange.get(f"http://b.test:{web.port}/").status == 200


def test_a_resolved_host_still_needs_to_be_allowed(settings_for):
    with LocalWeb(VirtualHosts({"a.example": {"/": GOOD}})) as web:
        with Opened(settings_for(web, allow_networks=())) as exchange:
            assert error_of(exchange).code == "address_not_public"
        with Opened(settings_for(web, allow_networks=("a.example",))) as exchange:
            assert exchange.get(A).status == 200
            assert error_of(exchange, "http://b.example/").code == "address_not_public"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://10.0.0.1/", "address_not_public"),
        ("http://169.254.169.254/latest/meta-data/", "address_not_public"),
        ("//[::1]/", "address_not_public"),
        ("file:///etc/passwd", "scheme_not_allowed"),
        ("ftp://a.example/", "scheme_not_allowed"),
        ("http://[", "invalid_url"),
        ("", "redirect_without_location"),
    ],
)
def test_every_hop_is_checked(settings_for, location, code):
    with (
        LocalWeb(VirtualHosts({"a.example": {"/": redirect(location)}})) as web,
        Opened(settings_for(web)) as exchange,
    ):
        assert error_of(exchange).code == code


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_proxies_of_the_environment_are_not_used(settings_for, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    with (
        LocalWeb(VirtualHosts({"a.example": {"/": GOOD}})) as web,
        Opened(settings_for(web)) as exchange,
    ):
        assert exchange.get(A).status == 200


def test_dns_that_does_not_know_and_dns_that_does_not_answer():
    def unknown(host):
        raise socket.gaierror(-2, "Name or service not known")

    with Opened(FetchSettings("test"), lookup=unknown) as exchange:
        assert error_of(exchange).code == "dns_failed"
    with Opened(FetchSettings("test"), lookup=lambda host: []) as exchange:
        assert error_of(exchange).code == "dns_failed"
    woken = threading.Event()

    def silent(host):
        woken.wait(10)
        return []

    with Opened(FetchSettings("test", timeout_s=0.2), lookup=silent) as exchange:
        assert error_of(exchange).code == "timed_out"
        woken.set()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "invalid_url"),
        ("news", "invalid_url"),
        ("http://a b/", "invalid_url"),
        (f"http://{'a' * 64}.test/", "invalid_url"),
        ("javascript:alert(1)", "scheme_not_allowed"),
    ],
)
def test_what_is_no_address(url, code):
    with Opened(FetchSettings("test")) as exchange:
        assert error_of(exchange, url).code == code


# Redirects --------------------------------------------------------------------------------------


def test_redirects_are_followed_and_the_permanent_ones_remembered(settings_for):
    site = {
        "a.example": {
            "/": redirect("/moved", 301),
            "/moved": redirect("http://b.example/caf\u00e9", 308),
            "/for-now": redirect("../", 302),
        },
        "b.example": {"/caf%C3%A9": redirect("?q", 307), "/caf%C3%A9?q": GOOD},
    }
    with LocalWeb(VirtualHosts(site)) as web, Opened(settings_for(web)) as exchange:
        got = exchange.get(A)
        assert got.url == "http://b.example/caf%C3%A9?q"
        assert got.moved_permanently_to == "http://b.example/caf%C3%A9"
        assert exchange.get(f"{A}for-now").moved_permanently_to is None


def test_as_many_redirects_as_allowed(settings_for):
    steps = {f"/{n}": redirect(f"/{n + 1}") for n in range(10)}
    with LocalWeb(VirtualHosts({"a.example": {**steps, "/10": GOOD}})) as web:
        with Opened(settings_for(web)) as exchange:
            assert exchange.get(f"{A}0").status == 200
        with Opened(settings_for(web, max_redirects=9)) as exchange:
            assert error_of(exchange, f"{A}0").code == "too_many_redirects"


def test_credentials_do_not_show_in_errors(settings_for):
    site = {"a.example": {"/": redirect("/"), "/big": Answer(body=b"x" * 100)}}
    with LocalWeb(VirtualHosts(site)) as web, Opened(settings_for(web)) as exchange:
        for path in ("", "big"):
            error = error_of(exchange, f"http://me:secret@a.example/{path}", max_body_bytes=10)
            assert "secret" not in error.detail


def test_all_hops_share_one_deadline(settings_for):
    site = VirtualHosts({"a.example": {"/": redirect("/")}})
    slow = FaultPlan(site, {("a.example", "/"): Slow(0.2)})
    with LocalWeb(slow) as web, Opened(settings_for(web, timeout_s=1.5)) as exchange:
        assert error_of(exchange).code == "timed_out"
        assert 2 <= len(web.log) <= 8


def test_credentials_stay_with_the_origin_they_were_meant_for(settings_for):
    site = {
        "a.example": {"/": redirect("/here"), "/here": redirect("http://b.example/")},
        "b.example": {"/": GOOD},
    }
    with LocalWeb(VirtualHosts(site)) as web:
        with Opened(settings_for(web)) as exchange:
            got = exchange.get("http://me:secret@a.example/", {"Cookie": "id=1", "X-Kept": "1"})
        first, second, third = (line.headers for line in web.log)
    assert "secret" not in got.url
    assert "authorization" in first
    assert "authorization" in second
    assert "cookie" in second
    assert "authorization" not in third
    assert "cookie" not in third
    assert third["x-kept"] == "1"
