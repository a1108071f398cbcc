"""What an engine shows while it works, and how fresh a commit is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.metrics import MetricsFilter

from pipeline.config import Config
from pipeline.demo.site import demo_site, feed_urls
from pipeline.graph import build
from pipeline.lineage.runs import run_accounts
from pipeline.localweb import LocalWeb, VirtualHosts
from pipeline.new_run import new_run
from pipeline.planning import ingest_plan
from transforms.lake.commit import read_runs
from transforms.lake.storage import Storage
from transforms.metrics import NAMESPACE, freshness_s

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def ago(*seconds: int) -> list[datetime]:
    """Return moments before noon."""
    return [NOW - timedelta(seconds=s) for s in seconds]


def test_freshness_is_of_values_that_are_there() -> None:
    assert freshness_s([], NOW) == {}
    assert set(freshness_s(ago(60), NOW).values()) == {60}
    hundred = freshness_s(ago(*range(1, 101)), NOW)
    assert hundred == {"freshness_s.p50": 50, "freshness_s.p95": 95, "freshness_s.max": 100}


def test_an_article_of_the_future_is_fresh() -> None:
    assert freshness_s(ago(-3_600), NOW)["freshness_s.max"] == 0


def test_beam_shows_what_runs_holds(tmp_path: Any) -> None:
    with LocalWeb(VirtualHosts(demo_site())) as web:
        config = Config.model_validate(
            {
                "lake": str(tmp_path / "lake"),
                "feeds": feed_urls(),
                "polling": {"min_interval_s": 0},
                "fetch": {
                    "min_interval_s": 0,
                    "allow_networks": ["127.0.0.0/8"],
                    "resolve": {"*.example": web.address},
                    "retries": 0,
                },
                "language": {"models": {}},
            }
        )
        pipeline = beam.Pipeline(runner="FnApiRunner")
        build(pipeline, ingest_plan(config, new_run(), 0, polls=True))
        result = pipeline.run()
        result.wait_until_finish()
    found = result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))
    counters = {m.key.metric.name: m.committed for m in found["counters"] if m.committed}
    spreads = {m.key.metric.name: m.committed for m in found["distributions"]}
    (record,) = read_runs(Storage(config.lake))
    told = {name: n for name, n in record.counters.items() if n and not name.startswith("fresh")}
    assert {name: n for name, n in counters.items() if name.count(".") == 1} == told
    by_code = {name: n for name, n in counters.items() if name.count(".") == 2}
    assert by_code, "the demo has pages that cannot be had"
    assert sum(by_code.values()) == sum(n for name, n in told.items() if name.endswith(".dead"))
    fetched = told["FetchPages.ok"]
    assert spreads["FetchPages.bytes"].count <= fetched
    assert spreads["FetchPages.bytes"].min > 200
    assert spreads["ExtractArticles.ms"].count == told["ExtractArticles.in"]
    assert spreads["Annotate.ms"].count == told["Annotate.in"]
    assert spreads["PollFeeds.ms"].count == told["PollFeeds.in"]
    assert spreads["CommitRun.ms"].count == 1
    assert spreads["freshness.s"].count == told["AssignRevisions.ok"]
    (account,) = run_accounts(Storage(config.lake), newest=1, limit=5)
    assert account.freshness_s == tuple(record.counters[f"freshness_s.{p}"] for p in ("p50", "p95"))
    assert account.counters["FetchPages.ok"] == fetched
