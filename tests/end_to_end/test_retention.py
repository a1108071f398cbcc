"""An article that comes back when the lake has long forgotten its entry is not there twice."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import count, open_lake

from pipeline.localweb import Answer, LocalWeb, VirtualHosts, page
from transforms.lake.commit import current
from transforms.lake.seen import SeenIndex
from transforms.lake.storage import Storage
from transforms.lake.upkeep import Retention, upkeep

pytestmark = pytest.mark.slow

WORDS = "The council of the town met on Monday and agreed to repair the old {0} at last. " * 12
ITEM = "<item><link>http://news.example/{0}.html</link>{1}</item>"
DATES = {
    "bridge": "<pubDate>Mon, 05 Oct 2020 12:00:00 GMT</pubDate>",  # as old as can be
    "harbour": "",  # without a date it is as young as its fetch
}


def a_page(name: str, more: str = "") -> Answer:
    return page(
        f"<html><body><article><h1>{name}</h1><p>{WORDS.format(name)}{more}</p></article></body></html>"
    )


def a_feed(edition: int) -> Answer:
    items = "".join(ITEM.format(name, date) for name, date in DATES.items())
    body = f"<rss version='2.0'><channel><title>News {edition}</title>{items}</channel></rss>"
    return Answer(headers={"content-type": "application/xml"}, body=body.encode())


def test_it_is_known_by_its_rows(tmp_path: Path) -> None:
    site = VirtualHosts()
    for name in DATES:
        site.put("news.example", f"/{name}.html", a_page(name))
    site.put("news.example", "/feed.xml", a_feed(1))
    with LocalWeb(site) as web:
        config = write_config(
            tmp_path, web, ["http://news.example/feed.xml"], language={"models": {}}
        )
        launcher = [sys.executable, str(Path(__file__).parent / "launcher.py"), "clock", "-400"]
        subprocess.run([*launcher, "run", str(config)], check=True, capture_output=True)
        lake = Storage(str(tmp_path / "lake"))
        upkeep(lake, Retention(180, datetime.now(UTC)), state_files=1)
        assert len(SeenIndex.load(lake, current(lake).generation)) == 0, "nothing was forgotten"

        site.put("news.example", "/feed.xml", a_feed(2))
        site.put("news.example", "/harbour.html", a_page("harbour", "And the quay."))
        assert newsbeam("run", str(config)).returncode == 0
    con = open_lake(tmp_path / "lake")
    twice = "(select 1 from articles group by article_id, revision having count(*) > 1)"
    assert count(con, twice) == 0
    assert count(con, "articles where revision = 1") == 2
    assert count(con, "articles where revision = 2") == 1, "a correction is a revision"
    assert count(con, "articles") == 3
