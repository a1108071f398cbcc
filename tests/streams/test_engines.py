"""What Beam's runners are told, and which of them can work on a stream."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import apache_beam as beam
import pytest
import yaml
from apache_beam.options.pipeline_options import PipelineOptions
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.config import Config, load_config
from pipeline.engines import (
    asked_too_seldom,
    options_of,
    require_beginning,
    require_detachable,
    require_engine,
)
from pipeline.graph import build_stream
from pipeline.planning import ingest_plan
from pipeline.problems import ConfigError
from schemas.context import RunContext
from transforms.lake.panes import ARTICLES

CONFIGS = Path(__file__).parents[2] / "configs"


def config(folder: Path, **values: object) -> Config:
    """Load a configuration with these values."""
    path = folder / "c.yaml"
    plain = {"lake": str(folder / "lake"), "feeds": ["http://a.example/feed"], **values}
    path.write_text(yaml.safe_dump(plain), "utf-8")
    return load_config(path)


@pytest.mark.parametrize("runner", ["FnApiRunner", "DirectRunner", "SparkRunner"])
def test_a_runner_that_cannot_stream_is_refused_with_what_can(tmp_path: Path, runner: str) -> None:
    with pytest.raises(ConfigError, match=r"PrismRunner, FlinkRunner.*newsbeam watch"):
        require_engine(config(tmp_path, runner=runner))


def test_the_command_refuses_it_with_the_code_for_usage(tmp_path: Path) -> None:
    config(tmp_path)
    ended = CliRunner().invoke(app, ["stream", str(tmp_path / "c.yaml")])
    assert isinstance(ended.exception, ConfigError)
    assert "FnApiRunner fires no window" in str(ended.exception)


def test_prism_is_kept_from_splitting_the_endless_source(tmp_path: Path) -> None:
    prism = config(tmp_path, runner="prism")
    assert "--experiments=prism_disable_sdf_split" in options_of(prism, [], streaming=True)
    assert "--experiments=prism_disable_sdf_split" not in options_of(prism, [], streaming=False)


@pytest.mark.parametrize(
    ("runner", "given"),
    [("FlinkRunner", []), ("PortableRunner", ["--job_endpoint=localhost:8099"])],
)
def test_flink_does_not_keep_outputs_back_at_checkpoints(
    tmp_path: Path, runner: str, given: Sequence[str]
) -> None:
    flink = config(tmp_path, runner=runner)
    flag = "--finish_bundle_before_checkpointing"
    assert flag in options_of(flink, given, streaming=True)
    assert options_of(flink, [*given, flag], streaming=True).count(flag) == 1
    assert flag not in options_of(flink, given, streaming=False)


def test_beam_options_of_the_configuration_go_before_those_of_the_command_line(
    tmp_path: Path,
) -> None:
    values = {"experiments": ["a", "b"], "parallelism": 1, "streaming_mode": True}
    given = options_of(config(tmp_path, beam_options=values), ["--parallelism=4"], streaming=False)
    assert given[2:] == [
        "--experiments=a",
        "--experiments=b",
        "--parallelism=1",
        "--streaming_mode",
        "--parallelism=4",
    ]


@pytest.mark.parametrize(
    ("in_file", "given"),
    [
        ({}, ["--", "--savepoint_path=file:///s/savepoint-1"]),
        ({}, ["--", "--savepoint_path", "file:///s/savepoint-1"]),
        ({"beam_options": {"savepoint_path": "file:///s/savepoint-1"}}, []),
        ({}, ["--", "--update"]),
    ],
)
def test_windows_are_not_counted_where_a_stream_goes_on_from_a_savepoint(
    tmp_path: Path, in_file: dict[str, object], given: list[str]
) -> None:
    config(tmp_path, runner="FlinkRunner", **in_file)
    called = ["stream", str(tmp_path / "c.yaml"), "--windows", "3", *given]
    ended = CliRunner().invoke(app, called)
    assert isinstance(ended.exception, ConfigError)
    assert "--windows: windows are counted from the beginning" in str(ended.exception)


def test_windows_are_counted_in_a_stream_that_begins(tmp_path: Path) -> None:
    require_beginning(config(tmp_path, runner="FlinkRunner"), ["--parallelism=1"])


@pytest.mark.parametrize(
    ("runner", "given"),
    [("PrismRunner", []), ("PortableRunner", ["--environment_type=LOOPBACK"])],
)
def test_a_job_that_ends_with_its_starter_cannot_be_detached(
    tmp_path: Path, runner: str, given: Sequence[str]
) -> None:
    with pytest.raises(ConfigError, match="leave --detach out"):
        require_detachable(config(tmp_path, runner=runner), given)
    require_detachable(config(tmp_path, runner="PortableRunner"), ["--environment_type=EXTERNAL"])


@pytest.mark.parametrize(
    ("floor", "window", "said"),
    [(300, 300, True), (200, 300, False), (0, 5, False), (900, 300, False), (60, 60, True)],
)
def test_it_is_said_where_feeds_are_asked_in_every_second_window_only(
    tmp_path: Path, floor: int, window: int, said: bool
) -> None:
    made = config(tmp_path, polling={"min_interval_s": floor}, stream={"window_s": window})
    assert (asked_too_seldom(made) is not None) is said


def test_where_a_run_works_does_not_change_what_it_makes(tmp_path: Path) -> None:
    here = config(tmp_path)
    there = config(tmp_path, runner="FlinkRunner", beam_options={"parallelism": 2})
    assert here.config_hash == there.config_hash


@pytest.mark.parametrize("name", ["", "Desk", "a b", "x" * 41, "-desk"])
def test_the_name_of_a_stream_becomes_part_of_folders(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="lower-case letters"):
        config(tmp_path, stream={"name": name})


@pytest.mark.parametrize("name", ["prism.yaml", "flink.yaml", "dataflow.yaml"])
def test_the_configurations_that_come_along_name_an_engine(name: str) -> None:
    made = load_config(CONFIGS / name)
    require_engine(made)
    assert asked_too_seldom(made) is None


def test_the_graph_of_a_stream_is_unbounded_and_has_no_side_inputs(tmp_path: Path) -> None:
    made = config(tmp_path, runner="prism")
    run = RunContext("desk", datetime(2026, 10, 5, 12, tzinfo=UTC), stream="desk")
    pipeline = beam.Pipeline(options=PipelineOptions(options_of(made, [], streaming=True)))
    build_stream(pipeline, ingest_plan(made, run, ARTICLES, polls=True), 300)
    graph = pipeline.to_runner_api()
    bounded = {pc.is_bounded for pc in graph.components.pcollections.values()}
    assert len(bounded) == 2, "the Impulse is bounded, what follows the source is not"
    inputs = [
        t.unique_name
        for t in graph.components.transforms.values()
        if t.spec.urn == "beam:transform:pardo:v1" and len(t.inputs) > 1
    ]
    assert inputs == [], "a side input that is empty in a window is waited for for ever on Flink"
