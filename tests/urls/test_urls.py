"""Addresses: were these wrong, one article would be stored twice or two articles as one."""

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.errors import FetchError
from transforms.urls import (
    article_id,
    choose_canonical,
    entry_key,
    host_of,
    is_home_page,
    normalise_url,
    parse_tracking_parameters,
    registrable_domain,
    tracking_parameters,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Paper.Example:80/a b#top", "http://paper.example/a%20b"),
        ("https://paper.example:443", "https://paper.example/"),
        ("https://paper.example:8443/", "https://paper.example:8443/"),
        ("https://paper.example/a/../b/./c", "https://paper.example/b/c"),
        ("https://reader:secret@paper.example/a", "https://paper.example/a"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        (
            "https://paper.example/a?utm_source=x&id=7&FBCLID=y&b=%20+",
            "https://paper.example/a?id=7&b=%20+",
        ),
        ("https://paper.example/a?utm%5Fmedium=x", "https://paper.example/a"),
        ("https://paper.example/a?b=2&a=1", "https://paper.example/a?b=2&a=1"),
        ("https://paper.example/a?", "https://paper.example/a"),
        (" https://paper.example/\na ", "https://paper.example/a"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("https://paper.example/\x00a", "https://paper.example/%00a"),
    ],
)
def test_one_page_has_one_address(written: str, normal: str) -> None:
    assert normalise_url(written) == normal


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "invalid_url"),
        ("//paper.example/a", "invalid_url"),
        ("http://", "invalid_url"),
        ("http://a b.example/", "invalid_url"),
        ("https://paper.example/\udc00", "invalid_url"),
        ("mailto:desk@paper.example", "scheme_not_allowed"),
        ("javascript:alert(1)", "scheme_not_allowed"),
        ("file:///etc/passwd", "scheme_not_allowed"),
    ],
)
def test_what_is_no_web_address_is_refused_by_code(url: str, code: str) -> None:
    with pytest.raises(FetchError) as refused:
        normalise_url(url)
    assert refused.value.code == code
    assert len(refused.value.detail) < 400


URLS = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "HTTPS", "https"]),
    st.sampled_from(["paper.example", "WWW.Paper.Example.", "bücher.example", "[::1]", "127.1"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=20).map(lambda path: "/" + path),
    st.one_of(
        st.just(""),
        st.lists(st.sampled_from(["utm_a=1", "a=%20", "fbclid", "", "b", "ü=?", "&"])).map(
            lambda parts: "?" + "&".join(parts)
        ),
    ),
    st.sampled_from(["", "#", "#part?x"]),
)


@given(URLS)
@example("http://paper.example/??")
@example("http://paper.example/?utm_source=a&?")
@example("http://paper.example/??utm_a=1")
def test_the_normal_form_of_a_normal_form_is_itself(url: str) -> None:
    try:
        once = normalise_url(url)
    except FetchError:
        return
    assert normalise_url(once) == once
    assert once.isascii()
    query = once.partition("?")[2]
    assert not any(part.startswith("utm_") for part in query.split("&"))


@given(st.text())
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    try:
        host_of(text)
    except FetchError:
        return
    assert normalise_url(text).startswith("http")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.paper.co.uk", "paper.co.uk"),
        ("alice.github.io", "alice.github.io"),
        ("paper.example", "paper.example"),
        ("xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("localhost", None),
        ("co.uk", None),
        ("192.0.2.7", None),
        ("::1", None),
        ("[2001:db8::1]", None),
    ],
)
def test_registrable_domain(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


def test_host_of_is_fit_for_ipaddress() -> None:
    assert host_of("http://[::1]:8080/x") == "::1"
    assert host_of("https://News.Paper.Example/x") == "news.paper.example"


def test_article_id_is_the_documented_hash() -> None:
    url = "https://paper.example/a"
    assert article_id(url) == hashlib.sha256(url.encode()).hexdigest()[:32]


def test_entry_key_knows_an_entry_by_its_link_however_it_is_written() -> None:
    key = entry_key("https://paper.example/a?utm_source=rss#x", "https://paper.example/feed", "1")
    assert key == entry_key("HTTPS://paper.example/a", "https://other.example/feed", "2")
    assert len(key) == 32


def test_entry_key_without_a_link_needs_feed_and_id() -> None:
    keys = {
        entry_key(None, "https://a.example/f", "1"),
        entry_key(None, "https://a.example/f", "2"),
        entry_key("not a link", "https://b.example/f", "1"),
        entry_key(None, "https://a.example/f", "\ud800"),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("fetched", "declared", "canonical"),
    [
        ("https://m.paper.co.uk/a?x=1", "https://www.paper.co.uk/a", "https://www.paper.co.uk/a"),
        ("https://paper.example/a/amp?utm_source=x", "/a?fbclid=1", "https://paper.example/a"),
        ("https://paper.example/a?utm_source=x", None, "https://paper.example/a"),
        ("https://paper.example/a", "  ", "https://paper.example/a"),
        ("https://paper.example/a", "https://other.example/a", "https://paper.example/a"),
        ("https://paper.example/a", "https://paper.example/", "https://paper.example/a"),
        ("https://paper.example/a", "https://paper.example/en/", "https://paper.example/a"),
        ("https://paper.example/a", "javascript:void(0)", "https://paper.example/a"),
        ("https://paper.example/a", "http://[bad", "https://paper.example/a"),
        ("https://alice.github.io/a", "https://bob.github.io/a", "https://alice.github.io/a"),
        ("http://192.0.2.1/a", "/b", "http://192.0.2.1/b"),
        ("http://192.0.2.1/a", "http://192.0.2.2/b", "http://192.0.2.1/a"),
        (
            "https://paper-example.cdn.ampproject.org/c/s/paper.example/a.amp",
            "https://paper.example/a",
            "https://paper.example/a",
        ),
        ("https://www.google.com/amp/s/paper.example/a", None, "https://paper.example/a"),
    ],
)
def test_canonical_is_believed_within_reason(
    fetched: str, declared: str | None, canonical: str
) -> None:
    assert choose_canonical(fetched, declared) == canonical


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://paper.example", True),
        ("https://paper.example/index.html", True),
        ("https://paper.example/pt-br/", True),
        ("https://paper.example/?p=12", False),
        ("https://paper.example/world", False),
    ],
)
def test_home_pages(url: str, home: bool) -> None:
    assert is_home_page(url) is home


@pytest.mark.parametrize("line", ["UTM_x", "a*b", "*", "gclid\ngclid", "two words"])
def test_a_mistake_in_the_list_is_named_by_its_line(line: str) -> None:
    with pytest.raises(ValueError, match="line"):
        parse_tracking_parameters(line)


def test_the_list_covers_the_common_ones_and_spares_content() -> None:
    listed = tracking_parameters()
    assert listed.covers("utm_anything=1")
    assert listed.covers("gclid=1")
    assert not any(
        listed.covers(f"{name}=1") for name in ("id", "p", "page", "q", "article", "ref")
    )
