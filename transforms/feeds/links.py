"""Links of a feed's entries: absolute, http or https, without credentials."""

from collections.abc import Iterator
from typing import Any

from ada_url import URL

_SCHEME = "prospero://"
_STEP = "-newsbeam-/"
_STEPS = 3
PLACEHOLDER_BASE = f"{_SCHEME}relative/{_STEP * _STEPS}"
"""What feedparser takes for the address of the feed.

It resolves links before the feed's own link is known, and forgets to leave an ``xml:base`` at its
end where no base was outside of it. So it gets a base that no feed has (of a scheme that nobody
uses and ``urljoin`` knows), and ``as_written`` takes it off again.
"""

_WEB = ("http:", "https:")
_SHOWN_CHARS = 200

# Services that put a counting redirect into <link> keep the publisher's own address here.
_ORIGINAL_LINKS = ("feedburner_origlink", "pheedo_origlink")


def absolute(url: str, base: str | None) -> str | None:
    """Return an absolute http(s) address without credentials, None for what is none.

    Parsed as browsers do (WHATWG URL Standard).
    """
    try:
        parsed = URL(as_written(url.strip()), base)
    except ValueError:
        return None
    if parsed.protocol not in _WEB or not parsed.hostname:
        return None
    parsed.username = ""
    parsed.password = ""
    return str(parsed.href)


def as_written(url: str) -> str:
    """Return a link as the feed has it, without the placeholder that feedparser was given."""
    if not url.startswith(_SCHEME):
        return url
    host, _, path = url[len(_SCHEME) :].partition("/")
    if host != "relative":
        return f"//{host}/{path}"
    steps = 0
    while path.startswith(_STEP):
        path, steps = path[len(_STEP) :], steps + 1
    return path if steps == _STEPS else "../" * (_STEPS - steps) + path if steps else f"/{path}"


def base_of(feed: dict[str, Any], address: str) -> str:
    """Return the address against which the feed's relative links are read.

    The feed's own link (its site) before the address it was fetched from: feeds are often served
    from another host than the pages. ``xml:base`` goes before both; feedparser has applied it.
    """
    link = dict.get(feed, "link")
    site = absolute(link, address) if isinstance(link, str) and link else None
    return site or absolute(address, None) or address


def _guid_in_place_of_link(entry: dict[str, Any]) -> bool:
    """Tell whether feedparser made a link of an id, as RSS allows, that is no address."""
    link, guid = dict.get(entry, "link"), dict.get(entry, "id")
    return (
        bool(dict.get(entry, "guidislink")) and link == guid and absolute(str(link), None) is None
    )


def _candidates(entry: dict[str, Any]) -> Iterator[str]:
    for name in _ORIGINAL_LINKS:
        yield dict.get(entry, name)  # type: ignore[misc]
    if not _guid_in_place_of_link(entry):
        yield dict.get(entry, "link")  # type: ignore[misc]
    links = dict.get(entry, "links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and dict.get(link, "rel") == "alternate":
            yield dict.get(link, "href")  # type: ignore[misc]


def entry_link(entry: dict[str, Any], base: str) -> tuple[str | None, str | None]:
    """Return the entry's link, and what stands in its place where that is no http(s) address.

    Both are None for an entry without any link.
    """
    wrong: str | None = None
    for candidate in _candidates(entry):
        if not isinstance(candidate, str) or not candidate.strip():
            continue
        if found := absolute(candidate, base):
            return found, None
        wrong = wrong or candidate[:_SHOWN_CHARS]
    return None, wrong
