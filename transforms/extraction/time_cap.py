"""A cap on the time of a call, for threads that no signal reaches.

A watchdog thread raises an exception in the calling thread (``PyThreadState_SetAsyncExc``). It is
no ``Exception``, so that no handler of the called library swallows it. It arrives between two
byte codes: one call into C (a regular expression, an XPath) ends first, which is why sizes are
bounded beforehand. Nothing arrives after the guard has ended: both sides hold the same lock, and
what is still on its way is waited for.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_REPEAT_S = 1.0
"""The exception is sent again at this interval, in case a ``finally`` of the library ate it."""

_ARRIVAL_CHECKS = 3
"""An exception that was sent arrives at the next look of the interpreter, the first of these."""


class TimeCapReached(BaseException):
    """The call took longer than its cap."""


class _Watchdog:
    """Sends the exception to the thread that made it, until it is called off.

    Attributes:
        sent: whether the exception was sent at all.
    """

    def __init__(self, cap_s: float) -> None:
        self.sent = False
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
                self.sent = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    self._target, ctypes.py_object(TimeCapReached)
                )
            wait_s = _REPEAT_S

    def call_off(self) -> None:
        """Make sure that nothing is sent from here on, and let what is on its way arrive here.

        (Withdrawing it by sending NULL would leave CPython 3.11 to look for it for ever, which
        makes all code three times as slow.)
        """
        with self._lock:
            self._off = True
        self._wake.set()
        if self.sent:
            for _ in range(_ARRIVAL_CHECKS):
                time.sleep(0.001)


def within(cap_s: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, if it takes at most ``cap_s`` seconds.

    Raises:
        TimeCapReached: it took longer, even if the library swallowed the exception.
    """
    watchdog = _Watchdog(cap_s)
    try:
        watchdog.start()
        result = call()
    finally:
        try:
            watchdog.call_off()
        except TimeCapReached:  # it arrived; another would be _REPEAT_S away
            watchdog.call_off()
    if watchdog.sent:
        raise TimeCapReached
    return result
