"""A Flink cluster on this machine, each part a process of its own, as in production.

``make flink-up`` and ``make flink-down``. The parts: job manager, task manager, Beam's job server,
which takes jobs, and the pool of Python workers, which works on them.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.workers.listening import listens

HERE = Path(__file__).parent
VENV = Path(sys.executable).parent
JARS = VENV.parent / "flink-jars"
LOGS = VENV.parent / "flink"

_OPENED = ("java.lang", "java.nio", "java.util", "java.net", "java.io", "java.util.concurrent")
_JAVA = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
_TASKS = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
_JOBS = "org.apache.beam.runners.flink.FlinkJobServerDriver"

START_S = 120
"""How long a part may take to start."""


@dataclass(frozen=True)
class Ports:
    """Where the parts listen: on loopback, but for the pool of workers, which Beam binds to all
    addresses of the machine. Who reaches it can have code run: keep it behind a firewall."""

    rest: int = 8081
    rpc: int = 6123
    jobs: int = 8099
    workers: int = 50000


@dataclass
class Cluster:
    """The parts of a cluster as processes.

    Attributes:
        folder: for logs, checkpoints, savepoints and the processes' numbers.
        ports: where the parts listen.
        embedded: no cluster but the job server's own Flink.
        environment: of the Python workers, over this process's own.
    """

    folder: Path
    ports: Ports = Ports()
    embedded: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    _started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts, in the order in which they start."""
        with_cluster = () if self.embedded else ("manager", "tasks")
        return (*with_cluster, "workers", "jobs")

    @property
    def rest(self) -> str:
        """Address of Flink's REST interface."""
        return f"http://localhost:{self.ports.rest}"

    def task_managers(self) -> set[str]:
        """Return the ids of the task managers that the job manager believes to be there."""
        answer = _asked(f"{self.rest}/taskmanagers")
        return {str(one["id"]) for one in json.loads(answer)["taskmanagers"]} if answer else set()

    @property
    def checkpoints(self) -> Path:
        """Where checkpoints lie."""
        return self.folder / "checkpoints"

    @property
    def savepoints(self) -> Path:
        """Where savepoints lie."""
        return self.folder / "savepoints"

    def up(self) -> None:
        """Start all parts and wait until each is there; all or none.

        Raises:
            RuntimeError: as ``start``.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            for part in self.parts:
                self.start(part)
        except RuntimeError:
            for part in reversed(list(self._started)):
                self.kill(part)
            raise

    def start(self, part: str) -> None:
        """Start a part and wait until it is there; the same one again after it was killed.

        Raises:
            RuntimeError: it is there already, something else listens at its port, or it did not
                start; its log says why.
        """
        self._refuse_taken(part)
        before = self.task_managers() if part == "tasks" else set()
        there: dict[str, Callable[[], bool]] = {
            "manager": lambda: _answers(f"{self.rest}/overview"),
            # One that was killed stays registered until the job manager misses its heartbeat.
            "tasks": lambda: bool(self.task_managers() - before),
            "workers": lambda: listens("localhost", self.ports.workers),
            "jobs": lambda: listens("localhost", self.ports.jobs),
        }
        environment = {**os.environ, "PATH": f"{VENV}:{os.environ['PATH']}", **self.environment}
        with self._log(part).open("ab") as log:
            process = subprocess.Popen(
                self._command(part),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        self._started[part] = process
        self._pid(part).write_text(str(process.pid))
        end = time.monotonic() + START_S
        while not there[part]():
            if process.poll() is not None or time.monotonic() > end:
                tail = self._log(part).read_text(errors="replace")[-2_000:]
                raise RuntimeError(f"{part} did not start; {self._log(part)} ends in:\n{tail}")
            time.sleep(0.3)

    def down(self) -> None:
        """End all parts, with all that they have started."""
        for part in reversed(self.parts):
            self.kill(part)

    def kill(self, part: str) -> None:
        """End a part at once, and all that it has started; no error where it is not there."""
        try:
            pid = int(self._pid(part).read_text())
            os.killpg(pid, signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            return
        finally:
            self._pid(part).unlink(missing_ok=True)
        if part in self._started:
            self._started.pop(part).wait()
        while _is_there(pid):
            time.sleep(0.05)

    def _refuse_taken(self, part: str) -> None:
        """What listens at a part's port would pass for the part, which could not listen there."""
        if self._pid(part).is_file():
            raise RuntimeError(f"{self._pid(part)}: there is one already; run make flink-down")
        ports = {
            "manager": (self.ports.rest, self.ports.rpc),
            "workers": (self.ports.workers,),
            "jobs": (self.ports.jobs,),
        }
        for port in ports.get(part, ()):
            if listens("localhost", port):
                raise RuntimeError(
                    f"{part} cannot listen at port {port} of localhost: something else does. End "
                    "it; where it is a cluster of another checkout, run make flink-down there"
                )

    def _command(self, part: str) -> list[str]:
        if part == "workers":
            return [str(VENV / "newsbeam"), "workers", "--port", str(self.ports.workers)]
        java = ["java", *_JAVA, "-Xmx512m", "-Dorg.slf4j.simpleLogger.logFile=System.out"]
        if part == "jobs":
            master = "[local]" if self.embedded else f"localhost:{self.ports.rest}"
            return [*java, "-cp", _classpath(), _JOBS, "--job-host", "localhost", "--job-port",
                    str(self.ports.jobs), "--artifact-port", "0", "--expansion-port", "0",
                    "--flink-master", master, "--flink-conf-dir", str(HERE)]  # fmt: skip
        main = _MANAGER if part == "manager" else _TASKS
        if part == "tasks":
            java[java.index("-Xmx512m")] = "-Xmx640m"
        settings = {
            "jobmanager.rpc.port": self.ports.rpc,
            "rest.port": self.ports.rest,
            "state.checkpoints.dir": self.checkpoints.absolute().as_uri(),
            "state.savepoints.dir": self.savepoints.absolute().as_uri(),
            "io.tmp.dirs": self.folder.absolute() / "tmp",
        }
        given = [word for key, value in settings.items() for word in ("-D", f"{key}={value}")]
        return [*java, "-cp", _classpath(), main, "--configDir", str(HERE), *given]

    def _log(self, part: str) -> Path:
        return self.folder / f"{part}.log"

    def _pid(self, part: str) -> Path:
        return self.folder / f"{part}.pid"


def _classpath() -> str:
    if not any(JARS.glob("beam-runners-flink-*.jar")):
        raise RuntimeError(f"no jars of Flink in {JARS}; run make setup-flink")
    return f"{JARS}/*"


def _asked(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            read: bytes = answer.read()
            return read
    except (urllib.error.URLError, OSError):
        return b""


def _answers(url: str) -> bool:
    return bool(_asked(url))


def _is_there(pid: int) -> bool:
    """Whether a process works still; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Start or end the cluster of this checkout."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("up", "down"))
    parser.add_argument("--embedded", action="store_true", help="the job server's own Flink")
    given = parser.parse_args(arguments)
    cluster = Cluster(LOGS, embedded=given.embedded)
    if given.what == "down":
        Cluster(LOGS).down()
        return
    try:
        cluster.up()
    except RuntimeError as error:
        sys.exit(str(error))
    where = "" if given.embedded else f", {cluster.rest} shows them"
    print(f"Flink takes jobs at localhost:{cluster.ports.jobs}{where}; logs: {LOGS}")


if __name__ == "__main__":
    main()
