"""Lakes of other schema versions: what may be read, what may be written, how a table grows.

A table keeps the version that last wrote it as a property; the first lakes have none and are 1.0. A
table of an older minor version gets the missing nullable columns when a run begins: its log says so,
no file is rewritten, and readers see null in the rows that were there. A newer minor version can be
read and not written, another major version neither.
"""

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.exceptions import CommitFailedError
from pyarrow.dataset import Dataset

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from schemas.version import Version, parse_version, version_of
from transforms.lake.log import has_table, open_table
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import SCHEMA_VERSION

FIRST = Version(1, 0)
"""What tables without the property are."""

_ONE_TRY = CommitProperties(max_commit_retries=0)
_ATTEMPTS = 10


def version_in(handle: DeltaTable) -> Version:
    """Return the schema version of a table as the lake has it.

    Raises:
        LakeError: the property holds something else.
    """
    written = handle.metadata().configuration.get(SCHEMA_VERSION)
    if written is None:
        return FIRST
    try:
        return parse_version(written)
    except ValueError as error:
        raise LakeError(f"{handle.table_uri}: property {SCHEMA_VERSION}: {error}") from error


def require_readable(storage: Storage, handle: DeltaTable, record: type) -> None:
    """Refuse a table whose columns may mean something else than this version knows.

    Raises:
        LakeError: the table is of another major version.
    """
    written, known = version_in(handle), version_of(record)
    if written.major == known.major:
        return
    table = f"{storage.uri}: table {facts_of(record).name}"
    if written > known:
        raise LakeError(
            f"{table} was written by a newer newsbeam: schema {written}, this newsbeam knows "
            f"{known}. Upgrade newsbeam, or use another lake"
        )
    raise LakeError(
        f"{table} was written by an older newsbeam: schema {written}, this newsbeam knows {known}. "
        f"Use a newsbeam of schema {written.major}.x, or begin another lake"
    )


def require_appendable(storage: Storage, handle: DeltaTable, record: type) -> None:
    """Refuse a table that this version would write with columns left out.

    Raises:
        LakeError: the table is of a newer version, or of an older major one.
    """
    require_readable(storage, handle, record)
    written, known = version_in(handle), version_of(record)
    if written > known:
        raise LakeError(
            f"{storage.uri}: table {facts_of(record).name} was written by a newer newsbeam: schema "
            f"{written}, this newsbeam writes {known}. Upgrade newsbeam to write to this lake; it "
            "can be read as it is"
        )


def grow_tables(storage: Storage) -> None:
    """Bring the tables that are there to this version, all or, where one must not be, none.

    Two runs may do it at the same time, and one that stops in between leaves it to the next.

    Raises:
        LakeError: a table is of a version that this one must not write.
    """
    behind = []
    for name, record in TABLES.items():
        if has_table(storage, name):
            handle = open_table(storage, name)
            require_appendable(storage, handle, record)
            if version_in(handle) < version_of(record):
                behind.append(name)
    for name in behind:
        _grow(storage, name)


def _grow(storage: Storage, name: str) -> None:
    for _ in range(_ATTEMPTS):
        handle = open_table(storage, name)
        require_appendable(storage, handle, TABLES[name])
        if version_in(handle) == version_of(TABLES[name]):
            return
        try:
            _add_columns(handle, TABLES[name])
        except CommitFailedError:
            continue  # another process wrote to the table: look again what is left to do
    raise LakeError(
        f"{storage.uri}: table {name} could not be brought to schema {version_of(TABLES[name])}: "
        "another process keeps writing to it. Stop it and run again; nothing is lost"
    )


def _add_columns(handle: DeltaTable, record: type) -> None:
    """Add what is missing, and only then say which version the table has."""
    if missing := missing_columns(handle, record):
        handle.alter.add_columns(
            Schema.from_arrow(pa.schema(missing)).fields, commit_properties=_ONE_TRY
        )
    handle.alter.set_table_properties(
        {SCHEMA_VERSION: str(version_of(record))},
        raise_if_not_exists=False,
        commit_properties=_ONE_TRY,
    )


def missing_columns(handle: DeltaTable, record: type) -> list[pa.Field]:
    """Return the columns of this version that a table of the lake has not, in order."""
    there = set(pa.schema(handle.schema().to_arrow()).names)
    return [field for field in arrow_schema(record) if field.name not in there]


def with_all_columns(dataset: Dataset, record: type) -> Dataset:
    """Show a table of any minor version with its own columns and those of this version.

    A column that the table has not is null in every row; one that only a newer version knows stays.
    """
    there = dataset.schema
    missing = [field for field in arrow_schema(record) if field.name not in there.names]
    return dataset.replace_schema(pa.schema([*there, *missing])) if missing else dataset


def as_known(dataset: Dataset, record: type) -> Dataset:
    """Show a table of any minor version with the columns of this version and no other."""
    return dataset.replace_schema(arrow_schema(record))
