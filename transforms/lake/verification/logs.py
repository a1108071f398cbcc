"""Repair of logs: from the files that lie there back to what a table's log named.

A commit's files are named by its record in ``runs``; a rewritten file certifies itself by its name
and says in its metadata which files it stands for. So the files of a table are known without its
log: those that are there and named by a record or by themselves, without those that another one
stands for. What the old log still says decides where that leaves a choice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import pyarrow as pa

from schemas.accounts import Run
from transforms.lake.storage import Storage
from transforms.lake.tables import create_with_files
from transforms.lake.verification.bench import Bench, as_it_lies
from transforms.lake.verification.losses import Loss
from transforms.lake.verification.places import files_under, generation_in
from transforms.lake.verification.survey import (
    RUNS,
    Survey,
    TableSurvey,
    log_actions,
    records_in,
    replaced_by,
    survey_table,
)


@dataclass(frozen=True)
class Hints:
    """What the readable part of a damaged log says: files it names at last, and files it dropped."""

    named: frozenset[str]
    dropped: frozenset[str]


def read_hints(storage: Storage, table: str) -> Hints:
    """Read what is left of a table's log."""
    named: set[str] = set()
    dropped: set[str] = set()
    for action in log_actions(storage, table):
        if new := action.get("add"):
            named.add(unquote(new["path"]))
            dropped.discard(unquote(new["path"]))
        if gone := action.get("remove"):
            dropped.add(unquote(gone["path"]))
            named.discard(unquote(gone["path"]))
    return Hints(frozenset(named), frozenset(dropped))


def repair_log(bench: Bench, found: Survey, table: TableSurvey) -> None:
    """Make a data table's log readable again: without its last entry, else anew from the files.

    Args:
        bench: the repair.
        found: the lake, with all records of ``runs``.
        table: the table whose log is damaged.
    """
    if _drop_cut_tail(bench, table.name):
        return
    hints = read_hints(bench.storage, table.name)
    generation = reached(bench.storage, found, table)
    replaced = replaced_by(bench.storage, table)
    given = found.committed(table.name)
    recorded = {r.generation for r in found.records}
    paths = active_files(table, given, recorded, generation, hints, replaced)
    _write_log(bench, table.name, paths, generation)


def _drop_cut_tail(bench: Bench, table: str) -> bool:
    """Move a cut last entry away; True where the log is whole without it."""
    logs = f"{table}/_delta_log"
    names = sorted(f.path for f in files_under(bench.storage, logs) if f.path.endswith(".json"))
    if len(names) < 2:
        return False
    tail = f"{logs}/{names[-1]}"
    bench.put_away(tail)
    again = survey_table(bench.storage, table)
    if again.fault is None and all(path in again.found for path in again.active):
        bench.say(f"{table}: moved the cut last entry of the log, {names[-1]}, into quarantine")
        return True
    bench.storage.move(f"{bench.quarantine}/{tail}", tail)  # its readable lines are hints
    return False


def reached(storage: Storage, found: Survey, table: TableSurvey) -> int:
    """Return the generation whose files a table has all in their places, as far as they exist."""
    waiting = [
        generation
        for path, (generation, file) in found.committed(table.name).items()
        if path not in table.found and file.staged and storage.exists(file.staged)
    ]
    return min(waiting, default=found.newest + 1) - 1


def active_files(
    table: TableSurvey,
    given: Collection[str],
    recorded: Collection[int],
    generation: int,
    hints: Hints,
    replaced: Mapping[str, tuple[str, ...]],
) -> list[str]:
    """Decide which files of a folder make up the table.

    Args:
        table: the folder.
        given: files of the commits.
        recorded: generations that have a record.
        generation: files of later ones are left to the roll-forward.
        hints: what the old log says.
        replaced: by rewritten file, the files it stands for.
    """
    rewritten = _rewritten(hints, replaced)
    gone = {path for sources in rewritten.values() for path in sources} | hints.dropped
    own = {p for p in table.found if p not in replaced and generation_in(p) is not None}
    # A file whose record is lost is named by its generation; better kept than lost.
    known = {p for p in own if p in given or p in hints.named or generation_in(p) not in recorded}
    return sorted(
        path
        for path in {*known, *rewritten}
        if path in table.found and path not in gone and (generation_in(path) or 0) <= generation
    )


def _rewritten(hints: Hints, replaced: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Choose among rewritten files: two attempts at the same work must not both count."""
    chosen: dict[str, tuple[str, ...]] = {}
    for path in sorted(replaced, key=lambda p: (p not in hints.named, -len(replaced[p]), p)):
        sources = set(replaced[path])
        rivals = [set(other) for other in chosen.values() if sources & set(other)]
        siblings = all(other == sources for other in rivals)  # one rewrite, several files
        if path in hints.named or siblings:
            chosen[path] = replaced[path]
    return chosen


def _write_log(bench: Bench, table: str, paths: Collection[str], generation: int) -> None:
    """Put the old log away and write one that names these files."""
    storage = bench.storage
    files = []
    for path in paths:
        try:
            files.append(as_it_lies(storage, table, path))
        except (OSError, pa.ArrowException) as error:
            why = str(error).splitlines()[0]
            bench.put_away(f"{table}/{path}")
            bench.losses.append(Loss(table, path, generation_in(path) or 0, 0, why))
    for entry in list(files_under(storage, f"{table}/_delta_log")):
        bench.put_away(f"{table}/_delta_log/{entry.path}")
    create_with_files(storage, table, files, generation)
    bench.say(
        f"{table}: wrote the log anew from {len(files)} files, at generation {generation}; the old "
        "log is in quarantine"
    )


def repair_runs_log(bench: Bench, found: Survey) -> None:
    """Write the log of ``runs`` anew; its own files hold the records."""
    runs = found.tables[RUNS]
    hints = read_hints(bench.storage, RUNS)
    replaced = replaced_by(bench.storage, runs)
    gone = {path for sources in replaced.values() for path in sources} | hints.dropped
    records: dict[str, list[Run]] = {}
    for path in sorted(set(runs.found) - gone):
        read = records_in(bench.storage, path)
        if isinstance(read, str):
            bench.put_away(f"{RUNS}/{path}")
            bench.say(f"runs: {path} cannot be read ({read}); it is in quarantine")
        else:
            records[path] = read
    paths = _true_records(bench.storage, found, records, hints)
    newest = max((r.generation for path in paths for r in records[path]), default=0)
    _write_log(bench, RUNS, paths, newest)


def _true_records(
    storage: Storage, found: Survey, records: Mapping[str, list[Run]], hints: Hints
) -> list[str]:
    """Choose one file for each generation: a refused attempt can have left one too."""
    done = max(t.generation for t in found.tables.values())
    by_generation: dict[int, str] = {}
    for path, rows in records.items():
        for record in rows:
            if path not in hints.named and record.generation > done and not _there(storage, record):
                continue  # an attempt whose files are gone: it was refused
            rival = by_generation.get(record.generation)
            if rival is None or _score(storage, path, record, hints) > max(
                _score(storage, rival, r, hints)
                for r in records[rival]
                if r.generation == record.generation
            ):
                by_generation[record.generation] = path
    return sorted(set(by_generation.values()))


def _there(storage: Storage, record: Run) -> bool:
    return all(
        storage.exists(f"{f.table}/{f.path}") or storage.exists(f.staged) for f in record.files
    )


def _score(storage: Storage, path: str, record: Run, hints: Hints) -> tuple[bool, int, int]:
    """Rank an attempt: named by the log; by how many of its own files lie in place, or in staging."""
    in_place = sum(
        storage.exists(where := f"{f.table}/{f.path}") and storage.sha256(where) == f.sha256
        for f in record.files
    )
    staged = sum(storage.exists(f.staged) for f in record.files)
    return path in hints.named, in_place, staged
