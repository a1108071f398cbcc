"""The way of one answer to one client, well or not."""

import socket
import struct
from collections.abc import Callable, Mapping
from http.client import responses
from threading import Event

from pipeline.localweb.messages import Answer, Request

NO_LENGTH_STATUSES = frozenset([204, 304])
"""Answers that have no body by definition (RFC 9110, 8.6)."""


class StoppedError(Exception):
    """The local web is closing while an answer is still on its way."""


class Wire:
    """Sends an answer over a connected socket; faults use its parts one by one.

    Attributes:
        request: what the client asked.
        good: the answer as the site meant it.
        status: what was sent so far, None before the status line.
        keep_alive: whether another request may follow on this connection.
    """

    def __init__(
        self,
        connection: socket.socket,
        request: Request,
        good: Answer,
        stopping: Event,
        on_end: Callable[["Wire"], None],
    ) -> None:
        """Take the client's socket, the server's stop signal and whom to tell of the end."""
        self.request = request
        self.good = good
        self.status: int | None = None
        self.keep_alive = True
        self._connection = connection
        self._stopping = stopping
        self._on_end = on_end

    def answer(self, answer: Answer) -> None:
        """Send the whole answer as it should be and keep the connection."""
        body = b"" if self.request.method == "HEAD" else answer.body
        head = self._head(answer.status, with_length(answer))
        if answer.status in NO_LENGTH_STATUSES:
            body = b""
        self.end()
        self._connection.sendall(head + body)
        if answer.headers.get("connection", "").lower() == "close":
            self.keep_alive = False

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send status line and headers alone; the connection ends with this answer."""
        self.keep_alive = False
        self._connection.sendall(self._head(status, {**headers, "connection": "close"}))

    def send(self, data: bytes) -> None:
        """Send raw bytes; the connection ends with this answer."""
        self.keep_alive = False
        self._connection.sendall(data)

    def wait(self, seconds: float | None = None) -> None:
        """Wait without sending (None: for good); StoppedError when the server closes."""
        if self._stopping.wait(seconds):
            raise StoppedError

    def reset(self) -> None:
        """Break the connection with a TCP reset instead of closing it."""
        self.keep_alive = False
        linger_without_time = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_without_time)
        self._connection.close()

    def end(self) -> None:
        """Note that the last bytes are about to be sent, or that there will be none."""
        self._on_end(self)

    def _head(self, status: int, headers: Mapping[str, str]) -> bytes:
        self.status = status
        reason = responses.get(status, "Unknown")
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{n}: {v}" for n, v in headers.items())]
        # Real servers send UTF-8 in Location although the grammar has no place for it.
        return "\r\n".join([*lines, "", ""]).encode("utf-8")


def with_length(answer: Answer) -> dict[str, str]:
    """Return the answer's headers with the length of its body, where there is to be one."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if answer.status not in NO_LENGTH_STATUSES:
        headers.setdefault("content-length", str(len(answer.body)))
    return headers
