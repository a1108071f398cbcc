"""Checks of what the lake remembers of its articles: by a wrong memory one comes twice, or never."""

from collections.abc import Iterator

from schemas.columns import facts_of
from schemas.state import Seen
from transforms.lake.verification.findings import Finding, information
from transforms.lake.verification.places import digest_in
from transforms.lake.verification.rows import ARTICLES, Rows, row_findings
from transforms.lake.verification.survey import TableSurvey

SEEN = facts_of(Seen).name

REMEMBERED = f"""
    SELECT article_id, max(s.revision) AS revision, flatten(list(s.text_sha256)) AS texts,
           any_value(s.url) AS url
    FROM (SELECT article_id, arg_max({{'revision': revision, 'text_sha256': text_sha256,
                 'url': url}}, generation) AS s
          FROM "{SEEN}" WHERE article_id IS NOT NULL GROUP BY entry_key, article_id)
    GROUP BY article_id"""
"""What ``_state/seen`` has of each article: newest revision (0: it was lost), hashes, an address."""

WRITTEN = f"""
    SELECT article_id, max(revision) AS revision, arg_max(text_sha256, revision) AS text_sha256
    FROM {ARTICLES} GROUP BY article_id"""
"""What ``articles`` has of each: newest revision, and the hash of its text."""


def check_memory(rows: Rows, seen: TableSurvey) -> Iterator[Finding]:
    """Every article is remembered with its newest revision and text, and none that is not there."""
    rows.connection.execute(f"CREATE OR REPLACE TEMP TABLE remembered AS {REMEMBERED}")
    rows.connection.execute(f"CREATE OR REPLACE TEMP TABLE written AS {WRITTEN}")
    forgot = "SELECT article_id FROM written ANTI JOIN remembered USING (article_id) ORDER BY 1"
    if any(digest_in(path) for path in seen.active):
        # Entries that have left their feeds long ago are dropped when state is rewritten.
        (count,) = rows.ask(f"SELECT count(*) FROM ({forgot})")[0]
        if count:
            yield information(
                "memory_expired", SEEN, "", "articles that are known no longer", count
            )
    else:
        yield from row_findings(
            rows, "memory", SEEN, forgot, "has rows, and is not remembered: it can come again", True
        )
    behind = (
        "SELECT article_id, r.revision, w.revision FROM remembered r JOIN written w "
        "USING (article_id) WHERE r.revision < w.revision OR NOT list_contains(texts, "
        "w.text_sha256) ORDER BY 1"
    )
    says = "is remembered at revision {}, and has revision {}, or another text"
    yield from row_findings(rows, "memory", SEEN, behind, says, True)
    yield from row_findings(
        rows,
        "article_lost",
        ARTICLES,
        "SELECT article_id, coalesce(url, 'unknown address'), r.revision FROM remembered r "
        "LEFT JOIN written w USING (article_id) WHERE r.revision > coalesce(w.revision, 0) "
        "ORDER BY 1",
        "{}: revision {} is remembered, and has no row",
        True,
    )
