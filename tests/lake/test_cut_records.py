"""A commit cut short before its entry in the log: who reads ``runs`` by its files sees it nowhere."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lakes import a_letter, draft, keys_in, put

from transforms.lake import commit as commits
from transforms.lake.begin import begin
from transforms.lake.commit import commit
from transforms.lake.storage import Storage


class KilledError(Exception):
    """Stands for SIGKILL: no code of the commit catches it."""


def commits_by_glob(lake: Storage) -> list[tuple[int, str]]:
    files = [f.path for f in lake.list_files("runs") if f.path.count("/") == 1]
    rows = [pq.read_table(pa.BufferReader(lake.read(f))).to_pylist() for f in files]
    return sorted((row["generation"], row["commit_id"]) for found in rows for row in found)


def test_a_record_cut_short_is_removed_when_the_next_run_begins(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KilledError

    put(lake, "first", [a_letter("a")])
    with monkeypatch.context() as patch:
        patch.setattr(commits, "append", die)
        with pytest.raises(KilledError):
            put(lake, "killed", [a_letter("b")])
    assert commits_by_glob(lake) == [(1, "first"), (2, "killed")]
    begin(lake)
    assert commits_by_glob(lake) == [(1, "first")]
    put(lake, "second", [a_letter("b")])
    assert commits_by_glob(lake) == [(1, "first"), (2, "second")]
    assert keys_in(lake) == ["a", "b"]


@pytest.mark.parametrize("when", ["before it reads its record", "after"])
def test_a_run_that_was_only_slow_is_refused_and_leaves_nothing(
    lake: Storage, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    put(lake, "first", [a_letter("a")])
    slow, snapshot = draft(lake, "slow", [a_letter("b")]), begin(lake)
    append, register = commits.append, commits.append.__globals__["_commit"]

    def others_begin(*args: Any, **named: Any) -> None:
        begin(lake)
        (append if when != "after" else register)(*args, **named)

    with monkeypatch.context() as patch:
        if when == "after":
            patch.setitem(append.__globals__, "_commit", _once(others_begin, register))
        else:
            patch.setattr(commits, "append", others_begin)
        committed = commit(lake, snapshot, slow)
    assert committed.superseded
    assert commits_by_glob(lake) == [(1, "first")]
    put(lake, "slow again", [a_letter("b")])
    assert keys_in(lake) == ["a", "b"]


def _once(first: Any, then: Any) -> Any:
    calls = iter([first])
    return lambda *args, **named: next(calls, then)(*args, **named)
