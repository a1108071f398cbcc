"""Subscription lists."""

import re
from urllib.parse import urlsplit

import listparser

_SHOWN_CHARS = 60


def _address(url: str) -> str:
    # "feed:" stands for http in lists of older readers.
    return re.sub(r"^feed:(?://)?(?=https?://)|^feed(?=://)", _scheme, url.strip(), flags=re.I)


def _scheme(match: re.Match[str]) -> str:
    return "http" if match[0].lower() == "feed" else ""


def read_opml(text: str) -> list[str]:
    """Return the feed addresses of an OPML document, each once, in its order.

    Raises:
        ValueError: the text is no OPML, names no feed, or a feed's address is not http or https.
    """
    start = text.lstrip("\ufeff \t\r\n")
    # listparser would fetch a text that is an address.
    if not start.startswith("<"):
        raise ValueError(f"not OPML: it starts with {start[:_SHOWN_CHARS]!r}, not with '<opml'")
    result = listparser.parse(start.encode("utf-8"))
    urls = list(dict.fromkeys(_address(feed["url"]) for feed in result["feeds"]))
    if not str(result["version"]).startswith("opml"):
        raise ValueError(f"not OPML: no <opml> element in what starts {start[:_SHOWN_CHARS]!r}")
    if not urls:
        raise ValueError("the OPML names no feed: no <outline> has an xmlUrl")
    for url in urls:
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise ValueError(f"the OPML names {url!r} as a feed; only http and https are fetched")
    return urls
