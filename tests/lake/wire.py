"""A store's wire, listened to: an HTTP server that passes everything on and writes it down."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Exchange:
    """A request as it came over the wire, and the status of its answer."""

    method: str
    path: str
    if_none_match: str | None
    status: int


@dataclass
class Wire:
    """What went over it.

    Attributes:
        address: what a client uses in place of the store's.
        exchanges: in the order of their answers.
        before_write: called with the path before a write is passed on.
    """

    address: str
    exchanges: list[Exchange] = field(default_factory=list)
    before_write: Callable[[str], None] = lambda _path: None

    def log_writes(self, table: str = "") -> list[Exchange]:
        """Return the writes of log entries, of all tables or of one."""
        puts = (e for e in self.exchanges if e.method == "PUT" and e.path.endswith(".json"))
        return [e for e in puts if f"{table}/_delta_log/0" in e.path]


@contextmanager
def listening(store: str) -> Iterator[Wire]:
    """Listen before a store; the client must be another process than this one."""
    host = urlsplit(store).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            path = unquote(urlsplit(self.path).path)
            if self.command == "PUT":
                wire.before_write(path)
            connection = HTTPConnection(host, timeout=60)
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
            condition = self.headers.get("if-none-match")
            wire.exchanges.append(Exchange(self.command, path, condition, answer.status))
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        wire = Wire(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield wire
        finally:
            server.shutdown()
            thread.join()
