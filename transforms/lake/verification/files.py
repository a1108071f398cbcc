"""Repair of data files: back from staging, back into the log, or out of it and into quarantine."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from schemas.accounts import CommittedFile, Run
from schemas.codec import to_row
from schemas.tables import DATA_TABLES, TABLES
from transforms.lake.files import write_staged
from transforms.lake.log import append, fence, generation_of, open_table, registered, replace_files
from transforms.lake.verification.bench import Bench, as_it_lies
from transforms.lake.verification.findings import Finding, of_check
from transforms.lake.verification.losses import Loss
from transforms.lake.verification.places import (
    dataset_over,
    digest_in,
    generation_in,
    read_rows,
)
from transforms.lake.verification.rows import ARTICLES, OF_ARTICLES
from transforms.lake.verification.survey import RUNS, Survey, records_in

_REMADE = ("articles", "_state/seen", "_state/feeds", "_state/signatures")
"""What is lost of these is fetched, or found out, again."""


def repair_records(bench: Bench, found: Survey) -> None:
    """Take records that cannot be read out of ``runs``, and write new ones for those missing."""
    for path, why in found.unread.items():
        _change(bench, RUNS, removed=[path])
        bench.put_away(f"{RUNS}/{path}")
        bench.say(f"runs: {path} cannot be read ({why}); it is in quarantine")
    there = {r.generation for r in found.records}
    for generation in sorted(set(range(1, found.newest + 1)) - there):
        if not _register_record(bench, found, generation):
            _write_record(bench, _substitute(bench, found, generation))


def _register_record(bench: Bench, found: Survey, generation: int) -> bool:
    """Put the record of a generation back into the log where its file still lies there."""
    runs = found.tables[RUNS]
    for path in sorted(set(runs.found) - set(runs.active)):
        records = records_in(bench.storage, path)
        if isinstance(records, str) or [r.generation for r in records] != [generation]:
            continue
        if all(f.path in found.tables[f.table].found for f in records[0].files):
            _append_record(bench, path, generation)
            bench.say(f"runs: put the record of generation {generation}, {path}, back into the log")
            return True
    return False


def _append_record(bench: Bench, path: str, generation: int) -> None:
    handle = open_table(bench.storage, RUNS)
    newest = max(generation, generation_of(handle))
    append(bench.storage, handle, RUNS, [as_it_lies(bench.storage, RUNS, path)], newest)


def _substitute(bench: Bench, found: Survey, generation: int) -> Run:
    """Make a record of what a generation's files still say."""
    files = []
    for name in DATA_TABLES:
        for path in sorted(found.tables[name].found):
            if generation_in(path) == generation and digest_in(path) is None:
                try:
                    files.append(as_it_lies(bench.storage, name, path))
                except (OSError, pa.ArrowException):
                    continue  # said and repaired as a file that cannot be read
    run_id, ingested_at = _run_of(bench, files)
    return Run(
        generation=generation,
        commit_id=f"repaired-{generation:08d}",
        run_id=run_id,
        committed_at=ingested_at,
        stream=None,
        window_end=None,
        pane=None,
        files=files,
        counters={},
        versions={},
        config_hash="",
        ingested_at=ingested_at,
    )


def _run_of(bench: Bench, files: Iterable[CommittedFile]) -> tuple[str, datetime]:
    for file in files:
        rows = read_rows(bench.storage, f"{file.table}/{file.path}")
        if "run_id" in rows.column_names and rows.num_rows:
            first: datetime = rows["ingested_at"][0].as_py()
            return str(rows["run_id"][0].as_py()), first.astimezone(UTC)
    return "unknown", bench.now


def _write_record(bench: Bench, record: Run) -> None:
    staging = f"{bench.quarantine}/staging"
    staged = write_staged(bench.storage, staging, RUNS, None, record.generation, [to_row(record)])
    path = f"part-{record.generation:08d}-{staged.sha256[:32]}.parquet"
    bench.storage.move(staged.staged, f"{RUNS}/{path}")
    _append_record(bench, path, record.generation)
    bench.say(
        f"runs: generation {record.generation} had no record any more; wrote one that names its "
        f"{len(record.files)} files (its counters are lost)"
    )


def repair_files(bench: Bench, found: Survey, findings: Sequence[Finding]) -> None:
    """Mend what is wrong with single data files, as far as that loses nothing more."""
    for finding in of_check(findings, "file_unregistered"):
        _register(bench, finding)
    for finding in of_check(findings, "replaced_active"):
        _change(bench, finding.table, removed=[finding.key], data_change=False)
        bench.put_away(f"{finding.table}/{finding.key}")
        bench.say(f"{finding.table}: took {finding.key} out of the log: its rows were there twice")
    for finding in of_check(findings, "file_missing", "file_unreadable"):
        if finding.table != RUNS:
            _restore_or_drop(bench, found, finding)
    stale = {(f.table, f.key) for f in of_check(findings, "statistics")}
    for table, path in sorted(stale):
        _change(bench, table, added=[as_it_lies(bench.storage, table, path)], data_change=False)
        bench.say(f"{table}: wrote the statistics of {path} into the log anew")


def _register(bench: Bench, finding: Finding) -> None:
    try:
        file = as_it_lies(bench.storage, finding.table, finding.key)
    except (OSError, pa.ArrowException):
        file = None
    if file is None:
        bench.put_away(f"{finding.table}/{finding.key}")
        generation = generation_in(finding.key) or 0
        bench.losses.append(
            Loss(finding.table, finding.key, generation, finding.count, "it cannot be read")
        )
        return
    _change(bench, finding.table, added=[file])
    bench.say(f"{finding.table}: put {finding.key} back into the log, {file.rows:,} rows")


def _restore_or_drop(bench: Bench, found: Survey, finding: Finding) -> None:
    storage, whole = bench.storage, f"{finding.table}/{finding.key}"
    committed = found.committed(finding.table).get(finding.key, (0, None))[1]
    bench.put_away(whole)
    if committed is not None and _is_copy(bench, committed):
        storage.move(committed.staged, whole)
        bench.say(f"{finding.table}: brought {finding.key} back from its staged copy")
        return
    _change(bench, finding.table, removed=[finding.key])
    bench.say(
        f"{finding.table}: took {finding.key} out of the log, {finding.count:,} rows "
        f"({finding.problem})"
    )
    if finding.table not in _REMADE:
        bench.losses.append(_loss(bench, found, finding))


def _is_copy(bench: Bench, file: CommittedFile) -> bool:
    there = bool(file.staged) and bench.storage.exists(file.staged)
    return there and bench.storage.sha256(file.staged) == file.sha256


def _loss(bench: Bench, found: Survey, finding: Finding) -> Loss:
    generation = generation_in(finding.key) or 0
    articles = _articles_of(bench, found, finding.key, generation)
    return Loss(
        finding.table,
        finding.key,
        generation,
        finding.count,
        finding.problem,
        articles if finding.table in OF_ARTICLES else (),
    )


def _articles_of(bench: Bench, found: Survey, path: str, generation: int) -> list[str]:
    """Return the articles of a file's partition that the same run wrote."""
    folder = path.split("/", 1)[0]
    runs = {r.run_id for r in found.records if r.generation == generation}
    table = found.tables[ARTICLES]
    paths = [
        p
        for p in table.active
        if p.split("/", 1)[0] == folder and p in table.found and not _is_broken(bench, p)
    ]
    columns = ["article_id", "revision", "canonical_url"]
    rows = dataset_over(bench.storage, ARTICLES, paths).to_table(
        columns=columns, filter=pc.field("run_id").isin(sorted(runs))
    )
    return [
        f"{r['article_id']}#{r['revision']} {r['canonical_url']}"
        for r in rows.sort_by("article_id").to_pylist()
    ]


def _is_broken(bench: Bench, path: str) -> bool:
    try:
        read_rows(bench.storage, f"{ARTICLES}/{path}")
    except (OSError, pa.ArrowException):
        return True
    return False


def put_orphans_away(bench: Bench, findings: Iterable[Finding]) -> None:
    """Move files that no log names into quarantine.

    A compaction that was stopped may go on and commit its file: first its table is fenced off.
    """
    found = list(of_check(findings, "orphan"))
    tables = {f.table for f in found if f.table in TABLES}
    active = {name: _fenced(bench, name) for name in sorted(tables)}
    for finding in found:
        if finding.key in active.get(finding.table, ()):
            continue
        bench.put_away(f"{finding.table}/{finding.key}")
        bench.say(f"{finding.table}: moved {finding.key} into quarantine: {finding.problem}")


def _fenced(bench: Bench, table: str) -> set[str]:
    """Refuse what was planned before; return the files that the log names since."""
    handle = open_table(bench.storage, table)
    fence(bench.storage, handle, table)
    return {f["path"] for f in registered(handle)}


def _change(
    bench: Bench,
    table: str,
    removed: Sequence[str] = (),
    added: Sequence[CommittedFile] = (),
    data_change: bool = True,
) -> None:
    handle = open_table(bench.storage, table)
    replace_files(bench.storage, handle, table, removed, added, data_change=data_change)
