"""A news site of any size for tests and measurements, made up page by page as it is asked for.

``GeneratedSite`` is a ``Respond``: ``LocalWeb(site)``, or ``LocalWeb(FaultPlan(site, plan))``. The
same parameters give the same bytes on any machine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from threading import Lock
from typing import Any

from benchmarks.generated_prose import Prose, write
from pipeline.localweb import Answer, Request, page
from pipeline.localweb.hosts import NOT_FOUND

FIRST_DAY = datetime(2025, 3, 3, tzinfo=UTC)
_STORY = re.compile(r"/\d{4}/\d\d/\d\d/story-(\d+)\.html")
_FEED = re.compile(r"/feed-(\d+)\.xml")


@dataclass
class GeneratedSite:
    """News on several hosts, with feeds that show one edition after the other.

    Attributes:
        articles: how many there are in all, numbered from 0.
        step: how many are new in an edition; edition k shows k * step .. (k + 1) * step.
        depth: how many editions a feed shows: 2 shows the one before too.
        hosts: how many hosts, ``news0.example`` on.
        feeds_per_host: ``/feed-0.xml`` on.
        days: how many days of publication, from ``first_day`` on.
        seed: another seed gives another site.
    """

    articles: int
    step: int
    depth: int = 1
    hosts: int = 4
    feeds_per_host: int = 2
    days: int = 20
    first_day: datetime = FIRST_DAY
    seed: int = 1
    _edition: int = field(default=0, init=False)
    _corrections: dict[int, int] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def editions(self) -> int:
        """Number of editions until every article was shown."""
        return -(-self.articles // self.step)

    @property
    def edition(self) -> int:
        """The edition that the feeds show now."""
        return self._edition

    @property
    def host_names(self) -> list[str]:
        """Names of all hosts."""
        return [f"news{n}.example" for n in range(self.hosts)]

    @property
    def feeds(self) -> list[str]:
        """Addresses of all feeds."""
        paths = [f"/feed-{n}.xml" for n in range(self.feeds_per_host)]
        return [f"http://{host}{path}" for host in self.host_names for path in paths]

    def show(self, edition: int) -> None:
        """Let the feeds show this edition from now on."""
        self._edition = edition

    def correct(self, number: int) -> None:
        """Correct an article: its title, its text and its entry in the feed change."""
        with self._lock:
            self._corrections[number] = self._corrections.get(number, 0) + 1

    def shown(self) -> range:
        """Return the numbers of the articles that the feeds show now."""
        first = max(0, self._edition - self.depth + 1) * self.step
        return range(min(first, self.articles), min((self._edition + 1) * self.step, self.articles))

    def url(self, number: int) -> str:
        """Return the address of an article."""
        at = self.published_at(number)
        return f"http://{self._host(number)}/{at:%Y/%m/%d}/story-{number:06d}.html"

    def published_at(self, number: int) -> datetime:
        """Return when an article was published: one after the other, as news are."""
        midnight = datetime.combine(self.first_day.date(), time(), UTC)
        return midnight + timedelta(seconds=number * self.days * 86_400 // self.articles)

    def prose(self, number: int) -> Prose:
        """Return what an article says now."""
        made = write(f"{self.seed}/{number}")
        corrected = self._corrections.get(number, 0)
        if not corrected:
            return made
        note = f"Correction {corrected}: an earlier version of this report had a wrong figure."
        return Prose(f"{made.title} (corrected {corrected})", (*made.paragraphs, note))

    def __call__(self, request: Request) -> Answer:
        """Return the page or the feed that was asked for."""
        path = request.path.partition("?")[0]
        if story := _STORY.fullmatch(path):
            return self._story(request.host, path, int(story[1]))
        feed = _FEED.fullmatch(path)
        if feed and request.host in self.host_names and int(feed[1]) < self.feeds_per_host:
            return self._feed(request.host, int(feed[1]))
        return NOT_FOUND

    def _host(self, number: int) -> str:
        return f"news{number % self.hosts}.example"

    def _numbers(self, host: str, feed: int) -> Iterator[int]:
        """Return what a feed shows, the newest first."""
        for number in reversed(self.shown()):
            if self._host(number) == host and number // self.hosts % self.feeds_per_host == feed:
                yield number

    def _story(self, host: str, path: str, number: int) -> Answer:
        if number >= self.articles or self.url(number) != f"http://{host}{path}":
            return NOT_FOUND
        return page(story_html(self.prose(number), host, self.published_at(number)))

    def _feed(self, host: str, feed: int) -> Answer:
        items = "".join(self._item(number) for number in self._numbers(host, feed))
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>{host}, section {feed}</title><link>http://{host}/</link>"
            f"<description>Generated news</description><language>en</language>{items}"
            "</channel></rss>\n"
        )
        headers = {"content-type": "application/rss+xml; charset=utf-8"}
        return Answer(headers=headers, body=body.encode(), conditional=True)

    def _item(self, number: int) -> str:
        prose, url = self.prose(number), escape(self.url(number))
        summary = prose.paragraphs[0]
        if number in self._corrections:
            summary = f"{summary} {prose.paragraphs[-1]}"
        return (
            f"<item><title>{escape(prose.title)}</title><link>{url}</link><guid>{url}</guid>"
            f"<pubDate>{format_datetime(self.published_at(number))}</pubDate>"
            f"<description>{escape(summary)}</description></item>\n"
        )


def story_html(prose: Prose, host: str, published_at: datetime) -> str:
    """Return the page of an article, with the furniture that pages have."""
    at, title = published_at.isoformat(), escape(prose.title)
    text = "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in prose.paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="og:site_name" content="{host}">'
        f'<meta property="article:published_time" content="{at}"></head>\n<body>'
        '<header><nav><a href="/">Home</a> <a href="/world">World</a></nav></header>\n'
        f'<main><article><h1>{title}</h1><time datetime="{at}">{at[:10]}</time>\n{text}\n</article>'
        f"</main>\n<footer><p>Published by {host}. All rights reserved.</p></footer></body></html>\n"
    )


def site_config(site: GeneratedSite, lake: str, address: str, **more: object) -> dict[str, Any]:
    """Return a configuration that reads the site.

    Args:
        site: whose feeds are read.
        lake: address of the lake.
        address: "127.0.0.1:PORT", where the local web serves the site.
        more: keys of the configuration that come on top.
    """
    return {
        "lake": lake,
        "feeds": site.feeds,
        "polling": {"min_interval_s": 0},
        "fetch": {
            "min_interval_s": 0,
            "allow_networks": ["127.0.0.0/8"],
            "resolve": dict.fromkeys(site.host_names, address),
        },
        **more,
    }
