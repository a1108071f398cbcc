"""Each way to damage a lake: verify names it, the repair mends it or says what is lost."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from made_lakes import (
    FEED,
    add_generation,
    cut,
    id_of,
    log_entry,
    made_lake,
    parquet,
    url_of,
)

from schemas.state import PendingEntry
from schemas.tables import DATA_TABLES, TABLES
from transforms.lake.begin import begin
from transforms.lake.commit import read_runs
from transforms.lake.damage import first_fault
from transforms.lake.log import generation_of, open_table, replace_files
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_feed_states, read_newest
from transforms.lake.storage import LakeError, Storage
from transforms.lake.verification.bench import as_it_lies, write_rewritten
from transforms.lake.verification.findings import Report, Severity
from transforms.lake.verification.places import read_rows
from transforms.lake.verification.repair import repair
from transforms.lake.verification.verify import verify

LATER = datetime.now(UTC) + timedelta(hours=1)
"""By then the grace of every file is over."""


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return made_lake(tmp_path)


def checks(report: Report) -> set[str]:
    return {f.check for f in report.errors}


def rows_of(lake: Storage) -> dict[str, int]:
    return {t: DeltaTable(lake.table_uri(t)).to_pyarrow_table().num_rows for t in TABLES}


def mended(lake: Storage) -> Report:
    """Repair, and see that the lake is well and goes on."""
    report = repair(lake, {})
    assert report.clean, report.errors
    newest = begin(lake).generation
    assert add_generation(lake, 90, [(90, 1)]).generation == newest + 1
    assert verify(lake).clean
    return report


def test_a_lake_as_commits_make_it_is_clean(lake: Storage) -> None:
    report = verify(lake)
    assert report.findings == ()
    assert (report.figures.generations, report.figures.tables) == (3, 12)
    assert report.figures.rows == sum(rows_of(lake).values())
    assert verify(lake, quick=True).clean


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(content)


def another_row(lake: Storage) -> None:
    """Write a file anew with one row more and leave the log as it is."""
    (path,) = parquet(lake, "dead_letters", 1)
    rows = pq.ParquetFile(path).read()
    pq.write_table(rows.take([0, 0]), path)


def stray(lake: Storage) -> None:
    source = parquet(lake, "entities", 1)[0]
    shutil.copy(source, source.with_name("part-00000001-0099.parquet"))


def without_last_entry(lake: Storage) -> None:
    log_entry(lake, "quotes", 3).unlink()


def emptied_entry(lake: Storage) -> None:
    log_entry(lake, "entities", 2).write_bytes(b"")


LOSSLESS: dict[str, tuple[Callable[[Storage], object], set[str]]] = {
    "the log's newest entry is missing": (without_last_entry, {"table_behind"}),
    "an entry in the middle is empty": (emptied_entry, {"file_unregistered"}),
    "the newest entry is cut": (lambda s: cut(log_entry(s, "quotes", 3)), {"log_unreadable"}),
    "an entry in the middle is cut": (lambda s: cut(log_entry(s, "events", 2)), {"log_unreadable"}),
    "an entry in the middle is missing": (
        lambda s: log_entry(s, "articles", 1).unlink(),
        {"log_unreadable"},
    ),
    "the first entry is cut": (lambda s: cut(log_entry(s, "entities", 0)), {"log_unreadable"}),
    "a log is gone": (
        lambda s: shutil.rmtree(s.path("articles/_delta_log")),
        {"log_unreadable"},
    ),
    "a state table's log is cut": (
        lambda s: cut(log_entry(s, "_state/seen", 1)),
        {"log_unreadable"},
    ),
    "runs is cut in the middle": (lambda s: cut(log_entry(s, "runs", 2)), {"log_unreadable"}),
    "runs is cut at its end": (lambda s: cut(log_entry(s, "runs", 3), 0.7), {"log_unreadable"}),
    "the log of runs is gone": (
        lambda s: shutil.rmtree(s.path("runs/_delta_log")),
        {"log_unreadable"},
    ),
    "a stray file": (stray, {"orphan"}),
}


@pytest.mark.parametrize("name", LOSSLESS)
def test_damage_that_loses_nothing_is_found_and_mended_to_the_row(name: str, lake: Storage) -> None:
    damage, expected = LOSSLESS[name]
    before = rows_of(lake)
    damage(lake)
    assert expected <= checks(verify(lake, now=LATER))
    report = repair(lake, {}, now=LATER)
    assert report.clean, report.errors
    assert rows_of(lake) == before, "rows are lost or twice"
    assert {generation_of(open_table(lake, t)) for t in DATA_TABLES} == {3}
    assert add_generation(lake, 90, [(90, 1)]).generation == 4


def test_several_logs_cut_at_once_are_mended(lake: Storage) -> None:
    before = rows_of(lake)
    for table in TABLES:
        cut(log_entry(lake, table, 2))
    mended(lake)
    assert not repair(lake, {}).done, "the second repair finds something to do"
    assert rows_of(lake)["articles"] == before["articles"] + 1


@pytest.mark.parametrize("table", ["runs", "entities"])
def test_a_repair_that_is_killed_is_taken_up_by_the_next(
    table: str, lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old log is put away already, the new one not written yet."""
    before = rows_of(lake)
    cut(log_entry(lake, table, 1))

    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.verification.logs.create_with_files", stop)
        with pytest.raises(KeyboardInterrupt):
            repair(lake, {})
    assert repair(lake, {}).clean
    assert rows_of(lake) == before


@pytest.mark.parametrize("table", ["runs", "articles"])
def test_a_cut_log_is_told_to_those_who_open_the_lake(table: str, lake: Storage) -> None:
    cut(log_entry(lake, table, 2))
    assert first_fault(lake, table) is not None
    with pytest.raises(LakeError, match=rf"log of table {table}.*00002\.json is cut.*--repair"):
        begin(lake)


@pytest.mark.parametrize("table", ["runs", "articles"])
def test_a_lost_log_is_not_taken_for_a_new_table(table: str, lake: Storage) -> None:
    """Generations would count from 1 again, and the next commit would be skipped everywhere."""
    shutil.rmtree(lake.path(f"{table}/_delta_log"))
    with pytest.raises(LakeError, match=r"has data files and no log.*--repair"):
        begin(lake)


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_a_lost_articles_file_makes_its_articles_new_again(
    damage: Callable[[Path], object], lake: Storage
) -> None:
    """The one file holds revision 1 of articles 2; its other rows would come twice."""
    path = next(p for p in parquet(lake, "articles", 2) if "2026-10-05" in str(p))
    damage(path)
    assert {"article_lost", "dangling"} <= checks(verify(lake))
    report = mended(lake)
    assert any(id_of(2) in line and url_of(2) in line for line in report.done)
    generation = begin(lake).generation
    index = SeenIndex.load(lake, generation)
    history = index.article(id_of(2))
    assert history is not None
    assert (history.revision, history.text_sha256) == (0, ())
    waiting = [p for p in read_newest(lake, PendingEntry, generation) if p.entry is not None]
    assert [p.reason for p in waiting] == ["refetch"]
    assert read_feed_states(lake, generation - 1)[FEED].etag is None, "the feed would not be read"
    add_generation(lake, 91, [(2, 1)])
    assert verify(lake).clean, "the article comes again as it was"


def test_a_lost_correction_leaves_the_first_text(lake: Storage) -> None:
    cut(parquet(lake, "articles", 3)[0])
    mended(lake)
    history = SeenIndex.load(lake, begin(lake).generation).article(id_of(1))
    assert history is not None
    assert (history.revision, len(history.text_sha256)) == (1, 1)
    add_generation(lake, 91, [(1, 2)])
    assert verify(lake).clean


def test_a_lost_first_revision_with_a_later_one_stays_told(lake: Storage) -> None:
    for path in parquet(lake, "articles", 1):
        if "2026-10-06" in str(path):
            cut(path)
    assert "revision_gap" in checks(verify(lake))
    assert checks(repair(lake, {})) == {"revision_gap"}


@pytest.mark.parametrize("table", ["entities", "events", "quotes", "dead_letters"])
def test_lost_rows_that_cannot_be_fetched_again_stay_told(table: str, lake: Storage) -> None:
    path = parquet(lake, table, 2)[0]
    cut(path)
    assert checks(verify(lake)) == {"file_unreadable"}
    report = repair(lake, {})
    assert checks(report) == {"rows_lost"}
    (loss,) = report.errors
    if table != "dead_letters":
        assert url_of(2) in loss.problem
        assert "newsbeam annotate" in loss.problem
    kept = list(Path(lake.path("_quarantine")).rglob(path.name))
    assert len(kept) == 1, "the broken file may still be of use"
    assert add_generation(lake, 90, [(90, 1)]).generation == 4
    assert checks(verify(lake)) == {"rows_lost"}
    shutil.rmtree(lake.path("_quarantine"))
    assert verify(lake).clean


def test_a_broken_file_comes_back_from_its_staged_copy(lake: Storage) -> None:
    (path,) = parquet(lake, "dead_letters", 2)
    (record,) = [r for r in read_runs(lake) if r.generation == 2]
    (file,) = [f for f in record.files if f.table == "dead_letters"]
    copy = Path(lake.path(file.staged))
    copy.parent.mkdir(parents=True)
    shutil.copy(path, copy)
    before = rows_of(lake)
    cut(path)
    report = repair(lake, {})
    assert report.clean
    assert "staged copy" in " ".join(report.done)
    assert rows_of(lake) == before


def test_lost_memory_is_made_again_from_the_articles(lake: Storage) -> None:
    """Else the articles of that commit would come a second time."""
    cut(parquet(lake, "_state/seen", 3)[0])
    assert {"file_unreadable", "memory"} <= checks(verify(lake))
    mended(lake)
    history = SeenIndex.load(lake, begin(lake).generation).article(id_of(1))
    assert history is not None
    assert (history.revision, len(history.text_sha256)) == (2, 2)


def test_all_memory_lost_is_made_again(lake: Storage) -> None:
    for generation in (1, 2, 3):
        cut(parquet(lake, "_state/seen", generation)[0])
    mended(lake)
    index = SeenIndex.load(lake, begin(lake).generation)
    assert all(index.article(id_of(n)) for n in range(4))


@pytest.mark.parametrize("generation", [2, 3])
def test_a_lost_record_of_a_commit_is_made_again_from_its_files(
    generation: int, lake: Storage
) -> None:
    before = rows_of(lake)
    cut(parquet(lake, "runs", generation)[0])
    assert {"file_unreadable", "generation_missing"} <= checks(verify(lake))
    with pytest.raises(LakeError, match=r"data file of table runs.*--repair"):
        read_runs(lake)
    report = repair(lake, {})
    assert report.clean, report.errors
    assert rows_of(lake) == before
    record = next(r for r in read_runs(lake) if r.generation == generation)
    assert record.run_id == f"20261005T120000Z-{generation:08d}"
    assert len(record.files) >= 8


def test_a_file_that_differs_and_can_be_read_is_told_and_left(lake: Storage) -> None:
    another_row(lake)
    assert {"file_size", "file_rows", "file_checksum"} <= checks(verify(lake))
    assert {"file_size", "file_rows"} <= checks(verify(lake, quick=True))
    assert "file_rows" in checks(repair(lake, {}))
    assert parquet(lake, "dead_letters", 1), "the only copy of its rows is gone"


def test_a_flipped_byte_is_found_by_the_checksum(lake: Storage) -> None:
    (path,) = parquet(lake, "feed_polls", 2)
    flipped(path)
    assert checks(verify(lake)) & {"file_checksum", "file_unreadable"}


def test_statistics_by_which_readers_would_skip_rows_are_mended(lake: Storage) -> None:
    entry = log_entry(lake, "dead_letters", 2)
    text = entry.read_text().replace('\\"key\\": \\"k2\\"', '\\"key\\": \\"k9\\"', 1)
    entry.write_text(text)
    assert checks(verify(lake)) == {"statistics"}
    mended(lake)


def a_rewrite(lake: Storage, table: str, generations: tuple[int, ...], log: bool = True) -> None:
    """Write some files of one partition as one, as a compaction does."""
    folder = Path(lake.path(table))
    paths = [p for g in generations for p in parquet(lake, table, g) if "2026-10-06" not in str(p)]
    names = [p.relative_to(folder).as_posix() for p in paths]
    rows = [read_rows(lake, f"{table}/{name}") for name in names]
    file = write_rewritten(lake, table, pa.concat_tables(rows), names)
    if log:
        replace_files(lake, open_table(lake, table), table, names, [file], data_change=False)


def test_a_lake_after_compaction_is_clean_and_its_log_can_be_made_again(lake: Storage) -> None:
    before = rows_of(lake)
    a_rewrite(lake, "entities", (1, 2))
    a_rewrite(lake, "runs", (1, 2))
    assert verify(lake).clean
    assert checks(verify(lake, now=LATER)) == {"orphan"}, "replaced files lie there too long"
    shutil.rmtree(lake.path("entities/_delta_log"))
    assert repair(lake, {}, now=LATER).clean
    assert rows_of(lake) == before


def test_a_rewrite_whose_log_entry_was_lost_loses_no_row(lake: Storage) -> None:
    """The machine stopped before the entry was on the disk; the old files had gone for good."""
    before = rows_of(lake)
    a_rewrite(lake, "articles", (1, 2), log=False)
    for generation in (1, 2):
        for path in parquet(lake, "articles", generation):
            if "2026-10-06" not in str(path) and len(path.stem) < 30:
                path.unlink()
    assert "file_missing" in checks(verify(lake))
    assert repair(lake, {}).clean
    assert rows_of(lake) == before


def test_an_interrupted_compaction_is_an_orphan_after_its_grace(lake: Storage) -> None:
    a_rewrite(lake, "entities", (1, 2), log=False)
    assert verify(lake).clean
    assert checks(verify(lake, now=LATER)) == {"orphan"}
    assert repair(lake, {}, now=LATER).clean


def test_rows_that_count_twice_after_half_an_entry_are_found(lake: Storage) -> None:
    """The entry's lines that take the old files out were cut off at a line's end."""
    a_rewrite(lake, "entities", (1, 2), log=False)
    (path,) = [p for p in parquet(lake, "entities", 2) if len(p.stem) > 30]
    name = path.relative_to(lake.path("entities")).as_posix()
    file = as_it_lies(lake, "entities", name)
    replace_files(lake, open_table(lake, "entities"), "entities", [], [file], data_change=False)
    assert {"replaced_active", "duplicate_key"} == checks(verify(lake))
    mended(lake)


def test_files_renamed_and_not_yet_registered_are_no_orphans(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("transforms.lake.tables.append", stop)
        with pytest.raises(KeyboardInterrupt):
            add_generation(lake, 4, [(4, 1)])
    report = verify(lake, now=LATER)
    assert checks(report) == {"table_behind"}
    assert {f.check for f in report.findings if f.severity is Severity.INFORMATION} == {"staging"}
    mended(lake)
    assert rows_of(lake)["articles"] == 7


def test_nothing_is_found_where_no_lake_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LakeError, match="is a file"):
        verify(Storage(str(tmp_path / "file")))
    with pytest.raises(LakeError, match="no lake"):
        verify(Storage(str(tmp_path)))
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
