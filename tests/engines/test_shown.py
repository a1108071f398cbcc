"""Beam's counters and distributions on Flink: after a batch from the job server, of a stream from
Flink's own metrics while it runs."""

import json
import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from benchmarks.engines import flink, on_flink, stream, streaming, wait_until, windows_in
from pipeline.config import load_config
from pipeline.demo.site import demo_site, feed_urls
from pipeline.engines import options_of
from pipeline.graph import build
from pipeline.localweb import LocalWeb, VirtualHosts
from pipeline.new_run import new_run
from pipeline.planning import ingest_plan
from tests.end_to_end.command import write_config
from tests.end_to_end.shown import check_shown
from transforms.accounting import FATES, STEPS
from transforms.lake.commit import read_runs
from transforms.lake.storage import Storage
from transforms.metrics import NAMESPACE

LONGEST_S = 300
COUNTERS = {f"{step}_{fate}" for step in STEPS for fate in ("in", *FATES)}
"""As Flink writes them: no dot in a name."""


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    """Serve the demo site."""
    with LocalWeb(VirtualHosts(demo_site())) as served:
        yield served


@pytest.mark.engines
def test_a_batch_shows_what_the_lake_holds(web: LocalWeb, tmp_path: Path) -> None:
    path = write_config(tmp_path, web, feed_urls(), language={"models": {}})
    with flink(tmp_path / "flink", embedded=True) as cluster:
        engine = on_flink(cluster)
        config = load_config(path, [f"runner={engine.runner}"])
        options = options_of(config, engine.options, streaming=False)
        pipeline = beam.Pipeline(options=PipelineOptions(options))
        build(pipeline, ingest_plan(config, new_run(), 0, polls=True))
        result = pipeline.run()
        result.wait_until_finish()
        (record,) = read_runs(Storage(config.lake))
        check_shown(result, record)


@pytest.mark.engines
def test_a_stream_shows_what_the_lake_holds_while_it_runs(web: LocalWeb, tmp_path: Path) -> None:
    # A window long enough that the next one changes nothing while Flink's metrics come in.
    settings = {"name": "shown", "window_s": 60}
    path = write_config(tmp_path, web, feed_urls(), stream=settings, language={"models": {}})
    lake = tmp_path / "lake"
    with flink(tmp_path / "flink") as cluster:
        engine = streaming(on_flink(cluster))
        with stream(engine, path, tmp_path / "stream.log") as process:
            wait_until(lambda: bool(windows_in(lake)), LONGEST_S, process)
            wait_until(lambda: counters_of(cluster.rest) == kept_in(lake), 120, process)


def kept_in(lake: Path) -> dict[str, int]:
    """Add up what the commits of a lake counted, under Flink's names."""
    total: Counter[str] = Counter()
    for record in read_runs(Storage(str(lake))):
        total.update({name.replace(".", "_"): n for name, n in record.counters.items() if n})
    return {name: n for name, n in total.items() if name in COUNTERS}


def counters_of(rest: str) -> dict[str, int]:
    """Add up the counters of the steps over all vertices of the one job that runs."""
    (job,) = [one["id"] for one in asked(f"{rest}/jobs")["jobs"]]
    total: Counter[str] = Counter()
    for vertex in asked(f"{rest}/jobs/{job}")["vertices"]:
        metrics = f"{rest}/jobs/{job}/vertices/{vertex['id']}/metrics"
        for one in asked(metrics):
            name = re.search(rf"\.{NAMESPACE}_(\w+)$", one["id"])
            if name and name[1] in COUNTERS:
                (found,) = asked(f"{metrics}?get={quote(one['id'])}")
                total[name[1]] += int(found["value"])
    return {name: n for name, n in total.items() if n}


def asked(url: str) -> Any:
    """Ask Flink's REST interface."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
