"""From the poll of a real feed to the rows of a lake, and back again with `newsbeam trace`."""

import json
from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import count, open_lake

from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts
from pipeline.queries import connect


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo site, read in small commits, and once more after one article was corrected."""
    folder = tmp_path_factory.mktemp("lineage")
    site = VirtualHosts(demo_site())
    with LocalWeb(site) as web:
        config = str(write_config(folder, web, feed_urls(), max_articles_per_commit=20))
        assert newsbeam("run", config).returncode == 0
        for host, paths in demo_site(revised=True).items():
            for path, content in paths.items():
                site.put(host, path, content)
        assert newsbeam("run", config).returncode == 0
    return folder / "lake"


@pytest.mark.slow
def test_every_step_of_a_corrected_article_is_there(lake: Path) -> None:
    con = open_lake(lake)
    row = con.execute("select article_id, url from articles where revision = 2").fetchone()
    assert row is not None
    ran = newsbeam("trace", str(lake), row[1], "--format", "json")
    assert ran.returncode == 0, ran.stderr
    way = json.loads(ran.stdout)
    assert way["article"]["article_id"] == row[0]
    assert [p["outcome"] for p in way["polls"]] == ["ok", "ok"]
    assert [s["revision"] for s in way["entries"][0]["settled"]] == [1, 2]
    assert [r["revision"] for r in way["revisions"]] == [1, 2]
    assert None not in [r["generation"] for r in way["revisions"]]
    assert {"title", "text"} <= {c["column"] for c in way["revisions"][1]["changed"]}
    for file in way["files"]:
        here = f"{file['table']} where article_id = '{row[0]}' and revision = {file['revision']}"
        assert file["rows"] == count(con, here), file
        assert (lake / file["table"] / file["path"]).is_file()
    assert way["waiting"][0]["reason"] == "refetch"
    assert all(run["versions"]["model.en"] for run in way["runs"])


@pytest.mark.slow
def test_every_article_and_every_dead_letter_can_be_traced(lake: Path) -> None:
    con = open_lake(lake)
    (letter,) = con.execute("select url from dead_letters").fetchall()
    ran = newsbeam("trace", str(lake), letter[0])
    assert ran.returncode == 0, ran.stderr
    assert "has not become an article" in ran.stdout
    shared = con.execute(
        "select min(article_id), max(article_id) from articles group by story_id "
        "having count(distinct article_id) > 1"
    ).fetchall()
    ran = newsbeam("trace", str(lake), shared[0][0])
    assert ran.returncode == 0, ran.stderr
    assert shared[0][1] in ran.stdout, "who shares the story"


@pytest.mark.slow
def test_the_runs_add_up_to_the_tables(lake: Path) -> None:
    ran = newsbeam("runs", str(lake), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    runs = json.loads(ran.stdout)
    assert [run["commits"] for run in runs] == [2, 1]
    con = open_lake(lake)
    for table in ("articles", "entities", "events", "quotes", "dead_letters", "feed_polls"):
        assert sum(run[table] for run in runs) == count(con, table)
    assert [run["changed"] for run in runs] == [[], []]


@pytest.mark.slow
def test_the_latest_views_leave_out_what_was_corrected(lake: Path) -> None:
    con = connect(str(lake))
    assert count(con, "articles") == count(con, "latest_articles") + 1
    (corrected,) = con.execute("select article_id from articles where revision = 2").fetchall()
    for table in ("entities", "events", "quotes"):
        old = count(con, f"{table} where article_id = '{corrected[0]}' and revision = 1")
        assert count(con, table) == count(con, f"latest_{table}") + old
