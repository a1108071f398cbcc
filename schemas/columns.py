"""How a table is declared: column types, column meanings and the facts about the table itself.

A record is a frozen dataclass; the annotation of a field gives its Arrow type, ``column`` its
meaning, ``@table`` the name, key and partition. Everything else (Arrow schema, codec, data
dictionary) is derived from that declaration and written nowhere a second time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import pyarrow as pa

Int8 = Annotated[int, pa.int8()]
Int32 = Annotated[int, pa.int32()]
Int64 = Annotated[int, pa.int64()]
Float32 = Annotated[float, pa.float32()]
Float64 = Annotated[float, pa.float64()]
Timestamp = Annotated[datetime, pa.timestamp("us", tz="UTC")]
Day = Annotated[date, pa.date32()]


@dataclass(frozen=True)
class SpanColumns:
    """Names of the columns that hold a stretch of the article's text: ``text[start:end]``."""

    start: str = "start"
    end: str = "end"
    text: str | None = "text"


PLAIN_SPAN = SpanColumns()


@dataclass(frozen=True)
class TableFacts:
    """What is true of a table as a whole.

    Attributes:
        name: folder in the lake, "articles" or "_state/seen".
        version: "major.minor"; a new nullable column raises the minor number, all else the major.
        key: columns that identify a row; empty where rows are plain records of what happened.
        partition: the Hive partition column, None where the table has none.
        sort: columns by which the rows of a file are sorted.
        spans: stretches of the article's text that a row points to.
    """

    name: str
    version: str = "1.0"
    key: tuple[str, ...] = ()
    partition: str | None = None
    sort: tuple[str, ...] = ()
    spans: tuple[SpanColumns, ...] = ()


RUN_COLUMNS = frozenset(
    [
        "run_id",
        "ingested_at",
        "run_date",
        "raw_file",
        "raw_offset",
        "story_id",
        "fetched_at",
        "occurred_at",
        "polled_at",
        "next_due_at",
        "duration_ms",
    ]
)
"""Columns of one run: they may differ between two runs over the same input."""

R = TypeVar("R")


def column(doc: str, *, values: tuple[str, ...] = ()) -> Any:
    """Declare a column: its meaning and, where the set is closed, the values it may have."""
    return field(metadata={"doc": doc, "values": values})


def table(facts: TableFacts) -> Callable[[type[R]], type[R]]:
    """Make a dataclass a table of the lake; the facts' columns must exist."""

    def declare(cls: type[R]) -> type[R]:
        known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
        named = {*facts.key, *facts.sort, *([facts.partition] if facts.partition else [])}
        if missing := named - known:
            raise TypeError(f"table {facts.name}: no column {', '.join(sorted(missing))}")
        cls.__table__ = facts  # type: ignore[attr-defined]
        return cls

    return declare


def spans(*declared: SpanColumns) -> Callable[[type[R]], type[R]]:
    """Say which columns of a struct point into the article's text."""

    def declare(cls: type[R]) -> type[R]:
        cls.__spans__ = declared  # type: ignore[attr-defined]
        return cls

    return declare


def facts_of(record: type) -> TableFacts:
    """Return what ``@table`` declared; TypeError for a class that is no table."""
    facts = record.__dict__.get("__table__")
    if not isinstance(facts, TableFacts):
        raise TypeError(f"{record.__name__} is not a table: it has no @table declaration")
    return facts


def spans_of(record: type) -> tuple[SpanColumns, ...]:
    """Return the spans declared by ``@spans`` or in the facts of ``@table``."""
    facts = record.__dict__.get("__table__")
    if isinstance(facts, TableFacts):
        return facts.spans
    declared: tuple[SpanColumns, ...] = record.__dict__.get("__spans__", ())
    return declared


def run_id_column() -> Any:
    """Every row names the run that wrote it."""
    return column("the run that wrote this row")


def ingested_at_column() -> Any:
    """Every row says when its run was launched."""
    return column(
        "when that run was launched, of a stream's window its end; the same in every row of the run"
    )


def article_id_column() -> Any:
    """First key of every table that comes from an article."""
    return column("the article: first 32 hex digits of SHA-256 of `canonical_url`")


def revision_column() -> Any:
    """Second key of every table that comes from an article."""
    return column("revision of the article: 1 for the first text seen, +1 for each changed text")


def published_date_column() -> Any:
    """Partition of every table that comes from an article."""
    return column("day of revision 1's `published_at`; the Hive partition, the same in all tables")


def run_date_column() -> Any:
    """Partition of every table that does not come from an article."""
    return column("day of `ingested_at`; the Hive partition")
