"""Repair: what can be mended without losing a row, in the order in which one thing needs another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from transforms.lake.commit import current, roll_forward
from transforms.lake.log import Refused
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import create_tables
from transforms.lake.verification.bench import Bench
from transforms.lake.verification.files import put_orphans_away, repair_files, repair_records
from transforms.lake.verification.findings import Report, of_check
from transforms.lake.verification.logs import repair_log, repair_runs_log
from transforms.lake.verification.losses import write_losses
from transforms.lake.verification.remembering import correct_memory, drop_dangling
from transforms.lake.verification.rewrites import redo_rewrites
from transforms.lake.verification.rows import open_rows
from transforms.lake.verification.survey import RUNS, survey
from transforms.lake.verification.verify import readable_files, require_lake, verify


def repair(
    storage: Storage,
    versions: Mapping[str, str],
    quick: bool = False,
    now: datetime | None = None,
) -> Report:
    """Mend a lake and check it again.

    Nothing is deleted: what has no place in the lake lies in ``_quarantine`` afterwards, and what
    was lost is written down there, so that every later verification tells of it.

    Args:
        storage: the lake; nothing else may write to it meanwhile.
        versions: what the repair's own record in ``runs`` says of versions.
        quick: look for damage without reading whole files.
        now: the present time.

    Raises:
        LakeError: there is no lake, or it cannot be written, or something else writes to it.
    """
    require_lake(storage)
    storage.require_writable()
    bench = Bench(storage, now or datetime.now(UTC))
    try:
        _mend(bench, versions, quick)
    except Refused as error:
        raise LakeError(
            f"{storage.uri}: something else writes to the lake while it is repaired ({error}). Stop "
            "it and repair again"
        ) from error
    finally:
        if bench.losses:
            write_losses(storage, bench.quarantine, bench.losses)
    return replace(verify(storage, quick, now), done=tuple(bench.done))


def _mend(bench: Bench, versions: Mapping[str, str], quick: bool) -> None:
    storage = bench.storage
    _mend_logs(bench)
    _roll_forward(bench)
    report = verify(storage, quick, bench.now)
    repair_files(bench, survey(storage), report.findings)
    put_orphans_away(bench, report.findings)
    if bench.done or any(of_check(report.findings, "dangling", "memory", "article_lost")):
        with open_rows(storage, readable_files(storage, quick=True)) as rows:
            drop_dangling(bench, rows)
        with open_rows(storage, readable_files(storage, quick=True)) as rows:
            correct_memory(bench, rows, versions)


def _mend_logs(bench: Bench) -> None:
    """Make every log readable, that of ``runs`` first: it says what the others should name."""
    storage = bench.storage
    found = survey(storage)
    if found.tables[RUNS].fault is not None:
        repair_runs_log(bench, found)
        found = survey(storage)
    repair_records(bench, found)
    found = survey(storage)
    for name, table in found.tables.items():
        if name != RUNS and table.fault is not None:
            repair_log(bench, found, table)
    redo_rewrites(bench, survey(storage))
    create_tables(storage)


def _roll_forward(bench: Bench) -> None:
    found = survey(bench.storage)
    newest = current(bench.storage).generation
    behind = [n for n, t in found.tables.items() if n != RUNS and t.generation < newest]
    if behind:
        roll_forward(bench.storage, newest)
        bench.say(f"brought {', '.join(behind)} to generation {newest}")
