"""The demo's news site: three publishers of an invented October, their pages and feeds.

Stories, outlets and page templates are data files; what is served is made of them on the fly and
is the same each time.
"""

from collections.abc import Mapping
from itertools import groupby

from pipeline.demo.site.editions import Edition, editions_of
from pipeline.demo.site.feeds import feed_document
from pipeline.demo.site.outlets import Outlet, load_outlets
from pipeline.demo.site.pictures import picture, picture_path
from pipeline.demo.site.rendering import home_page, missing_page, story_page
from pipeline.demo.site.stories import SiteContentError, load_stories
from pipeline.localweb import Answer

__all__ = [
    "Edition",
    "SiteContentError",
    "demo_editions",
    "demo_hosts",
    "demo_site",
    "feed_urls",
]

_HTML = "text/html; charset=utf-8"
_ROBOTS = "User-agent: *\nDisallow: /account/\nDisallow: /search\nAllow: /\n"


def demo_hosts() -> list[str]:
    """Return the host names of the site, sorted."""
    return sorted(outlet.host for outlet in load_outlets().values())


def feed_urls() -> list[str]:
    """Return the addresses of the feeds, in the order of their hosts."""
    return [o.feed_url for o in sorted(load_outlets().values(), key=lambda o: o.host)]


def demo_editions(revised: bool = False) -> tuple[Edition, ...]:
    """Return what is printed where, the newest first; ``revised``: after the correction."""
    return editions_of(load_stories(), load_outlets(), revised)


def demo_site(revised: bool = False) -> dict[str, dict[str, Answer]]:
    """Return the whole site: host -> path -> answer, ready for ``VirtualHosts``.

    ``revised``: as it is after one story has been corrected. SiteContentError, with the file's
    name, where a story, an outlet or a template is not what it should be.
    """
    outlets = load_outlets()
    editions = editions_of(load_stories(), outlets, revised)
    by_outlet = groupby(sorted(editions, key=lambda e: e.outlet_key), key=lambda e: e.outlet_key)
    return {outlets[key].host: _host(outlets[key], tuple(printed)) for key, printed in by_outlet}


def _host(outlet: Outlet, editions: tuple[Edition, ...]) -> dict[str, Answer]:
    """Return the paths of one host; ``editions`` newest first."""
    gone = _answer(missing_page(outlet), status=404)
    paths = {
        "/robots.txt": _answer(_ROBOTS, "text/plain; charset=utf-8"),
        "/": _answer(home_page(outlet, editions), conditional=True),
        outlet.feed.path: _answer(
            feed_document(outlet, editions), outlet.feed.content_type, conditional=True
        ),
    }
    for withdrawn in outlet.withdrawn:
        paths[outlet.story_path(withdrawn.slug, withdrawn.published_at)] = gone
    for edition in editions:
        paths[edition.path] = gone if edition.page_missing else _story_answer(edition, editions)
        paths[picture_path(edition.story)] = _answer(picture(edition.story), "image/svg+xml")
    return paths


def _story_answer(edition: Edition, editions: tuple[Edition, ...]) -> Answer:
    at = editions.index(edition)
    html = story_page(edition, (*editions[at + 1 :], *editions[:at]))
    # The header says UTF-8 whatever the bytes are: one page of the site is in another encoding.
    return Answer(
        headers={"content-type": _HTML},
        body=html.encode(edition.charset),
        conditional=True,
    )


def _answer(
    text: str, content_type: str = _HTML, status: int = 200, conditional: bool = False
) -> Answer:
    headers: Mapping[str, str] = {"content-type": content_type}
    return Answer(status, headers, text.encode("utf-8"), conditional=conditional)
