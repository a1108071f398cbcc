"""A stream's commits: each window once, whatever an engine plays again."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from schemas.context import RunContext
from transforms.lake import commit as commit_module
from transforms.lake.begin import begin
from transforms.lake.commit import (
    CommitDraft,
    Committed,
    current,
    generation_of_window,
    read_runs,
    roll_forward,
)
from transforms.lake.panes import ARTICLES, POLLS, SUPERSEDED, commit_pane
from transforms.lake.steps import ReadAgain
from transforms.lake.storage import Storage

sys.path.insert(0, str(Path(__file__).parents[1] / "lake"))
from lakes import NOW, a_letter, draft, keys_in, put_letters

STREAM = RunContext("desk", NOW, stream="desk")
WINDOW = STREAM.window_of(NOW)


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    """Make an empty lake."""
    storage = Storage(str(tmp_path / "lake"))
    begin(storage)
    return storage


def pane(storage: Storage, number: int, *keys: str, window: RunContext = WINDOW) -> CommitDraft:
    """Return a window's commit of dead letters with these keys."""
    made = draft(storage, f"{window.run_id}-{number:04d}", [a_letter(key) for key in keys])
    return replace(made, run=window, pane=number)


def test_a_window_is_a_run_that_every_attempt_names_alike() -> None:
    assert WINDOW.run_id == "desk-20261005T120000Z"
    assert WINDOW.ingested_at == NOW
    assert STREAM.window_of(NOW + timedelta(minutes=5)).run_id == "desk-20261005T120500Z"


def test_a_window_that_is_played_again_adds_nothing(lake: Storage) -> None:
    first = commit_pane(lake, current(lake), pane(lake, ARTICLES, "a"))
    # The engine has gone back to before the window began: it reads the lake's snapshot anew.
    again = commit_pane(lake, current(lake), pane(lake, ARTICLES, "a", "b"))
    assert (again.generation, again.superseded) == (first.generation, False)
    assert keys_in(lake) == ["a"]
    assert current(lake).generation == first.generation


def test_the_two_panes_of_a_window_are_two_commits(lake: Storage) -> None:
    polls = commit_pane(lake, current(lake), pane(lake, POLLS, "a"))
    articles = commit_pane(lake, current(lake), pane(lake, ARTICLES, "b"))
    assert (polls.generation, articles.generation) == (1, 2)
    records = [(r.stream, r.window_end, r.pane, r.run_id) for r in read_runs(lake)]
    assert records == [("desk", NOW, n, WINDOW.run_id) for n in (POLLS, ARTICLES)]


def test_polls_that_came_to_nothing_are_not_committed(lake: Storage) -> None:
    snapshot = current(lake)
    assert commit_pane(lake, snapshot, pane(lake, POLLS)).generation == snapshot.generation
    assert read_runs(lake) == []


def test_a_window_without_an_article_is_put_on_record_because_the_next_one_waits_for_it(
    lake: Storage,
) -> None:
    commit_pane(lake, current(lake), pane(lake, ARTICLES))
    assert generation_of_window(lake, WINDOW, ARTICLES) == 1
    assert generation_of_window(lake, WINDOW, POLLS) is None
    other = STREAM.window_of(NOW + timedelta(minutes=5))
    assert generation_of_window(lake, other, ARTICLES) is None


def test_where_another_run_was_faster_the_window_is_recorded_and_its_work_left(
    lake: Storage,
) -> None:
    snapshot = current(lake)
    work = pane(lake, ARTICLES, "mine")
    put_letters(lake, ["theirs"])
    committed = commit_pane(lake, snapshot, work)
    assert committed.superseded
    assert keys_in(lake) == ["theirs"]
    (record,) = [r for r in read_runs(lake) if r.stream]
    assert (record.generation, record.counters, record.files) == (2, {SUPERSEDED: 1}, [])
    assert not list(lake.list_files(work.staging))


def test_an_attempt_that_comes_too_late_leaves_the_files_of_the_other_alone(lake: Storage) -> None:
    snapshot = current(lake)
    first, second = pane(lake, ARTICLES, "a"), pane(lake, ARTICLES, "a", "b")
    assert first.staging == second.staging, "attempts at one window stage side by side"
    handed_over = []

    def recorded_but_not_rolled_forward(storage: Storage, generation: int) -> None:
        # The second attempt comes while the first has its record and its files are still staged.
        if not handed_over:
            handed_over.append(generation)
            assert commit_pane(lake, snapshot, second).generation == generation
        roll_forward(storage, generation)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_module, "roll_forward", recorded_but_not_rolled_forward)
        assert commit_pane(lake, snapshot, first).generation == 1
    assert keys_in(lake) == ["a"]
    assert begin(lake).generation == 1


def test_what_a_refused_attempt_removes_is_its_own(lake: Storage) -> None:
    snapshot = current(lake)
    mine, theirs = pane(lake, POLLS, "a"), pane(lake, POLLS, "b")
    put_letters(lake, ["other run"])
    assert commit_pane(lake, snapshot, mine).superseded
    assert not commit_pane(lake, current(lake), theirs).superseded
    assert keys_in(lake) == ["b", "other run"]


def test_the_second_half_of_a_window_stands_on_tables_that_are_rolled_forward(
    lake: Storage,
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    work = draft(lake, "theirs", [a_letter("theirs")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_module, "roll_forward", killed)
        with pytest.raises(KeyboardInterrupt):
            commit_module.commit(lake, current(lake), work)
    assert keys_in(lake) == [], "recorded, and in no table yet"
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        snapshots = pipeline | beam.Create([Committed(0, superseded=True)]) | ReadAgain(lake.uri)
        assert_that(snapshots | beam.Map(lambda s: s.generation), equal_to([1]))
    assert keys_in(lake) == ["theirs"]


def test_streams_of_two_names_do_not_take_each_other_for_themselves(lake: Storage) -> None:
    other = replace(STREAM, stream="other").window_of(NOW)
    commit_pane(lake, current(lake), pane(lake, ARTICLES, "a"))
    commit_pane(lake, current(lake), pane(lake, ARTICLES, "b", window=other))
    assert keys_in(lake) == ["a", "b"]
