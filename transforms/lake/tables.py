"""The Delta side of a table: create, open, append with the generation as transaction."""

import time
from collections.abc import Sequence
from urllib.parse import quote, unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError, TableNotFoundError
from deltalake.transaction import AddAction

from schemas.accounts import CommittedFile
from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.statistics import columns_with_statistics, delta_statistics
from transforms.lake.storage import APP, LakeError, Storage


def create_tables(storage: Storage) -> None:
    """Create every table that is not there yet; those that are stay as they are."""
    for name in TABLES:
        if DeltaTable.is_deltatable(storage.table_uri(name)):
            continue
        try:
            _create(storage, name)
        except CommitFailedError:
            # Two first runs at the same time: the other one has just made it.
            if not DeltaTable.is_deltatable(storage.table_uri(name)):
                raise


def _create(storage: Storage, name: str) -> None:
    record = TABLES[name]
    facts = facts_of(record)
    if storage.is_local:
        storage.filesystem.create_dir(storage.path(name), recursive=True)
    DeltaTable.create(
        storage.table_uri(name),
        schema=arrow_schema(record),
        mode="ignore",
        partition_by=[facts.partition] if facts.partition else None,
        name=name,
        description=" ".join((record.__doc__ or "").split()),
        configuration={
            "delta.enableChangeDataFeed": "true",
            "delta.dataSkippingStatsColumns": ",".join(columns_with_statistics(name)),
        },
    )


def open_table(storage: Storage, table: str, version: int | None = None) -> DeltaTable:
    """Open a table of the lake at a version, the newest without one.

    Raises:
        LakeError: there is no such table, so this is no lake.
    """
    try:
        return DeltaTable(storage.table_uri(table), version=version)
    except TableNotFoundError as error:
        raise LakeError(f"{storage.uri} is no lake of newsbeam: it has no table {table}") from error


def generation_of(handle: DeltaTable) -> int:
    """Return the newest generation that is in the table, 0 for none."""
    return handle.transaction_version(APP) or 0


def is_registered(storage: Storage, table: str, file: CommittedFile) -> bool:
    """Whether the table's log names a file."""
    actions = pa.table(open_table(storage, table).get_add_actions())
    return file.path in {unquote(path) for path in actions["path"].to_pylist()}


def append(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    files: Sequence[CommittedFile],
    generation: int,
) -> None:
    """Register files that lie in their places, together with the generation, in one transaction.

    Raises:
        CommitFailedError: somebody else committed on the handle's version first.
    """
    column = facts_of(TABLES[table]).partition
    handle.create_write_transaction(
        [_add(storage, table, f, column) for f in files],
        mode="append",
        schema=handle.schema(),
        partition_by=[column] if column else None,
        commit_properties=CommitProperties(
            app_transactions=[Transaction(APP, generation)], max_commit_retries=0
        ),
    )


def _add(storage: Storage, table: str, file: CommittedFile, column: str | None) -> AddAction:
    values: dict[str, str | None] = {}
    if column:
        values[column] = file.path.split("/", 1)[0].split("=", 1)[1]
    return AddAction(
        path=quote(file.path, safe="/=-_.:"),
        size=file.bytes,
        partition_values=values,
        modification_time=int(time.time() * 1000),
        data_change=True,
        stats=delta_statistics(storage, table, f"{table}/{file.path}"),
    )


def roll_forward_table(
    storage: Storage, table: str, generation: int, files: Sequence[CommittedFile]
) -> None:
    """Bring one table to a generation: files to their final names, then into the log.

    A table that is there already is left alone; if another process does the same work at the same
    time, one of the two is refused and finds it done.

    Raises:
        LakeError: the table cannot be brought there.
    """
    for _ in range(10):
        handle = open_table(storage, table)
        if generation_of(handle) >= generation:
            return
        for f in files:
            storage.move(f.staged, f"{table}/{f.path}")
        try:
            append(storage, handle, table, files, generation)
        except CommitFailedError:
            continue  # another process was faster: look again whether it did this very step
        return
    raise LakeError(
        f"{storage.uri}: table {table} could not be brought to generation {generation}: another "
        "process keeps writing to it. Stop it and run again; nothing is lost"
    )
