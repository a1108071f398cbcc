"""A feed whose address holds a key: the server sees it, and nobody else."""

from pathlib import Path

import pytest
from command import newsbeam, write_config
from lake_checks import count, open_lake

from pipeline.demo.site import demo_site, feed_urls
from pipeline.localweb import LocalWeb, VirtualHosts

KEY = "s3cr3t-of-the-feed"


@pytest.mark.slow
def test_a_key_is_asked_with_by_workers_and_written_down_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_KEY", KEY)
    (first, *_) = feed_urls()
    with LocalWeb(VirtualHosts(demo_site())) as web:
        config = write_config(tmp_path, web, [f"{first}?key=${{NEWS_KEY}}"], workers=2)
        ran = newsbeam("run", str(config))
    assert ran.returncode == 0, ran.stderr
    asked = [request.path for request in web.log if KEY in request.path]
    assert len(asked) == 1, "the feed was asked with its key"
    con = open_lake(tmp_path / "lake")
    assert count(con, "articles") > 5
    polls = con.execute("select distinct feed_url from feed_polls").fetchall()
    assert polls == [(f"{first}?key=${{NEWS_KEY}}",)]
    assert KEY not in ran.stdout + ran.stderr
    files = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
