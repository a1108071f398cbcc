"""A lake outlives versions of newsbeam: it grows with them, and is refused where it must be."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from other_versions import (
    LACKING,
    LakeOfTwoVersions,
    add_generation,
    draft,
    newsbeam_with,
    older_tables,
    present_tables,
    variant,
    write_lake,
)

from pipeline.cli import main
from pipeline.queries import connect
from schemas.accounts import Run
from schemas.arrow import arrow_schema
from schemas.state import PendingEntry
from schemas.tables import TABLES
from schemas.version import Version, version_of
from transforms.lake.begin import begin
from transforms.lake.commit import Committed, commit, read_runs
from transforms.lake.evolution import grow_tables, version_in
from transforms.lake.log import generation_of, open_table
from transforms.lake.state import read_feed_states, read_newest
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import SCHEMA_VERSION

NEWER_MINOR = {"events": variant(TABLES["events"], "1.7", plus={"mood": str | None})}
NEWER_MAJOR = {"events": variant(TABLES["events"], "2.0", without=("place",))}


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "lake"))


@pytest.fixture
def two_versions(lake: Storage) -> LakeOfTwoVersions:
    return write_lake(lake)


def versions_in(lake: Storage) -> dict[str, Version]:
    return {name: version_in(open_table(lake, name)) for name in TABLES}


def log_of(lake: Storage, name: str) -> list[str]:
    return sorted(p.name for p in Path(lake.path(f"{name}/_delta_log")).glob("*.json"))


def add_actions(lake: Storage, name: str) -> int:
    lines = [
        json.loads(line)
        for p in Path(lake.path(f"{name}/_delta_log")).glob("*.json")
        for line in p.read_text().splitlines()
    ]
    return sum("add" in line or "remove" in line for line in lines)


def test_every_file_and_every_table_names_its_table_and_version(
    two_versions: LakeOfTwoVersions,
) -> None:
    lake, older, present = two_versions.storage, older_tables(), two_versions.tables
    for name in TABLES:
        files = sorted(Path(lake.path(name)).rglob("part-*.parquet"))
        assert files, f"{name} has no file"
        for path in files:
            metadata = pq.read_schema(path).metadata
            writer = older if "part-00000001" in path.name else present
            assert metadata[b"newsbeam.table"].decode() == name
            assert metadata[b"newsbeam.version"].decode() == str(version_of(writer[name]))
    assert versions_in(lake) == {name: version_of(present[name]) for name in TABLES}
    first, second = read_runs(lake)
    assert first.versions["schema.events"] == str(version_of(older["events"]))
    assert second.versions["schema.events"] == str(version_of(present["events"]))


def test_a_run_adds_the_columns_it_has_and_the_tables_lack(lake: Storage) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
    before = {name: DeltaTable(lake.table_uri(name)) for name in TABLES}
    actions = {name: add_actions(lake, name) for name in TABLES}
    with newsbeam_with(present_tables()):
        begin(lake)
        for name, record in TABLES.items():
            table = open_table(lake, name)
            assert set(table.schema().to_arrow().names) == set(arrow_schema(record).names)
            assert generation_of(table) == 1, "the generation was lost"
            assert add_actions(lake, name) == actions[name], "files were rewritten"
            old, new = before[name].metadata(), table.metadata()
            assert (new.id, new.partition_columns) == (old.id, old.partition_columns)
            settings = {**new.configuration, SCHEMA_VERSION: ""}
            assert settings == {**old.configuration, SCHEMA_VERSION: ""}, "settings were lost"
        logs = {name: log_of(lake, name) for name in TABLES}
        begin(lake)
        assert {name: log_of(lake, name) for name in TABLES} == logs, "it grew twice"


def test_a_new_column_keeps_its_meaning_in_the_log(two_versions: LakeOfTwoVersions) -> None:
    table = open_table(two_versions.storage, "events")
    (place,) = [f for f in table.schema().fields if f.name == "place"]
    assert (
        place.metadata["doc"]
        == arrow_schema(TABLES["events"]).field("place").metadata[b"doc"].decode()
    )


def test_a_lake_from_before_tables_had_a_version_is_one_of_1_0(lake: Storage) -> None:
    begin(lake)
    for name in TABLES:
        _forget_version(lake, name)
    assert set(versions_in(lake).values()) == {Version(1, 0)}
    with newsbeam_with(present_tables()):
        begin(lake)
        assert versions_in(lake) == {name: version_of(TABLES[name]) for name in TABLES}


def _forget_version(lake: Storage, name: str) -> None:
    """Write the table's first log entry as the first newsbeam wrote it."""
    (log,) = Path(lake.path(f"{name}/_delta_log")).glob("*.json")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    for line in lines:
        if "metaData" in line:
            del line["metaData"]["configuration"][SCHEMA_VERSION]
    log.write_text("\n".join(json.dumps(line) for line in lines))


def test_a_run_that_stopped_between_columns_and_version_is_taken_up(lake: Storage) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
    with newsbeam_with(present_tables()):
        begin(lake)
        back = str(version_of(older_tables()["events"]))
        open_table(lake, "events").alter.set_table_properties(
            {SCHEMA_VERSION: back}, raise_if_not_exists=False
        )
        add_generation(lake, 2)
        assert versions_in(lake)["events"] == version_of(TABLES["events"])


def test_runs_that_grow_a_lake_at_the_same_time_grow_it_once(lake: Storage) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
    with newsbeam_with(present_tables()), ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(grow_tables, lake) for _ in range(4)]:
            done.result()
        for name, record in TABLES.items():
            table = open_table(lake, name)
            assert sorted(table.schema().to_arrow().names) == sorted(arrow_schema(record).names)
            assert version_in(table) == version_of(record)


def test_a_run_that_is_overtaken_by_a_newer_version_loses_its_turn_and_no_more(
    lake: Storage,
) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
        snapshot = begin(lake)
        with newsbeam_with(present_tables()):
            grow_tables(lake)
        late = draft(lake, 2)
        assert commit(lake, snapshot, late) == Committed(1, superseded=True)
    assert [r.generation for r in read_runs(lake)] == [1]
    assert not lake.exists(late.staging), "staging is left behind"


def test_state_of_two_versions_is_read_as_one(two_versions: LakeOfTwoVersions) -> None:
    with newsbeam_with(two_versions.tables):
        states = read_feed_states(two_versions.storage, 2)
        assert len(states) == 8
        waiting = read_newest(two_versions.storage, PendingEntry, 2)
        assert sum(p.entry is not None for p in waiting) == 4


def test_a_newer_minor_version_can_be_read_and_not_written(lake: Storage) -> None:
    with newsbeam_with(NEWER_MINOR):
        begin(lake)
    with pytest.raises(
        LakeError, match=r"table events was written by a newer newsbeam: schema 1\.7"
    ):
        begin(lake)
    view = connect(lake.uri).execute("DESCRIBE events").fetchall()
    assert "mood" in [row[0] for row in view]
    assert read_runs(lake) == []


def test_rows_of_a_newer_minor_version_are_read_as_far_as_they_are_known(lake: Storage) -> None:
    with newsbeam_with({"runs": variant(Run, "1.3", plus={"weather": str | None})}):
        add_generation(lake, 1)
    (run,) = read_runs(lake)
    assert run.commit_id == "run-1"


@pytest.mark.parametrize("act", [begin, lambda lake: connect(lake.uri)])
def test_a_newer_major_version_is_neither_read_nor_written(lake: Storage, act: object) -> None:
    with newsbeam_with(NEWER_MAJOR):
        begin(lake)
    before = log_of(lake, "articles")
    assert callable(act)
    with pytest.raises(LakeError, match=r"newer newsbeam: schema 2\.0, this newsbeam knows 1\.\d"):
        act(lake)
    assert log_of(lake, "articles") == before


def test_an_older_major_version_is_told_from_a_newer_one(lake: Storage) -> None:
    begin(lake)
    with (
        newsbeam_with(NEWER_MAJOR),
        pytest.raises(LakeError, match=r"older newsbeam: schema 1\.\d, this newsbeam knows 2\.0"),
    ):
        begin(lake)


def test_a_lake_that_is_refused_is_left_as_it_is(lake: Storage) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
    with newsbeam_with(NEWER_MINOR):
        begin(lake)
    logs = {name: log_of(lake, name) for name in TABLES}
    with newsbeam_with({**present_tables(), "events": TABLES["events"]}), pytest.raises(LakeError):
        begin(lake)
    assert {name: log_of(lake, name) for name in TABLES} == logs, "half of the lake has grown"


def test_a_version_that_is_none_is_told(lake: Storage) -> None:
    begin(lake)
    open_table(lake, "quotes").alter.set_table_properties(
        {SCHEMA_VERSION: "two"}, raise_if_not_exists=False
    )
    with pytest.raises(LakeError, match=r"/quotes/: property .*'two' is no version"):
        begin(lake)


def test_sql_shows_columns_that_an_older_lake_lacks_as_null(lake: Storage) -> None:
    with newsbeam_with(older_tables()):
        add_generation(lake, 1)
    for name in ("articles", "events", "runs"):
        columns = ", ".join(LACKING[name])
        rows = connect(lake.uri).execute(f"SELECT DISTINCT {columns} FROM {name}").fetchall()
        assert rows == [(None,) * len(LACKING[name])]


def test_sql_ends_with_the_message_of_a_newer_lake(
    lake: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    with newsbeam_with(NEWER_MAJOR):
        begin(lake)
    with pytest.raises(SystemExit) as ended:
        main(["sql", lake.uri, "SELECT 1"])
    assert ended.value.code == 2
    assert "Upgrade newsbeam, or use another lake" in capsys.readouterr().err


def test_a_run_on_a_newer_lake_fails_before_it_asks_a_feed(
    lake: Storage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with newsbeam_with(NEWER_MINOR):
        begin(lake)
    config = tmp_path / "feeds.yaml"
    config.write_text(
        f"lake: {lake.uri}\nfeeds: [http://127.0.0.1:9/feed]\n"
        "fetch: {user_agent: newsbeam/0 (+http://127.0.0.1/), allow_networks: [127.0.0.0/8]}\n"
    )
    with pytest.raises(SystemExit) as ended:
        main(["run", str(config)])
    assert ended.value.code == 1
    assert "Upgrade newsbeam to write to this lake" in capsys.readouterr().err
    assert read_runs(lake) == []
