"""Engines for tests and measurements, each as a user names it, and what must be up for it."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from deltalake import DeltaTable

from deploy.flink.cluster import Cluster, Ports
from transforms.lake.begin import begin
from transforms.lake.storage import Storage

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
GIVEN_BY_NOBODY = range(20_000, 32_000)
"""Below the ports that systems give to those who ask for any, and above those of services."""


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
    """Find ports of loopback that nobody listens at, and that no system gives out by itself.

    A port that a system gave out may be given to somebody else before a part of the cluster
    listens there: to Flink itself, which takes half a dozen of them while it starts.
    """
    free = (port for port in random.sample(GIVEN_BY_NOBODY, 100) if _is_free(port))
    return Ports(*islice(free, 4))


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("", port))
        except OSError:
            return False
    return True


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


def settle(lake: Path) -> None:
    """Finish a commit that was cut short when a stream was told to end, as every run does first."""
    begin(Storage(str(lake)))


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
            code = process.wait(120)
            assert code == 0, f"ended with {code}:\n{log.read_text()[-3_000:]}"
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
