"""The evaluation pages and feeds as a web of their own on loopback."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.localweb import Answer, VirtualHosts

PAGES = "pages.example"
FEEDS = "feeds.example"
PAGES_A_FEED = 40

_RSS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Pages {n}</title>'
_HTML = {"content-type": "text/html"}
_XML = {"content-type": "application/xml"}

# Only what leads to an entry is rewritten; names of namespaces look like links and are none.
_TEXT_LINK = re.compile(
    rb"(<(?:link|guid|id|feedburner:origLink)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*)(https?://[^\s<\]]+)",
    re.I,
)
_ATTRIBUTE_LINK = re.compile(
    rb"""(<(?:link|item|rdf:li)\b[^>]*?\b(?:href|rdf:about|rdf:resource|resource)=["'])(https?://[^"']+)""",
    re.I,
)


def real_pages(data: Path) -> dict[str, bytes]:
    """Return the bodies of all evaluation pages by a host name of their own."""
    paths = [*data.glob("pages/zyte-aeb/html/*.html.gz"), *data.glob("pages/fundus/*/*.html.gz")]
    return {
        f"p{n:03d}.{PAGES}": gzip.decompress(p.read_bytes()) for n, p in enumerate(sorted(paths))
    }


def put_pages(web: VirtualHosts, pages: dict[str, bytes]) -> list[str]:
    """Serve pages behind feeds that carry links only; return the feeds' addresses."""
    hosts, feeds = sorted(pages), []
    for host in hosts:
        web.put(host, "/news/the-article.html", Answer(headers=_HTML, body=pages[host]))
    for n in range(0, len(hosts), PAGES_A_FEED):
        links = "".join(
            f"<item><link>http://{host}/news/the-article.html</link></item>"
            for host in hosts[n : n + PAGES_A_FEED]
        )
        body = f"{_RSS.format(n=n)}{links}</channel></rss>".encode()
        web.put(FEEDS, f"/pages-{n}.xml", Answer(headers=_XML, body=body))
        feeds.append(f"http://{FEEDS}/pages-{n}.xml")
    return feeds


def put_real_feeds(web: VirtualHosts, data: Path) -> list[str]:
    """Serve the evaluation feeds with links to hosts of this web, where their pages are missing."""
    feeds = []
    for path in sorted(data.glob("feeds/real/*.gz")):
        name = f"/{path.name.split('.')[0]}.xml"
        body = _TEXT_LINK.sub(_rewritten, gzip.decompress(path.read_bytes()))
        web.put(FEEDS, name, Answer(headers=_XML, body=_ATTRIBUTE_LINK.sub(_rewritten, body)))
        feeds.append(f"http://{FEEDS}{name}")
    return feeds


def _rewritten(match: re.Match[bytes]) -> bytes:
    url = urlsplit(match[2].decode("utf-8", "replace"))
    host = f"{(url.hostname or 'nowhere')}.real.example"
    query = f"?{url.query}" if url.query else ""
    return match[1] + f"http://{host}{url.path}{query}".encode()
