"""The flex template: its parameters are the configuration's keys, and all of them arrive."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import obstore
import pytest
import yaml
from obstore.store import from_url
from pydantic import BaseModel

from pipeline.config import Config, load_config
from pipeline.config.beam_options import _option_classes, _Parser
from pipeline.dataflow import metadata
from pipeline.dataflow.launch import Launch, main, read_launch
from pipeline.dataflow.parameters import NOT_GIVEN, Parameter, parameters, scalar_keys
from pipeline.problems import ConfigError

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = parameters()
OTHER: Mapping[str, str] = {
    "lake": "gs://bucket/other",
    "fetch.user_agent": "newsbeam/9 (+https://desk.example: us, not: yaml)",
    "stream.name": "true",  # a text, whatever YAML would make of it
}


def other_than_default(parameter: Parameter) -> str:
    """Return a value that the parameter may have and that nothing else gives."""
    return OTHER[parameter.key] if parameter.kind is str else "7"


def value_of(config: BaseModel, key: str) -> object:
    """Return what a configuration has under a dotted key."""
    here: object = config
    for part in key.split("."):
        here = getattr(here, part)
    return here


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a configuration that says as little as it may."""
    path = tmp_path / "news.yaml"
    path.write_text("lake: gs://bucket/lake\nfeeds: [https://a.example/feed]\n", "utf-8")
    return path


def launch_of(file: Path | str, *arguments: str) -> Launch:
    """Read a launch on the runner that Dataflow's launcher names."""
    return read_launch([f"--config={file}", "--runner=DataflowRunner", *arguments])


def test_metadata_is_what_make_docs_would_write() -> None:
    assert metadata.PATH.read_text("utf-8") == metadata.text()
    checked = subprocess.run(
        [sys.executable, "-m", "pipeline.dataflow.metadata", "--check"], cwd=ROOT, check=False
    )
    assert checked.returncode == 0


def test_every_scalar_key_is_a_parameter_or_says_why_not() -> None:
    keys = {key for key, _ in scalar_keys()}
    assert {p.key for p in PARAMETERS} == keys - set(NOT_GIVEN)
    assert set(NOT_GIVEN) <= keys
    plain = Config.model_validate({"lake": "/l", "feeds": ["https://a.example/feed"]})
    shown = plain.model_dump(mode="json")
    lists = {"feeds", "opml", "refetch_after_s", "beam_options"}
    sections = {"polling", "fetch", "extraction", "language", "stream"}
    assert {k for k in shown if k not in lists | sections} <= keys


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_parameter_goes_before_the_file(file: Path, parameter: Parameter) -> None:
    text = other_than_default(parameter)
    config = launch_of(file, f"--{parameter.name}={text}").config
    assert value_of(config, parameter.key) == parameter.kind(text)
    assert value_of(load_config(file), parameter.key) != parameter.kind(text)


def test_all_parameters_at_once_make_the_configuration_that_a_file_makes(
    file: Path, tmp_path: Path
) -> None:
    tree: dict[str, object] = {"feeds": ["https://a.example/feed"], "runner": "DataflowRunner"}
    for p in PARAMETERS:
        *sections, last = p.key.split(".")
        place = tree
        for section in sections:
            place = place.setdefault(section, {})  # type: ignore[assignment]
        place[last] = p.kind(other_than_default(p))
    written = tmp_path / "all.yaml"
    written.write_text(yaml.safe_dump(tree), "utf-8")
    given = [f"--{p.name}={other_than_default(p)}" for p in PARAMETERS]
    assert launch_of(file, *given).config == load_config(written)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_the_pattern_lets_through_what_the_configuration_takes(
    file: Path, parameter: Parameter
) -> None:
    assert re.fullmatch(parameter.pattern, other_than_default(parameter))
    if parameter.kind is not str:
        assert not re.fullmatch(parameter.pattern, "-1")
        assert not re.fullmatch(parameter.pattern, "soon")
    if parameter.kind is not str and re.fullmatch(parameter.pattern, "null"):
        assert value_of(launch_of(file, f"--{parameter.name}=null").config, parameter.key) is None


def test_an_empty_parameter_is_none(file: Path) -> None:
    given = [f"--{p.name}=" for p in PARAMETERS]
    assert launch_of(file, *given).config == launch_of(file).config


def test_no_parameter_has_the_name_of_an_option_of_beam() -> None:
    from apache_beam.options.pipeline_options import PipelineOptions

    parser = _Parser(allow_abbrev=False, add_help=False)
    for cls in dict.fromkeys(_option_classes(PipelineOptions)):
        cls._add_argparse_args(parser)
    options = {name for action in parser._actions for name in action.option_strings}
    assert not {f"--{p['name']}" for p in metadata.metadata()["parameters"]} & options


def test_what_is_no_parameter_goes_to_beam(file: Path) -> None:
    options = ["--project=p-12345", "--template_location=gs://b/job_object", '--labels={"a": "b"}']
    launched = launch_of(file, *options, "--command=stream")
    assert launched.beam_options == tuple(options)
    assert (launched.command, launched.config.runner) == ("stream", "DataflowRunner")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lake=gs://b/l"], "config: missing; expected the address of a YAML file"),
        (["--config=FILE", "--command=watch"], "command: is 'watch'; expected run or stream"),
        (["--config=FILE", "--stream_name=A B"], "parameter stream_name: stream.name: is 'A B'"),
        (["--config=FILE", "--fetch_retries=70"], "fetch.retries: is 70; expected 10 or less"),
        (["--config=FILE.no"], "no such file"),
    ],
)
def test_a_launch_that_cannot_be_used_ends_with_what_is_wrong(
    file: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([argument.replace("FILE", str(file)) for argument in arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_configuration_on_an_object_store_brings_its_opml_along(bucket: str) -> None:
    opml = '<opml version="2.0"><body><outline xmlUrl="https://b.example/feed"/></body></opml>'
    store = from_url(bucket)
    obstore.put(store, "desk/news.yaml", b"lake: gs://bucket/lake\nopml: lists/all.opml\n")
    obstore.put(store, "desk/lists/all.opml", opml.encode())
    config = launch_of(f"{bucket}/desk/news.yaml").config
    assert [feed.url for feed in config.feeds] == ["https://b.example/feed"]
    with pytest.raises(ConfigError, match=r"desk/other\.yaml: no such file"):
        load_config(f"{bucket}/desk/other.yaml")


def test_metadata_says_of_each_parameter_what_a_form_needs() -> None:
    described = json.loads(metadata.PATH.read_text("utf-8"))["parameters"]
    assert [p["name"] for p in described if not p["isOptional"]] == ["config"]
    for p in described:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", p["name"])
        assert p["label"]
        assert p["helpText"].endswith(".")
        assert p["paramType"] == "TEXT"
        assert all(re.compile(regex) for regex in p["regexes"])
