"""One result on all local engines: who changes the runner must not change the tables."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from command import newsbeam, write_config
from lake_checks import count, duplicate_keys, open_lake

from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts
from schemas.columns import RUN_COLUMNS

TABLES = ("articles", "entities", "events", "quotes")

ENGINES = {
    "FnApiRunner": [],
    "DirectRunner": ["--runner", "DirectRunner"],
    "two processes": ["--set", "workers=2"],
    "small commits": ["--set", "max_articles_per_commit=7"],
}


def rows_of(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    """Return a table's rows without the columns of one run, in an order of their own."""
    names = [row[0] for row in con.execute(f"describe {table}").fetchall()]
    kept = ", ".join(f'"{name}"' for name in names if name not in RUN_COLUMNS)
    return sorted(con.execute(f"select {kept} from {table}").fetchall(), key=repr)


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Run the demo site through every engine; one server, so that addresses are the same."""
    out = {}
    with LocalWeb(VirtualHosts(demo_site())) as web:
        for name, options in ENGINES.items():
            folder = tmp_path_factory.mktemp("engine")
            ran = newsbeam("run", str(write_config(folder, web, feed_urls())), *options)
            assert ran.returncode == 0, f"{name}: {ran.stderr}"
            out[name] = folder / "lake"
    return out


@pytest.mark.slow
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "FnApiRunner"])
@pytest.mark.parametrize("table", TABLES)
def test_every_engine_gives_the_same_rows(lakes: dict[str, Path], engine: str, table: str) -> None:
    expected = rows_of(open_lake(lakes["FnApiRunner"]), table)
    assert len(expected) > 30
    assert rows_of(open_lake(lakes[engine]), table) == expected


@pytest.mark.slow
def test_a_run_of_small_commits_loses_and_doubles_nothing(lakes: dict[str, Path]) -> None:
    con = open_lake(lakes["small commits"])
    assert count(con, "runs") == 5
    assert count(con, "articles") == 34
    assert not any(duplicate_keys(con).values())
    assert not list((lakes["small commits"] / "_staging").iterdir()), "a run leaves nothing behind"


@pytest.mark.slow
def test_a_corrected_article_is_revision_2_and_nothing_else_is_added(tmp_path: Path) -> None:
    site = VirtualHosts(demo_site())
    with LocalWeb(site) as web:
        config = str(write_config(tmp_path, web, feed_urls()))
        assert newsbeam("run", config).returncode == 0
        before = count(open_lake(tmp_path / "lake"), "articles")
        assert newsbeam("run", config).returncode == 0
        assert count(open_lake(tmp_path / "lake"), "articles") == before
        for (host, path), content in demo_site_pairs(revised=True):
            site.put(host, path, content)
        assert newsbeam("run", config).returncode == 0
    con = open_lake(tmp_path / "lake")
    assert count(con, "articles") == before + 1
    both = con.execute(
        "select distinct published_date, article_id from articles where article_id in "
        "(select article_id from articles where revision = 2)"
    ).fetchall()
    assert len(both) == 1, "a revision left the partition of its article"
    assert count(con, "entities where revision = 2") > 0


def demo_site_pairs(revised: bool) -> list[tuple[tuple[str, str], Any]]:
    """Return the demo site as pairs of place and content."""
    sites = demo_site(revised=revised)
    return [((host, path), c) for host, paths in sites.items() for path, c in paths.items()]
