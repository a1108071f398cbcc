"""Ticks: the endless source of a stream, one element for each window that is to be worked."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from schemas.context import RunContext
from transforms.clocks import is_ahead
from transforms.lake.commit import generation_of_window
from transforms.lake.panes import ARTICLES
from transforms.lake.storage import Storage

log = logging.getLogger(__name__)

MILLISECOND = Duration(micros=1_000)
"""Engines written in Java know no shorter time."""

ENDLESS = 2**53
"""More windows than ever come, and a number that every engine can hold."""


SHORTEST_LOOK_S = 2


def look_again_s(window_s: int) -> float:
    """Return how often is looked whether the window before is in the lake, once the next one is due.

    Each look is a wait of the source, which Flink's job servers never quite forget (docs/flink.md).
    """
    return max(SHORTEST_LOOK_S, window_s / 10)


LATE_WINDOWS = 10
"""After so many windows a word is said of one that is not in the lake."""


@dataclass
class Ticks(beam.PTransform):
    """One tick a window, at its end, so that the window closes as soon as its work is done.

    The next tick comes only once that window is in the lake: windows are worked one after the
    other, each standing on the one before. Of those whose time passes meanwhile only the newest is
    worked, as soon as it can be. An engine that goes on from a checkpoint goes on after the window
    named in it.

    Attributes:
        lake: address of the lake.
        run: the stream.
        window_s: length of a window, seconds.
        windows: end when so many have passed; None: never.
    """

    lake: str
    run: RunContext
    window_s: int
    windows: int | None = None

    def expand(self, pbegin: Any) -> beam.PCollection[int]:
        """Hang the source on an Impulse; the elements are numbers of windows since 1970."""
        plan = _Plan(str(self.run.stream), self.window_s, self.windows)
        return (
            pbegin
            | "Once" >> beam.Impulse()
            | "Plan" >> beam.Map(lambda _: plan)
            | "Tick" >> beam.ParDo(_Tick(self.lake, self.run, plan))
            | "Windows" >> beam.WindowInto(FixedWindows(self.window_s))
        )


def newest_window(now: float, window_s: int) -> int:
    """Return the number of the last window that is over, counted from 1970.

    Args:
        now: seconds since 1970.
        window_s: length of a window.
    """
    return int(now // window_s) - 1


@dataclass(frozen=True)
class _Plan:
    stream: str
    window_s: int
    windows: int | None

    def end(self, number: int) -> Timestamp:
        return Timestamp((number + 1) * self.window_s)


class _Windows(RestrictionProvider):
    """The windows that are still to come: from the last one that is over, so that work begins."""

    def initial_restriction(self, element: _Plan) -> OffsetRange:
        first = newest_window(time.time(), element.window_s)
        return OffsetRange(first, ENDLESS if element.windows is None else first + element.windows)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, element: _Plan, restriction: OffsetRange) -> int:
        due = newest_window(time.time(), element.window_s) + 1
        return int(max(0, min(restriction.stop, due) - restriction.start))

    def truncate(self, element: _Plan, restriction: OffsetRange) -> None:
        """End at once when the engine drains the stream."""


_TRACKER = beam.DoFn.RestrictionParam(_Windows())
_WATERMARK = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


class _Tick(beam.DoFn):
    def __init__(self, lake: str, run: RunContext, plan: _Plan) -> None:
        self._lake = lake
        self._run = run
        self._plan = plan

    @beam.DoFn.unbounded_per_element()
    def process(
        self, element: _Plan, tracker: Any = _TRACKER, watermark: Any = _WATERMARK
    ) -> Iterator[TimestampedValue]:
        self._require_own(element)
        number = tracker.current_restriction().start
        over = newest_window(time.time(), element.window_s)
        if number > over:
            self._require_near(element.end(number))
            tracker.defer_remainder(element.end(number))
            return
        if not self._is_done(watermark.current_watermark()):
            tracker.defer_remainder(Duration(seconds=look_again_s(element.window_s)))
            return
        if not tracker.try_claim(over):
            return
        yield TimestampedValue(over, element.end(over) - MILLISECOND)
        watermark.set_watermark(element.end(over))
        tracker.defer_remainder(element.end(over + 1))

    def _require_own(self, plan: _Plan) -> None:
        """A savepoint of other windows would wait for ever for one that never comes."""
        if (plan.stream, plan.window_s) != (self._plan.stream, self._plan.window_s):
            raise ValueError(
                f"the savepoint is of stream {plan.stream} with windows of {plan.window_s} s, the "
                f"configuration says {self._plan.stream} and {self._plan.window_s} s; start "
                "without the savepoint: what is in the lake stays"
            )

    def _require_near(self, end: Timestamp) -> None:
        """A clock that was ahead when a tick was given would keep the stream waiting as long."""
        now = datetime.fromtimestamp(time.time(), UTC)
        begins = end.to_utc_datetime(has_tz=True) - timedelta(seconds=self._plan.window_s)
        if is_ahead(begins, now):
            raise ValueError(
                f"the stream {self._plan.stream} has worked windows up to {begins:%Y-%m-%dT%H:%M:%SZ}, "
                f"and it is {now:%Y-%m-%dT%H:%M:%SZ}: a clock was ahead. Start the stream anew, "
                "without a savepoint: what is in the lake stays"
            )

    def _is_done(self, last: Timestamp | None) -> bool:
        """Whether the window of the tick before is in the lake; its end is the watermark."""
        if last is None:
            return True
        window = self._run.window_of(last.to_utc_datetime(has_tz=True))
        if generation_of_window(Storage(self._lake), window, ARTICLES) is not None:
            return True
        late_s = time.time() - last.micros / 1e6
        if late_s > LATE_WINDOWS * self._plan.window_s:
            log.warning("window %s is not in the lake after %.0f s", window.run_id, late_s)
        return False
