"""The source of a stream: which window's tick comes when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.transforms.window import GlobalWindow, IntervalWindow
from apache_beam.utils.timestamp import Duration, Timestamp

from schemas.context import RunContext
from transforms import ticks
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, current
from transforms.lake.panes import ARTICLES, commit_pane
from transforms.lake.storage import Storage
from transforms.ticks import MILLISECOND, look_again_s, newest_window
from transforms.windows import run_in

WINDOW_S = 300
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
LAUNCHED = RunContext("desk", NOON, stream="desk")


class Tracker:
    """Beam's tracker of a restriction, with the wish to go on later written down."""

    def __init__(self, restriction: OffsetRange) -> None:
        self._tracker = OffsetRestrictionTracker(restriction)
        self.deferred: Timestamp | Duration | None = None

    def current_restriction(self) -> OffsetRange:
        return self._tracker.current_restriction()

    def try_claim(self, position: int) -> bool:
        return bool(self._tracker.try_claim(position))

    def defer_remainder(self, at: Timestamp | Duration) -> None:
        self.deferred = at
        self.rest = self._tracker.try_split(0)


class Watermark:
    """Beam's estimator of a watermark that is set by hand."""

    def __init__(self, at: Timestamp | None = None) -> None:
        self.at = at

    def current_watermark(self) -> Timestamp | None:
        return self.at

    def set_watermark(self, at: Timestamp) -> None:
        self.at = at


class Source:
    """The source in an engine's hands: it is called, and called again with what is left."""

    def __init__(self, lake: Path, monkeypatch: pytest.MonkeyPatch, windows: int | None) -> None:
        self._monkeypatch = monkeypatch
        self._plan = ticks._Plan("desk", WINDOW_S, windows)
        self._tick = ticks._Tick(str(lake), LAUNCHED, self._plan)
        self.watermark = Watermark()
        self.restriction: OffsetRange | None = None

    def at(self, now: datetime) -> tuple[list[Any], Tracker]:
        self._monkeypatch.setattr(ticks.time, "time", now.timestamp)
        if self.restriction is None:
            self.restriction = ticks._Windows().initial_restriction(self._plan)
        tracker = Tracker(self.restriction)
        values = list(self._tick.process(self._plan, tracker, self.watermark))
        if tracker.deferred is not None and tracker.rest is not None:
            self.restriction = tracker.rest[1]
        return values, tracker


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    begin(Storage(str(tmp_path / "lake")))
    return Source(tmp_path / "lake", monkeypatch, None)


def commit_window(lake: Path, end: datetime) -> None:
    storage, window = Storage(str(lake)), LAUNCHED.window_of(end)
    staging = f"_staging/{window.run_id}/0001"
    draft = CommitDraft(window.run_id, window, staging, (), {}, {}, {}, "0", ARTICLES)
    commit_pane(storage, current(storage), draft)


def test_the_newest_window_is_the_last_one_that_is_over() -> None:
    assert newest_window(599.9, WINDOW_S) == 0
    assert newest_window(600.0, WINDOW_S) == 1


def test_short_windows_are_looked_for_no_more_than_every_other_second() -> None:
    assert look_again_s(10) == 2
    assert look_again_s(300) == 30


def test_a_stream_begins_at_once_with_the_window_that_has_just_ended(source: Source) -> None:
    (tick,), tracker = source.at(NOON.replace(minute=7))
    end = Timestamp.from_utc_datetime(NOON.replace(minute=5))
    assert tick.timestamp == end - MILLISECOND
    assert source.watermark.at == end, "the window closes as soon as its work is done"
    assert tracker.deferred == Timestamp.from_utc_datetime(NOON.replace(minute=10))


def test_the_next_tick_comes_when_the_window_before_is_in_the_lake(
    source: Source, tmp_path: Path
) -> None:
    source.at(NOON.replace(minute=7))
    assert source.at(NOON.replace(minute=9))[0] == [], "its time has not come"
    values, tracker = source.at(NOON.replace(minute=10))
    assert (values, tracker.deferred) == ([], Duration(seconds=30)), "12:05 is not there"
    commit_window(tmp_path / "lake", NOON.replace(minute=5))
    (tick,), tracker = source.at(NOON.replace(minute=12))
    assert tick.timestamp == Timestamp.from_utc_datetime(NOON.replace(minute=10)) - MILLISECOND
    assert tracker.deferred == Timestamp.from_utc_datetime(NOON.replace(minute=15))


def test_a_window_that_does_not_come_is_told(
    source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.at(NOON)
    source.at(NOON.replace(minute=49))
    assert caplog.messages == []
    source.at(NOON.replace(minute=51))
    assert caplog.messages == ["window desk-20261005T120000Z is not in the lake after 3060 s"]


def test_a_savepoint_of_other_windows_is_refused(source: Source) -> None:
    source._plan = ticks._Plan("desk", 600, None)
    with pytest.raises(ValueError, match="windows of 600 s, the configuration says desk and 300 s"):
        source.at(NOON)


def test_a_clock_that_was_ahead_does_not_stop_a_stream_in_silence(source: Source) -> None:
    source.at(NOON.replace(day=7))
    with pytest.raises(ValueError, match=r"worked windows up to 2026-10-07T12:00:00Z.*clock was"):
        source.at(NOON)


def test_missed_windows_are_not_made_up_for(source: Source, tmp_path: Path) -> None:
    source.at(NOON)
    commit_window(tmp_path / "lake", NOON)
    (tick,), tracker = source.at(NOON.replace(hour=18, minute=2))
    assert tick.timestamp == Timestamp.from_utc_datetime(NOON.replace(hour=18)) - MILLISECOND
    assert tracker.deferred == Timestamp.from_utc_datetime(NOON.replace(hour=18, minute=5))


def test_a_stream_of_two_windows_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(Storage(str(tmp_path / "lake")))
    source = Source(tmp_path / "lake", monkeypatch, 2)
    assert len(source.at(NOON)[0]) == 1
    commit_window(tmp_path / "lake", NOON)
    values, tracker = source.at(NOON.replace(minute=5))
    assert (len(values), tracker.rest) == (1, None), "nothing is left to go on with"


def test_the_run_of_an_element_is_its_window(tmp_path: Path) -> None:
    end = Timestamp.from_utc_datetime(NOON)
    window = IntervalWindow(end - WINDOW_S, end)
    assert run_in(LAUNCHED, window) == LAUNCHED.window_of(NOON)
    bounded = RunContext("20261005T120000Z-00000000", NOON)
    assert run_in(bounded, GlobalWindow()) == bounded
    with pytest.raises(TypeError, match="no end"):
        run_in(LAUNCHED, GlobalWindow())
