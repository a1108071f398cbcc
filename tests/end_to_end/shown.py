"""What an engine shows of a run, beside what the lake holds of it."""

from typing import Any

from apache_beam.metrics import MetricsFilter

from schemas.accounts import Run
from transforms.metrics import NAMESPACE


def counters_of(result: Any) -> dict[str, int]:
    """Return the counters that Beam's handle of an ended job shows, those that are zero left out."""
    found = result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))["counters"]
    return {m.key.metric.name: m.committed for m in found if m.committed}


def spreads_of(result: Any) -> dict[str, Any]:
    """Return the distributions that it shows."""
    found = result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))["distributions"]
    return {m.key.metric.name: m.committed for m in found}


def kept(record: Run) -> dict[str, int]:
    """Return the counters of steps that a commit holds, those that are zero left out."""
    return {name: n for name, n in record.counters.items() if n and not name.startswith("fresh")}


def check_shown(result: Any, record: Run) -> None:
    """Compare what an engine shows of the one commit of a job with what the lake holds of it."""
    counters, spreads, told = counters_of(result), spreads_of(result), kept(record)
    assert {name: n for name, n in counters.items() if name.count(".") == 1} == told
    by_code = {name: n for name, n in counters.items() if name.count(".") == 2}
    assert by_code, "the demo has pages that cannot be had"
    assert sum(by_code.values()) == sum(n for name, n in told.items() if name.endswith(".dead"))
    assert spreads["FetchPages.bytes"].count <= told["FetchPages.ok"]
    assert spreads["FetchPages.bytes"].min > 200
    assert spreads["ExtractArticles.ms"].count == told["ExtractArticles.in"]
    assert spreads["Annotate.ms"].count == told["Annotate.in"]
    assert spreads["PollFeeds.ms"].count == told["PollFeeds.in"]
    assert spreads["CommitRun.ms"].count == 1
    fresh = spreads["freshness.s"].count if "freshness.s" in spreads else 0
    assert fresh + record.counters["freshness_s.left_out"] == told["AssignRevisions.ok"]
