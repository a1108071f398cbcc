"""The lake for readers: DuckDB with a view for each table."""

from typing import TYPE_CHECKING

import duckdb

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import PUBLIC
from transforms.lake.log import dataset_of, has_table
from transforms.lake.storage import Storage
from transforms.lake.tables import require_lake

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(lake: str) -> "DuckDBPyConnection":
    """Open DuckDB in memory with a view for each table of a lake.

    Each view shows the table as it was when the connection was opened; commits made meanwhile are
    seen by the next one. Times are shown in UTC, and no extension is fetched from the network.

    Args:
        lake: a folder, or an address such as ``s3://bucket/lake``.

    Raises:
        LakeError: there is no lake.
    """
    storage = Storage(lake)
    require_lake(storage)
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for record in PUBLIC:
        _add_view(connection, storage, record)
    return connection


def _add_view(connection: "DuckDBPyConnection", storage: Storage, record: type) -> None:
    name = facts_of(record).name
    if has_table(storage, name):
        connection.register(name, dataset_of(storage, name))
    else:  # a table that this version has and the lake's writer had not
        connection.register(name, arrow_schema(record).empty_table())
