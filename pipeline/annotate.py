"""From lines of documents to lines of annotations."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from pipeline.documents import GivenDocument, UnusableLine, read_document
from pipeline.given_articles import article_of
from pipeline.in_order import map_in_order
from schemas.articles import Article
from schemas.codec import to_row
from schemas.columns import RUN_COLUMNS
from schemas.errors import RecordError
from transforms.language.annotation import Annotation, annotate, loaded_pipeline
from transforms.language.findings import TimeExpression
from transforms.language.settings import LexiconFile

URL_COLUMNS = ("canonical_url", "url", "host", "domain")
"""Null for a document without an address."""


@dataclass(frozen=True)
class Answer:
    """One line of output, with its line feed; ``failed`` where it tells an error."""

    line: bytes
    failed: bool


def annotate_lines(
    lines: Iterable[bytes],
    models: Mapping[str, str],
    workers: int = 1,
    lexicon: tuple[LexiconFile, ...] = (),
) -> Iterator[Answer]:
    """Annotate documents, one a line, in order; blank lines are left out.

    The answers do not depend on the number of workers.

    Args:
        lines: JSON Lines, may be endless.
        models: spaCy pipeline by language code; loaded once a process.
        workers: number of processes; no more are started than the machine has cores for.
        lexicon: the user's own entries for events.
    """
    filled = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    yield from map_in_order(
        partial(answer_line, models=dict(models), now=datetime.now(UTC), lexicon=lexicon),
        filled,
        workers=min(workers, most_workers()),
        set_up=load_models,
        arguments=(tuple(models.values()),),
    )


def most_workers() -> int:
    """Return how many processes can work at a time; each holds a language model of 300 MB."""
    return max(2, os.cpu_count() or 2)


def load_models(names: Iterable[str]) -> None:
    """Load the pipelines before the first document, so that a missing one fails at once."""
    for name in names:
        loaded_pipeline(name)


def answer_line(
    numbered: tuple[int, bytes],
    models: Mapping[str, str],
    now: datetime,
    lexicon: tuple[LexiconFile, ...] = (),
) -> Answer:
    """Annotate the document of one numbered line, or say why it cannot be used."""
    number, line = numbered
    try:
        document = read_document(line)
    except UnusableLine as unusable:
        return _error_answer(number, unusable.id, unusable.error)
    try:
        return Answer(_json_line(annotated(document, models, now, lexicon)), failed=False)
    except RecordError as error:
        return _error_answer(number, document.id, error)


def annotated(
    document: GivenDocument,
    models: Mapping[str, str],
    now: datetime,
    lexicon: tuple[LexiconFile, ...] = (),
) -> dict[str, Any]:
    """Annotate one document; ``now`` decides only which dates a page may not have.

    Returns:
        Plain JSON values under ``id``, ``article``, ``entities``, ``events``, ``quotes``, ``times``.

    Raises:
        RecordError: the page gives no article, no date, or the parser fails on it.
    """
    found = annotate(article_of(document, now, models), models, document.publisher_country, lexicon)
    return {
        "id": document.id,
        "article": _article_values(found.article, document),
        **{table: [_values(row) for row in rows] for table, rows in _tables(found).items()},
        "times": [_time_values(expression) for expression in found.times],
    }


def _tables(found: Annotation) -> dict[str, list[Any]]:
    return {"entities": found.entities, "events": found.events, "quotes": found.quotes}


def _article_values(article: Article, document: GivenDocument) -> dict[str, Any]:
    values = _values(article)
    values["fetched_at"] = None
    if document.url is None:
        values |= dict.fromkeys(URL_COLUMNS)
    return {name: values[name] for name in Article.__dataclass_fields__ if name in values}


def _values(row: Any) -> dict[str, Any]:
    """Return a row without the columns of a run, as JSON values."""
    return {name: _plain(value) for name, value in to_row(row).items() if name not in RUN_COLUMNS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _time_values(found: TimeExpression) -> dict[str, Any]:
    names = ("start", "end", "text", "type", "value", "time_start", "time_end")
    return {name: _plain(getattr(found, name)) for name in names}


def _error_answer(number: int, given_id: str | int | None, error: RecordError) -> Answer:
    detail = f"line {number}: {error.detail}"
    return Answer(
        _json_line({"id": given_id, "error": {"code": error.code, "detail": detail}}), failed=True
    )


def _json_line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, allow_nan=False).encode() + b"\n"
