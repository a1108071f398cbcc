"""Lakes of hand-made commits, for tests that ask what becomes of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from schemas.accounts import DeadLetter
from schemas.codec import to_row
from schemas.columns import facts_of
from schemas.context import RunContext
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, Committed, Snapshot, commit
from transforms.lake.files import StagedFile, write_staged
from transforms.lake.storage import Storage

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TODAY = NOW.date()
RUN = RunContext("20261005T120000Z-00000000", NOW)


def a_letter(key: str, day: date = TODAY) -> DeadLetter:
    """Return a dead letter; it has the fewest columns of all tables with partitions."""
    return DeadLetter(
        step="FetchPages",
        key=key,
        code="timed_out",
        detail="30 s",
        url=key if "://" in key else f"http://letters.example/{key}",
        feed_url=None,
        entry_id=None,
        raw_file=None,
        raw_offset=None,
        attempt=1,
        resolved_by_run=None,
        occurred_at=NOW,
        run_date=day,
        run_id=RUN.run_id,
        ingested_at=NOW,
    )


def staged(storage: Storage, records: Iterable[Any], staging: str) -> list[StagedFile]:
    """Write records of any tables, one file for each partition."""
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for record in records:
        facts, row = facts_of(type(record)), to_row(record)
        partition = row.pop(facts.partition).isoformat() if facts.partition else None
        groups.setdefault((facts.name, partition), []).append(row)
    return [
        write_staged(storage, staging, table, partition, 0, rows)
        for (table, partition), rows in sorted(groups.items())
    ]


def draft(
    storage: Storage, name: str, records: Sequence[Any] = (), state: Sequence[Any] = ()
) -> CommitDraft:
    """Return a commit of records, with rows of state tables."""
    staging = f"_staging/{name}/0000"
    by_table: dict[str, Sequence[Any]] = {}
    for row in state:
        table = facts_of(type(row)).name
        by_table[table] = [*by_table.get(table, ()), row]
    return CommitDraft(
        commit_id=name,
        run=RUN,
        staging=staging,
        files=staged(storage, records, staging),
        state=by_table,
        counters={},
        versions={"newsbeam": "0"},
        config_hash="0" * 64,
    )


def put(
    storage: Storage, name: str, records: Sequence[Any] = (), state: Sequence[Any] = ()
) -> Committed:
    """Begin and commit, as a run does."""
    return commit(storage, begin(storage), draft(storage, name, records, state))


def put_letters(storage: Storage, *commits: Sequence[str], day: date = TODAY) -> Snapshot:
    """Commit dead letters with these keys, and return what a next run would begin with."""
    for keys in commits:
        put(storage, "-".join(keys), [a_letter(key, day) for key in keys])
    return begin(storage)


def keys_in(storage: Storage) -> list[str]:
    """Return the keys of all dead letters, as a reader of the Delta table sees them."""
    table = DeltaTable(storage.table_uri("dead_letters")).to_pyarrow_table()
    return sorted(table["key"].to_pylist())


def keys_by_glob(storage: Storage) -> list[str]:
    """Return the keys of all dead letters in the files that lie there."""
    files = [f.path for f in storage.list_files("dead_letters") if f.path.endswith(".parquet")]
    data = [f for f in files if "_delta_log" not in f]
    tables = [pq.read_table(pa.BufferReader(storage.read(f)), columns=["key"]) for f in data]
    return sorted(key for table in tables for key in table["key"].to_pylist())
