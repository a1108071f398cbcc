"""A stream while news is published, and what befalls it: each article once, and how soon.

``make chaos-stream`` lets a generated site publish, one small edition after the other, to a
stream with windows of 30 s. On Flink, with a checkpoint every 3 s, its Python worker is killed
twice and its task manager once, and the job is stopped with a savepoint and goes on from it.
Ends with code 1 where an article is missing or there twice, where ``newsbeam verify`` finds fault,
or where checkpoints grow. Without blows it prints how long after the feed showed an entry its row
could be read, by the clock of one machine.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import yaml
from deltalake import DeltaTable

from benchmarks.engines import (
    NEWSBEAM,
    PRISM,
    Engine,
    flink,
    on_flink,
    settle,
    stream,
    streaming,
    wait_until,
)
from benchmarks.generated_site import GeneratedSite, site_config
from deploy.flink.cluster import Cluster
from pipeline.localweb import LocalWeb

LONGEST_S = 300
"""How long after the last edition its articles may come."""

WARM_S = 60
"""Freshness and checkpoints count from then on: an engine takes its time to start."""

MOST_GROWTH = 1.5
"""Times the median of the first half, the median of the second half of the checkpoints' sizes."""


@dataclass
class Watcher:
    """Looks every second which articles can be read.

    Attributes:
        lake: what it looks at.
        readable: by address, when its row was there first, seconds of ``time.monotonic``.
    """

    lake: Path
    readable: dict[str, float] = field(default_factory=dict)
    _over: Event = field(default_factory=Event)

    def look(self) -> None:
        """Look once."""
        now = time.monotonic()
        for url in urls(self.lake):
            self.readable.setdefault(url, now)

    def run(self) -> None:
        """Look until it is told to end."""
        while not self._over.wait(1.0):
            self.look()

    def end(self) -> None:
        """End ``run``."""
        self._over.set()


@dataclass
class Published:
    """A site that goes on by itself: an edition every few seconds.

    Attributes:
        site: the site.
        every_s: seconds from edition to edition.
        shown: by address, when the feed showed it first.
    """

    site: GeneratedSite
    every_s: float
    shown: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Show all editions."""
        for edition in range(self.site.editions):
            now = time.monotonic()
            self.site.show(edition)
            first = edition * self.site.step
            for number in range(first, min(first + self.site.step, self.site.articles)):
                self.shown[self.site.url(number)] = now
            time.sleep(self.every_s)


@dataclass(frozen=True)
class Found:
    """What came of it.

    Attributes:
        lost, doubled: addresses.
        delays_s: of each article but those of the start, from the feed to its row.
        checkpoint_bytes: sizes of the checkpoints in the order of time.
        verified: how ``newsbeam verify`` ended.
    """

    lost: Sequence[str]
    doubled: Sequence[str]
    delays_s: Sequence[float]
    checkpoint_bytes: Sequence[int]
    verified: int

    def faults(self) -> Iterator[str]:
        """Say what is not as it should be."""
        if self.lost:
            yield f"{len(self.lost)} articles lost, such as {self.lost[0]}"
        if self.doubled:
            yield f"{len(self.doubled)} articles there twice, such as {self.doubled[0]}"
        if self.verified:
            yield f"verify ended with {self.verified}"
        half = len(self.checkpoint_bytes) // 2
        if half >= 5:
            before = statistics.median(self.checkpoint_bytes[:half])
            after = statistics.median(self.checkpoint_bytes[half:])
            if after > MOST_GROWTH * before:
                yield f"checkpoints grow: median {before:,.0f} bytes, then {after:,.0f}"

    def told(self) -> Iterator[str]:
        """Say what was measured."""
        if len(self.delays_s) > 1:
            p50, p95 = (
                statistics.median(self.delays_s),
                statistics.quantiles(self.delays_s, n=20)[18],
            )
            yield f"from feed to row: p50 {p50:.0f} s, p95 {p95:.0f} s, {len(self.delays_s)} articles"
        if self.checkpoint_bytes:
            series = self.checkpoint_bytes[:: max(1, len(self.checkpoint_bytes) // 30)]
            yield "checkpoints, KiB: " + " ".join(f"{size / 1024:.0f}" for size in series)


def urls(lake: Path) -> list[str]:
    """Return the address of every row of the table of articles."""
    if not DeltaTable.is_deltatable(str(lake / "articles")):
        return []
    table = DeltaTable(str(lake / "articles")).to_pyarrow_dataset()
    return [str(url) for url in table.to_table(columns=["url"])["url"].to_pylist()]


class OnFlink:
    """The stream on a cluster, and the blows that meet it."""

    def __init__(self, cluster: Cluster, config: Path, folder: Path) -> None:
        """Take a cluster that is up."""
        self._cluster = cluster
        self._config = config
        self._folder = folder
        self._engine = streaming(on_flink(cluster))
        self._stack = ExitStack()
        self._sizes: dict[tuple[str, int], int] = {}
        self._struck_at = 0.0

    def start(self, *more: str) -> None:
        """Start the stream."""
        engine = Engine(self._engine.runner, [*self._engine.options, *more])
        log = self._folder / "stream.log"
        self.process = self._stack.enter_context(stream(engine, self._config, log))

    def close(self) -> None:
        """End the stream."""
        self.note_checkpoints()
        self._stack.close()

    def kill_worker(self) -> None:
        """Kill the Python process that works, as soon as there is one."""
        wait_until(lambda: any(self._workers()), 120, self.process)
        killed = list(self._workers())
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        print(f"    {len(killed)} Python workers killed", flush=True)

    def _workers(self) -> Iterator[int]:
        """Return the processes that the cluster's pool has started; it leads their session."""
        pool = int((self._cluster.folder / "workers.pid").read_text())
        for words in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                pid = int(words.parent.name)
                if b"pipeline.workers.harness" in words.read_bytes() and os.getsid(pid) == pool:
                    yield pid

    def kill_tasks(self) -> None:
        """Kill the task manager, and start another one."""
        self._require_running()
        self.note_checkpoints()
        self._cluster.kill("tasks")
        self._struck_at = time.time()
        self._cluster.start("tasks")
        print("    task manager killed, another one started", flush=True)

    def stop_and_go_on(self) -> None:
        """Stop the job with a savepoint, and start it again from there."""
        wait_until(self._is_back, LONGEST_S)
        self.note_checkpoints()
        job = self._job()
        self._cluster.savepoints.mkdir(exist_ok=True)
        target = {"targetDirectory": self._cluster.savepoints.absolute().as_uri(), "drain": False}
        trigger = self._asked(f"/jobs/{job}/stop", target)["request-id"]
        made: dict[str, Any] = {}

        def is_done() -> bool:
            made.update(self._asked(f"/jobs/{job}/savepoints/{trigger}"))
            return bool(made["status"]["id"] == "COMPLETED")

        wait_until(is_done, 180)
        operation = made["operation"]
        if "location" not in operation:
            raise RuntimeError(f"no savepoint: {json.dumps(operation)[:2_000]}")
        self.process.wait(60)
        print(
            f"    stopped with a savepoint, going on from it: {operation['location']}", flush=True
        )
        self.start(f"--savepoint_path={operation['location']}")

    def _is_back(self) -> bool:
        """Whether every task runs, and a checkpoint has been made since the last blow.

        A savepoint that finds a task starting again is refused.
        """
        self._require_running()
        with suppress(OSError, StopIteration):  # it starts again just now
            job = self._job()
            at_work = all(v["status"] == "RUNNING" for v in self._asked(f"/jobs/{job}")["vertices"])
            made = self._asked(f"/jobs/{job}/checkpoints")["latest"]["completed"]
            return bool(at_work and made and made["trigger_timestamp"] > self._struck_at * 1000)
        return False

    def _require_running(self) -> None:
        if self.process.poll() is not None:
            log = (self._folder / "stream.log").read_text()
            raise RuntimeError(f"the stream ended with {self.process.returncode}:\n{log[-3_000:]}")

    def note_checkpoints(self) -> None:
        """Write down the sizes of the job's checkpoints; a job keeps the last ten of them."""
        with suppress(OSError, StopIteration):  # it starts again just now
            job = self._job()
            for made in reversed(self._asked(f"/jobs/{job}/checkpoints")["history"]):
                if made["status"] == "COMPLETED" and not made["is_savepoint"]:
                    self._sizes[job, made["id"]] = made["state_size"]

    @property
    def checkpoint_bytes(self) -> list[int]:
        """Sizes of the checkpoints seen, in the order of time."""
        return list(self._sizes.values())

    def _job(self) -> str:
        jobs = self._asked("/jobs")["jobs"]
        return next(str(job["id"]) for job in jobs if job["status"] in ("RUNNING", "RESTARTING"))

    def _asked(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self._cluster.rest}{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            read: dict[str, Any] = json.load(answer)
            return read


def blows_on(job: OnFlink) -> list[Callable[[], None]]:
    """Return what befalls the stream, in this order, evenly over its time."""
    return [job.kill_worker, job.kill_tasks, job.stop_and_go_on, job.kill_worker]


@dataclass(frozen=True)
class Plan:
    """What is played.

    Attributes:
        engine: flink or prism.
        minutes: for which the site publishes.
        window: length of the stream's windows, seconds.
        every: seconds from edition to edition.
        step: articles in an edition.
        blows: whether processes are killed; on Flink only.
    """

    engine: str = "flink"
    minutes: float = 5.0
    window: int = 30
    every: float = 6.0
    step: int = 5
    blows: bool = True


def play(given: Plan, folder: Path) -> Found:
    """Let a site publish to a stream, and count what comes of it."""
    editions = round(given.minutes * 60 / given.every)
    site = GeneratedSite(editions * given.step, step=given.step, depth=editions)
    lake, config = folder / "lake", folder / "stream.yaml"
    published, watcher = Published(site, given.every), Watcher(lake)
    job: OnFlink | None = None
    with ExitStack() as stack:
        web = stack.enter_context(LocalWeb(site))
        plain = site_config(site, str(lake), web.address)
        plain["language"] = {"models": {}}
        plain["stream"] = {"name": "fire", "window_s": given.window}
        config.write_text(yaml.safe_dump(plain), "utf-8")
        begun = time.monotonic()
        if given.engine == "flink":
            cluster = stack.enter_context(flink(folder / "flink"))
            job = OnFlink(cluster, config, folder)
            job.start()
            stack.callback(job.close)
            blows = blows_on(job) if given.blows else []
        else:
            stack.enter_context(stream(PRISM, config, folder / "stream.log"))
            blows = []
        for work in (published.run, watcher.run):
            Thread(target=work, daemon=True).start()
        wait_until(lambda: bool(watcher.readable), LONGEST_S)  # blows fall on a stream that works
        _strike(blows, begun + given.minutes * 60, job)
        wait_until(lambda: len(watcher.readable) >= site.articles, LONGEST_S)
        watcher.end()
    settle(lake)
    rows = Counter(urls(lake))
    expected = [site.url(number) for number in range(site.articles)]
    return Found(
        lost=[url for url in expected if url not in rows],
        doubled=[url for url, count in rows.items() if count > 1],
        delays_s=[
            watcher.readable[url] - at
            for url, at in published.shown.items()
            if url in watcher.readable and at > begun + WARM_S
        ],
        checkpoint_bytes=job.checkpoint_bytes if job else [],
        verified=subprocess.run([NEWSBEAM, "verify", str(lake)], check=False).returncode,
    )


def _strike(blows: Sequence[Callable[[], None]], end: float, job: OnFlink | None) -> None:
    """Let the blows come evenly over the time that is left, and wait until it is over."""
    seconds = max(0.0, end - time.monotonic())
    for number, blow in enumerate(blows):
        _sleep_until(end - seconds * (1 - (number + 1) / (len(blows) + 1)), job)
        blow()
    _sleep_until(end, job)


def _sleep_until(moment: float, job: OnFlink | None) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, 20))
        if job is not None:
            job.note_checkpoints()


def main() -> None:
    """Play, print, and end with 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--engine", choices=("flink", "prism"), default="flink")
    parser.add_argument("--minutes", type=float, default=5.0, help="for which the site publishes")
    parser.add_argument("--window", type=int, default=30, help="seconds")
    parser.add_argument("--every", type=float, default=6.0, help="seconds from edition to edition")
    parser.add_argument("--step", type=int, default=5, help="articles in an edition")
    parser.add_argument("--no-blows", dest="blows", action="store_false")
    parser.add_argument("--keep", type=Path, help="folder for lake and logs, kept afterwards")
    given = vars(parser.parse_args())
    keep: Path | None = given.pop("keep")
    with tempfile.TemporaryDirectory(prefix="newsbeam-stream-") as made:
        folder = keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = play(Plan(**given), folder)
    print("\n".join(found.told()))
    faults = list(found.faults())
    if faults:
        sys.exit("\n".join(faults))
    print("0 articles lost, 0 doubled, verify clean")


if __name__ == "__main__":
    main()
