"""Real pages and real feeds: nothing of them may be lost without a word."""

from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import broken_offsets, count, duplicate_keys, open_lake
from real_web import PAGES, put_pages, put_real_feeds, real_pages

from pipeline.localweb import LocalWeb, VirtualHosts

AT_LEAST_ARTICLES = 430


@pytest.mark.slow
@pytest.mark.data
def test_every_real_page_is_an_article_or_a_dead_letter(data_dir: Path, tmp_path: Path) -> None:
    pages, web_content = real_pages(data_dir), VirtualHosts()
    assert len(pages) == 439
    feeds = [*put_pages(web_content, pages), *put_real_feeds(web_content, data_dir)]
    with LocalWeb(web_content) as web:
        config = write_config(tmp_path, web, feeds, workers=2)
        ran = newsbeam("run", str(config))
        assert ran.returncode == 0, ran.stderr
        again = newsbeam("run", str(config))
        assert again.returncode == 0, again.stderr

    con = open_lake(tmp_path / "lake")
    of_pages = f"host like '%.{PAGES}'"
    articles = count(con, f"articles where {of_pages}")
    dead = count(con, f"dead_letters where url like 'http://p%.{PAGES}/%'")
    assert articles + dead == len(pages)
    assert articles >= AT_LEAST_ARTICLES
    assert count(con, "dead_letters where code is null or detail = ''") == 0
    assert duplicate_keys(con) == dict.fromkeys(("articles", "entities", "events", "quotes"), 0)
    broken = broken_offsets(con)
    assert not any(broken.values()), broken
    assert count(con, "articles where revision > 1") == 0, "an unchanged site gave new revisions"
    runs = con.execute(
        "select counters['AssignRevisions.ok'] from runs order by generation"
    ).fetchall()
    assert runs[-1] == (0,), "the second run added articles"
