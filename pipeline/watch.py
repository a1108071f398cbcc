"""The local stream: the same bounded run again and again, on a schedule that never queues.

Nothing here reads a clock, prints or waits of itself: the caller brings the run, the clock and whom
to tell.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic_ns
from typing import Protocol

from pipeline.failure import cause_of
from pipeline.report import RunReport

NS = 1_000_000_000


@dataclass(frozen=True)
class Slot:
    """A place on the schedule.

    Attributes:
        number: from 0; the slot begins ``number`` intervals after the first.
        at_ns: when it begins, by the clock of the first.
        dropped: slots that were left out before it, because the tick before took longer.
    """

    number: int
    at_ns: int
    dropped: int


@dataclass(frozen=True)
class Schedule:
    """Ticks begin at multiples of an interval; those missed are dropped, never made up for."""

    first_ns: int
    every_ns: int

    def first(self) -> Slot:
        """Return the slot that begins at once."""
        return Slot(0, self.first_ns, 0)

    def after(self, slot: Slot, now_ns: int) -> Slot:
        """Return the slot to wait for when the tick of one has ended.

        It is the next one whose beginning is not past; one that begins at this very moment counts.
        """
        reached = -(-(now_ns - self.first_ns) // self.every_ns)
        number = max(slot.number + 1, reached)
        return Slot(number, self.first_ns + number * self.every_ns, number - slot.number - 1)


@dataclass(frozen=True)
class Tick:
    """One run of the stream.

    Attributes:
        number: from 1; dropped ticks have none.
        seconds: from its start to its end.
        report: what it did, None where it failed.
        failure: why it failed, one line; None where it did not.
        dropped: ticks that were left out before it.
    """

    number: int
    seconds: float
    report: RunReport | None
    failure: str | None
    dropped: int

    @property
    def articles(self) -> int:
        """Rows added to the table of articles."""
        return self.report.rows.get("articles", 0) if self.report else 0


@dataclass
class Totals:
    """What a stream did until it ended."""

    ticks: int = 0
    failed: int = 0
    failed_in_a_row: int = 0
    dropped: int = 0
    generations: int = 0
    articles: int = 0
    dead: int = 0

    def add(self, tick: Tick) -> None:
        """Count a tick."""
        self.ticks += 1
        self.dropped += tick.dropped
        self.failed += tick.report is None
        self.failed_in_a_row = self.failed_in_a_row + 1 if tick.report is None else 0
        self.articles += tick.articles
        if tick.report:
            self.generations += len(tick.report.generations)
            self.dead += tick.report.dead


class Clock(Protocol):
    """Where time comes from, and how the stream waits."""

    def now_ns(self) -> int:
        """Return nanoseconds that only grow."""

    def stopped(self) -> bool:
        """Whether the stream is to end."""

    def wait_until(self, at_ns: int) -> None:
        """Wait for a moment, or for the wish that the stream end."""


@dataclass(frozen=True)
class RealClock:
    """The machine's monotonic clock; ``stop`` is how somebody else ends the stream."""

    stop: "Stop"

    def now_ns(self) -> int:
        """Return nanoseconds that only grow."""
        return monotonic_ns()

    def stopped(self) -> bool:
        """Whether somebody wants the stream to end."""
        return self.stop.is_set()

    def wait_until(self, at_ns: int) -> None:
        """Wait, no longer than until somebody wants the stream to end."""
        self.stop.wait(max(0, at_ns - self.now_ns()) / NS)


class Stop(Protocol):
    """What ``threading.Event`` is."""

    def is_set(self) -> bool:
        """Whether it was set."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set."""


@dataclass(frozen=True)
class Limits:
    """When a stream ends of itself.

    Attributes:
        ticks: after so many; None: never.
        failures: after so many failed ticks in a row; None: never.
    """

    ticks: int | None = None
    failures: int | None = None

    def reached(self, totals: Totals) -> bool:
        """Whether the stream is over."""
        enough = self.ticks is not None and totals.ticks >= self.ticks
        return enough or self.failed(totals)

    def failed(self, totals: Totals) -> bool:
        """Whether too many ticks in a row have failed."""
        return self.failures is not None and totals.failed_in_a_row >= self.failures


@dataclass
class Watch:
    """A stream of runs.

    Attributes:
        run: makes one run.
        every_ns: the interval.
        clock: where time comes from.
        failures: what a run may raise without ending the stream; all else is a bug and ends it.
        limits: when the stream ends of itself.
        totals: what was done so far.
    """

    run: Callable[[], RunReport]
    every_ns: int
    clock: Clock
    failures: tuple[type[Exception], ...]
    limits: Limits = Limits()
    totals: Totals = field(default_factory=Totals)

    def ticks(self) -> Iterator[Tick]:
        """Make a run at each slot of the schedule until the stream is to end; yield what it did."""
        schedule = Schedule(self.clock.now_ns(), self.every_ns)
        slot = schedule.first()
        while not self.clock.stopped():
            tick = self._tick(slot)
            self.totals.add(tick)
            yield tick
            if self.limits.reached(self.totals):
                return
            slot = schedule.after(slot, self.clock.now_ns())
            self.clock.wait_until(slot.at_ns)

    def _tick(self, slot: Slot) -> Tick:
        started = self.clock.now_ns()
        report, failure = None, None
        try:
            report = self.run()
        except self.failures as error:
            failure = cause_of(error)
        seconds = (self.clock.now_ns() - started) / NS
        return Tick(self.totals.ticks + 1, seconds, report, failure, slot.dropped)
