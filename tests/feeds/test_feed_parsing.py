"""What a user loses when this fails: entries, their identity, their dates, or a whole feed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.errors import FeedError, ParserFailed
from schemas.feeds import FeedEntry
from transforms.feeds.parsing import ParsedFeed, parse_feed
from transforms.feeds.reader import MAX_TAGS, run_feedparser

POLLED_AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FEED_URL = "https://feeds.example/news/rss.xml"

Parse = Callable[..., ParsedFeed]


def parse(body: str | bytes, **changes: Any) -> ParsedFeed:
    arguments: dict[str, Any] = {
        "feed_url": FEED_URL,
        "address": FEED_URL,
        "content_type": "application/xml",
        "polled_at": POLLED_AT,
    }
    return parse_feed(body.encode() if isinstance(body, str) else body, **{**arguments, **changes})


def rss(*items: str, channel: str = "", namespaces: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel><title>The Feed</title>'
        f"<link>https://site.example/</link>{channel}{inner}</channel></rss>"
    )


def only(feed: ParsedFeed) -> FeedEntry:
    assert [str(r.error) for r in feed.rejected] == []
    assert len(feed.entries) == 1
    return feed.entries[0]


CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
LINK = "<link>https://site.example/a</link>"


def test_rss_2() -> None:
    item = f"""<title>Talks &amp;amp; <![CDATA[<b>tea</b>]]></title>{LINK}
      <guid isPermaLink="false">id-1</guid><pubDate>Mon, 09 Mar 2026 10:00:00 +0200</pubDate>
      <dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator><category>World</category>
      <category>Peace &amp;amp; War</category><description>A &lt;i&gt;teaser&lt;/i&gt;.</description>
      <content:encoded><![CDATA[<p>One.</p><p>Two.</p><script>x()</script>]]></content:encoded>
      <enclosure url="/a.jpg" type="image/jpeg" length="1"/>"""
    feed = parse(rss(item, channel="<language>en-GB</language>", namespaces=f"{CONTENT} {DC}"))
    entry = only(feed)
    assert feed.title == entry.feed_title == "The Feed"
    assert entry.feed_url == FEED_URL
    assert entry.entry_id == "id-1"
    assert entry.url == "https://site.example/a"
    assert entry.title == "Talks & tea"
    assert entry.summary == "A teaser."
    assert entry.content == "One.\n\nTwo."
    assert entry.authors == ["Ann Lee", "Bo Ek"]
    assert entry.tags == ["World", "Peace & War"]
    assert entry.published_at == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    assert entry.updated_at is None
    assert entry.image_url == "https://site.example/a.jpg"
    assert entry.language == "en-GB"
    assert entry.polled_at == POLLED_AT


def test_atom() -> None:
    body = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
      <title type="html">Der &amp;lt;Feed&amp;gt;</title><id>tag:x</id>
      <author><name>Desk</name></author>
      <link rel="self" href="https://feeds.example/atom"/><link href="https://site.example/"/>
      <entry><id>tag:site.example,2026:1</id><title type="text">Eins</title>
        <link rel="enclosure" href="https://site.example/x.mp3" type="audio/mpeg"/>
        <link href="https://site.example/eins"/>
        <published>2026-03-08T09:00:00Z</published><updated>2026-03-09T09:00:00+01:00</updated>
        <summary>Kurz.</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>Satz</b>.</p>
        <p>Noch einer.</p></div></content></entry>
      <entry><id>https://site.example/zwei</id><title>Zwei</title>
        <updated>2026-03-09T09:00:00Z</updated>
        <content type="html">&lt;p&gt;Nur Inhalt.&lt;/p&gt;</content></entry></feed>"""
    feed = parse(body)
    one, two = feed.entries
    assert feed.title == "Der <Feed>"
    assert (one.entry_id, one.url) == ("tag:site.example,2026:1", "https://site.example/eins")
    assert one.published_at == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert one.updated_at == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    assert (one.summary, one.content) == ("Kurz.", "Ein Satz.\n\nNoch einer.")
    assert (one.language, one.authors) == ("de", ["Desk"])
    assert two.url == "https://site.example/zwei"
    assert (two.published_at, two.updated_at) == (None, datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    assert (two.summary, two.content) == (None, "Nur Inhalt.")


def test_rdf() -> None:
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" {DC}
      xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
      <channel rdf:about="https://site.example/"><title>R</title><link>https://site.example/</link>
      <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
      <item rdf:about="https://site.example/1"><title>Eins</title>
      <link>https://site.example/1</link><dc:date>2026-03-09T09:00:00+01:00</dc:date>
      <dc:creator>Kim</dc:creator></item></rdf:RDF>"""
    feed = parse(body)
    entry = only(feed)
    assert entry.entry_id == entry.url == "https://site.example/1"
    assert entry.published_at == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    assert entry.authors == ["Kim"]
    assert feed.hints.update_period_s == 6 * 3600


def test_a_feed_without_entries_is_a_good_feed() -> None:
    feed = parse(rss())
    assert (feed.entries, feed.rejected, feed.entry_count) == ([], [], 0)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "feed_empty_body"),
        ("<!DOCTYPE html><html><head><title>x</title></head><body>no</body></html>", "feed_not_a_feed"),
        ("<html><body><item><title>a</title><link>https://a.example/</link></item></body></html>", "feed_not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "feed_not_a_feed"),
        ("just words", "feed_not_a_feed"),
        ("<?xml version='1.0'?><sitemap/>", "feed_not_a_feed"),
        ("/etc/passwd", "feed_not_a_feed"),
        ("http://127.0.0.1:9/feed", "feed_not_a_feed"),
        ("<rss version='2.0'><channel><title>cut", "feed_broken"),
        ("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "feed_declares_entities"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_named(body: str, code: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse(body)
    assert caught.value.code == code


def test_entries_of_broken_xml_are_used() -> None:
    good = f"<title>Fish & chips &nbsp; ok</title>{LINK}"
    feed = parse(rss(good, "<title>cut off")[:-25])
    assert [e.title for e in feed.entries] == ["Fish & chips ok"]
    assert [r.error.code for r in feed.rejected] == ["entry_without_link"]
    assert feed.entry_count == 2


def test_half_characters_and_nul_are_dropped_from_titles() -> None:
    title = "<title>Bad &#xD83D;&#0; t\x00itle &amp;#xDC00; end</title>"
    entry = only(parse(rss(title + LINK)))
    assert entry.title is not None
    assert entry.title.encode("utf-8").decode() == entry.title
    assert "\x00" not in entry.title
    assert entry.title.startswith("Bad title")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("1989-12-31T23:59:59Z", None),
        ("1990-01-01T00:00:00Z", datetime(1990, 1, 1, tzinfo=UTC)),
        ("2026-03-11T11:00:00Z", datetime(2026, 3, 11, 11, 0, tzinfo=UTC)),
        ("2026-03-11T13:00:00Z", None),
        ("2026-03-09T10:00:00", datetime(2026, 3, 9, 10, 0, tzinfo=UTC)),
        ("Mon, 09 Mar 2026 10:00:00", datetime(2026, 3, 9, 10, 0, tzinfo=UTC)),
        ("Mon, 09 Mar 2026 10:00:00 EST", datetime(2026, 3, 9, 15, 0, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("tomorrow", None),
        ("99999999999999-01-01", None),
        ("", None),
    ],
)
def test_dates_are_aware_and_believable(written: str, read: datetime | None) -> None:
    entry = only(parse(rss(f"{LINK}<pubDate>{written}</pubDate>")))
    if written.endswith(":60Z") and entry.published_at:
        # feedparser may carry the leap second over to the next day; both are the same moment.
        assert abs((entry.published_at - datetime(2017, 1, 1, tzinfo=UTC)).total_seconds()) <= 1
    else:
        assert entry.published_at == read


def test_repeated_ids_are_told_apart_by_link() -> None:
    same = "<guid isPermaLink='false'>same</guid>"
    items = [f"{same}<link>https://site.example/{n}</link>" for n in (1, 2)]
    other = "<guid isPermaLink='false'>other</guid><link>https://site.example/3</link>"
    feed = parse(rss(*items, other))
    assert [e.entry_id for e in feed.entries] == [
        "same https://site.example/1",
        "same https://site.example/2",
        "other",
    ]


def test_entries_without_id_are_known_by_link_then_by_title_and_date() -> None:
    text = "<description>Their own text.</description><pubDate>2026-03-09</pubDate>"
    first = parse(rss(LINK, f"<title>A</title>{text}", f"<title>B</title>{text}"))
    again = parse(rss(f"<title>A</title>{text}", LINK), polled_at=POLLED_AT.replace(hour=13))
    by_link, a, b = (e.entry_id for e in first.entries)
    assert by_link == "https://site.example/a"
    assert len(a) == 32
    assert a != b
    assert [e.entry_id for e in again.entries] == [a, by_link]


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link>/a/b?x=1&amp;y=2</link>", "https://site.example/a/b?x=1&y=2"),
        ("<link>x</link>", "https://site.example/blog/x"),
        ("<link>../x</link>", "https://site.example/x"),
        ("<link>?p=1</link>", "https://site.example/blog/?p=1"),
        ("<link>a b</link>", "https://site.example/blog/a%20b"),
        ("<link>//other.example/x</link>", "https://other.example/x"),
        ("<link>HTTPS://Site.Example/A</link>", "https://site.example/A"),
        ("<link>https://me:pw@site.example/a</link>", "https://site.example/a"),
        ("<link>\n https://site.example/a\n</link>", "https://site.example/a"),
        ("<guid>https://site.example/g</guid>", "https://site.example/g"),
        (f"{LINK}<guid>https://site.example/g</guid>", "https://site.example/a"),
        (
            "<link>https://proxy.example/~r/x</link><fb:origLink>https://site.example/o</fb:origLink>",
            "https://site.example/o",
        ),
        ("<link>javascript:alert(1)</link><guid>https://site.example/g</guid>", None),
        ("<link>ftp://site.example/a</link>", None),
        ("<guid>abc-123</guid>", None),
    ],
)
def test_links_are_absolute_and_of_the_web(links: str, url: str | None) -> None:
    body = rss(
        f"{links}<description>text</description>",
        namespaces='xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"',
    )
    body = body.replace(
        "<link>https://site.example/</link>", "<link>https://site.example/blog/</link>"
    )
    assert only(parse(body)).url == url


def test_relative_links_follow_base_then_site_then_address() -> None:
    item = "<item{base}><link>x</link></item>"
    body = "<rss version='2.0'{base}><channel>{site}{items}</channel></rss>"
    based = body.format(
        base="",
        site="<link>https://site.example/blog/</link>",
        items=item.format(base=" xml:base='https://base.example/in/'") + item.format(base=""),
    )
    assert [e.url for e in parse(based).entries] == [
        "https://base.example/in/x",
        "https://site.example/blog/x",
    ]
    bare = body.format(base="", site="", items=item.format(base=""))
    asked = parse(
        bare, feed_url="https://u:p@feeds.example/a/rss", address="https://u:p@cdn.example/b/rss"
    )
    assert only(asked).url == "https://cdn.example/b/x"
    assert only(asked).feed_url == "https://***@feeds.example/a/rss"


def test_entries_that_lead_nowhere_are_rejected_with_a_key() -> None:
    feed = parse(
        rss(
            "<title>No link</title>",
            "<guid isPermaLink='false'>g</guid><link>mailto:a@b.example</link>",
            LINK,
        )
    )
    assert [(r.key, r.error.code) for r in feed.rejected] == [
        (f"{FEED_URL}#0", "entry_without_link"),
        ("g", "entry_link_invalid"),
    ]
    assert "mailto:a@b.example" in str(feed.rejected[1].error)
    assert feed.entry_count == len(feed.entries) + len(feed.rejected) == 3


def test_too_many_entries_are_left_out_and_counted() -> None:
    items = [f"<link>https://site.example/{n}</link>" for n in range(12)]
    feed = parse(rss(*items), max_entries=10)
    assert len(feed.entries) == 10
    assert (feed.entry_count, feed.left_out) == (12, 2)
    (left_out,) = feed.rejected
    assert (left_out.key, left_out.error.code) == (FEED_URL, "feed_too_many_entries")
    assert "12 entries" in str(left_out.error)


def test_a_body_over_the_limit_is_refused() -> None:
    with pytest.raises(FeedError) as caught:
        parse(rss(LINK), max_body_bytes=100)
    assert caught.value.code == "body_too_large"


def test_a_long_description_is_the_article_and_a_short_one_is_not() -> None:
    paragraph = "&lt;p&gt;" + "A sentence of news. " * 40 + "&lt;/p&gt;"
    full = only(parse(rss(f"{LINK}<description>{paragraph * 3}</description>")))
    cut = only(parse(rss(f"{LINK}<description>{paragraph * 3} Read more</description>")))
    short = only(parse(rss(f"{LINK}<description>{paragraph}</description>")))
    assert full.summary is None
    assert full.content is not None
    assert full.content.count("\n\n") == 2
    assert cut.content is None
    assert short.content is None
    assert short.summary is not None


def test_a_cut_off_text_is_no_whole_text() -> None:
    item = f"{LINK}<description>T.</description><content:encoded>{{}}</content:encoded>"
    cut = rss(item.format("&lt;p&gt;One. [&amp;#8230;]&lt;/p&gt;"), namespaces=CONTENT)
    whole = rss(
        item.format(
            "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;The post One appeared first on Site.&lt;/p&gt;"
        ),
        namespaces=CONTENT,
    )
    assert only(parse(cut)).content is None
    assert only(parse(whole)).content == "One."


@pytest.mark.parametrize("first", [True, False])
def test_a_caption_is_not_taken_for_the_article(first: bool) -> None:
    media = "<media:content url='https://site.example/i.png' medium='image'><media:description>Caption</media:description></media:content>"
    description = "<description>The teaser.</description>"
    item = LINK + (media + description if first else description + media)
    entry = only(parse(rss(item, namespaces=MEDIA)))
    assert (entry.summary, entry.content) == ("The teaser.", None)
    assert entry.image_url == "https://site.example/i.png"


def test_the_fingerprint_changes_with_the_text_and_with_nothing_else() -> None:
    item = (
        f"{LINK}<title>{{t}}</title><description>{{d}}</description><pubDate>{{p}}</pubDate>{{x}}"
    )
    day = "Mon, 09 Mar 2026 10:00:00 GMT"

    def fingerprint(t: str = "T", d: str = "D", p: str = day, x: str = "", **changes: Any) -> str:
        return only(parse(rss(item.format(t=t, d=d, p=p, x=x)), **changes)).fingerprint

    base = fingerprint()
    assert len(base) == 64
    assert base == fingerprint(polled_at=POLLED_AT.replace(hour=13))
    assert base == fingerprint(d="&lt;img src='https://t.example/1.gif?n=2'&gt;D")
    assert base == fingerprint(x="<category>new</category><comments>https://c.example/9</comments>")
    others = [fingerprint(t="T2"), fingerprint(d="D2"), fingerprint(p=day.replace("10:", "11:"))]
    assert len({base, *others}) == 4


def test_wishes_of_the_feed_are_read() -> None:
    channel = """<ttl>30</ttl><skipHours><hour>0</hour><hour> 5 </hour><hour>24</hour></skipHours>
      <skipDays><day>Saturday</day><day>sunday</day><day>Noday</day></skipDays>"""
    hints = parse(rss(channel=channel)).hints
    assert hints.ttl_s == 1800
    assert hints.skip_hours == {0, 5}
    assert hints.skip_days == {5, 6}
    assert parse(rss(channel="<ttl>soon</ttl><ttl/>")).hints.ttl_s is None


def test_elements_that_no_feed_should_have_do_no_harm() -> None:
    odd = "<authors x='1'/><tags y='2'/><links z='3'>q</links><media_content a='b'/><content/>"
    feed = parse(rss(f"{LINK}<title>A</title>{odd}", LINK))
    assert feed.entry_count == 2


def test_no_feed_keeps_the_reader_busy() -> None:
    categories = "".join(f"<category>{n}</category>" for n in range(30_000))
    feed = parse(rss(f"{LINK}{categories}<author>{'a' * 1_000_000}</author>", LINK))
    assert len(feed.entries) == 2
    assert len(feed.entries[0].tags) == MAX_TAGS
    with pytest.raises(ParserFailed) as caught:
        run_feedparser("<rss version='2.0'><channel/></rss>", max_parse_s=-1)
    assert caught.value.code == "parser_timed_out"
