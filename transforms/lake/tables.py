"""The tables of a lake: created once, and brought from one generation to the next."""

from collections.abc import Sequence
from typing import Any

from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import create_table_with_add_actions

from schemas.accounts import CommittedFile
from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.damage import refuse_file, require_log
from transforms.lake.log import (
    Refused,
    add_action,
    append,
    generation_of,
    has_table,
    open_table,
    told,
)
from transforms.lake.statistics import columns_with_statistics
from transforms.lake.storage import APP, LakeError, Storage

SCHEMA_VERSION = "newsbeam.schema_version"
"""Property of a table: the version of the schema that it has."""


def create_tables(storage: Storage) -> None:
    """Create every table that is not there yet; those that are stay as they are."""
    for name in TABLES:
        if has_table(storage, name):
            continue
        require_log(storage, name)
        try:
            create_table(storage, name)
        except CommitFailedError:
            # Two first runs at the same time: the other one has just made it.
            if not has_table(storage, name):
                raise


def require_lake(storage: Storage) -> None:
    """Raise LakeError where there is no lake; nothing is created."""
    refuse_file(storage)
    if not has_table(storage, "runs"):
        raise LakeError(
            f"{storage.uri} is no lake of newsbeam: it has no table runs. Name the folder that "
            "`lake` in the configuration names, or make a lake with newsbeam run"
        )


def partitioned_tables() -> list[str]:
    """Return the names of the tables with partitions."""
    return [name for name, record in TABLES.items() if facts_of(record).partition]


def create_table(storage: Storage, name: str) -> None:
    """Create a table; one that is there stays as it is."""
    with told(storage, name):
        DeltaTable.create(
            storage.table_uri(name),
            schema=arrow_schema(TABLES[name]),
            mode="ignore",
            storage_options=storage.delta_options,
            raise_if_key_not_exists=False,  # deltalake knows no keys but Delta's own
            **_definition(name),
        )


def create_with_files(
    storage: Storage, name: str, files: Sequence[CommittedFile], generation: int
) -> None:
    """Create a table that has no log with files that are there, at a generation, in one entry."""
    definition = _definition(name)
    # deltalake takes no key of ours here.
    configuration = dict(definition.pop("configuration"))
    configuration.pop(SCHEMA_VERSION)
    with told(storage, name):
        create_table_with_add_actions(
            storage.table_uri(name),
            Schema.from_arrow(arrow_schema(TABLES[name])),
            [add_action(storage, name, file, data_change=True) for file in files],
            mode="error",
            configuration=configuration,
            storage_options=storage.delta_options,
            commit_properties=CommitProperties(app_transactions=[Transaction(APP, generation)]),
            **definition,
        )
        DeltaTable(
            storage.table_uri(name), storage_options=storage.delta_options
        ).alter.set_table_properties(
            {SCHEMA_VERSION: facts_of(TABLES[name]).version}, raise_if_not_exists=False
        )


def _definition(name: str) -> dict[str, Any]:
    """Return what Delta is told of a table when it is created, besides its schema."""
    record = TABLES[name]
    facts = facts_of(record)
    return {
        "partition_by": [facts.partition] if facts.partition else None,
        "name": name,
        "description": " ".join((record.__doc__ or "").split()),
        "configuration": {
            "delta.enableChangeDataFeed": "true",
            # A table is opened many times in a commit, and reads all entries since the last
            # checkpoint: ten tables took 0.25 s of CPU time after 98 entries, 0.05 after none.
            "delta.checkpointInterval": "20",
            "delta.dataSkippingStatsColumns": ",".join(columns_with_statistics(name)),
            SCHEMA_VERSION: facts.version,
        },
    }


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
        try:
            for f in files:
                storage.move(f.staged, f"{table}/{f.path}")
            append(storage, handle, table, files, generation)
        except Refused:
            continue  # another process was faster: look again whether it did this very step
        except (LakeError, FileNotFoundError):
            # So slow that another process did the step and a compaction replaced the files since.
            if generation_of(open_table(storage, table)) >= generation:
                return
            raise
        return
    raise LakeError(
        f"{storage.uri}: table {table} could not be brought to generation {generation}: another "
        "process keeps writing to it. Stop it and run again; nothing is lost"
    )
