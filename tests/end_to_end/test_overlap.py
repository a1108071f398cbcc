"""Runs that overlap, sleep or have a wrong clock: every article is there once, whoever was first."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from command import newsbeam
from deltalake import DeltaTable

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.localweb import LocalWeb
from schemas.tables import DATA_TABLES
from transforms.lake.commit import read_runs
from transforms.lake.log import generation_of, open_table
from transforms.lake.storage import Storage

pytestmark = pytest.mark.slow

LAUNCHER = Path(__file__).parent / "launcher.py"
TIMEOUT_S = 200
MOMENTS = {
    "before its commit": "transforms.lake.commit._append_record",
    "before the record is in the log": "transforms.lake.commit.append",
    "between record and roll-forward": "transforms.lake.commit.roll_forward",
    "before a table's files are moved": "transforms.lake.tables.roll_forward_table:articles",
    "between a table's files and its log": "transforms.lake.tables.append:articles",
    "before the state": "transforms.lake.tables.append:_state/seen",
}


class News:
    """A site, its configuration and its lake."""

    def __init__(self, folder: Path, web: LocalWeb, site: GeneratedSite) -> None:
        self.site = site
        self.lake = folder / "lake"
        self.config = folder / "overlap.yaml"
        config = site_config(site, str(self.lake), web.address, language={"models": {}})
        self.config.write_text(yaml.safe_dump(config), encoding="utf-8")

    def start(self, stack: ExitStack, *launched: str) -> "subprocess.Popen[str]":
        """Start a run in a process of its own, perhaps with something wrong."""
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(LAUNCHER), *launched, "run", str(self.config)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env={**os.environ, "PYTHONPATH": str(LAUNCHER.parent.parent.parent)},
            )
        )
        stack.callback(process.kill)
        return process

    def run(self) -> None:
        done = newsbeam("run", str(self.config))
        assert done.returncode == 0, done.stderr

    def require_whole(self, shown: Sequence[int]) -> None:
        """Each article once, each generation by one commit, every table at the newest."""
        storage = Storage(str(self.lake))
        rows = DeltaTable(str(self.lake / "articles")).to_pyarrow_table(columns=["url"])
        expected = Counter(self.site.url(n) for n in shown)
        assert Counter(rows["url"].to_pylist()) == expected
        runs = read_runs(storage)
        assert [r.generation for r in runs] == list(range(1, len(runs) + 1))
        assert {generation_of(open_table(storage, t)) for t in DATA_TABLES} == {len(runs)}
        files = [f.path for f in storage.list_files("articles") if "_delta_log" not in f.path]
        in_log = DeltaTable(str(self.lake / "articles")).file_uris()
        assert len(files) == len(in_log), "files that no log knows, or that are gone"


@pytest.fixture
def news(tmp_path: Path) -> Iterator[News]:
    site = GeneratedSite(articles=20, step=10, depth=2, hosts=2, feeds_per_host=1, days=3)
    with LocalWeb(site) as web:
        yield News(tmp_path, web, site)


def wait_until_stopped(process: "subprocess.Popen[str]") -> None:
    """Wait for the SIGSTOP that a process sends to itself."""
    ends_at = time.monotonic() + TIMEOUT_S
    while time.monotonic() < ends_at:
        state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "T":
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    pytest.fail("the process did not stop itself")


def let_go_on(process: "subprocess.Popen[str]") -> str:
    """Let a stopped process go on to its end; return what it said."""
    os.kill(process.pid, signal.SIGCONT)
    said, _ = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0, said
    assert "Traceback" not in said, said
    return said


def test_of_two_runs_at_the_same_moment_one_wins_each_generation(news: News) -> None:
    with ExitStack() as stack:
        # Stopped before the commit, so that both stand on the same generation.
        both = [
            news.start(stack, "stop", MOMENTS["before its commit"]),
            news.start(stack, "stop", MOMENTS["before its commit"]),
        ]
        for process in both:
            wait_until_stopped(process)
        for process in both:
            os.kill(process.pid, signal.SIGCONT)
        said = [process.communicate(timeout=TIMEOUT_S)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted("another run was faster" in text for text in said) == [False, True]
    news.require_whole(range(10))


@pytest.mark.parametrize("swept", [False, True], ids=["beside a run", "and its staging swept"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_that_slept_loses_and_doubles_nothing(news: News, moment: str, swept: bool) -> None:
    with ExitStack() as stack:
        sleeper = news.start(stack, "stop", MOMENTS[moment])
        wait_until_stopped(sleeper)
        news.site.show(1)
        news.run()
        if swept:
            for command in (
                ["compact", "--open-days", "0", "--grace", "0"],
                ["vacuum", "--grace", "0", "--staging-grace", "0s"],
            ):
                done = newsbeam(command[0], str(news.lake), *command[1:])
                assert done.returncode == 0, done.stderr
        said = let_go_on(sleeper)
    committed = moment.split()[0] == "between" or "state" in moment or "moved" in moment
    assert ("another run was faster" in said) is not committed
    news.run()
    news.require_whole(range(20))


@pytest.mark.parametrize("days", [-1.0, 1.0, 400.0])
def test_a_run_with_a_wrong_clock_costs_no_article_before_or_after_it(
    news: News, days: float
) -> None:
    news.site.show(0)
    news.run()
    news.site.show(1)
    with ExitStack() as stack:
        wrong = news.start(stack, "clock", str(days))
        said, _ = wrong.communicate(timeout=TIMEOUT_S)
        assert wrong.returncode == 0, said
    news.run()
    news.require_whole(range(20))
    runs = read_runs(Storage(str(news.lake)))
    assert [abs((r.ingested_at - r.committed_at).days) <= 1 for r in runs] == [True] * len(runs)


def test_a_live_run_is_fenced_off_by_one_whose_clock_is_ahead_and_works_again(news: News) -> None:
    """To a clock that is two days ahead its staging looks abandoned."""
    with ExitStack() as stack:
        sleeper = news.start(stack, "stop", MOMENTS["before its commit"])
        wait_until_stopped(sleeper)
        news.site.show(1)
        ahead = news.start(stack, "clock", "2")
        said, _ = ahead.communicate(timeout=TIMEOUT_S)
        assert ahead.returncode == 0, said
        assert "another run was faster" in let_go_on(sleeper)
    news.require_whole(range(20))
