"""Lakes of other schema versions, written by our own code with other tables in place of ours."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, make_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from schemas.accounts import Run
from schemas.arrow import arrow_schema, arrow_type, split_optional
from schemas.codec import to_row
from schemas.columns import column, facts_of, table
from schemas.context import RunContext
from schemas.tables import DATA_TABLES, STATE, TABLES, versions
from schemas.version import version_of
from transforms.lake.begin import begin
from transforms.lake.commit import RUNS, CommitDraft, commit, read_runs
from transforms.lake.files import write_staged
from transforms.lake.statistics import columns_with_statistics
from transforms.lake.storage import Storage

LACKING: Mapping[str, tuple[str, ...]] = {
    "articles": ("modified_at", "image_url"),
    "entities": ("latitude", "longitude", "place_reason"),
    "events": ("quad_class", "place", "time_start"),
    "quotes": ("speaker",),
    "dead_letters": ("resolved_by_run", "raw_offset"),
    "feed_polls": ("http_status",),
    "runs": ("stream", "window_end"),
    "_state/signatures": (),
    "_state/seen": ("published_date", "code"),
    "_state/pending": ("held_by_run",),
    "_state/feeds": ("etag",),
    "_state/blocked": (),
}
"""Nullable columns that the older version of a table has not; one table has not changed."""

ROWS_A_GENERATION = 4
LAUNCHED = datetime(2026, 10, 5, 12, 0, 0, 123456, tzinfo=UTC)
STATE_TABLES = tuple(facts_of(record).name for record in STATE)


def variant(
    record: type, version: str, without: Sequence[str] = (), plus: Mapping[str, Any] | None = None
) -> type:
    """Return a table as another version of newsbeam declares it."""
    hints = get_type_hints(record, include_extras=True)
    declared = [
        (f.name, hints[f.name], field(metadata=dict(f.metadata)))
        for f in fields(record)
        if f.name not in without
    ]
    added = [(name, kind, column("new")) for name, kind in (plus or {}).items()]
    made = make_dataclass(record.__name__, [*declared, *added], frozen=True)
    made.__doc__ = record.__doc__
    return table(replace(facts_of(record), version=version))(made)


def older_tables() -> dict[str, type]:
    """Return the tables of the version before the one that ``present_tables`` has."""
    return {n: variant(TABLES[n], str(version_of(TABLES[n])), LACKING[n]) for n in TABLES}


def present_tables() -> dict[str, type]:
    """Return our tables, with a higher minor version where the older ones lack columns."""
    return {n: _raised(TABLES[n]) if LACKING[n] else TABLES[n] for n in TABLES}


def _raised(record: type) -> type:
    version = version_of(record)
    return variant(record, str(replace(version, minor=version.minor + 1)))


@contextmanager
def newsbeam_with(tables: Mapping[str, type]) -> Iterator[None]:
    """Be another version of newsbeam: one whose tables are these."""
    before = dict(TABLES)
    TABLES.update(tables)
    columns_with_statistics.cache_clear()
    try:
        yield
    finally:
        TABLES.update(before)
        columns_with_statistics.cache_clear()


def add_generation(storage: Storage, number: int) -> None:
    """Begin a run and commit rows to every table, as whichever newsbeam this is now."""
    snapshot = begin(storage)
    assert not commit(storage, snapshot, draft(storage, number)).superseded


def draft(storage: Storage, number: int) -> CommitDraft:
    """Stage rows for every table."""
    name = f"run-{number}"
    staging = f"_staging/{name}/0000"
    files = [
        write_staged(storage, staging, table_name, day, 0, rows)
        for table_name in DATA_TABLES
        if table_name not in STATE_TABLES
        for day, rows in _by_partition(table_name, records(table_name, number)).items()
    ]
    return CommitDraft(
        commit_id=name,
        run=RunContext(name, LAUNCHED + timedelta(hours=number)),
        staging=staging,
        files=files,
        state={table_name: records(table_name, number) for table_name in STATE_TABLES},
        counters={"FetchPages.ok": number, "FetchPages.dead": 0},
        versions=versions(),
        config_hash="0" * 64,
    )


def _by_partition(name: str, made: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    partition = facts_of(TABLES[name]).partition
    assert partition
    out: dict[str, list[dict[str, Any]]] = {}
    for row in map(to_row, made):
        out.setdefault(row.pop(partition).isoformat(), []).append(row)
    return out


def expected(name: str, generations: Mapping[int, Sequence[str]]) -> pa.Table:
    """Return what a table must hold: rows by generation, null in the columns it lacked then."""
    record = TABLES[name]
    rows = []
    for number, lacking in generations.items():
        for row in map(to_row, records(name, number)):
            rows.append({**row, **dict.fromkeys(lacking)})
            if name in STATE_TABLES:
                rows[-1]["generation"] = number
    return pa.Table.from_pylist(rows, schema=arrow_schema(record))


def records(name: str, number: int) -> list[Any]:
    """Return records with something in every column, and with null in every second where it may be."""
    if name == RUNS:
        raise ValueError("the commit writes the rows of runs")
    first = number * ROWS_A_GENERATION
    return [
        _value(_OURS[name], n, "", nulls=n % 2 == 0)
        for n in range(first, first + ROWS_A_GENERATION)
    ]


_OURS = dict(TABLES)


def _value(annotation: Any, n: int, name: str, *, nulls: bool) -> Any:
    if is_dataclass(annotation) and isinstance(annotation, type):
        return annotation(**_values(annotation, n, nulls=nulls))
    if get_origin(annotation) is list:
        (item,) = get_args(annotation)
        return [_value(item, n + i, name, nulls=nulls) for i in range(n % 3)]
    if get_origin(annotation) is dict:
        return {f"{name} {i}": i for i in range(n % 3)}
    return _scalar(arrow_type(annotation), n, name)


def _values(record: type, n: int, *, nulls: bool) -> dict[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    values = {}
    for f in fields(record):
        annotation, nullable = split_optional(hints[f.name])
        if nullable and nulls:
            values[f.name] = None
        elif closed := f.metadata["values"]:
            values[f.name] = closed[n % len(closed)]
        else:
            values[f.name] = _value(annotation, n, f.name, nulls=nulls)
    return values


def _scalar(kind: pa.DataType, n: int, name: str) -> Any:
    if kind == pa.string():
        return f"{name} {n} – Düne 沙 👍"
    if kind == pa.bool_():
        return n % 3 == 0
    if pa.types.is_floating(kind):
        return 0.1 + n
    if pa.types.is_timestamp(kind):
        return LAUNCHED + timedelta(minutes=n, microseconds=n)
    if pa.types.is_date(kind):
        return date(2026, 10, 5) + timedelta(days=n % 2)
    return n + 3 if name.endswith("end") else n  # a span is never empty


@dataclass(frozen=True)
class LakeOfTwoVersions:
    """A lake that an older newsbeam began and the present one went on with."""

    storage: Storage
    tables: Mapping[str, type]

    def expected(self, name: str) -> pa.Table:
        """Return what every reader must find in a table."""
        with newsbeam_with(self.tables):
            if name == RUNS:
                runs = [to_row(run) for run in read_runs(self.storage)]
                return pa.Table.from_pylist(runs, schema=arrow_schema(Run))
            return expected(name, {1: LACKING[name], 2: ()})


def write_lake(storage: Storage) -> LakeOfTwoVersions:
    """Write generation 1 with the older tables, generation 2 with the present ones."""
    present = present_tables()
    with newsbeam_with(older_tables()):
        add_generation(storage, 1)
    with newsbeam_with(present):
        add_generation(storage, 2)
    return LakeOfTwoVersions(storage, present)
