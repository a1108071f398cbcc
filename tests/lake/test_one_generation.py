"""One generation for all views: a join over half a commit gives wrong answers in silence."""

from pathlib import Path

import pytest
from lakes import a_letter, draft, put

from pipeline.queries import connect
from transforms.lake.begin import begin
from transforms.lake.commit import commit
from transforms.lake.storage import Storage


def test_views_show_no_table_ahead_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Storage(str(tmp_path / "lake"))
    put(lake, "one", [a_letter("a")])

    def stop(storage: Storage, generation: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.commit.roll_forward", stop)
        with pytest.raises(KeyboardInterrupt):
            commit(lake, begin(lake), draft(lake, "two", [a_letter("b")]))
    counted = "select (select count(*) from dead_letters), (select max(generation) from runs)"
    assert connect(lake.uri).execute(counted).fetchall() == [(1, 1)]
    begin(lake)
    assert connect(lake.uri).execute(counted).fetchall() == [(2, 2)]
