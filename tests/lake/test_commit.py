"""The commit: a reader sees a generation whole or not at all, and nothing is there twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import lakes
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from lakes import NOW, a_letter, keys_in

from schemas.state import FeedState
from schemas.tables import DATA_TABLES
from transforms.lake.begin import begin
from transforms.lake.commit import (
    CommitDraft,
    Committed,
    Snapshot,
    commit,
    current,
    read_runs,
    roll_forward,
)
from transforms.lake.leftovers import clear_staging
from transforms.lake.log import Refused, append, generation_of, open_table
from transforms.lake.state import read_feed_states
from transforms.lake.storage import LakeError, Storage
from transforms.lake.verification.repair import repair


def a_feed(url: str, failures: int = 0) -> FeedState:
    return FeedState(
        feed_url=url,
        address=url,
        moved_to=None,
        etag='"x"',
        last_modified=None,
        body_sha256=None,
        interval_s=300,
        next_due_at=NOW,
        polled_at=NOW,
        failures=failures,
        retired=False,
        generation=0,
        parsed_at=None,
    )


def draft(storage: Storage, name: str, keys: Sequence[str] = ("a", "b")) -> CommitDraft:
    """Return a commit of dead letters with these keys, and of a feed's state."""
    state = [a_feed("http://a.example/feed")]
    made = lakes.draft(storage, name, [a_letter(key) for key in keys], state)
    return replace(made, counters={"FetchPages.dead": len(keys)})


def data_of(lake: Storage, table: str) -> list[str]:
    """Return the data files that lie in a table's folder, registered or not."""
    paths = [f.path for f in lake.list_files(table)]
    return [path for path in paths if path.endswith(".parquet") and "_delta_log" not in path]


@pytest.mark.bucket_too
def test_a_commit_makes_the_next_generation_of_every_table(lake: Storage) -> None:
    snapshot = begin(lake)
    assert commit(lake, snapshot, draft(lake, "one")) == Committed(1, superseded=False)
    assert keys_in(lake) == ["a", "b"]
    assert {generation_of(open_table(lake, t)) for t in DATA_TABLES} == {1}
    (run,) = read_runs(lake)
    assert (run.generation, run.commit_id, run.counters) == (1, "one", {"FetchPages.dead": 2})
    assert not list(lake.list_files("_staging")), "staging is left behind"


def test_files_are_plain_hive_parquet_for_those_without_delta(
    folder_lake: Storage, tmp_path: Path
) -> None:
    commit(folder_lake, begin(folder_lake), draft(folder_lake, "one"))
    glob = str(tmp_path / "lake/dead_letters/run_date=*/*.parquet")
    rows = duckdb.sql(f"select key, run_date from read_parquet('{glob}') order by key").fetchall()
    assert rows == [("a", date(2026, 10, 5)), ("b", date(2026, 10, 5))]
    (path,) = (tmp_path / "lake/dead_letters").glob("run_date=*/*.parquet")
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"


def test_file_statistics_let_delta_readers_skip_and_still_find(lake: Storage) -> None:
    commit(lake, begin(lake), draft(lake, "one"))
    table = DeltaTable(lake.table_uri("dead_letters"))
    assert table.to_pyarrow_table(filters=[("key", "=", "b")]).num_rows == 1
    assert table.to_pyarrow_table(filters=[("occurred_at", ">=", NOW)]).num_rows == 2
    assert table.to_pyarrow_table(filters=[("run_date", "=", date(2026, 10, 5))]).num_rows == 2


def test_an_empty_run_still_moves_the_feeds_state(lake: Storage) -> None:
    commit(lake, begin(lake), draft(lake, "one", keys=()))
    assert read_feed_states(lake, 1)["http://a.example/feed"].etag == '"x"'
    assert keys_in(lake) == []


def test_the_newest_state_of_a_feed_holds_and_older_generations_can_be_read(lake: Storage) -> None:
    commit(lake, begin(lake), draft(lake, "one", keys=()))
    later = replace(
        draft(lake, "two", keys=()),
        state={"_state/feeds": [a_feed("http://a.example/feed", failures=3)]},
    )
    commit(lake, begin(lake), later)
    assert read_feed_states(lake, 2)["http://a.example/feed"].failures == 3
    assert read_feed_states(lake, 1)["http://a.example/feed"].failures == 0


@pytest.mark.bucket_too
def test_of_two_runs_on_one_generation_the_second_is_refused_whole(lake: Storage) -> None:
    snapshot = begin(lake)
    commit(lake, snapshot, draft(lake, "one"))
    outcome = commit(lake, snapshot, draft(lake, "two", keys=["c"]))
    assert outcome.superseded
    assert keys_in(lake) == ["a", "b"]
    assert not list(lake.list_files("_staging"))
    assert len(data_of(lake, "runs")) == 1, "a refused record is left"


@pytest.mark.bucket_too
def test_it_is_refused_also_with_a_third_commit_in_between(lake: Storage) -> None:
    stale = begin(lake)
    commit(lake, stale, draft(lake, "one"))
    commit(lake, begin(lake), draft(lake, "two", keys=["c"]))
    assert commit(lake, stale, draft(lake, "three", keys=["d"])).superseded
    assert keys_in(lake) == ["a", "b", "c"]


@pytest.mark.bucket_too
def test_a_retried_bundle_knows_its_own_commit(lake: Storage) -> None:
    snapshot = begin(lake)
    commit(lake, snapshot, draft(lake, "one"))
    again = commit(lake, snapshot, draft(lake, "one"))
    assert again == Committed(1, superseded=False)
    assert keys_in(lake) == ["a", "b"]


@pytest.mark.bucket_too
def test_a_commit_whose_answer_was_lost_is_not_taken_for_refused(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = begin(lake)

    def append_and_lose_the_answer(*args: Any) -> None:
        append(*args)
        raise Refused("precondition failed")

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.commit.append", append_and_lose_the_answer)
        assert commit(lake, snapshot, draft(lake, "one")) == Committed(1, superseded=False)
    assert [run.commit_id for run in read_runs(lake)] == ["one"], "the registered file is gone"
    assert keys_in(lake) == ["a", "b"]


@pytest.mark.bucket_too
def test_runs_may_begin_at_the_same_time(lake: Storage) -> None:
    with ThreadPoolExecutor(4) as threads:
        begun = list(threads.map(lambda _: begin(Storage(lake.uri)), range(8)))
    assert set(begun) == {current(lake)}


@pytest.mark.bucket_too
def test_a_generation_that_stopped_halfway_is_finished_by_the_next_run(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = begin(lake)

    def stop(storage: Storage, generation: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.commit.roll_forward", stop)
        with pytest.raises(KeyboardInterrupt):
            commit(lake, snapshot, draft(lake, "one"))
    assert keys_in(lake) == []
    assert begin(lake).generation == 1
    assert keys_in(lake) == ["a", "b"]
    roll_forward(lake, 1)
    assert keys_in(lake) == ["a", "b"]


def test_the_snapshot_names_generation_and_version_together(lake: Storage) -> None:
    begin(lake)
    commit(lake, begin(lake), draft(lake, "one"))
    snapshot = current(lake)
    assert commit(lake, Snapshot(0, snapshot.runs_version), draft(lake, "two")).superseded
    assert keys_in(lake) == ["a", "b"]


def test_a_lake_that_cannot_be_written_fails_before_anything_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LakeError, match="cannot be written"):
        begin(Storage(str(tmp_path / "file")))


def test_a_folder_that_is_no_lake_is_named(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="is no lake of newsbeam"):
        current(Storage(str(tmp_path)))


def test_a_record_that_a_killed_commit_left_is_removed_when_its_number_is_taken_too(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: Any) -> None:
        raise KeyboardInterrupt

    snapshot = begin(lake)
    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.commit.append", stop)
        with pytest.raises(KeyboardInterrupt):
            commit(lake, snapshot, draft(lake, "killed"))
    commit(lake, snapshot, draft(lake, "one"))
    assert len(data_of(lake, "runs")) == 2
    begin(lake)
    assert len(data_of(lake, "runs")) == 1
    assert keys_in(lake) == ["a", "b"]


def test_a_lake_whose_runs_have_lost_a_record_takes_no_commit(lake: Storage) -> None:
    """The next commit would take the number of the lost one, and all its rows would be passed over."""
    commit(lake, begin(lake), draft(lake, "one"))
    commit(lake, begin(lake), draft(lake, "two", keys=["c"]))
    newest = max(f.path for f in lake.list_files("runs/_delta_log") if f.path.endswith(".json"))
    lake.write(newest, b"")  # a machine that lost its power
    with pytest.raises(LakeError, match=r"lost entries.*verify"):
        begin(lake)
    assert repair(lake, {}).clean
    commit(lake, begin(lake), draft(lake, "three", keys=["d"]))
    assert keys_in(lake) == ["a", "b", "c", "d"]
    assert [r.commit_id for r in read_runs(lake)] == ["one", "two", "three"]


def test_a_live_run_that_was_taken_for_dead_is_superseded_and_does_not_fail(
    folder_lake: Storage,
) -> None:
    """Its work is done again, as after any other run that was faster."""
    snapshot = begin(folder_lake)
    late = draft(folder_lake, "late")
    assert clear_staging(folder_lake, snapshot, timedelta(0)) == ["_staging/late"]
    assert commit(folder_lake, snapshot, late).superseded
    assert keys_in(folder_lake) == []
    assert not commit(folder_lake, begin(folder_lake), draft(folder_lake, "late")).superseded


def test_staged_files_that_somebody_else_removed_fail_the_commit(folder_lake: Storage) -> None:
    snapshot = begin(folder_lake)
    late = draft(folder_lake, "late")
    folder_lake.remove_folder("_staging/late")
    with pytest.raises(LakeError, match="is gone or was changed"):
        commit(folder_lake, snapshot, late)
