"""The schedule: ticks that pile up would ask feeds again and again, as fast as the machine can."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.failure import cause_of
from pipeline.report import RunReport
from pipeline.watch import NS, Limits, Schedule, Slot, Tick, Watch

INSTANTS = st.integers(0, 10**18)
INTERVALS = st.integers(NS, 31 * 86_400 * NS)


@given(first=INSTANTS, every=INTERVALS, durations=st.lists(st.integers(0, 10**17), max_size=20))
def test_a_tick_begins_at_a_multiple_and_is_never_made_up_for(
    first: int, every: int, durations: list[int]
) -> None:
    schedule = Schedule(first, every)
    slot, ended, begun, dropped = schedule.first(), first, 1, 0
    for duration in durations:
        before, ended = slot, slot.at_ns + duration
        slot = schedule.after(before, ended)
        assert (slot.at_ns - first) % every == 0, "on the schedule"
        assert slot.at_ns > before.at_ns, "never twice the same slot"
        assert slot.at_ns >= ended, "never two at a time, never one that is past"
        assert slot.at_ns - max(ended, before.at_ns + every) < every, (
            "no slot is left out for idling"
        )
        begun, dropped = begun + 1, dropped + slot.dropped
    assert slot.number + 1 == begun + dropped, "every slot was a tick or is told as dropped"


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (0, Slot(1, 10, 0)),
        (9, Slot(1, 10, 0)),
        (10, Slot(1, 10, 0)),
        (11, Slot(2, 20, 1)),
        (20, Slot(2, 20, 1)),
        (95, Slot(10, 100, 9)),
    ],
)
def test_the_slot_after_a_tick(ended: int, expected: Slot) -> None:
    schedule = Schedule(first_ns=0, every_ns=10)
    assert schedule.after(schedule.first(), ended) == expected


def report(articles: int = 0, dead: int = 0) -> RunReport:
    rows, letters = {"articles": articles}, {"http_not_found": dead}
    return RunReport("run", (1,), {}, letters, rows, seconds=1)


@dataclass
class FakeClock:
    """A clock that goes on only when a run works or the stream waits."""

    stop_at_ns: int | None = None
    ns: int = 5_000
    waits: list[int] = field(default_factory=list)

    def now_ns(self) -> int:
        return self.ns

    def stopped(self) -> bool:
        return self.stop_at_ns is not None and self.ns >= self.stop_at_ns

    def wait_until(self, at_ns: int) -> None:
        end = at_ns if self.stop_at_ns is None else min(at_ns, self.stop_at_ns)
        self.waits.append(max(0, end - self.ns))
        self.ns = max(self.ns, end)


@dataclass
class FakeRun:
    """Runs that take a given time each and fail where told."""

    clock: FakeClock
    seconds: Iterable[float]
    errors: dict[int, Exception] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self._seconds = iter(self.seconds)

    def __call__(self) -> RunReport:
        self.made += 1
        self.clock.ns += int(next(self._seconds) * NS)
        if self.made in self.errors:
            raise self.errors[self.made]
        return report(articles=self.made, dead=1)


def stream(
    seconds: list[float],
    limits: Limits | None = None,
    errors: dict[int, Exception] | None = None,
    stop_after_s: float | None = None,
) -> tuple[list[Tick], Watch, FakeClock]:
    clock = FakeClock()
    if stop_after_s is not None:
        clock.stop_at_ns = clock.ns + int(stop_after_s * NS)
    run = FakeRun(clock, seconds, errors or {})
    watch = Watch(run, 10 * NS, clock, (OSError, RuntimeError), limits or Limits(len(seconds)))
    return list(watch.ticks()), watch, clock


def test_a_stream_waits_for_the_next_slot_and_tells_what_it_dropped() -> None:
    ticks, watch, clock = stream([2, 25, 1, 10, 1])
    assert [t.dropped for t in ticks] == [0, 0, 2, 0, 0]
    assert clock.waits == [8 * NS, 5 * NS, 9 * NS, 0]
    assert [t.seconds for t in ticks] == [2, 25, 1, 10, 1]
    assert (watch.totals.articles, watch.totals.dead, watch.totals.dropped) == (15, 5, 2)


def test_a_failed_tick_is_told_and_the_next_one_tries_again() -> None:
    ticks, watch, _ = stream([1, 1, 1], errors={2: OSError(28, "No space left on device")})
    assert [t.failure for t in ticks] == [None, "OSError: [Errno 28] No space left on device", None]
    assert (watch.totals.ticks, watch.totals.failed, watch.totals.articles) == (3, 1, 4)


def test_a_bug_is_no_failed_tick() -> None:
    with pytest.raises(TypeError, match="a bug"):
        stream([1, 1], errors={1: TypeError("a bug")})


def test_only_failures_in_a_row_end_a_stream() -> None:
    broken: dict[int, Exception] = {n: OSError("full") for n in (1, 2, 4, 5, 6, 7)}
    ticks, watch, _ = stream([1.0] * 9, Limits(failures=3), broken)
    assert [t.number for t in ticks] == [1, 2, 3, 4, 5, 6]
    assert watch.limits.failed(watch.totals)


@pytest.mark.parametrize(
    ("stop_after_s", "made"),
    [(0, 0), (1, 1), (2, 1), (7, 1), (10, 1), (11, 2)],
    ids=[
        "before it starts",
        "in a tick",
        "at its end",
        "while it waits",
        "at a slot",
        "in the next",
    ],
)
def test_a_stop_begins_no_further_tick(stop_after_s: float, made: int) -> None:
    ticks, _, clock = stream([2, 2, 2], stop_after_s=stop_after_s)
    assert len(ticks) == made
    assert clock.ns <= 5_000 + max(stop_after_s, made * 12 - 10) * NS, "it ends at once"


WORKER = """Traceback (most recent call last):
  File "apache_beam/runners/common.py", line 1512, in process
    raise OSError("first")
OSError: first

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "known.py", line 20, in known_at
    read()
transforms.lake.storage.LakeError: the lake /news cannot be written: [Errno 28] full.
Make room [while running 'CommitRun/Commit']
"""
DELTA = "Kernel error: Truncated\n   0: <unknown>\n   1: start\n      at ./nptl/create.c:442:8\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            RuntimeError(WORKER),
            "LakeError: the lake /news cannot be written: [Errno 28] full. Make room",
        ),
        (RuntimeError("no state [while running 'X']"), "RuntimeError: no state"),
        (OSError(28, "No space left"), "OSError: [Errno 28] No space left"),
        (OSError(DELTA), "OSError: Kernel error: Truncated"),
        (RuntimeError(), "RuntimeError"),
        (RuntimeError("Traceback\nKeyError\n"), "KeyError"),
        (OSError("x" * 900), f"OSError: {'x' * 491}…"),
    ],
)  # fmt: skip
def test_the_cause_is_one_line(error: Exception, line: str) -> None:
    assert cause_of(error) == line
