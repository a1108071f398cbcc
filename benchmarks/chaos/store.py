"""An object store out of order: moto's S3 behind a proxy that fails, stalls and loses answers."""

import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Any, Self

import boto3  # type: ignore[import-untyped]

from benchmarks.chaos.command import newsbeam
from benchmarks.chaos.series import Ground, Struck

BUCKET = "chaos"
PATIENCE_S = 3
"""A victim asks so long; a request that stalls takes longer."""

_STALL_S = PATIENCE_S + 1.0
_UNAVAILABLE = (
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate</Message></Error>"
)
_DROPPED = ("connection", "keep-alive", "transfer-encoding", "content-length")


@dataclass(frozen=True)
class Disorder:
    """How a store is out of order.

    Attributes:
        share: of the requests that go wrong.
        outage_after: from this request on all get 503; None: no outage.
        seed: of the faults.
    """

    share: float
    outage_after: int | None
    seed: int


class Faulty:
    """A proxy before a store; well until ``disturb``, and again from ``heal`` on."""

    KINDS = ("503", "reset", "stall", "done, then 503", "done, then reset", "done, then stall")
    _WEIGHTS = (16, 8, 1, 16, 8, 1)  # who stalls ends a victim's patience at once

    def __init__(self, port: int) -> None:
        """Take the port of the store."""
        self.store_port = port
        self.stopping = Event()
        self.counts: Counter[str] = Counter()
        self._lock = Lock()
        self._disorder: Disorder | None = None
        self._random = Random(0)
        self._requests = 0

    def disturb(self, disorder: Disorder) -> None:
        """Go wrong from now on."""
        with self._lock:
            self._disorder, self._random = disorder, Random(disorder.seed)
            self._requests = 0
            self.counts.clear()

    def heal(self) -> None:
        """Answer as the store does."""
        with self._lock:
            self._disorder = None

    def fate(self) -> str | None:
        """Return what befalls the next request."""
        with self._lock:
            self._requests += 1
            disorder = self._disorder
            if disorder is None:
                return None
            out = disorder.outage_after is not None and self._requests > disorder.outage_after
            if not out and self._random.random() >= disorder.share:
                return None
            (kind,) = ("503",) if out else self._random.choices(self.KINDS, self._WEIGHTS)
            self.counts[kind] += 1
            return kind


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def handle_one_request(self) -> None:
        """Answer one request; a client that is gone is no error."""
        try:
            super().handle_one_request()
        except (ConnectionError, HTTPException):
            self.close_connection = True

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        faulty = self.server.faulty
        fate = faulty.fate()
        if fate is None or fate.startswith("done"):
            status, headers, answer = self._asked(body)
        if fate is None:
            self._answer(status, headers, answer)
        elif fate.endswith("503"):
            self._answer(503, {"content-type": "application/xml"}, _UNAVAILABLE)
        else:
            if fate.endswith("stall"):
                faulty.stopping.wait(_STALL_S)
            self.close_connection = True

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        store = HTTPConnection("127.0.0.1", self.server.faulty.store_port, timeout=60)
        try:
            kept = {n: v for n, v in self.headers.items() if n.lower() not in _DROPPED}
            store.request(self.command, self.path, body or None, kept)
            answer = store.getresponse()
            found = {n.lower(): v for n, v in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            store.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        length = str(len(body))
        if self.command == "HEAD":
            length = headers.get("content-length", "0")
        self.send_response_only(status)
        for name, value in headers.items():
            if name not in _DROPPED:
                self.send_header(name, value)
        self.send_header("content-length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 - http.server's names

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, faulty: Faulty) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faulty = faulty


@dataclass(frozen=True)
class Store:
    """A running store.

    Attributes:
        port: of the store itself.
        faulty: the proxy before it.
        faulty_port: where the proxy listens.
        process: of the store.
    """

    port: int
    faulty: Faulty
    faulty_port: int
    process: "subprocess.Popen[bytes]"

    def environment(self, port: int) -> dict[str, str]:
        """Return the environment by which newsbeam finds it at a port."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def client(self) -> Any:
        """A client that asks the store itself."""
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            region_name="us-east-1",
        )

    def copy(self, prefix: str, folder: Path) -> None:
        """Copy all that is below a prefix into an empty folder."""
        shutil.rmtree(folder, ignore_errors=True)
        client = self.client
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        for key in (item["Key"] for found in pages for item in found.get("Contents", ())):
            place = folder / key.removeprefix(prefix)
            place.parent.mkdir(parents=True, exist_ok=True)
            client.download_file(BUCKET, key, str(place))


@contextmanager
def running_store(log: Path) -> Iterator[Store]:
    """Start a store with an empty bucket: in a process of its own, the proxy in this one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    faulty = Faulty(port)
    with (
        log.open("wb") as told,
        subprocess.Popen(command, stdout=told, stderr=told) as moto,
        _Server(faulty) as server,
    ):
        Thread(target=server.serve_forever, name="faulty-store", daemon=True).start()
        try:
            _wait_for(port, moto)
            store = Store(port, faulty, int(server.server_address[1]), moto)
            store.client.create_bucket(Bucket=BUCKET)
            yield store
        finally:
            faulty.stopping.set()
            server.shutdown()
            moto.terminate()


def _wait_for(port: int, moto: "subprocess.Popen[bytes]") -> None:
    while moto.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the S3-compatible server did not start")


@dataclass(kw_only=True)
class StoreGround(Ground):
    """A lake in a bucket, which the benchmark reads as a copy."""

    store: Store

    @property
    def place(self) -> Path:
        """The lake as local files."""
        folder = self.folder / "copy"
        self.store.copy(f"{self.lake.removeprefix(f's3://{BUCKET}/')}/", folder)
        return folder

    def faults(self) -> Iterator[str]:
        """Say what is wrong with the lake, or that the store itself has ended."""
        yield from super().faults()
        if self.store.process.poll() is not None:
            yield f"the store's own process ended with {self.store.process.returncode}"


@dataclass(frozen=True)
class StoreOutOfOrder:
    """A run whose store is out of order; it may come through or not."""

    store: Store
    disorder: Disorder
    kind = "with the store out of order"

    def strike(self, ground: Ground) -> Struck:
        """Run against the faulty store."""
        self.store.faulty.disturb(self.disorder)
        environment = self.store.environment(self.store.faulty_port)
        patience = {"NEWSBEAM_STORE_PATIENCE_S": str(PATIENCE_S)}
        ended = newsbeam("run", ground.config, **environment, **patience).end()
        counts = sorted(self.store.faulty.counts.items())
        what = ", ".join(f"{n} × {kind}" for kind, n in counts)
        return Struck(f"store: {what}; ended with {ended.code}", bool(counts), ended)

    def heal(self) -> None:
        """Let the store answer again."""
        self.store.faulty.heal()

    def harder(self, random: Random) -> Self:
        """Go wrong more often."""
        share = self.disorder.share + (1 - self.disorder.share) * random.random()
        return replace(self, disorder=replace(self.disorder, share=share))


def disorders(random: Random, count: int) -> list[Disorder]:
    """Return so many disorders: rare and frequent faults, and outages."""
    return [
        Disorder(
            share=random.choice([0.01, 0.03, 0.1, 0.3]),
            outage_after=random.choice([None, None, random.randrange(600)]),
            seed=random.getrandbits(32),
        )
        for _ in range(count)
    ]
