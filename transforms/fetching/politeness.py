"""One request at a time to a politeness key, with pauses between them, many keys side by side."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from schemas.errors import FetchError, PassingError

FAILURE_PAUSE_S = 600.0
"""How long a key is left alone after too many failures in a row."""

MAX_KEYS = 100_000
"""Keys remembered; those that may be asked at once are forgotten first."""


@dataclass(frozen=True)
class Pause:
    """Why a key is left alone: until when, and the error of those who ask before."""

    until: float
    code: str
    detail: str


@dataclass
class _Key:
    next_start: float = 0.0
    pause: Pause | None = None
    failed_urls: tuple[str, ...] = ()


class Timetable:
    """Decides when each key may be asked next. Pure: time comes in, no thread, no clock.

    All times are seconds of one clock that never goes back.
    """

    def __init__(self, max_failures: int) -> None:
        """Take how many addresses in a row may fail before their key is left alone."""
        self._max_failures = max_failures
        self._keys: dict[str, _Key] = {}

    def reserve(self, key: str, now: float, interval_s: float) -> float:
        """Take the next start for a key and return it; ``now`` or later."""
        self._forget_some(now)
        state = self._keys.setdefault(key, _Key())
        start = max(now, state.next_start, state.pause.until if state.pause else now)
        state.next_start = start + interval_s
        return start

    def pause_of(self, key: str, now: float) -> Pause | None:
        """Return the pause that a key is in."""
        state = self._keys.get(key)
        return state.pause if state and state.pause and state.pause.until > now else None

    def pause(self, key: str, pause: Pause) -> None:
        """Leave a key alone; a longer pause that is there already stays."""
        state = self._keys.setdefault(key, _Key())
        if state.pause is None or state.pause.until < pause.until:
            state.pause = pause

    def note_success(self, key: str) -> None:
        """Forget the failures of a key."""
        self._keys.setdefault(key, _Key()).failed_urls = ()

    def note_failure(self, key: str, url: str, now: float, error: FetchError) -> None:
        """Count an address that failed in passing, once for all tries; too many are a pause."""
        state = self._keys.setdefault(key, _Key())
        if url in state.failed_urls:
            return
        state.failed_urls = (*state.failed_urls, url)
        if len(state.failed_urls) >= self._max_failures:
            text = f"{len(state.failed_urls)} pages in a row failed, none asked for now; the last: "
            state.failed_urls = ()
            self.pause(key, Pause(now + FAILURE_PAUSE_S, error.code, text + error.detail))

    def _forget_some(self, now: float) -> None:
        if len(self._keys) < MAX_KEYS:
            return
        self._keys = {
            key: state
            for key, state in self._keys.items()
            if state.next_start > now or state.failed_urls or self.pause_of(key, now)
        }


class Politeness:
    """The timetable with threads and a clock: gives turns, and waits for them."""

    def __init__(
        self,
        max_failures: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take how many addresses in a row may fail, and the clock to go by."""
        self._timetable = Timetable(max_failures)
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._turns: dict[str, _Turn] = {}

    @contextmanager
    def turn(self, key: str, interval_s: float, max_pause_s: float) -> Iterator[None]:
        """Wait until the key may be asked and hold it; others wait meanwhile.

        Raises:
            PassingError: the key is in a pause longer than ``max_pause_s``; the code is that of
                the pause's reason.
        """
        with self._alone(key):
            self._refuse_long_pause(key, max_pause_s)
            with self._lock:
                start = self._timetable.reserve(key, self._clock(), interval_s)
            while (wait_s := start - self._clock()) > 0:
                self._sleep(wait_s)
            yield

    def pause(self, key: str, seconds: float, code: str, detail: str) -> None:
        """Leave a key alone for so long."""
        with self._lock:
            self._timetable.pause(key, Pause(self._clock() + seconds, code, detail))

    def note(self, key: str, url: str, error: PassingError | None) -> None:
        """Say how a request ended: None for any answer, else what went wrong in passing."""
        with self._lock:
            if error is None:
                self._timetable.note_success(key)
            else:
                self._timetable.note_failure(key, url, self._clock(), error)

    def _refuse_long_pause(self, key: str, max_pause_s: float) -> None:
        with self._lock:
            now = self._clock()
            pause = self._timetable.pause_of(key, now)
        if pause and pause.until - now > max_pause_s:
            raise PassingError(pause.code, pause.detail, pause.until - now)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Hold a key's lock; it is forgotten when nobody waits for it."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.holders += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.holders -= 1
                if not turn.holders:
                    del self._turns[key]


class _Turn:
    def __init__(self) -> None:
        self.lock = Lock()
        self.holders = 0
