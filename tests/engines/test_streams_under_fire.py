"""A Flink stream whose workers and task manager are killed, and which is stopped and goes on."""

from pathlib import Path

import pytest

from benchmarks.streams import Plan, play


@pytest.mark.engines
def test_every_published_article_is_in_the_lake_once(tmp_path: Path) -> None:
    found = play(Plan(engine="flink", minutes=2.5, window=10, every=5, step=3), tmp_path)
    assert list(found.faults()) == []
    assert len(found.checkpoint_bytes) >= 5
