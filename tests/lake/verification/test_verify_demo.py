"""The lake that the pipeline itself makes keeps its promises, and survives damage."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from made_lakes import cut

from transforms.lake.storage import Storage
from transforms.lake.verification.repair import repair
from transforms.lake.verification.verify import verify

_CODE = "import sys; from pipeline.cli import main; main(sys.argv[1:])"


def demo(lake: Path) -> None:
    command = [sys.executable, "-c", _CODE, "demo", "--lake", str(lake)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr


def articles(lake: Path) -> list[tuple[object, ...]]:
    glob = f"{lake}/articles/published_date=*/*.parquet"
    return duckdb.sql(
        f"SELECT article_id, revision, text_sha256 FROM read_parquet('{glob}') ORDER BY ALL"
    ).fetchall()


@pytest.mark.slow
def test_lost_articles_of_the_demo_come_back_with_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "lake"
    demo(path)
    storage = Storage(str(path))
    report = verify(storage)
    assert report.findings == ()
    before = articles(path)
    cut(next(iter(sorted((path / "articles").glob("published_date=*/part-00000001-*.parquet")))))
    assert not verify(storage).clean
    assert repair(storage, {}).clean
    assert len(articles(path)) < len(before)
    demo(path)
    assert verify(storage).clean
    assert {row[0] for row in articles(path)} == {row[0] for row in before}
