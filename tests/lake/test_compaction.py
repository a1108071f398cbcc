"""Compaction: what was there before is there after, once, for every reader and at every moment."""

from datetime import date, timedelta
from threading import Event, Thread

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st
from lakes import NOW, keys_by_glob, keys_in, put, put_letters

from schemas.state import PendingEntry
from transforms.lake import compaction, log, rewriting, tables
from transforms.lake.begin import begin
from transforms.lake.compaction import (
    DataFile,
    compact_by_tier,
    compact_partitions,
    data_files,
    plan_partitions,
    plan_tier,
)
from transforms.lake.leftovers import remove_replaced, waiting_notes
from transforms.lake.log import generation_of, open_table
from transforms.lake.pending import PendingIndex
from transforms.lake.rewriting import rewrite
from transforms.lake.storage import Storage
from transforms.lake.upkeep import Retention, upkeep

LETTERS = "dead_letters"
NO_GRACE = timedelta(0)
MIB = 1024 * 1024


def compact(lake: Storage, before: date | None = None) -> None:
    compact_partitions(lake, LETTERS, MIB, before)


def test_the_rows_are_the_same_in_one_file(lake: Storage) -> None:
    put_letters(lake, ["c"], ["a"], ["b"])
    compact(lake)
    assert keys_in(lake) == ["a", "b", "c"]
    (file,) = data_files(open_table(lake, LETTERS))
    assert file.rows == 3
    assert generation_of(open_table(lake, LETTERS)) == 3, "the next generation would come twice"


def test_a_compacted_file_is_sorted_and_says_what_it_is(lake: Storage) -> None:
    put_letters(lake, ["c"], ["a"], ["b"])
    compact(lake)
    (file,) = data_files(open_table(lake, LETTERS))
    parquet = pq.ParquetFile(pa.BufferReader(lake.read(f"{LETTERS}/{file.path}")))
    assert parquet.read()["key"].to_pylist() == ["a", "b", "c"]
    metadata = parquet.schema_arrow.metadata
    assert metadata[b"newsbeam.table"] == b"dead_letters"
    assert metadata[b"newsbeam.version"] == b"1.0"
    assert lake.sha256(f"{LETTERS}/{file.path}")[:32] in file.path


def test_incremental_readers_see_no_row_again(lake: Storage) -> None:
    put_letters(lake, ["a"], ["b"])
    before = DeltaTable(lake.table_uri(LETTERS)).version()
    compact(lake)
    table = DeltaTable(lake.table_uri(LETTERS))
    assert table.version() == before + 1
    changes = table.load_cdf(starting_version=before + 1, allow_out_of_range=True).read_all()
    assert changes.num_rows == 0


@pytest.mark.bucket_too
def test_a_reader_with_an_open_snapshot_finds_its_files_until_the_grace_is_over(
    lake: Storage,
) -> None:
    put_letters(lake, ["a"], ["b"])
    snapshot = DeltaTable(lake.table_uri(LETTERS)).to_pyarrow_dataset()
    compact(lake)
    assert remove_replaced(lake) == []
    assert snapshot.to_table().num_rows == 2
    assert keys_by_glob(lake) == ["a", "a", "b", "b"]
    assert len(remove_replaced(lake, NO_GRACE)) == 2
    assert keys_by_glob(lake) == keys_in(lake) == ["a", "b"]
    assert waiting_notes(lake) == 0


def test_open_partitions_are_left_alone(lake: Storage) -> None:
    yesterday, today = NOW.date() - timedelta(days=1), NOW.date()
    put_letters(lake, ["a"], ["b"], day=yesterday)
    put_letters(lake, ["c"], ["d"], day=today)
    compact(lake, before=today)
    rows = {f.path.split("/")[0]: f.rows for f in data_files(open_table(lake, LETTERS))}
    assert rows == {f"run_date={yesterday}": 2, f"run_date={today}": 1}
    assert keys_in(lake) == ["a", "b", "c", "d"]


def test_a_run_that_commits_meanwhile_is_not_held_up(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_letters(lake, ["a"], ["b"])
    before = [*"ab"]

    def rewrite_late(*args: object, **more: object) -> object:
        if before:
            put_letters(lake, [before.pop() + "2"])
        return rewrite(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("transforms.lake.compaction.rewrite", rewrite_late)
    compact(lake)
    assert keys_in(lake) == ["a", "a2", "b", "b2"]
    remove_replaced(lake, NO_GRACE)
    assert keys_by_glob(lake) == ["a", "a2", "b", "b2"]


@pytest.mark.bucket_too
def test_a_compaction_that_is_broken_off_leaves_nothing_behind(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_letters(lake, ["a"], ["b"])

    def stop(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.rewriting.replace_files", stop)
        with pytest.raises(KeyboardInterrupt):
            compact(lake)
    assert keys_in(lake) == ["a", "b"]
    assert keys_by_glob(lake) == ["a", "a", "b", "b"]
    assert len(remove_replaced(lake, NO_GRACE)) == 1
    assert keys_by_glob(lake) == ["a", "b"]
    compact(lake)
    assert keys_in(lake) == ["a", "b"]


@pytest.mark.parametrize("asleep_before", ["add_action", "_commit"])
def test_a_compaction_that_slept_for_days_is_refused_when_its_files_were_cleared_away(
    lake: Storage, monkeypatch: pytest.MonkeyPatch, asleep_before: str
) -> None:
    """It would register files that are gone in place of files that are there."""
    put_letters(lake, ["a"], ["b"])
    step = getattr(log, asleep_before)

    def wake_late(*args: object) -> object:
        monkeypatch.setattr(log, asleep_before, step)
        assert len(remove_replaced(lake, NO_GRACE)) == 1
        return step(*args)

    monkeypatch.setattr(log, asleep_before, wake_late)
    compact(lake)
    remove_replaced(lake, NO_GRACE)
    assert keys_in(lake) == keys_by_glob(lake) == ["a", "b"]


@pytest.mark.parametrize("step", ["move", "replace_files"])
def test_a_note_that_is_settled_too_early_leaves_no_row_twice(
    lake: Storage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """``vacuum --grace 0`` beside a compaction that is under way."""
    put_letters(lake, ["a"], ["b"])
    place = Storage if step == "move" else rewriting
    original = getattr(place, step)

    def late(*args: object, **more: object) -> object:
        monkeypatch.setattr(place, step, original)
        remove_replaced(lake, NO_GRACE)
        return original(*args, **more)

    monkeypatch.setattr(place, step, late)
    compact(lake)
    remove_replaced(lake, NO_GRACE)
    assert keys_in(lake) == keys_by_glob(lake) == ["a", "b"]
    assert waiting_notes(lake) == 0


def test_a_note_that_is_cut_stops_nothing(lake: Storage) -> None:
    put_letters(lake, ["a"], ["b"])
    lake.write("_replaced/cut.json", b"")
    assert remove_replaced(lake, NO_GRACE) == []
    assert waiting_notes(lake) == 0


def test_a_compaction_whose_files_another_one_has_merged_goes_on(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_letters(lake, ["a"], ["b"])
    original = compaction.read_rows

    def late(*args: object, **more: object) -> object:
        monkeypatch.setattr(compaction, "read_rows", original)
        compact(lake)
        remove_replaced(lake, NO_GRACE)
        return original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction, "read_rows", late)
    compact(lake)
    assert keys_in(lake) == keys_by_glob(lake) == ["a", "b"]


@pytest.mark.slow
def test_every_answer_is_right_while_a_thousand_files_are_compacted(folder_lake: Storage) -> None:
    lake = folder_lake
    days = [NOW.date() - timedelta(days=n) for n in range(1, 21)]
    for number in range(50):
        records = [letter for day in days for letter in _letters(number, day)]
        put(lake, f"c{number}", records)
    assert len(data_files(open_table(lake, LETTERS))) == 1_000
    answers, stop = list[int](), Event()

    def read_in_a_loop() -> None:
        while not stop.is_set():
            answers.append(DeltaTable(lake.table_uri(LETTERS)).to_pyarrow_dataset().count_rows())

    reader = Thread(target=read_in_a_loop)
    reader.start()
    try:
        done = compact_partitions(lake, LETTERS, MIB, None)
        remove_replaced(lake)
    finally:
        stop.set()
        reader.join()
    assert (done.files_before, done.files_after) == (1_000, 20)
    assert set(answers) == {2_000}
    assert len(answers) > 3
    remove_replaced(lake, NO_GRACE)
    assert len(keys_by_glob(lake)) == 2_000


def _letters(number: int, day: date) -> list[object]:
    from lakes import a_letter

    return [a_letter(f"{number}-{day}-{n}", day) for n in range(2)]


FILES = st.lists(
    st.builds(
        DataFile,
        st.from_regex(r"run_date=2026-10-0[1-4]/part-[0-9]{3}\.parquet", fullmatch=True),
        st.integers(1, 200),
        st.integers(1, 100_000),
    ),
    unique_by=lambda f: f.path,
    max_size=30,
)


@given(FILES, st.integers(1, 300))
def test_a_plan_merges_each_file_at_most_once_and_never_beyond_the_target(
    files: list[DataFile], target: int
) -> None:
    plan = plan_partitions(LETTERS, files, target, before=date(2026, 10, 4))
    merged = [f.path for batch in plan for f in batch]
    assert len(merged) == len(set(merged))
    for batch in plan:
        assert len(batch) > 1
        assert sum(f.bytes for f in batch) <= target
        assert len({f.path.split("/")[0] for f in batch}) == 1
        assert "run_date=2026-10-04" not in batch[0].path


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=400))
def test_the_files_of_a_state_table_stay_few_and_its_rows_are_rewritten_seldom(
    commits: list[int],
) -> None:
    files, rewritten = list[DataFile](), 0
    for number, rows in enumerate(commits):
        files.append(DataFile(f"part-{number:08d}-0.parquet", 1, rows))
        tier = plan_tier(files)
        if tier:
            total = sum(f.rows for f in tier)
            rewritten += total
            files = [f for f in files if f not in tier] + [
                DataFile(f"part-{number:08d}-m.parquet", 1, total)
            ]
    assert len(files) <= 16 + 8
    assert rewritten <= 12 * sum(commits)


def waiting(lake: Storage) -> list[PendingEntry]:
    return PendingIndex(lake, 20).due("r", NOW, timedelta(0), limit=99)


def test_a_large_table_of_many_files_is_merged_only_when_as_much_is_new() -> None:
    large = [DataFile(f"part-00000001-{n}.parquet", 1, 600_000) for n in range(16)]
    new = [DataFile(f"part-{n:08d}-0.parquet", 1, 20_000) for n in range(2, 22)]
    assert set(plan_tier([*large, *new])) == set(new)
    assert plan_tier(large, min_files=2) == [], "what one merge has made is not merged again"
    many = [DataFile(f"part-{n:08d}-0.parquet", 1, 300_000) for n in range(2, 22)]
    assert set(plan_tier([*large, *many])) == {*large, *many}


def test_state_is_compacted_to_the_newest_row_of_each_key(lake: Storage) -> None:
    for number in range(20):
        waits = None if number % 2 else "{}"
        rows = [
            PendingEntry(f"k{n}", waits, "new", number, NOW, None, 0) for n in range(number, 20)
        ]
        put(lake, f"c{number}", state=rows)
    before = waiting(lake)
    upkeep(lake, Retention(None, NOW))
    assert waiting(lake) == before
    assert [p.entry_key for p in before] == [f"k{n}" for n in (0, 10, 12, 14, 16, 18, 2, 4, 6, 8)]
    (file,) = data_files(open_table(lake, "_state/pending"))
    assert file.rows == len(before), "settled entries stay"


def test_runs_are_compacted_and_found_again(lake: Storage) -> None:
    from transforms.lake.commit import read_runs
    from transforms.lake.rewriting import read_rows

    for number in range(5):
        put(lake, f"c{number}")
    snapshot = begin(lake)
    compact_by_tier(lake, "runs", lambda tier: [read_rows(lake, "runs", tier.paths)], min_files=2)
    assert len(data_files(open_table(lake, "runs"))) == 1
    assert [r.commit_id for r in read_runs(lake)] == [f"c{n}" for n in range(5)]
    assert begin(lake).generation == snapshot.generation
    put(lake, "next")
    assert [r.generation for r in read_runs(lake, after=4)] == [5, 6]


def test_a_roll_forward_that_slept_until_a_compaction_removed_its_files_finds_it_done(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops between moving a table's files and registering them; another run does it all."""
    put_letters(lake, ["a"])
    append = tables.append

    def wake_late(*args: object) -> None:
        if args[2] == LETTERS:
            monkeypatch.setattr(tables, "append", append)
            begin(lake)
            compact(lake)
            assert len(remove_replaced(lake, NO_GRACE)) == 2
        append(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "append", wake_late)
    put(lake, "late", _letters(1, NOW.date()))
    remove_replaced(lake, NO_GRACE)
    assert keys_in(lake) == keys_by_glob(lake)
    assert len(keys_in(lake)) == 3
