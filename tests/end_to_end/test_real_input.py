"""Real pages and real feeds: nothing of them may be lost without a word."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from lake_checks import broken_offsets, count, duplicate_keys, open_lake
from real_web import PAGES, put_pages, put_real_feeds, real_pages

from pipeline.localweb import LocalWeb, VirtualHosts

AT_LEAST_ARTICLES = 430


def newsbeam(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [str(Path(sys.executable).parent / "newsbeam"), *args]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}
    )


def write_config(folder: Path, web: LocalWeb, feeds: list[str], **more: object) -> Path:
    """Write a configuration for a web on loopback."""
    config: Mapping[str, object] = {
        "lake": str(folder / "lake"),
        "feeds": feeds,
        "polling": {"min_interval_s": 0},
        "fetch": {
            "min_interval_s": 0,
            "allow_networks": ["127.0.0.0/8"],
            "resolve": {"*.example": web.address},
            "retries": 0,
        },
        **more,
    }
    path = folder / "newsbeam.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


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
