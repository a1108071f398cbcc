"""The demo's news site: what is served is what was written, and its traps are real."""

import re
from collections import Counter

import feedparser
import pytest
import trafilatura

from pipeline.demo.config import demo_config
from pipeline.demo.site import (
    Edition,
    SiteContentError,
    demo_editions,
    demo_hosts,
    demo_site,
    feed_urls,
)
from pipeline.demo.site.parts import parse_template
from pipeline.demo.site.stories import MAX_WORDS, MIN_WORDS, parse_story
from pipeline.localweb import Answer, Request, VirtualHosts

EDITIONS = demo_editions()
SITE = VirtualHosts(demo_site())
F1_FLOOR = 0.95
SURROUNDINGS = ("cookie", "newsletter", "advertisement", "sponsored", "publicité", "subscribe")


def each(*editions: Edition) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "edition", editions, ids=[f"{e.outlet_key}-{e.story}" for e in editions]
    )


each_edition = each(*EDITIONS)
each_page = each(*(e for e in EDITIONS if not e.page_missing))


def get(url: str, site: VirtualHosts = SITE) -> Answer:
    host, _, path = url.removeprefix("http://").partition("/")
    return site(Request(host, f"/{path}"))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def token_f1(expected: str, found: str) -> float:
    want, have = words(expected), words(found)
    return 2 * (want & have).total() / max(1, want.total() + have.total())


def entries(url: str, site: VirtualHosts = SITE) -> list[feedparser.FeedParserDict]:
    answer = get(url, site)
    parsed = feedparser.parse(answer.body, response_headers=dict(answer.headers))
    assert not parsed.bozo, parsed.get("bozo_exception")
    return list(parsed.entries)


def all_entries(site: VirtualHosts = SITE) -> list[feedparser.FeedParserDict]:
    return [entry for url in feed_urls() for entry in entries(url, site)]


def stamps(entry: feedparser.FeedParserDict) -> dict[str, object]:
    """Return the times an entry has; its own look-up would make one up from the other."""
    return {key: entry[key] for key in dict(entry) if key.endswith("_parsed")}


def test_there_is_enough_to_read() -> None:
    """A demo of a handful of stories would show nothing about stories told in many places."""
    english = {e.story for e in EDITIONS if e.language == "en"}
    assert len(english) >= 26
    assert len({e.template for e in EDITIONS}) >= 4
    assert {e.outlet.feed.format for e in EDITIONS} == {"rss", "atom", "rdf"}


@each_edition
def test_a_story_has_a_believable_length_and_no_markup_left(edition: Edition) -> None:
    assert MIN_WORDS <= len(edition.text.split()) <= MAX_WORDS
    assert not re.search(r"[<>#*_`{}|]|\]\(|\n\n\n", edition.text)
    assert re.search(r"[.!?][”\"]?( »)?$", edition.text), "a story ends with a full stop"


@each_page
def test_the_text_comes_out_of_the_page_without_what_surrounds_it(edition: Edition) -> None:
    """Navigation, advertisements and comments would become entities, events and quotes."""
    html = get(edition.url).body.decode(edition.charset)
    found = trafilatura.extract(html, include_comments=False) or ""
    assert token_f1(edition.text, found) >= F1_FLOOR
    own, lowered = edition.text.lower(), found.lower()
    assert not [word for word in SURROUNDINGS if word in lowered and word not in own]
    assert not [c.text for c in edition.outlet.comments if c.text in found]


@each_page
def test_a_page_surrounds_its_text_as_real_pages_do(edition: Edition) -> None:
    """A page of bare text would not show that the extraction works."""
    html = get(edition.url).body.decode(edition.charset).lower()
    assert f'<link rel="canonical" href="{edition.url}">' in html
    assert "cookie" in html
    assert re.search(r'class="[^"]*\bcomment', html)
    assert any(c.text.lower()[:20] in html for c in edition.outlet.comments)
    assert "invent" in html, "every page says that it is fiction"
    assert "$" not in re.sub(r"\$[\d,.]+", "", html), "a placeholder was left unfilled"


def test_every_page_is_reached_from_its_feed_and_nothing_else_is() -> None:
    """What no feed names would never be read; what a feed names twice would be counted twice."""
    links = Counter(entry.link for entry in all_entries())
    withdrawn = {
        o.address + o.story_path(w.slug, w.published_at)
        for o in {e.outlet_key: e.outlet for e in EDITIONS}.values()
        for w in o.withdrawn
    }
    assert set(links) == {e.feed_link for e in EDITIONS} | withdrawn
    assert set(links.values()) == {1}


def test_two_entries_lead_to_a_page_that_is_gone_one_with_its_text_in_the_feed() -> None:
    """These show a text saved from the feed, and a dead letter."""
    gone = [entry for entry in all_entries() if get(entry.link).status == 404]
    assert len(gone) == 2
    with_text = [entry for entry in gone if "content" in entry]
    [edition] = [e for e in EDITIONS if e.page_missing]
    assert [entry.link for entry in with_text] == [edition.feed_link]
    assert token_f1(edition.text, re.sub("<[^>]+>", " ", with_text[0].content[0].value)) > 0.99
    assert all(b"</html>" in get(entry.link).body for entry in gone)


def test_the_rss_feed_carries_texts_and_the_others_do_not() -> None:
    by_format = {e.outlet.feed.format: e.outlet for e in EDITIONS}
    assert all("content" in entry for entry in entries(by_format["rss"].feed_url))
    for other in ("atom", "rdf"):
        listed = entries(by_format[other].feed_url)
        assert all("content" not in entry and entry.summary for entry in listed)
    assert all(stamps(entry) for entry in all_entries())


def test_hosts_allow_robots_and_list_their_stories() -> None:
    for host in demo_hosts():
        assert "Disallow: /\n" not in get(f"http://{host}/robots.txt").body.decode()
        home = get(f"http://{host}/").body.decode()
        assert all(f'href="{e.path}"' in home for e in EDITIONS if e.outlet.host == host)


def test_a_wire_story_stands_in_three_outlets_nearly_the_same() -> None:
    """Without near-duplicates the demo could not show that a story is counted once."""
    by_story = Counter(e.story for e in EDITIONS)
    [(story, copies)] = [(s, n) for s, n in by_story.items() if n > 1]
    texts = [e.text for e in EDITIONS if e.story == story]
    assert copies == len({e.outlet.host for e in EDITIONS if e.story == story}) == 3
    assert len(set(texts)) == 3
    assert min(token_f1(texts[0], other) for other in texts[1:]) > 0.9


def test_one_story_is_corrected_and_its_feed_says_so() -> None:
    """The second revision is found only if the entry's time, the page and the text change."""
    revised = {e.url: e for e in demo_editions(revised=True)}
    changed = [e for e in EDITIONS if revised[e.url].text != e.text]
    assert len(changed) == 1
    before, after = changed[0], revised[changed[0].url]
    later = VirtualHosts(demo_site(revised=True))
    assert get(before.url).body != get(before.url, later).body
    assert "19" in after.headline
    assert "31 people" not in after.text
    was = {entry.link: stamps(entry) for entry in all_entries()}
    now = {entry.link: stamps(entry) for entry in all_entries(later)}
    assert {link for link in was if was[link] != now[link]} == {before.feed_link}
    page = trafilatura.extract(get(before.url, later).body, include_comments=False) or ""
    assert token_f1(after.text, page) >= F1_FLOOR


def test_one_page_is_french() -> None:
    [french] = [e for e in EDITIONS if e.language != "en"]
    html = get(french.url).body.decode("utf-8")
    assert '<html lang="fr">' in html
    assert "« " in french.text
    assert "PUBLICITÉ" in html


def test_one_page_lies_about_its_encoding() -> None:
    """The header says UTF-8, the bytes are windows-1252: believing it would lose every accent."""
    [liar] = [e for e in EDITIONS if e.charset != "utf-8"]
    answer = get(liar.url)
    assert "charset=utf-8" in answer.headers["content-type"]
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert "Côte d’Ivoire" in answer.body.decode("windows-1252")


def test_links_of_the_text_stay_in_the_page_as_words() -> None:
    linked = [e for e in EDITIONS if any(path for b in e.blocks for _, path in b.pieces)]
    assert len(linked) >= 5
    assert all("](" not in e.text for e in linked)


def test_the_site_is_the_same_each_time() -> None:
    assert demo_site() == demo_site()


def test_feeds_are_answered_304_when_unchanged() -> None:
    for url in feed_urls():
        assert get(url).conditional


def test_the_configuration_reaches_every_host_of_the_site() -> None:
    config = demo_config("lake", "127.0.0.1:8080")
    assert config["feeds"] == feed_urls()
    assert config["fetch"]["resolve"] == dict.fromkeys(demo_hosts(), "127.0.0.1:8080")
    assert all(host.endswith(".example") for host in demo_hosts())


FACTS = """outlet: harbourline
section: World
headline: A headline
summary: A summary.
authors: [Somebody]
published_at: 2026-10-06T07:40:00+08:00
"""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("no front matter", "front matter between two lines"),
        (f"---\n{FACTS}headlin: twice\n---\n{'word ' * 300}", "headlin: Extra inputs"),
        (f"---\n{FACTS}---\n{'word ' * 199}", "has 199 words; a story has 200 to 600"),
        (f"---\n{FACTS}---\n{'word ' * 601}", "has 601 words"),
        (f"---\n{FACTS.replace('+08:00', '')}---\n{'word ' * 300}", "published_at"),
        (f"---\n{FACTS}x: [\n---\n{'word ' * 300}", "is no YAML"),
        (
            f"---\n{FACTS}revision: {{modified_at: 2026-10-07T00:00:00+08:00, replace: "
            f"[{{old: absent, new: x}}]}}\n---\n{'word ' * 300}",
            "stands 0 times in the text, it must be once: 'absent'",
        ),
    ],
)
def test_a_story_that_is_not_right_is_refused_with_its_name(source: str, complaint: str) -> None:
    """Whoever adds a story must learn at once what is wrong with it."""
    with pytest.raises(SiteContentError, match=re.escape(complaint)) as caught:
        parse_story("a-story", source)
    assert "a-story.md" in str(caught.value)


def test_a_template_names_the_part_and_the_value_it_lacks() -> None:
    template = parse_template("x.html", "note\n<!-- part: a -->\n<p>$text</p>\n")
    assert template.fill("a", {"text": "t"}) == "<p>t</p>\n"
    with pytest.raises(SiteContentError, match=r"x\.html, part 'a': 'text'"):
        template.fill("a", {})
    with pytest.raises(SiteContentError, match="has no part 'b'"):
        template.fill("b", {})
