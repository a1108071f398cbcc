"""Checks of logs, records and folders against each other; no data file is opened."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from schemas.accounts import Run
from schemas.tables import DATA_TABLES
from transforms.lake.verification.findings import Finding, information
from transforms.lake.verification.places import digest_in, generation_in
from transforms.lake.verification.survey import RUNS, Survey, TableSurvey

GRACE = timedelta(minutes=15)
"""So long a file that was replaced, or is about to be registered, may lie there unnamed."""

Replaced = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By table, by rewritten file: the files it stands for."""


def check_logs(found: Survey) -> Iterator[Finding]:
    """Every table has a log that can be read."""
    for table in found.tables.values():
        if table.fault is not None:
            yield Finding("log_unreadable", table.name, "", table.fault, repairable=True)


def check_generations(found: Survey) -> Iterator[Finding]:
    """Generations are 1 to N, each once; a commit is there once."""
    for path, why in found.unread.items():
        yield Finding("file_unreadable", RUNS, path, why, repairable=True)
    if found.tables[RUNS].fault is not None:
        return
    generations = Counter(r.generation for r in found.records)
    for generation in range(1, found.newest + 1):
        if not generations[generation]:
            yield Finding(
                "generation_missing",
                RUNS,
                str(generation),
                f"generation {generation} has no record",
                repairable=True,
            )
    for generation, count in sorted(generations.items()):
        if count > 1:
            said = f"generation {generation} has {count} records"
            yield Finding("generation_twice", RUNS, str(generation), said, count=count)
    for commit_id, count in Counter(r.commit_id for r in found.records).items():
        if count > 1:
            said = f"commit {commit_id} is on record {count} times"
            yield Finding("commit_twice", RUNS, commit_id, said, count=count)
    yield from _clock(found.records)


def _clock(records: Iterable[Run]) -> Iterator[Finding]:
    """Tell where the clock went back; generations order commits, so nothing depends on it."""
    before: Run | None = None
    for record in records:
        if before is not None and record.committed_at < before.committed_at:
            said = (
                f"generation {record.generation} was committed at {record.committed_at:%F %T}Z, "
                f"the one before at {before.committed_at:%F %T}Z: the clock jumped back"
            )
            yield information("clock", RUNS, str(record.generation), said)
        before = record


def check_registered(found: Survey, replaced: Replaced) -> Iterator[Finding]:
    """Every table is at the newest generation and names every file that commits gave to it."""
    for name in DATA_TABLES:
        table = found.tables[name]
        if table.fault is not None:
            continue
        if table.generation < found.newest:
            yield Finding(
                "table_behind",
                name,
                "",
                f"is at generation {table.generation}, the lake at {found.newest}",
                repairable=True,
            )
        yield from _unregistered(found, table, replaced.get(name, {}))
        yield from _twice(table, replaced.get(name, {}))


def _twice(table: TableSurvey, replaced: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for path, sources in replaced.items():
        for source in sources:
            if path in table.active and source in table.active:
                said = (
                    f"is in the log together with {path}, which stands for it: its rows count twice"
                )
                yield Finding("replaced_active", table.name, source, said, repairable=True)


def _unregistered(
    found: Survey, table: TableSurvey, replaced: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    explained = {p for sources in replaced.values() for p in sources} | set(table.removed)
    missing = {
        path: (generation, file)
        for path, (generation, file) in found.committed(table.name).items()
        if generation <= table.generation and path not in table.active and path not in explained
    }
    for path, (generation, file) in missing.items():
        if _stands_for(table, path, generation):
            continue
        there = path in table.found
        what = "lies there, but the log does not name it" if there else "is gone, and its rows"
        yield Finding(
            "file_unregistered" if there else "file_lost",
            table.name,
            path,
            f"file of generation {generation} with {file.rows:,} rows {what}",
            repairable=there,
            count=file.rows,
        )


def _stands_for(table: TableSurvey, path: str, generation: int) -> bool:
    """Whether a rewritten file can hold a file's rows, where no tombstone is left to tell."""
    folder = path.rpartition("/")[0]
    return path not in table.found and any(
        digest_in(p) is not None
        and p.rpartition("/")[0] == folder
        and (generation_in(p) or 0) >= generation
        for p in table.active
    )


def check_orphans(found: Survey, now: datetime) -> Iterator[Finding]:
    """Every data file in a table's folder is named by its log, or about to be."""
    for table in found.tables.values():
        if table.fault is None:
            given = found.committed(table.name)
            yield from (
                Finding("orphan", table.name, path, why, repairable=True)
                for path, why in _orphans(table, given, now)
            )


def _orphans(
    table: TableSurvey, given: Mapping[str, object], now: datetime
) -> Iterator[tuple[str, str]]:
    for path, file in table.found.items():
        if path in table.active or (generation_in(path) or 0) > table.generation:
            continue  # later generations: renamed and about to be registered
        if path in table.removed:
            if now - table.removed[path] > GRACE:
                yield path, "was replaced, and lies there long after its grace"
        elif path in given:
            continue  # said as not registered
        elif digest_in(path) is None or now - file.modified_at > GRACE:
            yield path, "the log does not name it"


def check_leftovers(staging: Mapping[str, tuple[int, int]]) -> Iterator[Finding]:
    """Tell of staging folders: by folder, how many files and bytes."""
    for folder, (files, size) in sorted(staging.items()):
        said = f"staging of a run that is under way or was cut short: {files} files, {size:,} bytes"
        yield information("staging", "", folder, said, files)
