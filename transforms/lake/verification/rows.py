"""A lake's rows under DuckDB, from the files that can be read, within bounds of memory."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import duckdb

from schemas.articles import Article
from schemas.columns import facts_of
from schemas.tables import PUBLIC, TABLES
from transforms.lake.storage import Storage
from transforms.lake.verification.findings import EXAMPLES, Finding
from transforms.lake.verification.places import dataset_over

MEMORY = "2GB"
"""Beyond it DuckDB goes to disk."""

BATCH_BYTES = 32 << 20
"""Texts are looked at partition by partition, in batches of about that many compressed bytes."""

OF_ARTICLES: tuple[str, ...] = tuple(
    facts_of(record).name
    for record in PUBLIC
    if record is not Article and {"article_id", "revision"} <= {f.name for f in fields(record)}
)
"""Tables whose rows belong to a revision of an article."""

ARTICLES = facts_of(Article).name


@dataclass(frozen=True)
class Rows:
    """Views over the readable files of a lake's tables, by the tables' names.

    Attributes:
        connection: DuckDB.
        storage: the lake.
        files: readable files by table, with their sizes.
    """

    connection: duckdb.DuckDBPyConnection
    storage: Storage
    files: Mapping[str, Mapping[str, int]]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query).fetchall()

    def count(self) -> int:
        """Return the number of rows of all tables."""
        return sum(self.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in self.files)

    def load(self, table: str, paths: Sequence[str], name: str) -> None:
        """Read some files of a table once, for several queries; too much goes to disk."""
        self.show(table, paths, "loading")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM loading")
        self.connection.unregister("loading")

    def show(self, table: str, paths: Sequence[str], view: str) -> None:
        """Make a view over some files of a table."""
        self.connection.register(view, dataset_over(self.storage, table, paths))


@contextmanager
def open_rows(storage: Storage, files: Mapping[str, Mapping[str, int]]) -> Iterator[Rows]:
    """Open DuckDB with a view for each table; what does not fit in memory goes to a folder."""
    with tempfile.TemporaryDirectory(prefix="newsbeam-verify-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": spill,
            "preserve_insertion_order": "false",
        }
        with duckdb.connect(config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            rows = Rows(connection, storage, {t: files.get(t, {}) for t in TABLES})
            for table, paths in rows.files.items():
                rows.show(table, list(paths), table)
            yield rows


def partition_batches(rows: Rows) -> Iterator[dict[str, list[str]]]:
    """Return files by table of some partitions at a time, all tables of articles side by side."""
    tables = (ARTICLES, *OF_ARTICLES)
    folders: dict[str, int] = {}
    for table in tables:
        for path, size in rows.files[table].items():
            folder = path.split("/", 1)[0]
            folders[folder] = folders.get(folder, 0) + size
    for batch in _batches(folders):
        yield {
            table: [p for p in rows.files[table] if p.split("/", 1)[0] in batch] for table in tables
        }


def _batches(folders: Mapping[str, int]) -> Iterator[set[str]]:
    batch: set[str] = set()
    size = 0
    for folder in sorted(folders):
        if batch and size + folders[folder] > BATCH_BYTES:
            yield batch
            batch, size = set(), 0
        batch.add(folder)
        size += folders[folder]
    if batch:
        yield batch


def row_findings(
    rows: Rows, check: str, table: str, query: str, says: str, repairable: bool = False
) -> Iterator[Finding]:
    """Return a finding for each row of a query, up to a bound, and one for the rest.

    Args:
        rows: the lake.
        check, table: as in the findings.
        query: its first column is the key, the others fill ``says``.
        says: what is wrong, with ``{}`` for each further column.
        repairable: as in the findings.
    """
    found = rows.connection.execute(query)
    for row in found.fetchmany(EXAMPLES):
        yield Finding(check, table, str(row[0]), says.format(*row[1:]), repairable=repairable)
    rest = 0
    while more := found.fetchmany(10_000):
        rest += len(more)
    if rest:
        yield Finding(check, table, "", "more of the same", repairable=repairable, count=rest)
