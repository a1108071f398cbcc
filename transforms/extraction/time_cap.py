"""A cap on the time of a call, for threads that no signal reaches.

A watchdog thread raises an exception in the calling thread (``PyThreadState_SetAsyncExc``). It is
no ``Exception``, so that no handler of the called library swallows it. It arrives between two
byte codes: one call into C (a regular expression, an XPath) ends first, which is why sizes are
bounded beforehand. Nothing arrives after the guard has ended: both sides hold the same lock, and
what is still on its way is withdrawn.
"""

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_REPEAT_S = 1.0
"""The exception is sent again at this interval, in case a ``finally`` of the library ate it."""


class TimeCapReached(BaseException):
    """The call took longer than its cap."""


class _Watchdog:
    """Sends the exception to the thread that made it, until it is called off."""

    def __init__(self, cap_s: float) -> None:
        self._target = ctypes.c_ulong(threading.get_ident())
        self._cap_s = cap_s
        self._off = False
        self._lock = threading.Lock()
        self._wake = threading.Event()

    def start(self) -> None:
        """Begin to count."""
        threading.Thread(target=self._watch, name="newsbeam-time-cap", daemon=True).start()

    def _watch(self) -> None:
        wait_s = self._cap_s
        while not self._wake.wait(wait_s):
            with self._lock:
                if self._off:
                    return
                _send(self._target, TimeCapReached)
            wait_s = _REPEAT_S

    def call_off(self) -> None:
        """Make sure that nothing is sent from here on; withdraw what has not arrived."""
        with self._lock:
            self._off = True
        _send(self._target, None)
        self._wake.set()


def _send(target: ctypes.c_ulong, exception: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        target, ctypes.py_object(exception) if exception else None
    )


def within(cap_s: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, if it takes at most ``cap_s`` seconds.

    Raises:
        TimeCapReached: it took longer.
    """
    watchdog = _Watchdog(cap_s)
    try:
        watchdog.start()
        return call()
    finally:
        try:
            watchdog.call_off()
        except TimeCapReached:  # struck on the way; the next one would be _REPEAT_S away
            watchdog.call_off()
            raise
