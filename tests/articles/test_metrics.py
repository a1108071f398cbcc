"""What an engine shows while it works, and how fresh a commit is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam

from benchmarks.generated_site import GeneratedSite, site_config
from pipeline.config import Config
from pipeline.demo.site import demo_site, feed_urls
from pipeline.graph import build
from pipeline.lineage.runs import run_accounts
from pipeline.localweb import LocalWeb, VirtualHosts
from pipeline.new_run import new_run
from pipeline.planning import ingest_plan
from tests.end_to_end.shown import check_shown, spreads_of
from transforms.lake.commit import read_runs
from transforms.lake.storage import Storage
from transforms.metrics import NEWS_AGE, ages_s, freshness_s

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
DAY_S = 86_400


def ago(*seconds: int) -> list[datetime]:
    """Return moments before noon."""
    return [NOW - timedelta(seconds=s) for s in seconds]


def ingest(config: Config) -> Any:
    """Make one commit; return Beam's handle of the job."""
    pipeline = beam.Pipeline(runner="FnApiRunner")
    build(pipeline, ingest_plan(config, new_run(), 0, polls=True))
    result = pipeline.run()
    result.wait_until_finish()
    return result


def test_freshness_is_of_values_that_are_there() -> None:
    assert freshness_s([], NOW) == {}
    one = freshness_s(ago(60), NOW)
    assert one == {f"freshness_s.{p}": 60 for p in ("p50", "p95", "max")} | {
        "freshness_s.left_out": 0
    }
    hundred = freshness_s(ago(*range(1, 101)), NOW)
    assert [hundred[f"freshness_s.{p}"] for p in ("p50", "p95", "max")] == [50, 95, 100]


def test_an_article_of_the_future_is_fresh() -> None:
    assert freshness_s(ago(-3_600), NOW)["freshness_s.max"] == 0


def test_what_is_older_than_a_day_says_nothing_of_how_soon_news_are_there() -> None:
    published = ago(DAY_S + 1, 600, 30 * DAY_S, DAY_S)
    assert ages_s(published, NOW) == [600, DAY_S]
    found = freshness_s(published, NOW)
    assert (found["freshness_s.max"], found["freshness_s.left_out"]) == (DAY_S, 2)
    assert freshness_s(ago(2 * DAY_S), NOW) == {"freshness_s.left_out": 1}


def test_beam_shows_what_runs_holds(tmp_path: Path) -> None:
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
        result = ingest(config)
    (record,) = read_runs(Storage(config.lake))
    check_shown(result, record)
    (account,) = run_accounts(Storage(config.lake), newest=1, limit=5)
    assert account.counters["FetchPages.ok"] == record.counters["FetchPages.ok"]


def test_freshness_is_of_new_articles_and_not_of_old_ones_or_of_corrections(tmp_path: Path) -> None:
    begun = datetime.now(UTC)
    # From the day before yesterday to the end of this day: what is yet to come counts as fresh.
    site = GeneratedSite(24, step=24, days=3, first_day=begun - timedelta(days=2))
    with LocalWeb(site) as web:
        plain = site_config(site, str(tmp_path / "lake"), web.address, language={"models": {}})
        config = Config.model_validate(plain)
        first = ingest(config)
        site.correct(23)
        site.correct(0)
        second = ingest(config)
    published = [site.published_at(number) for number in range(site.articles)]
    most, least = (
        sum(now - at <= NEWS_AGE for at in published) for now in (begun, datetime.now(UTC))
    )
    news, corrections = read_runs(Storage(config.lake))
    fresh = spreads_of(first)["freshness.s"].count
    assert 0 < least <= fresh <= most < site.articles
    assert news.counters["freshness_s.left_out"] == site.articles - fresh
    assert news.counters["freshness_s.max"] <= DAY_S
    assert corrections.counters["AssignRevisions.ok"] == 2
    assert not [name for name in corrections.counters if name.startswith("freshness_s.")]
    assert "freshness.s" not in spreads_of(second)
    before, after = run_accounts(Storage(config.lake), newest=2, limit=5)
    assert before.freshness_s == tuple(news.counters[f"freshness_s.{p}"] for p in ("p50", "p95"))
    assert before.counters["freshness_s.left_out"] == site.articles - fresh
    assert after.freshness_s is None
