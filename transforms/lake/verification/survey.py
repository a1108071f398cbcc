"""Survey: what the logs, the folders and the records of a lake say, before anything is judged."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from schemas.accounts import CommittedFile, Run
from schemas.codec import from_row
from schemas.columns import facts_of
from schemas.errors import SchemaError
from schemas.tables import TABLES
from transforms.lake.damage import first_fault
from transforms.lake.files import REPLACES
from transforms.lake.log import generation_of, has_table, open_table
from transforms.lake.storage import LakeError, Storage, StoredFile
from transforms.lake.verification.places import (
    digest_in,
    files_under,
    footer_of,
    read_rows,
)

RUNS = facts_of(Run).name

LOOKS = 20
"""So often, at most, is a lake looked at again in which a commit goes on."""

PAUSE_S = 1.0
"""From one look to the next; a table takes a commit in less."""


@dataclass(frozen=True)
class Registered:
    """A file as the table's log names it.

    Attributes:
        size, rows: as registered.
        partition: value of the partition column, None without partitions.
        low, high, nulls: statistics by column.
    """

    size: int
    rows: int | None
    partition: Any
    low: Mapping[str, Any]
    high: Mapping[str, Any]
    nulls: Mapping[str, int]


@dataclass(frozen=True)
class TableSurvey:
    """What is known of one table.

    Attributes:
        name: the table.
        fault: why its log cannot be read, None where it can.
        generation: newest generation in the log.
        active: files that the log names, by path.
        removed: files that the log named once, and when it ceased to.
        found: data files that lie in the table's folder, by path.
    """

    name: str
    fault: str | None
    generation: int
    active: Mapping[str, Registered]
    removed: Mapping[str, datetime]
    found: Mapping[str, StoredFile]


@dataclass(frozen=True)
class Survey:
    """What is known of a lake.

    Attributes:
        tables: every table by name.
        records: rows of ``runs`` that can be read, by generation.
        unread: files of ``runs`` that cannot be read, with the reason.
    """

    tables: Mapping[str, TableSurvey]
    records: Sequence[Run]
    unread: Mapping[str, str]

    @property
    def newest(self) -> int:
        """The newest generation on record, or that a table has reached without one."""
        reached = (t.generation for t in self.tables.values())
        return max([*reached, *(r.generation for r in self.records)])

    def committed(self, table: str) -> dict[str, tuple[int, CommittedFile]]:
        """Return the files that commits gave to a table: generation and file by path."""
        return {
            f.path: (r.generation, f) for r in self.records for f in r.files if f.table == table
        }


def survey(storage: Storage) -> Survey:
    """Look at every table of a lake, at one moment; nothing found there is an error.

    A commit that goes on meanwhile leaves tables of two generations in view. They are looked at
    again as long as they move; a commit that was cut short does not.

    Raises:
        LakeError: the lake cannot be listed.
    """
    found = _survey(storage)
    for _ in range(LOOKS):
        if _is_level(found):
            break
        time.sleep(PAUSE_S)
        before, found = found, _survey(storage)
        if _generations(before) == _generations(found):
            break
    return found


def _survey(storage: Storage) -> Survey:
    try:
        tables = {name: survey_table(storage, name) for name in TABLES}
        records, unread = _records(storage, tables[RUNS])
    except (OSError, pa.ArrowException) as error:
        raise LakeError(f"the lake {storage.uri} cannot be read: {error}") from error
    return Survey(tables, records, unread)


def _generations(found: Survey) -> dict[str, int]:
    return {name: table.generation for name, table in found.tables.items() if table.fault is None}


def _is_level(found: Survey) -> bool:
    return len(set(_generations(found).values())) <= 1


def survey_table(storage: Storage, name: str) -> TableSurvey:
    """Look at one table."""
    found = {
        f.path: f
        for f in files_under(storage, name)
        if f.path.endswith(".parquet") and not f.path.startswith("_delta_log/")
    }
    blank = TableSurvey(name, None, 0, {}, {}, found)
    if not has_table(storage, name):
        return replace(blank, fault=f"{name}/_delta_log is not there")
    try:
        handle = open_table(storage, name)
        added, removed = _last_actions(storage, name)
        active = _active(handle, facts_of(TABLES[name]).partition, added)
    except LakeError as error:
        if not storage.is_local and first_fault(storage, name) is None:
            raise  # the store did not answer: that is no damage
        return replace(blank, fault=str(error))
    removed = {path: at for path, at in removed.items() if path not in active}
    return replace(blank, generation=generation_of(handle), active=active, removed=removed)


def _active(
    handle: DeltaTable, column: str | None, added: Mapping[str, Mapping[str, Any]]
) -> dict[str, Registered]:
    """Return the active files; deltalake 1.6.6 shows statistics of the first 32 columns only."""
    out = {}
    for row in pa.table(handle.get_add_actions()).to_pylist():
        path = unquote(row["path"])
        stats = json.loads(added.get(path, {}).get("stats") or "{}")
        out[path] = Registered(
            size=row["size_bytes"],
            rows=row["num_records"],
            partition=(row.get("partition") or {}).get(column) if column else None,
            low=stats.get("minValues", {}),
            high=stats.get("maxValues", {}),
            nulls=stats.get("nullCount", {}),
        )
    return out


def _last_actions(
    storage: Storage, table: str
) -> tuple[dict[str, Mapping[str, Any]], dict[str, datetime]]:
    """Return the last add action of each file, and the tombstones that the log still has."""
    added: dict[str, Mapping[str, Any]] = {}
    removed: dict[str, datetime] = {}
    for action in log_actions(storage, table):
        if new := action.get("add"):
            added[unquote(new["path"])] = new
        if gone := action.get("remove"):
            at = datetime.fromtimestamp((gone.get("deletionTimestamp") or 0) / 1000, UTC)
            removed[unquote(gone["path"])] = at
    return added, removed


def log_actions(storage: Storage, table: str) -> Iterator[Mapping[str, Any]]:
    """Return the actions of a table's log that can be read, in order, those of checkpoints first."""
    names = sorted(f.path for f in files_under(storage, f"{table}/_delta_log"))
    for name in [n for n in names if n.endswith(".checkpoint.parquet")]:
        yield from _checkpoint(storage, f"{table}/_delta_log/{name}")
    for name in [n for n in names if n.endswith(".json") and n[:20].isdigit()]:
        for line in bytes(storage.read(f"{table}/_delta_log/{name}")).splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue  # a cut line names nothing; that the log is damaged is said elsewhere


def _checkpoint(storage: Storage, path: str) -> Iterator[Mapping[str, Any]]:
    try:
        rows = pq.ParquetFile(pa.BufferReader(storage.read(path))).read(columns=["add", "remove"])
    except (OSError, pa.ArrowException):
        return  # as above
    for row in rows.to_pylist():
        yield {kind: value for kind, value in row.items() if value}


def _records(storage: Storage, runs: TableSurvey) -> tuple[list[Run], dict[str, str]]:
    records, unread = [], {}
    for path in sorted(runs.active):
        read = records_in(storage, path)
        if isinstance(read, str):
            unread[path] = read
        else:
            records += read
    return sorted(records, key=lambda r: r.generation), unread


def records_in(storage: Storage, path: str) -> list[Run] | str:
    """Return the records in a file of ``runs``, or why it cannot be read."""
    try:
        return [from_row(Run, row) for row in read_rows(storage, f"{RUNS}/{path}").to_pylist()]
    except (OSError, pa.ArrowException, SchemaError) as error:
        return str(error).splitlines()[0]


def replaced_by(storage: Storage, table: TableSurvey) -> dict[str, tuple[str, ...]]:
    """Return by rewritten file of a table, as far as they can be read, the files it stands for."""
    out = {}
    for path in table.found:
        if digest_in(path) is None:
            continue
        try:
            metadata = footer_of(storage, f"{table.name}/{path}").metadata or {}
        except (OSError, pa.ArrowException):
            continue  # said by the check of its content
        if (named := metadata.get(REPLACES.encode())) is not None:
            out[path] = tuple(json.loads(named))
    return out
