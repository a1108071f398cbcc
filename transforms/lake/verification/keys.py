"""Checks of keys over the whole lake: each once, each where it belongs, none that hangs in the air."""

from collections.abc import Iterator

from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.verification.findings import Finding
from transforms.lake.verification.rows import ARTICLES, OF_ARTICLES, Rows, row_findings
from transforms.lake.verification.survey import RUNS

_KEY = "article_id || '#' || revision"


def check_keys(rows: Rows) -> Iterator[Finding]:
    """No key twice, in any table where a key is one row.

    State tables are left out: there the newest row of a key holds. So is ``runs``, whose
    generations are counted elsewhere.
    """
    for name, record in TABLES.items():
        facts = facts_of(record)
        if not facts.key or name.startswith("_") or name == RUNS:
            continue
        key = " || '#' || ".join(facts.key)
        query = (
            f'SELECT {key}, count(*) FROM "{name}" GROUP BY {", ".join(facts.key)} '
            "HAVING count(*) > 1 ORDER BY 1"
        )
        yield from row_findings(rows, "duplicate_key", name, query, "is there {} times")


def check_revisions(rows: Rows) -> Iterator[Finding]:
    """The revisions of an article are 1 to n, and lie in one partition, the day of the first."""
    chain = (
        "SELECT article_id, string_agg(DISTINCT revision, ', ' ORDER BY revision) "
        f"FROM {ARTICLES} GROUP BY article_id "
        "HAVING min(revision) <> 1 OR max(revision) <> count(DISTINCT revision) ORDER BY 1"
    )
    yield from row_findings(
        rows, "revision_gap", ARTICLES, chain, "has only the revisions {}: earlier ones are gone"
    )
    day = (
        f"SELECT {_KEY}, published_date, published_at FROM {ARTICLES} "
        "WHERE revision = 1 AND published_date <> CAST(published_at AS DATE) ORDER BY 1"
    )
    yield from row_findings(rows, "partition", ARTICLES, day, "lies in {}, and was published at {}")
    spread = (
        "SELECT article_id, string_agg(DISTINCT published_date, ', ' ORDER BY published_date) "
        f"FROM {ARTICLES} GROUP BY article_id HAVING count(DISTINCT published_date) > 1 ORDER BY 1"
    )
    yield from row_findings(
        rows, "partition", ARTICLES, spread, "its revisions lie in several partitions: {}"
    )


def check_references(rows: Rows) -> Iterator[Finding]:
    """Rows of entities, events and quotes belong to an article's revision, in its partition."""
    for table in OF_ARTICLES:
        has = f"(SELECT article_id, revision, published_date, count(*) AS n FROM {table} GROUP BY ALL)"
        dangling = (
            f"SELECT {_KEY}, sum(n)::BIGINT FROM {has} r ANTI JOIN {ARTICLES} "
            "USING (article_id, revision) GROUP BY article_id, revision ORDER BY 1"
        )
        yield from row_findings(
            rows, "dangling", table, dangling, "{} rows of a revision that is not there", True
        )
        elsewhere = (
            f"SELECT {_KEY}, r.published_date, a.published_date FROM {has} r JOIN "
            f"(SELECT DISTINCT article_id, revision, published_date FROM {ARTICLES}) a "
            "USING (article_id, revision) WHERE r.published_date <> a.published_date ORDER BY 1"
        )
        yield from row_findings(
            rows, "partition", table, elsewhere, "lies in {}, its article in {}"
        )


def check_run_dates(rows: Rows) -> Iterator[Finding]:
    """The partition of a table that comes from no article is the day of ``ingested_at``."""
    for name, record in TABLES.items():
        if facts_of(record).partition != "run_date":
            continue
        query = (
            f"SELECT run_id, run_date, ingested_at, count(*) FROM {name} "
            "WHERE run_date <> CAST(ingested_at AS DATE) GROUP BY ALL ORDER BY 1"
        )
        says = "lies in {}, and was ingested at {}: {} rows"
        yield from row_findings(rows, "partition", name, query, says)
