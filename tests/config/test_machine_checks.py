"""Checks before a run: what is missing is told before anything is fetched."""

from pathlib import Path

import pytest

from pipeline.config import Config, ConfigError, Feed
from pipeline.config.beam_options import check_beam_options
from pipeline.config.checks import check_machine
from pipeline.config.values import RUNNERS


def config_with(**values) -> Config:
    return Config(**{"lake": "/tmp", "feeds": (Feed(url="https://a.example/"),), **values})


def test_a_model_that_is_not_installed_is_told_with_what_to_do() -> None:
    config = config_with(language={"models": {"de": "de_core_news_sm"}})
    with pytest.raises(ConfigError, match=r"language\.models\.de: .*spacy download de_core_news"):
        check_machine(config, "news.yaml")


def test_a_lake_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_machine(config_with(lake=str(tmp_path / "new" / "lake")), "news.yaml")
    with pytest.raises(ConfigError, match="is a file; expected a folder"):
        check_machine(config_with(lake=str(tmp_path / "file")), "news.yaml")
    with pytest.raises(ConfigError, match=r"cannot be made: .*file is a file"):
        check_machine(config_with(lake=str(tmp_path / "file" / "lake")), "news.yaml")


def test_a_runner_of_ones_own_that_is_not_there_is_told() -> None:
    check_machine(config_with(runner="apache_beam.runners.runner.PipelineRunner"), "news.yaml")
    with pytest.raises(ConfigError, match=r"runner: there is no module my\.own"):
        check_machine(config_with(runner="my.own.Runner"), "news.yaml")


def test_our_runners_are_beams() -> None:
    from apache_beam.options.pipeline_options import StandardOptions

    assert set(RUNNERS) <= set(StandardOptions.KNOWN_RUNNER_NAMES)


@pytest.mark.parametrize(
    ("options", "runner"),
    [
        (["--direct_num_workers=2", "--direct_running_mode", "multi_processing"], "FnApiRunner"),
        (["--parallelism=2", "--checkpointing_interval=1000"], "FlinkRunner"),
        (["--project=p", "--region=r"], "DataflowRunner"),
        ([], "DirectRunner"),
    ],
)
def test_options_of_beam_pass(options: list[str], runner: str) -> None:
    check_beam_options(options, runner)


@pytest.mark.parametrize(
    ("options", "runner", "expected"),
    [
        (["--direct_num_worker=2"], "FnApiRunner", "did you mean --direct_num_workers?"),
        (["--direct_num_workers=x"], "FnApiRunner", "invalid int value: 'x'"),
        (["--paralelism=2"], "FlinkRunner", "did you mean --parallelism?"),
        (["--foo", "bar"], "DataflowRunner", "--foo: Beam has no such option"),
        (["other.yaml"], "FnApiRunner", "other.yaml: expected an option of Beam"),
        (["--runner=DirectRunner"], "FnApiRunner", "give it before --"),
        (["--streaming"], "FnApiRunner", "newsbeam run is a batch run"),
    ],
)
def test_options_that_beam_would_ignore_are_errors(
    options: list[str], runner: str, expected: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_beam_options(options, runner)
    assert str(caught.value).startswith("after --: ")
    assert expected in str(caught.value)
