"""Slow work of many keys side by side: within a key in order, and never more than memory holds.

Made for work that waits (for a server, for a pause a server asked for), not for work that
computes: the threads of a DoFn share one processor.
"""

from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Condition
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput
from apache_beam.utils.windowed_value import WindowedValue

from schemas.errors import RecordError

MAX_WAITING = 16
"""Results that may wait for the next step; with pages of at most 10 MiB that is 160 MiB."""


class SideBySide(beam.DoFn):
    """A DoFn over ``(key, iterable of tasks)``, as GroupByKey makes them.

    A subclass says what is done with one task (``work``, in a thread of its own for each key)
    and what becomes of a task that failed (``failed``). Both give outputs, plain or as
    ``TaggedOutput``; they leave in the window and at the time of their key. Any error but a
    ``RecordError`` fails the bundle. Beam's counters do nothing in ``work``: it runs outside of
    Beam's own thread.
    """

    def __init__(self, max_keys: int, max_waiting: int = MAX_WAITING) -> None:
        """Take how many keys are worked at once and how many results may wait."""
        if max_keys < 1 or max_waiting < 1:
            raise ValueError(f"max_keys={max_keys}, max_waiting={max_waiting}: both are at least 1")
        self.max_keys = max_keys
        self.max_waiting = max_waiting

    @abstractmethod
    def work(self, key: Any, task: Any, window: Any) -> Iterable[Any]:
        """Give the outputs of one task; a RecordError goes to ``failed``."""

    @abstractmethod
    def failed(self, key: Any, task: Any, error: RecordError, window: Any) -> Iterable[Any]:
        """Give the outputs of a task that could not be worked."""

    def in_order(self, tasks: Iterable[Any]) -> list[Any]:
        """Return the tasks of one key in the order in which they are to be worked."""
        return list(tasks)

    def setup(self) -> None:
        """Open the threads."""
        self._threads = ThreadPoolExecutor(self.max_keys, thread_name_prefix="side-by-side")

    def start_bundle(self) -> None:
        """Begin with nothing under way."""
        self._belt = _Belt(self.max_waiting)

    def process(
        self,
        element: tuple[Any, Iterable[Any]],
        window: Any = beam.DoFn.WindowParam,
        timestamp: Any = beam.DoFn.TimestampParam,
    ) -> Iterator[Any]:
        """Start the key as soon as there is room; yield what is ready meanwhile."""
        key, tasks = element
        # Lists are made here: Beam's lazy iterables are not for other threads.
        ordered = self.in_order(tasks)
        yield from self._belt.take_until(max_producers=self.max_keys - 1)
        self._belt.add_producer()
        try:
            self._threads.submit(self._work_key, self._belt, key, ordered, window, timestamp)
        except RuntimeError:
            self._belt.end_producer(None)
            raise
        yield from self._belt.take_ready()

    def finish_bundle(self) -> Iterator[Any]:
        """Yield the rest, waiting for all that is under way."""
        yield from self._belt.take_until(max_producers=0)

    def teardown(self) -> None:
        """Close the threads; what a crashed bundle left under way ends after its present task."""
        if hasattr(self, "_belt"):
            self._belt.stop()
        if hasattr(self, "_threads"):
            self._threads.shutdown(wait=True, cancel_futures=True)

    def _work_key(
        self, belt: "_Belt", key: Any, tasks: list[Any], window: Any, timestamp: Any
    ) -> None:
        crash: BaseException | None = None
        try:
            for task in tasks:
                for output in self._outputs(key, task, window):
                    belt.put(_in_window(output, window, timestamp))
        except _StoppedError:
            pass  # the bundle is over: nobody wants the rest
        except BaseException as error:  # noqa: BLE001 - raised again in Beam's thread
            crash = error
        finally:
            belt.end_producer(crash)

    def _outputs(self, key: Any, task: Any, window: Any) -> Iterator[Any]:
        try:
            yield from self.work(key, task, window)
        except RecordError as error:
            yield from self.failed(key, task, error, window)


def _in_window(output: Any, window: Any, timestamp: Any) -> Any:
    if isinstance(output, TaggedOutput):
        return TaggedOutput(output.tag, WindowedValue(output.value, timestamp, (window,)))
    return WindowedValue(output, timestamp, (window,))


class _StoppedError(Exception):
    """Nobody takes results from this belt any more."""


@dataclass
class _State:
    producers: int = 0
    stopped: bool = False
    crash: BaseException | None = None


class _Belt:
    """A bounded queue from many producers to Beam's thread, which knows who is still at work."""

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._waiting: deque[Any] = deque()
        self._changed = Condition()
        self._state = _State()

    def add_producer(self) -> None:
        with self._changed:
            self._state.producers += 1

    def end_producer(self, crash: BaseException | None) -> None:
        with self._changed:
            self._state.producers -= 1
            self._state.crash = self._state.crash or crash
            self._state.stopped = self._state.stopped or crash is not None
            self._changed.notify_all()

    def stop(self) -> None:
        """End all producers at their next result."""
        with self._changed:
            self._state.stopped = True
            self._changed.notify_all()

    def put(self, item: Any) -> None:
        """Wait for room and add the item; _StoppedError once nobody takes it."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._state.stopped or len(self._waiting) < self._max_waiting
            )
            if self._state.stopped:
                raise _StoppedError
            self._waiting.append(item)
            self._changed.notify_all()

    def take_ready(self) -> Iterator[Any]:
        """Yield what waits now; raises what a producer raised."""
        while True:
            with self._changed:
                self._raise_crash()
                if not self._waiting:
                    return
                item = self._waiting.popleft()
                self._changed.notify_all()
            yield item

    def take_until(self, max_producers: int) -> Iterator[Any]:
        """Yield until at most so many producers are at work; with 0 until nothing is left."""
        while True:
            yield from self.take_ready()
            with self._changed:
                if not self._waiting and self._state.producers <= max_producers:
                    self._raise_crash()
                    return
                self._changed.wait_for(
                    lambda: bool(self._waiting) or self._state.producers <= max_producers
                )

    def _raise_crash(self) -> None:
        if self._state.crash is not None:
            raise self._state.crash
