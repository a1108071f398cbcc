"""Bad feeds and bad pages: each ends in a row or in a dead letter that says why, and nothing stops."""

import zlib
from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import count, open_lake

from pipeline.localweb import Answer, Drip, Endless, LocalWeb, Status, VirtualHosts, page

WORDS = "The council of the town met on Monday and agreed to repair the old bridge. " * 12
GOOD = f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{WORDS}</p></article></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}

BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title>
<item><title>&c;</title><link>http://pages.example/never.html</link></item></channel></rss>"""

BAD_FEEDS = {
    "/html.xml": (Answer(headers=HTML, body=GOOD.encode()), "feed_not_a_feed"),
    "/empty.xml": (Answer(body=b""), "feed_empty_body"),
    "/broken.xml": (Answer(body=b"<rss><channel><title>no end"), "feed_broken"),
    "/bomb.xml": (Answer(body=BOMB), "feed_declares_entities"),
    "/missing.xml": (Answer(status=404, body=b"no"), "http_not_found"),
}

BAD_PAGES = {
    "/huge.html": (Answer(headers=HTML, body=b"<p>" + b"word " * 10_000_000), "body_too_large"),
    "/endless.html": (Answer(headers=HTML, fault=Endless()), "body_too_large"),
    "/drip.html": (Answer(headers=HTML, body=GOOD.encode(), fault=Drip(0.2)), "timed_out"),
    "/binary.html": (Answer(headers=HTML, body=bytes(range(256)) * 40), "not_html"),
    "/picture.jpg": (
        Answer(headers={"content-type": "image/jpeg"}, body=b"\xff\xd8\xff\xe0" * 99),
        "not_html",
    ),
    "/empty.html": (Answer(headers=HTML, body=b""), "page_empty"),
    "/word.html": (page("<html><body><p>Hello</p></body></html>"), None),
    "/gone.html": (Answer(status=410, body=b"gone"), "http_gone"),
    "/private.html": (
        Answer(status=302, headers={"location": "http://10.0.0.1/admin"}),
        "address_not_public",
    ),
    "/bomb.html": (
        Answer(
            headers={**HTML, "content-encoding": "deflate"},
            body=zlib.compress(b"<p>" + b"word " * 20_000_000),
        ),
        "body_too_large",
    ),
}

GOOD_PAGES = {
    "/good.html": page(GOOD),
    "/line.html": page(
        f"<html><body><article><p>{'A man walked his dog in the park. ' * 60_000}</p></article></body></html>"
    ),
    "/flaky.html": page(GOOD.replace("bridge", "harbour").replace("Bridge", "Harbour")),
    "/nul.html": page(
        GOOD.replace("Bridge", "Br\x00idge &#xD800; one").replace("council", "assembly")
    ),
    "/year1.html": page(
        GOOD.replace(
            "<head>",
            '<head><meta property="article:published_time" content="0001-01-01T00:00:00Z">',
        ).replace("bridge", "mill")
    ),
    "/year9999.html": page(
        GOOD.replace(
            "<head>",
            '<head><meta property="article:published_time" content="9999-12-31T23:59:59Z">',
        ).replace("bridge", "tower")
    ),
}


def once_then_well(content: Answer) -> object:
    """Return content that fails once with 500."""
    tries: list[int] = []

    def respond(_: object) -> Answer:
        tries.append(1)
        return Answer(status=500, fault=Status(500)) if len(tries) == 1 else content

    return respond


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run once over a web in which nearly everything is wrong."""
    folder = tmp_path_factory.mktemp("bad")
    web_content = VirtualHosts()
    for path, (answer, _) in BAD_FEEDS.items():
        web_content.put("feeds.example", path, answer)
    for path, (answer, _) in BAD_PAGES.items():
        web_content.put(f"{path[1:].replace('.', '-')}.pages.example", path, answer)
    for path, answer in GOOD_PAGES.items():
        content = once_then_well(answer) if path == "/flaky.html" else answer
        web_content.put(f"{path[1:].replace('.', '-')}.pages.example", path, content)  # type: ignore[arg-type]
    items = "".join(
        f"<item><title>T\x08{n} \ufffe</title><link>http://{p[1:].replace('.', '-')}.pages.example{p}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for n, (p, date) in enumerate(
            (p, "Mon, 01 Jan 0001 00:00:00 GMT" if "year" in p else "")
            for p in [*BAD_PAGES, *GOOD_PAGES]
        )
    )
    feed = f'<rss version="2.0"><channel><title>All</title>{items}</channel></rss>'
    web_content.put("feeds.example", "/all.xml", Answer(body=feed.encode()))
    feeds = [f"http://feeds.example{path}" for path in ["/all.xml", *BAD_FEEDS]]
    with LocalWeb(web_content) as web:
        config = write_config(folder, web, feeds)
        ran = newsbeam(
            "run", str(config), "--set", "fetch.timeout_s=4", "--set", "fetch.retries=1",
            "--set", "fetch.allow_networks=['*.example']",
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
    return folder / "lake"


@pytest.mark.slow
@pytest.mark.parametrize("path", BAD_FEEDS)
def test_a_bad_feed_is_a_dead_letter_and_a_failed_poll(lake: Path, path: str) -> None:
    code, con = BAD_FEEDS[path][1], open_lake(lake)
    url = f"http://feeds.example{path}"
    assert count(con, f"dead_letters where key = '{url}' and code = '{code}' and detail <> ''") == 1
    assert count(con, f"feed_polls where feed_url = '{url}' and code = '{code}'") == 1


@pytest.mark.slow
@pytest.mark.parametrize("path", BAD_PAGES)
def test_a_bad_page_is_a_dead_letter_with_its_reason(lake: Path, path: str) -> None:
    code, con = BAD_PAGES[path][1], open_lake(lake)
    url = f"http://{path[1:].replace('.', '-')}.pages.example{path}"
    rows = con.execute("select code, detail from dead_letters where url = ?", [url]).fetchall()
    assert len(rows) == 1, rows
    assert rows[0][0] == (code or rows[0][0])
    assert code or rows[0][0] in ("no_text", "too_short")
    assert rows[0][1]


@pytest.mark.slow
@pytest.mark.parametrize("path", GOOD_PAGES)
def test_an_odd_page_is_an_article_all_the_same(lake: Path, path: str) -> None:
    con = open_lake(lake)
    url = f"http://{path[1:].replace('.', '-')}.pages.example{path}"
    rows = con.execute(
        "select title, text, published_at_source, year(published_at) from articles where url = ?",
        [url],
    ).fetchall()
    assert len(rows) == 1, con.execute("select * from dead_letters where url = ?", [url]).fetchall()
    title, text, source, year = rows[0]
    assert "\x00" not in (title or "") + text
    assert year not in (1, 9999)
    assert source == "fetched"


@pytest.mark.slow
def test_no_entity_was_expanded(lake: Path) -> None:
    assert count(open_lake(lake), "articles where text like '%haha%' or title like '%haha%'") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--set", "pollling.min_interval_s=3"], "polling"),
        (["--runner", "FlinkRuner"], "FlinkRunner"),
        (["--set", "lake=/dev/null/lake"], "/dev/null"),
    ],
)
def test_a_configuration_that_cannot_work_says_what_to_change(
    tmp_path: Path, change: list[str], said: str
) -> None:
    with LocalWeb(VirtualHosts()) as web:
        config = write_config(tmp_path, web, ["http://feeds.example/all.xml"])
        ran = newsbeam("run", str(config), *change)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "lake").exists(), "nothing was to be done"
