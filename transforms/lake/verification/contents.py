"""Checks of single data files: there, whole, of the right schema, truly described by the log."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.accounts import CommittedFile
from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.tables import TABLES
from transforms.lake.statistics import columns_with_statistics
from transforms.lake.storage import Storage
from transforms.lake.verification.findings import Finding
from transforms.lake.verification.places import digest_in, footer_of, read_rows
from transforms.lake.verification.survey import RUNS, Registered, Survey, TableSurvey


@dataclass(frozen=True)
class Checked:
    """What came of the files of a table: findings, and the files whose rows can be read."""

    findings: tuple[Finding, ...]
    readable: tuple[str, ...]


def check_files(storage: Storage, found: Survey, table: TableSurvey, quick: bool) -> Checked:
    """Check every file that a table's log names.

    Args:
        storage: the lake.
        found: the lake's survey, with what commits say of the files.
        table: the table.
        quick: read footers only, not whole files.
    """
    given = found.committed(table.name)
    findings: list[Finding] = []
    readable = []
    for path, registered in sorted(table.active.items()):
        if table.name == RUNS and path in found.unread:
            continue  # said already
        committed = given.get(path, (0, None))[1]
        faults = list(_faults(storage, table, path, registered, committed, quick))
        findings += faults
        if not any(f.check in ("file_missing", "file_unreadable") for f in faults):
            readable.append(path)
    return Checked(tuple(findings), tuple(readable))


def _faults(
    storage: Storage,
    table: TableSurvey,
    path: str,
    registered: Registered,
    committed: CommittedFile | None,
    quick: bool,
) -> Iterator[Finding]:
    def fault(check: str, problem: str, repairable: bool = False) -> Finding:
        rows = registered.rows or 1
        return Finding(check, table.name, path, problem, repairable=repairable, count=rows)

    if path not in table.found:
        yield fault("file_missing", "the log names it, and it is not there", repairable=True)
        return
    whole = f"{table.name}/{path}"
    try:
        metadata = footer_of(storage, whole)
    except (OSError, pa.ArrowException) as error:
        yield fault("file_unreadable", str(error).splitlines()[0], repairable=True)
        return
    wrong = list(_against_log(table, path, registered, committed, metadata))
    if not quick:
        wrong += _checksum(storage, table.name, path, committed)
    if wrong and (why := _unreadable(storage, whole)):
        yield fault("file_unreadable", why, repairable=True)
        return
    yield from (fault(check, problem) for check, problem in wrong)
    yield from (fault("file_schema", p) for p in _schema_faults(table.name, metadata))
    yield from (fault("null", p) for p in _null_faults(table.name, metadata))
    yield from (
        fault("statistics", p, repairable=True)
        for p in statistics_faults(table.name, registered, metadata)
    )
    yield from (fault("partition", p) for p in _partition_faults(table.name, path, registered))


def _against_log(
    table: TableSurvey,
    path: str,
    registered: Registered,
    committed: CommittedFile | None,
    metadata: pq.FileMetaData,
) -> Iterator[tuple[str, str]]:
    sizes = {"the log": registered.size}
    rows = {"the log": registered.rows}
    if committed is not None:
        sizes["the commit"], rows["the commit"] = committed.bytes, committed.rows
    for who, size in sizes.items():
        if size != table.found[path].size:
            yield "file_size", f"has {table.found[path].size:,} bytes, {who} says {size:,}"
    for who, count in rows.items():
        if count != metadata.num_rows:
            yield "file_rows", f"has {metadata.num_rows:,} rows, {who} says {count}"


def _checksum(
    storage: Storage, table: str, path: str, committed: CommittedFile | None
) -> Iterator[tuple[str, str]]:
    expected = committed.sha256 if committed is not None else digest_in(path)
    if expected is None or (table == RUNS and committed is None):
        return  # a record's own file has no place to write its checksum down
    if not storage.sha256(f"{table}/{path}").startswith(expected):
        yield "file_checksum", "its bytes are not those that were written: another SHA-256"


def _unreadable(storage: Storage, path: str) -> str | None:
    try:
        read_rows(storage, path)
    except (OSError, pa.ArrowException) as error:
        return str(error).splitlines()[0]
    return None


def _schema_faults(table: str, metadata: pq.FileMetaData) -> Iterator[str]:
    """Same table, same major version, an older minor one at most; columns that fit."""
    facts = facts_of(TABLES[table])
    written = metadata.metadata or {}
    name = written.get(b"newsbeam.table", b"").decode()
    if name != facts.name:
        yield f"its metadata says table {name or 'nothing'}, it lies in {facts.name}"
    version = written.get(b"newsbeam.version", b"").decode()
    if not _fits(version, facts.version):
        yield f"has schema version {version or 'none'}, this newsbeam reads {facts.version}"
    there = {f.name: f.type for f in metadata.schema.to_arrow_schema()}
    for field in file_schema(TABLES[table]):
        if field.name not in there:
            if not field.nullable:
                yield f"has no column {field.name}"
        elif there[field.name] != field.type:
            yield f"column {field.name} is {there[field.name]}, not {field.type}"


def _null_faults(table: str, metadata: pq.FileMetaData) -> Iterator[str]:
    """No null where the table's declaration allows none; readers trust that."""
    required = {f.name for f in file_schema(TABLES[table]) if not f.nullable}
    for group in (metadata.row_group(n) for n in range(metadata.num_row_groups)):
        for column in (group.column(n) for n in range(group.num_columns)):
            facts = column.statistics
            if column.path_in_schema in required and facts is not None and facts.null_count:
                yield f"column {column.path_in_schema} has {facts.null_count:,} nulls"


def _fits(written: str, ours: str) -> bool:
    major, _, minor = written.partition(".")
    own_major, _, own_minor = ours.partition(".")
    return major == own_major and minor.isdigit() and int(minor) <= int(own_minor)


def statistics_faults(
    table: str, registered: Registered, metadata: pq.FileMetaData
) -> Iterator[str]:
    """Compare the log's statistics with the file's: by narrower ones readers skip rows."""
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    position = {metadata.schema.column(n).path: n for n in range(metadata.num_columns)}
    for name in columns_with_statistics(table):
        if name not in position:
            continue
        if registered.low.get(name) is None or registered.high.get(name) is None:
            yield f"the log has no statistics for column {name}"
            continue
        if registered.nulls.get(name) != 0:
            yield f"the log says column {name} has nulls, or does not say"
        facts = [group.column(position[name]).statistics for group in groups]
        if any(s is None or not s.has_min_max for s in facts):
            continue
        for which, word, below in _BOUNDS:
            real = below(getattr(s, which) for s in facts)
            said = _as(real, {"min": registered.low, "max": registered.high}[which][name])
            if below((said, real)) != said:
                yield f"the log says {word} of column {name} is {said!r}, the file has {real!r}"


def _as(real: Any, said: Any) -> Any:
    """Return a value of the log's JSON in the type that the file gives."""
    if isinstance(real, datetime):
        return datetime.fromisoformat(said)
    return date.fromisoformat(said) if isinstance(real, date) else said


_BOUNDS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("min", "the minimum", min),
    ("max", "the maximum", max),
)


def _partition_faults(table: str, path: str, registered: Registered) -> Iterator[str]:
    """The folder of a file is that of its partition, and names a day."""
    column = facts_of(TABLES[table]).partition
    if column is None:
        return
    name, _, value = path.split("/", 1)[0].partition("=")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        yield f"lies in folder {name}={value}, which names no day"
        return
    if name != column or registered.partition != day:
        yield f"lies in folder {name}={value}, the log says {column}={registered.partition}"


def size_of(tables: Mapping[str, TableSurvey]) -> tuple[int, int]:
    """Return how many files the logs name, and their bytes."""
    files = [f for table in tables.values() for f in table.active.values()]
    return len(files), sum(f.size for f in files)
