"""How answers go wrong, by plan: the faults of real servers, each on demand."""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from pipeline.localweb.messages import Answer, Request, Respond
from pipeline.localweb.wire import Wire, with_length

GZIP_FORMAT = zlib.MAX_WBITS | 16
CHUNK_BYTES = 65_536


class Fault(ABC):
    """A way in which an answer goes wrong."""

    @abstractmethod
    def play(self, wire: Wire) -> None:
        """Send what the client gets in place of ``wire.good``."""


@dataclass(frozen=True)
class Status(Fault):
    """The server has trouble: another status, and nothing of the page."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def play(self, wire: Wire) -> None:
        """Send the status with its headers and a short body."""
        wire.answer(Answer(status=self.status, headers=self.headers, body=b"out of order\n"))


@dataclass(frozen=True)
class Slow(Fault):
    """The answer is good but comes ``seconds`` late."""

    seconds: float

    def play(self, wire: Wire) -> None:
        """Wait, then send."""
        wire.wait(self.seconds)
        wire.answer(wire.good)


@dataclass(frozen=True)
class Reset(Fault):
    """The connection is reset: before any byte, or after so many bytes of the body."""

    after_bytes: int | None = None

    def play(self, wire: Wire) -> None:
        """Send what is allowed, then break the connection."""
        if self.after_bytes is not None:
            wire.head(wire.good.status, with_length(wire.good))
            wire.send(wire.good.body[: self.after_bytes])
        wire.end()
        wire.reset()


@dataclass(frozen=True)
class Silence(Fault):
    """The request is taken and never answered."""

    def play(self, wire: Wire) -> None:
        """Wait for the end of the server."""
        wire.wait()


@dataclass(frozen=True)
class Drip(Fault):
    """The body comes in drops of ``drop_bytes``, one every ``interval_s``."""

    interval_s: float
    drop_bytes: int = 1

    def play(self, wire: Wire) -> None:
        """Send the head at once and the body drop by drop."""
        wire.head(wire.good.status, with_length(wire.good))
        for start in range(0, len(wire.good.body), self.drop_bytes):
            wire.send(wire.good.body[start : start + self.drop_bytes])
            wire.wait(self.interval_s)


@dataclass(frozen=True)
class HeaderDrip(Fault):
    """The head never ends: a byte of yet another header every ``interval_s``."""

    interval_s: float

    def play(self, wire: Wire) -> None:
        """Send the status line, then headers for ever."""
        wire.status = wire.good.status
        wire.send(f"HTTP/1.1 {wire.good.status} OK\r\n".encode())
        while True:
            for byte in b"x-more: and more\r\n":
                wire.send(bytes([byte]))
                wire.wait(self.interval_s)


@dataclass(frozen=True)
class Endless(Fault):
    """The body never ends, and comes as fast as the client reads."""

    def play(self, wire: Wire) -> None:
        """Send the answer's body again and again."""
        body = wire.good.body or b"<p>and so on</p>\n"
        chunk = body * (CHUNK_BYTES // len(body) + 1)
        headers = {n: v for n, v in with_length(wire.good).items() if n != "content-length"}
        wire.head(wire.good.status, headers)
        while True:
            wire.send(chunk)
            wire.wait(0)


@dataclass(frozen=True)
class Truncated(Fault):
    """The server promises ``missing_bytes`` more than it sends, then closes."""

    missing_bytes: int = 1_000

    def play(self, wire: Wire) -> None:
        """Send a length that is too large, then the body."""
        promised = str(len(wire.good.body) + self.missing_bytes)
        wire.head(wire.good.status, {**with_length(wire.good), "content-length": promised})
        wire.end()
        wire.send(wire.good.body)


@dataclass(frozen=True)
class FalseHeaders(Fault):
    """The headers lie about the body: a wrong charset, a content encoding that is not there."""

    headers: Mapping[str, str]

    def play(self, wire: Wire) -> None:
        """Send the good body under the false headers."""
        wire.answer(replace(wire.good, headers={**wire.good.headers, **self.headers}))


@dataclass(frozen=True)
class GzipBomb(Fault):
    """A small body that unpacks to ``unpacked_bytes``."""

    unpacked_bytes: int = 1 << 30

    def play(self, wire: Wire) -> None:
        """Send zeros, packed on the way, so that the server's memory stays small too."""
        headers = {n: v for n, v in with_length(wire.good).items() if n != "content-length"}
        wire.head(200, {**headers, "content-encoding": "gzip"})
        for packed in _packed_zeros(self.unpacked_bytes):
            wire.send(packed)
            wire.wait(0)
        wire.end()


@dataclass(frozen=True)
class RedirectLoop(Fault):
    """The page redirects to itself."""

    status: int = 302

    def play(self, wire: Wire) -> None:
        """Send a redirect to the path that was asked for."""
        wire.answer(Answer(status=self.status, headers={"location": wire.request.path}))


Course = Fault | Sequence[Fault | None]
"""One fault for every request, or one for each in turn (None: well) and well after the last."""


class FaultPlan:
    """A site whose answers go wrong by plan; itself a ``Respond``."""

    def __init__(self, site: Respond, plan: Mapping[tuple[str, str], Course]) -> None:
        """Take the well site and, for (host, path with query), the course of faults there."""
        self._site = site
        self._plan = dict(plan)
        self._counts: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def __call__(self, request: Request) -> Answer:
        """Return the site's answer with the fault that this request's turn brings."""
        place = (request.host, request.path)
        with self._lock:
            turn = self._counts.get(place, 0)
            self._counts[place] = turn + 1
            fault = _fault_of(self._plan.get(place, ()), turn)
        answer = self._site(request)
        return answer if fault is None else replace(answer, fault=fault)

    def set(self, host: str, path: str, course: Course) -> None:
        """Change the course of one place from now on; its count begins anew."""
        with self._lock:
            self._plan[host, path] = course
            self._counts.pop((host, path), None)

    def count(self, host: str, path: str) -> int:
        """Return how many requests the place had."""
        with self._lock:
            return self._counts.get((host, path), 0)


def _fault_of(course: Course, turn: int) -> Fault | None:
    if isinstance(course, Fault):
        return course
    return course[turn] if turn < len(course) else None


def _packed_zeros(unpacked_bytes: int) -> Iterator[bytes]:
    packer = zlib.compressobj(level=6, wbits=GZIP_FORMAT)
    zeros = bytes(1 << 20)
    for _ in range(max(1, unpacked_bytes // len(zeros))):
        if packed := packer.compress(zeros):
            yield packed
    yield packer.flush()
