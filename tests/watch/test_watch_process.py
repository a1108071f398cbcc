"""The stream as its user has it: a process, signals, a lake that breaks and is mended."""

import signal
from pathlib import Path
from time import sleep

import pytest
from watch_process import articles_of, once_each, run_once, watching, write_config

from benchmarks.generated_site import GeneratedSite
from pipeline.cli import main
from pipeline.cli.watch_command import seconds_of
from pipeline.localweb import FaultPlan, LocalWeb, Silence
from pipeline.problems import ConfigError

pytestmark = pytest.mark.slow


def test_each_tick_finds_what_is_new(tmp_path: Path) -> None:
    site = GeneratedSite(articles=30, step=10)
    with (
        LocalWeb(site) as web,
        watching(write_config(tmp_path, site, web), "--every", "1s", "--ticks", "3") as stream,
    ):
        for number in range(1, 4):
            line = stream.next_line()
            assert f"tick {number}: generation {number}, 10 articles, 0 dead letters" in line
            site.show(number)
        code, out = stream.end()
    assert (code, out.partition(":")[0]) == (0, "ended after 3 ticks")
    assert "30 articles in 3 generations, 0 dead letters, 0 failed" in out
    assert articles_of(tmp_path / "lake") == once_each(site, range(30))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_wait_at_once(tmp_path: Path, number: signal.Signals) -> None:
    site = GeneratedSite(articles=4, step=4)
    with (
        LocalWeb(site) as web,
        watching(write_config(tmp_path, site, web), "--every", "1d") as stream,
    ):
        assert "generation 1, 4 articles" in stream.next_line()
        stream.kill_group(number)
        code, out = stream.end()
    assert code == 0
    assert out.startswith(f"ended by {number.name} after 1 ticks: 4 articles")
    assert "Traceback" not in stream.errors


@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_in_a_tick_lets_its_commit_end_and_begins_no_other(
    tmp_path: Path, workers: int
) -> None:
    site = GeneratedSite(articles=12, step=12)
    with LocalWeb(site) as web:
        config = write_config(tmp_path, site, web, workers=workers)
        small = ("--set", "max_articles_per_commit=2")
        with watching(config, "--every", "1s", *small) as stream:
            stream.wait_for("commit 2")  # its graph is about to run
            stream.kill_group(signal.SIGINT)
            line, (code, out) = stream.next_line(), stream.end()
        assert code == 0, stream.errors
        assert "tick 1: generation 1 to 2, 4 articles" in line
        assert out.startswith("ended by SIGINT after 1 ticks: 4 articles in 2 generations")
        assert "ending with the commit under way" in stream.errors
        assert not list((tmp_path / "lake" / "_staging").iterdir())
        run_once(config)
    assert articles_of(tmp_path / "lake") == once_each(site, range(12))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_signal_ends_at_once_and_loses_nothing(tmp_path: Path, workers: int) -> None:
    """Workers that outlive the stream would hold its output open: ``end`` would wait for them."""
    site = GeneratedSite(articles=8, step=8, hosts=2, feeds_per_host=1)
    path = site.url(0).partition(".example")[2]
    web_of = FaultPlan(site, {("news0.example", path): [Silence()]})
    with LocalWeb(web_of) as web:
        config = write_config(tmp_path, site, web, workers=workers)
        with watching(config, "--every", "1s", "--set", "fetch.timeout_s=3600") as stream:
            stream.wait_for("commit 1")
            while not web_of.count("news0.example", path):
                assert stream.process.poll() is None, stream.errors
                sleep(0.05)
            stream.kill(signal.SIGTERM)
            stream.wait_for("a second signal ends at once")
            stream.kill(signal.SIGTERM)
            code, _ = stream.end()
        assert code == 143
        run_once(config)
    assert articles_of(tmp_path / "lake") == once_each(site, range(8))


def test_a_lake_that_breaks_costs_the_ticks_in_which_it_is_broken(tmp_path: Path) -> None:
    site, lake, aside = GeneratedSite(articles=12, step=4), tmp_path / "lake", tmp_path / "aside"
    with (
        LocalWeb(site) as web,
        watching(write_config(tmp_path, site, web), "--every", "1s", "--ticks", "4") as stream,
    ):
        assert "generation 1, 4 articles" in stream.next_line()
        site.show(1)
        lake.rename(aside)
        lake.write_text("not a folder")
        told = stream.next_line()
        assert "tick 2: failed" in told
        assert f"LakeError: the lake {lake} cannot be written" in told
        lake.unlink()
        aside.rename(lake)
        state = next((lake / "_state" / "feeds").glob("part-*.parquet"))
        whole = state.read_bytes()
        state.write_bytes(whole[:100])  # read in a worker
        told = stream.next_line()
        assert "tick 3: failed" in told
        assert state.name in told
        state.write_bytes(whole)
        assert "tick 4: generation 2, 4 articles" in stream.next_line()
        code, out = stream.end()
    assert code == 0
    assert "8 articles in 2 generations, 0 dead letters, 2 failed" in out
    assert articles_of(lake) == once_each(site, range(8))


def test_failures_in_a_row_end_it_where_that_is_wanted(tmp_path: Path) -> None:
    site, lake = GeneratedSite(articles=4, step=4), tmp_path / "lake"
    with (
        LocalWeb(site) as web,
        watching(
            write_config(tmp_path, site, web), "--every", "1s", "--max-failures", "2"
        ) as stream,
    ):
        assert "generation 1" in stream.next_line()
        lake.rename(tmp_path / "aside")
        lake.write_text("not a folder")
        code, out = stream.end()
    assert code == 1
    assert out.count(": failed, ") == 2
    assert "newsbeam: 2 failed ticks in a row; their lines say why" in stream.errors


def test_a_bad_configuration_ends_it_before_the_first_tick(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "watch.yaml"
    config.write_text("lake: there\nfeds: []\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["watch", str(config)])
    assert ended.value.code == 2
    assert "feds" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("every", "seconds"), [("1s", 1), ("30s", 30), ("5m", 300), ("1h", 3_600), ("31d", 2_678_400)]
)
def test_intervals(every: str, seconds: int) -> None:
    assert seconds_of(every) == seconds


@pytest.mark.parametrize(
    "every", ["", "5", "m", "0s", "-5m", "1.5h", "5 m", "5min", "32d", "٥m", "9" * 12 + "h"]
)
def test_what_is_no_interval_is_told_with_what_is(every: str) -> None:
    with pytest.raises(ConfigError, match=r"--every: .*expected"):
        seconds_of(every)
