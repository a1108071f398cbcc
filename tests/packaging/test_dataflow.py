"""What Dataflow gets: the graph as its own runner makes it, without a call to the service."""

import base64
import bz2
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataflow import metadata
from pipeline.dataflow.launch import launch, read_launch

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "europe-west1-docker.pkg.dev/news-project-1/newsbeam/newsbeam:0.1.0"
SECRET = "s3cr3t-of-the-feed"

# Google's libraries warn of what is theirs to mend.
pytestmark = [pytest.mark.dataflow, pytest.mark.filterwarnings("default")]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill in configs/dataflow.yaml, with a feed whose address holds a secret."""
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("NEWS_KEY", SECRET)
    text = (ROOT / "configs" / "dataflow.yaml").read_text("utf-8")
    text = text.replace("YOUR-BUCKET", "newsbeam-lake").replace("YOUR-PROJECT", "news-project-1")
    text = text.replace("feeds:\n", "feeds:\n  - https://b.example/feed?key=${NEWS_KEY}\n")
    path = tmp_path / "dataflow.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(params=["run", "stream"])
def runner(request: pytest.FixtureRequest, file: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Launch both commands with a dry run, and return the runner with all it has made."""
    from apache_beam.runners.dataflow.dataflow_runner import DataflowRunner

    used: list[DataflowRunner] = []
    really = DataflowRunner.run_pipeline

    def run_pipeline(self: DataflowRunner, *arguments: object) -> object:
        used.append(self)
        return really(self, *arguments)

    monkeypatch.setattr(DataflowRunner, "run_pipeline", run_pipeline)
    given = [f"--config={file}", f"--command={request.param}", "--runner=DataflowRunner"]
    launch(read_launch([*given, "--dry_run=True"]))
    (made,) = used
    made.streams = request.param == "stream"
    return made


def test_the_graph_is_complete_and_keeps_its_step_names(runner) -> None:  # type: ignore[no-untyped-def]
    steps = {t.unique_name for t in runner.proto_pipeline.components.transforms.values()}
    expected = {"DueFeeds", "PollFeeds", "SelectNew", "TakeSlice", "FetchPages", "ExtractArticles"}
    expected |= {"AssignRevisions", "CommitRun"}
    expected |= {"Ticks", "BeginWindow", "CommitPolls"} if runner.streams else {"BeginRun"}
    assert expected <= steps


def test_workers_run_our_image_and_no_code_is_staged(runner) -> None:  # type: ignore[no-untyped-def]
    from apache_beam.portability.api import beam_runner_api_pb2

    payload = beam_runner_api_pb2.DockerPayload
    environments = runner.proto_pipeline.components.environments.values()
    docker = [e for e in environments if e.urn == "beam:env:docker:v1"]
    assert docker
    assert {payload.FromString(e.payload).container_image for e in docker} == {IMAGE}
    role = beam_runner_api_pb2.ArtifactStagingToRolePayload
    staged = {role.FromString(d.role_payload).staged_name for e in docker for d in e.dependencies}
    assert staged <= {"submission_environment_dependencies.txt"}, (
        "Beam's list of packages, for logs"
    )


def test_the_job_says_what_the_configuration_says(runner) -> None:  # type: ignore[no-untyped-def]
    from apache_beam.options.pipeline_options import GoogleCloudOptions, StandardOptions

    options = runner.job.options
    cloud = options.view_as(GoogleCloudOptions)
    assert (cloud.project, cloud.job_name) == ("news-project-1", "newsbeam-desk")
    assert bool(options.view_as(StandardOptions).streaming) is runner.streams


def test_a_secret_in_a_feeds_address_stands_nowhere_in_clear(runner) -> None:  # type: ignore[no-untyped-def]
    graph = runner.proto_pipeline.SerializeToString()
    assert SECRET.encode() not in graph
    assert SECRET not in str(runner.job.options.get_all_options())
    assert SECRET not in runner.job.json()


def test_a_secret_is_not_in_the_pickled_steps_either(runner) -> None:  # type: ignore[no-untyped-def]
    pickles = list(_unpacked(runner.proto_pipeline.SerializeToString()))
    assert any(b"NEWS_KEY" in p for p in pickles), (
        "its name is: it is replaced where feeds are asked"
    )
    assert not any(SECRET.encode() in p for p in pickles)


def _unpacked(graph: bytes) -> Iterator[bytes]:
    """Yield the pickles of a graph: Beam packs them with bzip2, then in base64."""
    for packed in re.findall(rb"QlpoO[A-Za-z0-9+/]+={0,2}", graph):
        yield bz2.BZ2Decompressor().decompress(base64.b64decode(packed[: len(packed) // 4 * 4]))


def test_metadata_and_launch_body_are_what_the_service_knows() -> None:
    from google.cloud.dataflow import TemplateMetadata
    from google.cloud.dataflow_v1beta3.types import LaunchFlexTemplateRequest

    parsed = TemplateMetadata.from_json(metadata.text())
    assert [p.name for p in parsed.parameters] == [
        p["name"] for p in metadata.metadata()["parameters"]
    ]
    body = (ROOT / "deploy" / "dataflow" / "launch.json").read_text("utf-8")
    asked = LaunchFlexTemplateRequest.from_json(body)
    assert {*asked.launch_parameter.parameters} <= {p.name for p in parsed.parameters}
    assert asked.launch_parameter.job_name == "newsbeam-desk"


@pytest.mark.parametrize("command", ["run", "stream"])
def test_the_job_is_the_one_that_was_looked_at(
    command: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The template's own way: the runner writes the job instead of submitting it.

    Write the expected jobs anew with NEWSBEAM_GOLDEN=write, and look at what changed.
    """
    from apache_beam.options.pipeline_options import GoogleCloudOptions
    from apache_beam.portability.api import beam_runner_api_pb2
    from apache_beam.runners.dataflow.internal import apiclient

    staged: dict[str, bytes] = {}
    really = apiclient.DataflowApplicationClient.stage_file

    def stage_file(
        self: Any, folder: str, name: str, stream: Any, *others: Any, **named: Any
    ) -> None:
        if not folder.startswith("gs://"):
            return really(self, folder, name, stream, *others, **named)
        staged[name] = stream.read() if hasattr(stream, "read") else Path(stream).read_bytes()
        return None

    # These three would ask Google.
    monkeypatch.setattr(apiclient.DataflowApplicationClient, "stage_file", stage_file)
    monkeypatch.setattr(apiclient, "create_storage_client", lambda *_: None)
    monkeypatch.setattr(
        GoogleCloudOptions, "_warn_if_soft_delete_policy_enabled", lambda *_, **__: None
    )
    written = tmp_path / "job_object"
    given = [f"--config={file}", f"--command={command}", "--runner=DataflowRunner", "--no_auth"]
    launch(read_launch([*given, f"--template_location={written}"]))

    text = written.read_text("utf-8")
    assert SECRET not in text
    assert not [name for name, content in staged.items() if SECRET.encode() in content]
    graph = beam_runner_api_pb2.Pipeline.FromString(staged["pipeline.pb"])
    found = json.dumps(_essence(json.loads(text), graph), indent=1, sort_keys=True) + "\n"
    golden = Path(__file__).with_name(f"dataflow_{command}.json")
    if os.environ.get("NEWSBEAM_GOLDEN") == "write":
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


def _essence(job: dict[str, Any], graph: Any) -> dict[str, Any]:
    """Return of a job what a person would check: no times, no hashes, steps of the first level."""
    environment = job["environment"]
    options = {
        d["key"]: re.sub(r"\.\d{9,}\.\d+$", ".TIME", str(d["value"]))
        for d in environment["sdkPipelineOptions"]["display_data"]
    }
    transforms = graph.components.transforms
    (root,) = (transforms[name] for name in graph.root_transform_ids)
    return {
        "name": job["name"],
        "type": job["type"],
        "version": environment["version"],
        "experiments": sorted(environment.get("experiments", [])),
        "images": sorted(
            {
                image["containerImage"]
                for pool in environment["workerPools"]
                for image in pool.get("sdkHarnessContainerImages", [])
            }
        ),
        "options": {
            k: v for k, v in options.items() if k not in ("template_location", "beam_plugins")
        },
        "steps": sorted(transforms[name].unique_name for name in root.subtransforms),
    }
