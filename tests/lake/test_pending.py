"""What waits: an entry that is never taken up again is lost as surely as one that was deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lakes import NOW, put

from schemas.state import PendingEntry
from transforms.lake.pending import PendingIndex
from transforms.lake.storage import Storage

DAY = timedelta(days=1)
RETRY = PendingEntry("k", "{}", "retry", 2, NOW, "run-1", 0)
LOOK = replace(RETRY, reason="refetch", attempt=1, held_by_run=None)


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "lake"))


def index(lake: Storage, *commits: Sequence[PendingEntry]) -> PendingIndex:
    for number, rows in enumerate(commits):
        put(lake, f"c{number}", state=rows)
    return PendingIndex(lake, len(commits))


def test_what_failed_waits_for_the_next_run(lake: Storage) -> None:
    waiting = index(lake, [RETRY])
    assert waiting.due("run-1", NOW, DAY, 9) == []
    assert waiting.due("run-2", NOW - DAY, DAY, 9) == [replace(RETRY, generation=1)]
    assert "k" in waiting
    assert waiting.reason("k") == "retry"


def test_a_later_look_waits_for_its_time(lake: Storage) -> None:
    waiting = index(lake, [replace(LOOK, due_at=NOW + DAY)])
    assert waiting.due("run-2", NOW, DAY, 9) == []
    assert len(waiting.due("run-2", NOW + DAY, DAY, 9)) == 1


def test_a_look_that_a_clock_put_off_for_years_is_taken_now(lake: Storage) -> None:
    waiting = index(lake, [replace(LOOK, due_at=NOW + 900 * DAY)])
    assert len(waiting.due("run-2", NOW, DAY, 9)) == 1


def test_the_newest_row_holds_whatever_the_older_one_said(lake: Storage) -> None:
    later = replace(LOOK, entry='{"new": 1}', due_at=NOW + DAY)
    waiting = index(lake, [LOOK], [later])
    assert waiting.due("run-2", NOW, DAY, 9) == []
    assert waiting.due("run-2", NOW + DAY, DAY, 9) == [replace(later, generation=2)]


def test_what_is_settled_waits_no_longer(lake: Storage) -> None:
    waiting = index(lake, [RETRY], [replace(RETRY, entry=None)])
    assert "k" not in waiting
    assert waiting.due("run-2", NOW, DAY, 9) == []
    assert waiting.count("retry") == 0


def test_new_ones_come_first_and_no_more_are_read_than_can_be_taken(lake: Storage) -> None:
    rows = [
        replace(LOOK, entry_key="a"),
        replace(RETRY, entry_key="b"),
        replace(RETRY, entry_key="z", reason="new"),
    ]
    waiting = index(lake, rows)
    assert waiting.due_keys("run-2", NOW, DAY) == ["z", "b", "a"]
    assert {p.entry_key for p in waiting.due("run-2", NOW, DAY, 2)} == {"z", "b"}
    assert waiting.count("new") == 1
