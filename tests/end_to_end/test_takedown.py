"""A takedown as an operator does it: said once, and the articles never come back."""

from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import count, open_lake

from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts

pytestmark = pytest.mark.slow

HOST = "www.atlas-ledger.example"


def articles_by_host(lake: Path) -> dict[str, int]:
    rows = open_lake(lake).execute("select host, count(*) from articles group by all").fetchall()
    return dict(rows)


def test_what_was_forgotten_is_not_fetched_again(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    with LocalWeb(VirtualHosts(demo_site())) as web:
        config = write_config(tmp_path, web, feed_urls(), language={"models": {}})
        assert newsbeam("run", str(config)).returncode == 0
        before = articles_by_host(lake)

        asked = newsbeam("forget", str(lake), HOST)
        assert asked.returncode == 2, "rows would go without anybody's word"
        told = newsbeam("forget", str(lake), HOST, "--dry-run")
        assert f"{before[HOST]} articles" in told.stdout
        assert articles_by_host(lake) == before
        done = newsbeam("forget", str(lake), HOST, "--yes")
        assert done.returncode == 0, done.stderr
        del before[HOST]
        assert articles_by_host(lake) == before

        web.clear_log()
        assert newsbeam("run", str(config)).returncode == 0
        assert articles_by_host(lake) == before
        assert [r.path for r in web.requests(HOST)] == []
        assert count(open_lake(lake), f"dead_letters where url like '%{HOST}%'") == 0

        assert newsbeam("forget", str(lake), HOST, "--unblock").returncode == 0
        assert newsbeam("run", str(config)).returncode == 0
        assert HOST in articles_by_host(lake)
