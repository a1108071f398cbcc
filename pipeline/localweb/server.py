"""An HTTP/1.1 server on loopback for tests, demo and benchmarks."""

import socket
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

from pipeline.localweb.messages import LoggedRequest, Request, Respond, validated
from pipeline.localweb.wire import StoppedError, Wire

LOOPBACK = "127.0.0.1"


class LocalWeb:
    """A running web on a free port of loopback: ``with LocalWeb(respond) as web: ...``.

    ``respond`` is called in many threads at once. An exception in it closes the connection and
    is raised again when the context ends, so that a broken site is not taken for a broken client.
    """

    def __init__(self, respond: Respond, port: int = 0) -> None:
        """Take what answers the requests, and a port (0: any free one)."""
        self._respond = respond
        self._stopping = Event()
        self._lock = Lock()
        self._log: dict[int, LoggedRequest] = {}
        self._numbers = count()
        self._server = _Server((LOOPBACK, port), self)
        self._thread = Thread(target=self._serve, name="localweb", daemon=True)

    @property
    def port(self) -> int:
        """Return the port in use."""
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """Return "127.0.0.1:PORT"."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def log(self) -> list[LoggedRequest]:
        """Return a copy of the request log, in the order of arrival."""
        with self._lock:
            return list(self._log.values())

    def requests(self, host: str, path: str | None = None) -> list[LoggedRequest]:
        """Return the log of one host, or of one path there."""
        return [r for r in self.log if r.host == host and path in (None, r.path)]

    def clear_log(self) -> None:
        """Forget the requests so far, those under way too."""
        with self._lock:
            self._log.clear()

    def __enter__(self) -> Self:
        """Start to answer."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Break off what is under way and close; raise what a site raised."""
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.break_connections()
        self._server.server_close()
        if error is None and self._server.errors:
            raise self._server.errors[0]

    def exchange(self, connection: socket.socket, request: Request) -> bool:
        """Answer one request; returns whether the connection may be used again."""
        number = self._log_start(request)
        try:
            return self._answer(connection, request, number)
        except (ConnectionError, StoppedError):
            return False
        finally:
            self._log_end(number)

    def _answer(self, connection: socket.socket, request: Request, number: int) -> bool:
        good = validated(request, self._respond(request))
        wire = Wire(
            connection, request, good, self._stopping, lambda w: self._log_end(number, w.status)
        )
        try:
            if good.fault is None:
                wire.answer(good)
            else:
                good.fault.play(wire)
        finally:
            self._log_end(number, wire.status)
        return wire.keep_alive

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def _log_start(self, request: Request) -> int:
        now = time.monotonic()
        line = LoggedRequest(request.host, request.path, request.method, request.headers, now)
        with self._lock:
            number = next(self._numbers)
            self._log[number] = line
            return number

    def _log_end(self, number: int, status: int | None = None) -> None:
        """Note the end once; a status may still follow it."""
        now = time.monotonic()
        with self._lock:
            line = self._log.get(number)
            if line is None:
                return  # the log was cleared meanwhile
            ended_at = now if line.ended_at is None else line.ended_at
            self._log[number] = replace(line, ended_at=ended_at, status=status or line.status)


class _Server(ThreadingHTTPServer):
    """Keeps its connections so that it can break them; joins its threads when it closes."""

    daemon_threads = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], web: LocalWeb) -> None:
        self.web = web
        self.errors: list[BaseException] = []
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def break_connections(self) -> None:
        """Wake the threads that wait for a request, or for a client that does not read."""
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests; what is answered, LocalWeb decides."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = _without_port(headers.get("host", "").lower())
        request = Request(host=host, path=self.path, headers=headers, method=self.command)
        keep = self.server.web.exchange(self.connection, request)
        self.close_connection = self.close_connection or not keep

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: ``LocalWeb.log`` has it."""


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
