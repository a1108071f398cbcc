"""The command as a process of its own, which can be killed with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from benchmarks.chaos.points import Point

NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")
SAYS = "newsbeam: "
"""So every message for people begins."""

_GRAPH_STARTS = "step=Graph"
_MOST_S = 600.0
_NOWHERE = "http://127.0.0.1:9"
_OFFLINE = {
    # Beam tries to download an engine: nothing leaves this machine.
    "NO_COLOR": "1",
    "HTTP_PROXY": _NOWHERE,
    "HTTPS_PROXY": _NOWHERE,
    "NO_PROXY": "localhost,127.0.0.1",
}


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes:
        code: its exit code, negative for a signal.
        stderr: what it said.
        span_s: seconds from the start of the graph to its end.
    """

    code: int
    stderr: str
    span_s: float

    @property
    def killed(self) -> bool:
        """Whether it was SIGKILL that ended it."""
        return self.code == -signal.SIGKILL

    def unclear(self) -> Iterator[str]:
        """Say what is not as it should be where a command could not do its work."""
        said = [line for line in self.stderr.splitlines() if line.startswith(SAYS)]
        if self.code not in (0, 1):
            yield f"ended with {self.code}: {self.tail}"
        elif self.code == 1 and (len(said) != 1 or "Traceback" in self.stderr):
            yield f"ended without one clear message: {self.tail}"

    @property
    def message(self) -> str:
        """What it said for people, "" where it did well."""
        said = [line for line in self.stderr.splitlines() if line.startswith(SAYS)]
        return said[-1] if said else ""

    @property
    def tail(self) -> str:
        """The end of what it said."""
        return self.stderr[-2_000:]


class Running:
    """A command under way."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own."""
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **_OFFLINE, **environment},
        )
        self._lines: list[str] = []
        self._started = Event()
        self._graph_at = time.monotonic()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stderr or ():
            self._lines.append(line)
            if _GRAPH_STARTS in line and not self._started.is_set():
                self._graph_at = time.monotonic()
                self._started.set()
        self._started.set()

    def end(self) -> Ended:
        """Wait for its end."""
        try:
            self._process.wait(_MOST_S)
        except subprocess.TimeoutExpired:
            self._lines.append(f"still there after {_MOST_S:.0f} s\n")
            self._kill()
            self._process.wait()
            return Ended(1, "".join(self._lines), _MOST_S)
        self._reader.join()
        span = time.monotonic() - self._graph_at
        if self._process.stderr:
            self._process.stderr.close()
        return Ended(self._process.returncode, "".join(self._lines), span)

    def kill_after(self, delay_s: float) -> Ended:
        """Kill it so many seconds after its graph has started."""
        self._started.wait()
        try:
            self._process.wait(max(0.0, self._graph_at + delay_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._kill()
        return self.end()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)


def newsbeam(*arguments: str, **environment: str) -> Running:
    """Start the command as a user does."""
    return Running([NEWSBEAM, *arguments], environment)


def victim(point: Point, turn: int, arguments: Sequence[str]) -> Running:
    """Start the command so that it dies at a point."""
    launcher = [sys.executable, "-m", "benchmarks.chaos.victim", point.name, str(turn), "--"]
    return Running([*launcher, *arguments], {"PYTHONPATH": str(Path.cwd())})
