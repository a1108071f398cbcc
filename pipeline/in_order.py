"""A function over many items in several processes, with the results in the order of the items."""

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from threading import Event, current_thread, main_thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 4
"""Items under way for each process: enough to keep it busy, few enough to keep memory flat."""


def map_in_order(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    workers: int,
    set_up: Callable[..., None],
    arguments: tuple[object, ...],
) -> Iterator[R]:
    """Yield ``function(item)`` for each item, in order, reading only a little ahead.

    Args:
        function: a function of a module.
        items: may be endless.
        workers: number of processes; with 1 the work is done in this one.
        set_up: called once a process with ``arguments``, before the first item.
        arguments: for ``set_up``; they are pickled.

    Raises:
        BrokenProcessPool: a process died, most often for want of memory.
    """
    if workers == 1:
        set_up(*arguments)
        yield from map(function, items)
        return
    # Processes start clean: a fork would copy threads' locks in whatever state they are.
    with ProcessPoolExecutor(workers, get_context("spawn"), set_up, arguments) as pool:
        with _ctrl_c_held():
            for _ in range(workers):  # each starts one process while none is idle
                pool.submit(_nothing)
        yield from _windowed(pool, function, iter(items), workers * AHEAD)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Let processes started here inherit a blocked Ctrl-C: their parent alone decides how to end."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing() -> None:
    """Do nothing, in a process that is thereby there."""


def _windowed(
    pool: ProcessPoolExecutor, function: Callable[[T], R], items: Iterator[T], window: int
) -> Iterator[R]:
    with _ctrl_c_noted() as wanted:
        waiting: deque[Future[R]] = deque(
            pool.submit(function, item) for item in islice(items, window)
        )
        try:
            while waiting:
                yield _result(waiting.popleft(), wanted)
                waiting.extend(pool.submit(function, item) for item in islice(items, 1))
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _ctrl_c_noted() -> Iterator[Event]:
    """Let Ctrl-C be noted only: raised inside the pool's own locks, it would leave one held for ever.

    A second one is raised at once, for an output that nobody reads. Where Python does not take
    signals in this thread, Ctrl-C stays what it is.
    """
    wanted = Event()
    if current_thread() is not main_thread():
        yield wanted
        return

    def note(*_: object) -> None:
        if wanted.is_set():
            raise KeyboardInterrupt
        wanted.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield wanted
    finally:
        signal.signal(signal.SIGINT, before)


def _result(future: "Future[R]", wanted: Event) -> R:
    """Wait for a result, or for the wish to end.

    Raises:
        KeyboardInterrupt: the wish.
    """
    while not wanted.is_set():
        done, _ = wait([future], timeout=LOOK_S)
        if done:
            return future.result()
    raise KeyboardInterrupt


LOOK_S = 0.2
"""How often is looked whether Ctrl-C was noted."""
