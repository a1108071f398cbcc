"""The pool of workers, with an engine that only listens: who dies is started again, who is told to ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from apache_beam.portability.api import beam_fn_api_pb2 as api
from apache_beam.portability.api import beam_fn_api_pb2_grpc as services
from apache_beam.portability.api import endpoints_pb2

from benchmarks.engines import free_ports, wait_until
from pipeline.workers.listening import listens

NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")
LONGEST_S = 60


class Engine(services.BeamFnControlServicer):
    """Notes which worker has come; gives no orders."""

    def __init__(self) -> None:
        self.came: list[str] = []

    def Control(self, answers: Iterator[Any], context: Any) -> Iterator[Any]:  # noqa: N802
        self.came.append(dict(context.invocation_metadata())["worker_id"])
        yield from ()
        for _ in answers:
            pass


@pytest.fixture
def engine() -> Iterator[tuple[Engine, str, grpc.Server]]:
    told = Engine()
    server = grpc.server(ThreadPoolExecutor())
    services.add_BeamFnControlServicer_to_server(told, server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    yield told, f"localhost:{port}", server
    server.stop(0).wait()


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[tuple[Any, subprocess.Popen[str], Path]]:
    port, log = free_ports().workers, tmp_path / "pool.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [NEWSBEAM, "workers", "--port", str(port)], stderr=out, stdout=out, text=True
        )
    wait_until(lambda: listens("localhost", port), LONGEST_S, process)
    with grpc.insecure_channel(f"localhost:{port}") as channel:
        yield services.BeamFnExternalWorkerPoolStub(channel), process, log
    process.terminate()
    assert process.wait(LONGEST_S) == 0


def start(stub: Any, endpoint: str) -> None:
    address = endpoints_pb2.ApiServiceDescriptor(url=endpoint)
    asked = api.StartWorkerRequest(worker_id="w-1", control_endpoint=address)
    assert not stub.StartWorker(asked).error


@pytest.fixture
def at_work(engine: Any, pool: Any) -> tuple[Engine, str]:
    """Have a worker come to the engine; return the engine and where it listens."""
    told, endpoint, _ = engine
    start(pool[0], endpoint)
    soon(lambda: told.came)
    return told, endpoint


def harnesses(endpoint: str) -> list[int]:
    """Return the processes that work for an engine."""
    found = []
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = words.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"pipeline.workers" in said and endpoint.encode() in said:
            found.append(int(words.parent.name))
    return found


def soon(what: Callable[[], object]) -> None:
    wait_until(lambda: bool(what()), LONGEST_S)


def test_a_worker_that_dies_before_it_is_there_is_started_again(engine: Any, pool: Any) -> None:
    told, endpoint, _ = engine
    stub, _, log = pool
    start(stub, endpoint)
    soon(lambda: harnesses(endpoint))
    (first,) = harnesses(endpoint)
    os.kill(first, signal.SIGKILL)
    assert told.came == []
    soon(lambda: told.came)
    assert told.came == ["w-1"]
    assert f"worker w-1 ended with -9, and {endpoint} still wants it" in log.read_text()


def test_a_worker_ends_when_it_is_told_to(at_work: Any, pool: Any) -> None:
    told, endpoint = at_work
    stub, _, _ = pool
    stub.StopWorker(api.StopWorkerRequest(worker_id="w-1"))
    soon(lambda: not harnesses(endpoint))
    time.sleep(3)
    assert harnesses(endpoint) == []
    assert told.came == ["w-1"]


def test_a_worker_whose_engine_is_gone_ends(at_work: Any, engine: Any) -> None:
    _, endpoint, server = engine
    server.stop(0).wait()
    soon(lambda: not harnesses(endpoint))


def test_the_pool_takes_its_workers_along(at_work: Any, pool: Any) -> None:
    _, endpoint = at_work
    _, process, _ = pool
    process.terminate()
    process.wait(LONGEST_S)
    soon(lambda: not harnesses(endpoint))


def test_records_of_workers_are_lines_of_ours(at_work: Any, engine: Any, pool: Any) -> None:
    _, endpoint, server = engine
    _, _, log = pool
    server.stop(0).wait()
    soon(lambda: not harnesses(endpoint))
    lines = log.read_text().splitlines()
    assert lines
    assert [line for line in lines if not line.startswith("time=")] == []


def test_a_port_that_is_taken_is_said(pool: Any) -> None:
    _, process, _ = pool
    port = process.args[-1]
    ran = subprocess.run(
        [NEWSBEAM, "workers", "--port", port], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.strip() == (
        f"newsbeam: something else listens at port {port}; end it, or choose another --port"
    )
