"""Real pages and real feeds: nothing of them may be lost without a word."""

from pathlib import Path

import duckdb
import pytest
from command import newsbeam, write_config
from lake_checks import broken_offsets, count, duplicate_keys, open_lake
from real_web import PAGES, put_pages, put_real_feeds, real_pages

from pipeline.localweb import LocalWeb, VirtualHosts

AT_LEAST_OF_PAGES = 430
AT_LEAST_OF_FEEDS = 1_500

pytestmark = [pytest.mark.slow, pytest.mark.data]


def test_every_real_page_is_an_article_or_a_dead_letter(data_dir: Path, tmp_path: Path) -> None:
    pages, web_content = real_pages(data_dir), VirtualHosts()
    assert len(pages) == 439
    con = run_twice(tmp_path, web_content, put_pages(web_content, pages))
    of_pages = f"host like '%.{PAGES}'"
    articles = count(con, f"articles where {of_pages}")
    dead = count(con, f"dead_letters where url like 'http://p%.{PAGES}/%'")
    assert articles + dead == len(pages)
    assert articles >= AT_LEAST_OF_PAGES
    broken = broken_offsets(con)
    assert not any(broken.values()), broken


def test_every_entry_of_real_feeds_is_an_article_or_a_dead_letter(
    data_dir: Path, tmp_path: Path
) -> None:
    """Most pages behind them are not there. Their words are not read: that took most of the time."""
    web_content = VirtualHosts()
    feeds = put_real_feeds(web_content, data_dir)
    con = run_twice(tmp_path, web_content, feeds, language={"models": {}})
    (chosen,) = con.execute(
        "select counters['SelectNew.ok'] from runs order by generation limit 1"
    ).fetchone()
    articles = count(con, "articles")
    assert articles + count(con, "dead_letters") == chosen
    assert articles >= AT_LEAST_OF_FEEDS


def run_twice(
    folder: Path, web_content: VirtualHosts, feeds: list[str], **more: object
) -> duckdb.DuckDBPyConnection:
    """Run over a web that stays as it is; return a lake in which nothing is twice or unexplained."""
    with LocalWeb(web_content) as web:
        config = write_config(folder, web, feeds, workers=2, **more)
        for _ in range(2):
            ran = newsbeam("run", str(config))
            assert ran.returncode == 0, ran.stderr
    con = open_lake(folder / "lake")
    assert count(con, "dead_letters where code is null or detail = ''") == 0
    assert not any(duplicate_keys(con).values()), duplicate_keys(con)
    assert count(con, "articles where revision > 1") == 0, "an unchanged site gave new revisions"
    runs = con.execute(
        "select counters['AssignRevisions.ok'] from runs order by generation"
    ).fetchall()
    assert runs[-1] == (0,), "the second run added articles"
    return con
