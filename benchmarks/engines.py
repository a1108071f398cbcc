"""Engines for tests and measurements, each as a user names it, and what must be up for it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deltalake import DeltaTable

from deploy.flink.cluster import Cluster, Ports

NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")


@dataclass(frozen=True)
class Engine:
    """How the command line is told to use an engine.

    Attributes:
        runner: Beam's name of it.
        options: of Beam.
        more: other options of newsbeam.
    """

    runner: str
    options: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)

    def command(self, name: str, config: Path) -> list[str]:
        """Return the call of ``newsbeam run`` or ``newsbeam stream``."""
        beam = ["--", *self.options] if self.options else []
        return [NEWSBEAM, name, str(config), "--runner", self.runner, *self.more, *beam]


PRISM = Engine("PrismRunner")
CHECKPOINT_MS = 3_000


def on_flink(cluster: Cluster, *more: str) -> Engine:
    """Return how a job gets to a cluster, or to the job server's own Flink."""
    workers = f"localhost:{cluster.ports.workers}"
    return Engine(
        "PortableRunner",
        [
            f"--job_endpoint=localhost:{cluster.ports.jobs}",
            "--environment_type=EXTERNAL",
            f"--environment_config={workers}",
            "--parallelism=1",
            *more,
        ],
    )


def streaming(engine: Engine) -> Engine:
    """Return a Flink engine with checkpoints."""
    return Engine(engine.runner, [*engine.options, f"--checkpointing_interval={CHECKPOINT_MS}"])


def free_ports() -> Ports:
    """Find ports of loopback that nobody listens at."""
    with socket.socket() as a, socket.socket() as b, socket.socket() as c, socket.socket() as d:
        for s in (a, b, c, d):
            s.bind(("127.0.0.1", 0))
        return Ports(*(s.getsockname()[1] for s in (a, b, c, d)))


@contextmanager
def flink(folder: Path, *, embedded: bool = False, **environment: str) -> Iterator[Cluster]:
    """Run a Flink cluster on free ports."""
    cluster = Cluster(folder, free_ports(), embedded, environment)
    try:
        cluster.up()
        yield cluster
    finally:
        cluster.down()


def windows_in(lake: Path) -> list[dict[str, object]]:
    """Return the finished windows of a lake, in order: ``generation``, ``run_id``, ``counters``."""
    if not DeltaTable.is_deltatable(str(lake / "runs")):
        return []
    runs = DeltaTable(str(lake / "runs")).to_pyarrow_dataset().to_table().to_pylist()
    done = [row for row in runs if row["stream"] is not None and row["pane"] == 1]
    return sorted(done, key=lambda row: row["generation"])


def wait_until(
    what: Callable[[], bool], longest_s: float, process: subprocess.Popen[str] | None = None
) -> None:
    """Wait for something to become true.

    Raises:
        AssertionError: it did not in time, or the process ended before.
    """
    end = time.monotonic() + longest_s
    while not what():
        assert process is None or process.poll() is None, f"ended with {process.returncode}"
        assert time.monotonic() < end, f"not within {longest_s} s"
        time.sleep(0.5)


@contextmanager
def stream(engine: Engine, config: Path, log: Path) -> Iterator[subprocess.Popen[str]]:
    """Run ``newsbeam stream`` until the block ends; then it has to end well on SIGTERM."""
    with log.open("w") as out:
        process = subprocess.Popen(
            engine.command("stream", config),
            stdout=out,
            stderr=out,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0, log.read_text()[-3_000:]
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
