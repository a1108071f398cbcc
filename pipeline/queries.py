"""The lake for readers: DuckDB with a view for each table."""

from typing import TYPE_CHECKING

import duckdb

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import PUBLIC
from transforms.lake.evolution import require_readable, with_all_columns
from transforms.lake.log import (
    dataset_of,
    generation_of,
    has_table,
    open_at_generation,
    open_table,
)
from transforms.lake.storage import Storage
from transforms.lake.tables import require_lake

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(lake: str) -> "DuckDBPyConnection":
    """Open DuckDB in memory with a view for each table of a lake.

    Tables of articles have a second view, ``latest_<table>``: the newest revision of each article.
    All views show the lake as of one generation, the newest that is in every table when the
    connection is opened; commits made meanwhile are seen by the next one. Times are shown in UTC, and no extension is fetched from the network.

    Args:
        lake: a folder, or an address such as ``s3://bucket/lake``.

    Raises:
        LakeError: there is no lake, or its tables are of another major version.
    """
    storage = Storage(lake)
    require_lake(storage)
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    records = {facts_of(record).name: record for record in PUBLIC}
    there = [name for name in records if has_table(storage, name)]
    # A commit goes from table to table: those that are ahead are shown as they were before it.
    generation = min(generation_of(open_table(storage, name)) for name in there)
    for name, record in records.items():
        if name in there:
            handle = open_at_generation(storage, name, generation)
            require_readable(storage, handle, record)
            rows = with_all_columns(dataset_of(storage, name, handle), record)
            connection.register(name, rows)
        else:  # a table that this version has and the lake's writer had not
            connection.register(name, arrow_schema(record).empty_table())
    _add_latest_views(connection)
    return connection


def _add_latest_views(connection: "DuckDBPyConnection") -> None:
    """Add views that leave out what a later revision has replaced; nothing is read for it.

    All of them ask ``articles`` which revision is the newest, so that they agree: of an article
    whose newest revision tells no event, no event is left. Measured on 100,000 articles and 300,000
    entities: 0.15 s more than the whole table; numbering the rows of an article costs twice that
    as soon as a query wants the texts.
    """
    for record in PUBLIC:
        name = facts_of(record).name
        if {"article_id", "revision"} <= set(arrow_schema(record).names):
            connection.execute(_LATEST.format(name=name))


_LATEST = """
CREATE TEMP VIEW latest_{name} AS
SELECT {name}.* FROM {name} SEMI JOIN (
    SELECT article_id, max(revision) AS revision FROM articles GROUP BY article_id
) AS newest USING (article_id, revision)
"""
