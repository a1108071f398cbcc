"""Checks against the text of articles: ids, hashes, and every stretch of text that a row points to."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from schemas.arrow import split_optional
from schemas.columns import SpanColumns, facts_of, spans_of
from schemas.entities import Entity
from schemas.tables import TABLES
from transforms.lake.verification.findings import Finding, information
from transforms.lake.verification.rows import (
    ARTICLES,
    OF_ARTICLES,
    Rows,
    partition_batches,
    row_findings,
)


@dataclass(frozen=True)
class SpanSource:
    """Where spans lie in a table.

    Attributes:
        where: the column or columns, for people: "actors", "trigger_start".
        relation: SQL with the columns article_id, revision, row_key, s_start, s_end, s_text.
    """

    where: str
    relation: str


def span_sources(record: type, table: str) -> list[SpanSource]:
    """Return all places of a table where spans are declared, at any depth."""
    key = " || '#' || ".join(facts_of(record).key)
    base = f"SELECT article_id, revision, {key} AS row_key"
    own = [SpanSource(s.start, f"{base}, {_columns(s, '')} FROM {table}") for s in spans_of(record)]
    nested = []
    for name, kind, many in _structs(record):
        value = f'unnest("{name}")' if many else f'"{name}"'
        nested += _nested(kind, name, f"{base}, {value} AS s FROM {table}")
    return own + nested


def _nested(kind: type, where: str, relation: str) -> list[SpanSource]:
    """Return the spans of a struct ``s`` of a relation, and of the structs within it."""
    named = "SELECT article_id, revision, row_key"
    out = [
        SpanSource(where, f"{named}, {_columns(s, 's.')} FROM ({relation})") for s in spans_of(kind)
    ]
    for name, inner, many in _structs(kind):
        value = f'unnest(s."{name}")' if many else f's."{name}"'
        out += _nested(inner, f"{where}.{name}", f"{named}, {value} AS s FROM ({relation})")
    return out


def _columns(span: SpanColumns, prefix: str) -> str:
    text = f'{prefix}"{span.text}"' if span.text else "NULL::VARCHAR"
    return (
        f'{prefix}"{span.start}" AS s_start, {prefix}"{span.end}" AS s_end, {text} AS s_text, '
        f"{bool(span.text)} AS s_quotes"
    )


def _structs(record: type) -> Iterator[tuple[str, type, bool]]:
    """Return the columns of a record or struct that hold structs: name, class, whether a list."""
    hints: dict[str, Any] = get_type_hints(record, include_extras=True)
    for f in fields(record):
        annotation, _ = split_optional(hints[f.name])
        many = get_origin(annotation) is list
        kind = get_args(annotation)[0] if many else annotation
        if isinstance(kind, type) and is_dataclass(kind):
            yield f.name, kind, many


def check_texts(rows: Rows) -> Iterator[Finding]:
    """Check ids and hashes of articles, and all spans, some partitions at a time."""
    for batch in partition_batches(rows):
        for table, paths in batch.items():
            rows.load(table, paths, f"batch_{table}")
        yield from _hashes(rows)
        for table in OF_ARTICLES:
            if batch[table]:
                yield from _spans(rows, table)
                yield from _entity_ids(rows, table)


def _hashes(rows: Rows) -> Iterator[Finding]:
    query = (
        f"SELECT article_id || '#' || revision, canonical_url FROM batch_{ARTICLES} "
        "WHERE article_id <> left(sha256(canonical_url), 32) ORDER BY 1"
    )
    says = "is not the hash of its canonical_url {}"
    yield from row_findings(rows, "article_id", ARTICLES, query, says)
    query = (
        f"SELECT article_id || '#' || revision FROM batch_{ARTICLES} "
        "WHERE text_sha256 <> sha256(text) ORDER BY 1"
    )
    yield from row_findings(
        rows, "text_sha256", ARTICLES, query, "its text_sha256 is not that of its text"
    )


def _entity_ids(rows: Rows, table: str) -> Iterator[Finding]:
    """Tell of entities that are named and not there.

    It is no promise: an entity whose row did not fit its table is a dead letter, and stays named.
    """
    for name, kind, many in _structs(TABLES[table]):
        if "entity_id" not in {f.name for f in fields(kind)}:
            continue
        value = f'unnest("{name}")' if many else f'"{name}"'
        named = f"SELECT article_id, revision, {value}.entity_id AS entity_id FROM batch_{table}"
        (count,) = rows.ask(
            f"SELECT count(*) FROM ({named}) ANTI JOIN batch_{facts_of(Entity).name} "
            "USING (article_id, revision, entity_id) WHERE entity_id IS NOT NULL"
        )[0]
        if count:
            said = f"{name}: entities that are named and are not among the article's"
            yield information("entity_ids", table, "", said, count)


def _spans(rows: Rows, table: str) -> Iterator[Finding]:
    sources = span_sources(TABLES[table], f"batch_{table}")
    union = " UNION ALL ".join(f"SELECT '{s.where}' AS w, * FROM ({s.relation})" for s in sources)
    spans = (
        "SELECT r.*, length(a.text) AS n, substring(a.text, s_start + 1, s_end - s_start) AS found "
        f"FROM ({union}) r JOIN batch_{ARTICLES} a USING (article_id, revision) "
        "WHERE s_start IS NOT NULL OR s_end IS NOT NULL"
    )
    outside = "s_start IS NULL OR s_end IS NULL OR s_start < 0 OR s_end <= s_start OR s_end > n"
    differs = "s_quotes AND s_text IS DISTINCT FROM found"
    at = (
        "w || ': [' || coalesce(s_start::VARCHAR, '') || ':' || coalesce(s_end::VARCHAR, '') || ']'"
    )
    query = (
        f"SELECT row_key, {at}, CASE WHEN {outside} THEN 'does not lie in the ' || n || "
        "' characters of the text' ELSE 'is \"' || coalesce(s_text, '') || '\", and the text has "
        f"\"' || found || '\" there' END FROM ({spans}) WHERE {outside} OR ({differs}) ORDER BY 1, 2"
    )
    yield from row_findings(rows, "offsets", table, query, "{} {}")
