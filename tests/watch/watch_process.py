"""``newsbeam watch`` as a process of its own, and what became of its lake."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from deltalake import DeltaTable

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.localweb import LocalWeb

NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")
TIMEOUT_S = 240


@dataclass
class Watching:
    """The process, with a session of its own, as in a terminal."""

    process: subprocess.Popen[str]
    log: Path

    def next_line(self) -> str:
        """Wait for the next line of standard output; empty where it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def wait_for(self, words: str) -> None:
        """Wait until standard error says something."""
        ends_at = time.monotonic() + TIMEOUT_S
        while words not in self.errors:
            assert self.process.poll() is None, f"it ended: {self.errors}"
            assert time.monotonic() < ends_at, f"{words!r} is not said: {self.errors}"
            time.sleep(0.02)

    def kill(self, number: signal.Signals) -> None:
        """Signal the process alone, as ``kill`` does."""
        os.kill(self.process.pid, number)

    def kill_group(self, number: signal.Signals) -> None:
        """Signal the process with its workers, as a terminal or a service manager does."""
        os.killpg(self.process.pid, number)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the code and the rest of standard output."""
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        return self.process.wait(TIMEOUT_S), rest

    @property
    def errors(self) -> str:
        """What it said on standard error so far."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def watching(config: Path, *options: str) -> Iterator[Watching]:
    """Start the stream; it does not outlive the test."""
    log = config.with_name("watch.log")
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [NEWSBEAM, "watch", str(config), *options],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Watching(process, log)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def write_config(folder: Path, site: GeneratedSite, web: LocalWeb, **more: Any) -> Path:
    """Write a configuration without models: nothing here is about annotation."""
    more = {"language": {"models": {}}, **more}
    config = site_config(site, str(folder / "lake"), web.address, **more)
    path = folder / "watch.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


def run_once(config: Path, *options: str) -> None:
    """Let an ordinary run go on with the lake."""
    subprocess.run(
        [NEWSBEAM, "run", str(config), *options], check=True, capture_output=True, timeout=TIMEOUT_S
    )


def articles_of(lake: Path) -> Counter[str]:
    """Return how many rows each address has."""
    table = DeltaTable(str(lake / "articles")).to_pyarrow_dataset()
    return Counter(map(str, table.to_table(columns=["url"])["url"].to_pylist()))


def once_each(site: GeneratedSite, numbers: range) -> Counter[str]:
    """Return what ``articles_of`` should be."""
    return Counter(site.url(n) for n in numbers)
