"""The generated site: where it is not what it says, every count made on it is wrong."""

from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from benchmarks.generated_site import GeneratedSite
from pipeline.localweb import Answer, Request
from schemas.articles import Article
from schemas.context import RunContext
from schemas.feeds import FeedEntry, FetchTask, Page
from transforms.extraction.article import extract_article
from transforms.extraction.settings import ExtractionSettings
from transforms.feeds.parsing import parse_feed
from transforms.stories import PERMUTATIONS, SAME_STORY, minhash

NOW = datetime(2026, 11, 23, tzinfo=UTC)
RUN = RunContext("20261123T000000Z-0000aaaa", NOW)


def site(**changes: Any) -> GeneratedSite:
    return GeneratedSite(**{"articles": 60, "step": 20, **changes})


def get(at: GeneratedSite, url: str) -> Answer:
    host, _, path = url.removeprefix("http://").partition("/")
    return at(Request(host, f"/{path}"))


def entries(at: GeneratedSite) -> dict[str, FeedEntry]:
    found: dict[str, FeedEntry] = {}
    for feed in at.feeds:
        body = get(at, feed).body
        parsed = parse_feed(body, feed_url=feed, address=feed, content_type=None, polled_at=NOW)
        assert parsed.rejected == []
        found |= {entry.url or "": entry for entry in parsed.entries}
    return found


def extracted(at: GeneratedSite, entry: FeedEntry) -> Article:
    url, task = entry.url or "", FetchTask("k", entry, attempt=1)
    answer = get(at, url)
    fetched = Page(task, url, 200, "text/html", answer.body, None, NOW, "_raw/a.warc", 7)
    return extract_article(fetched, RUN, ExtractionSettings())


def likeness(one: list[int], other: list[int]) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / PERMUTATIONS


def test_every_page_gives_the_article_that_was_written_and_a_story_of_its_own() -> None:
    at = site(step=60)
    articles = {url: extracted(at, entry) for url, entry in entries(at).items()}
    assert sorted(articles) == sorted(at.url(n) for n in range(60))
    for number in range(60):
        article, prose = articles[at.url(number)], at.prose(number)
        assert (article.title, article.text) == (prose.title, "\n\n".join(prose.paragraphs))
        assert article.published_at == at.published_at(number)
        assert article.language == "en"
        assert 110 <= len(article.text.split()) <= 270
    signatures = [minhash(article.text) for article in articles.values()]
    assert max(likeness(a, b) for a, b in combinations(signatures, 2)) < SAME_STORY / 2


def test_editions_show_every_article_once_and_a_deeper_feed_shows_the_one_before_too() -> None:
    for depth, shown_as_well in ((1, []), (2, list(range(20, 40)))):
        at = site(depth=depth)
        assert at.editions == 3
        seen: list[str] = []
        for edition in range(at.editions):
            at.show(edition)
            seen += [url for url in entries(at) if url not in seen]
        assert sorted(seen) == sorted(at.url(n) for n in range(60))
        assert sorted(entries(at)) == sorted(at.url(n) for n in (*shown_as_well, *range(40, 60)))


def test_another_seed_gives_another_site_and_the_same_seed_the_same_bytes() -> None:
    url = site().url(7)
    assert get(site(), url).body == get(site(), url).body
    assert get(site(), url).body != get(site(seed=2), url).body
    assert get(site(), site().feeds[0]).body == get(site(), site().feeds[0]).body


def test_a_correction_changes_the_page_and_the_entry_of_one_article() -> None:
    at = site(step=60)
    before, page_before = entries(at), get(at, at.url(7)).body
    at.correct(7)
    after = entries(at)
    changed = [u for u in before if before[u].fingerprint != after[u].fingerprint]
    assert changed == [at.url(7)]
    assert get(at, at.url(7)).body != page_before
    once = extracted(at, after[at.url(7)]).text
    at.correct(7)
    assert extracted(at, entries(at)[at.url(7)]).text != once


@pytest.mark.parametrize(
    "url",
    [
        "http://news0.example/",
        "http://news0.example/robots.txt",
        "http://news0.example/feed-9.xml",
        "http://elsewhere.example/feed-0.xml",
        "http://news1.example/2025/03/03/story-000000.html",  # another host's
        "http://news0.example/2025/03/03/story-000060.html",  # one too many
    ],
)
def test_what_is_not_there_is_not_found(url: str) -> None:
    assert get(site(), url).status == 404
