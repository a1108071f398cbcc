"""The Delta log of a table: opened, appended to, and files replaced in it.

Every commit of ours carries the transaction (``newsbeam``, generation). Of two commits that carry
it, made on the same version, Delta refuses the second; an append can therefore never slip in
beside a rewrite, nor a rewrite beside an append.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction
from pyarrow.dataset import Dataset

from schemas.accounts import CommittedFile
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.damage import log_error
from transforms.lake.object_store import said
from transforms.lake.statistics import delta_statistics
from transforms.lake.storage import APP, LakeError, Storage

LOG = "_delta_log"


class Refused(Exception):  # noqa: N818 - says what happened
    """Somebody else committed on the version that a commit was made for."""


def open_table(storage: Storage, table: str, version: int | None = None) -> DeltaTable:
    """Open a table of the lake at a version, the newest without one.

    Raises:
        LakeError: there is no such table, so this is no lake; or its log cannot be read.
    """
    with told(storage, table):
        return DeltaTable(
            storage.table_uri(table), version=version, storage_options=storage.delta_options
        )


def has_table(storage: Storage, table: str) -> bool:
    """Whether the lake has a table; LakeError where the store does not answer."""
    with told(storage, table):
        return bool(DeltaTable.is_deltatable(storage.table_uri(table), storage.delta_options))


def open_at_generation(storage: Storage, table: str, generation: int) -> DeltaTable:
    """Open the newest version of a table that holds no later generation."""
    handle = open_table(storage, table)
    while generation_of(handle) > generation:
        handle = open_table(storage, table, version=handle.version() - 1)
    return handle


def dataset_of(storage: Storage, table: str, handle: DeltaTable | None = None) -> Dataset:
    """Return a table, as it is now, as an Arrow dataset that needs no Python to be read.

    With a handle, as it is in the handle's version.

    Delta's own file system is Python: Arrow's threads, which still read ahead after a LIMIT when the
    interpreter ends, would call into it and crash the process, or hang it.
    """
    with told(storage, table):
        files = storage.native_filesystem(table)
        handle = handle or open_table(storage, table)
        return handle.to_pyarrow_dataset(filesystem=files)


@contextmanager
def told(storage: Storage, table: str) -> Iterator[None]:
    """Turn what deltalake says of a table into an error for people."""
    try:
        yield
    except TableNotFoundError as error:
        raise LakeError(f"{storage.uri} is no lake of newsbeam: it has no table {table}") from error
    except CommitFailedError:
        raise
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise log_error(storage, table, error) from error


def generation_of(handle: DeltaTable) -> int:
    """Return the newest generation that is in the table, 0 for none.

    Raises:
        LakeError: the log has changed so much since the handle was opened that it is of no use.
    """
    with _log_is_there(handle):
        return handle.transaction_version(APP) or 0


def registered(handle: DeltaTable) -> list[dict[str, Any]]:
    """Return the table's data files: ``path`` as on disk, ``size_bytes``, ``num_records``.

    Raises:
        LakeError: as ``generation_of``.
    """
    with _log_is_there(handle):
        rows: list[dict[str, Any]] = pa.table(handle.get_add_actions()).to_pylist()
    return [{**row, "path": unquote(row["path"])} for row in rows]


@contextmanager
def _log_is_there(handle: DeltaTable) -> Iterator[None]:
    """A handle reads the log only when it is asked; a takedown may have shortened it since."""
    try:
        yield
    except (DeltaError, OSError) as error:
        raise LakeError(f"{handle.table_uri} has changed meanwhile: {said(error)}") from error


def append(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    files: Sequence[CommittedFile],
    generation: int,
) -> None:
    """Register files that lie in their places, together with the generation, in one transaction.

    Raises:
        Refused: somebody else committed on the handle's version first.
    """
    added = [add_action(storage, table, f, data_change=True) for f in files]
    _commit(storage, handle, table, added, generation)


def replace_files(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    removed: Sequence[str],
    added: Sequence[CommittedFile],
    *,
    data_change: bool,
) -> None:
    """Take files out of the table's log and put others in, in one transaction.

    The table stays at its generation.

    Args:
        storage: the lake.
        handle: the version that the replacement was planned on.
        table: the table.
        removed: files of that version, relative to the table.
        added: files that lie in their places.
        data_change: False for a compaction, whose rows are the same: incremental readers would
            see every row a second time.

    Raises:
        Refused: somebody else committed on the handle's version first.
    """
    sizes = {f["path"]: f["size_bytes"] for f in registered(handle)}
    if gone := [path for path in removed if path not in sizes]:
        raise Refused(f"{table} has no file {gone[0]} any more")
    actions: list[AddAction | RemoveAction] = [
        *(_remove_action(table, path, sizes[path], data_change) for path in removed),
        *(add_action(storage, table, f, data_change) for f in added),
    ]
    _commit(storage, handle, table, actions, generation_of(handle))


def fence(storage: Storage, handle: DeltaTable, table: str) -> None:
    """Make a version without a change, so that every commit made for an older one is refused.

    Raises:
        Refused: somebody else committed on the handle's version first.
    """
    _commit(storage, handle, table, [], generation_of(handle))


def _commit(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    actions: Sequence[AddAction | RemoveAction],
    generation: int,
) -> None:
    column = facts_of(TABLES[table]).partition
    try:
        with told(storage, table):
            handle.create_write_transaction(
                list(actions),
                mode="append",
                schema=handle.schema(),
                partition_by=[column] if column else None,
                commit_properties=CommitProperties(
                    app_transactions=[Transaction(APP, generation)], max_commit_retries=0
                ),
            )
    except CommitFailedError as error:
        raise Refused(said(error)) from error


def shorten_log(storage: Storage, table: str) -> None:
    """Let a table's log begin with what it is now: older entries have bounds of removed rows."""
    handle = open_table(storage, table)
    with told(storage, table):
        handle.create_checkpoint()
    first_kept = f"{handle.version():020d}"
    for file in list(storage.list_files(f"{table}/{LOG}")):
        name = file.path.rpartition("/")[2]
        if name[:20].isdigit() and name[:20] < first_kept:
            storage.remove_file(file.path)


def partition_values(table: str, path: str) -> dict[str, str | None]:
    """Return the value of the partition column by the name of a file's folder."""
    column = facts_of(TABLES[table]).partition
    if column is None:
        return {}
    value = path.split("/", 1)[0].split("=", 1)[1]
    return {column: value}


def _encoded(path: str) -> str:
    return quote(path, safe="/=-_.:")


def add_action(storage: Storage, table: str, file: CommittedFile, data_change: bool) -> AddAction:
    return AddAction(
        path=_encoded(file.path),
        size=file.bytes,
        partition_values=partition_values(table, file.path),
        modification_time=int(time.time() * 1000),
        data_change=data_change,
        stats=delta_statistics(storage, table, f"{table}/{file.path}"),
    )


def _remove_action(table: str, path: str, size: int, data_change: bool) -> RemoveAction:
    return RemoveAction(
        path=_encoded(path),
        data_change=data_change,
        deletion_timestamp=int(time.time() * 1000),
        partition_values=partition_values(table, path),
        size=size,
    )
