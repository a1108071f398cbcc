"""Verify: all checks over one lake."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa

from transforms.lake.damage import refuse_file
from transforms.lake.log import has_table
from transforms.lake.storage import LakeError, Storage
from transforms.lake.verification.contents import check_files, size_of
from transforms.lake.verification.findings import Figures, Finding, Report
from transforms.lake.verification.keys import (
    check_keys,
    check_references,
    check_revisions,
    check_run_dates,
)
from transforms.lake.verification.losses import check_losses
from transforms.lake.verification.memory import SEEN, check_memory
from transforms.lake.verification.places import files_under
from transforms.lake.verification.registration import (
    check_generations,
    check_leftovers,
    check_logs,
    check_orphans,
    check_registered,
)
from transforms.lake.verification.rows import Rows, open_rows
from transforms.lake.verification.survey import RUNS, Survey, replaced_by, survey
from transforms.lake.verification.texts import check_texts

STAGING = "_staging"


def require_lake(storage: Storage) -> None:
    """Refuse a place where no lake is, damaged or not.

    Raises:
        LakeError: there is no table ``runs`` and no file of one.
    """
    refuse_file(storage)
    try:
        if has_table(storage, RUNS):
            return
        there = any(f.path.endswith(".parquet") for f in files_under(storage, RUNS))
    except (OSError, pa.ArrowException) as error:
        raise LakeError(f"the lake {storage.uri} cannot be read: {error}") from error
    if not there:
        raise LakeError(
            f"{storage.uri} is no lake of newsbeam: it has no table runs. Name the folder that "
            "`lake` in the configuration names"
        )


def verify(storage: Storage, quick: bool = False, now: datetime | None = None) -> Report:
    """Check a lake against all that it promises; nothing is changed.

    Args:
        storage: the lake.
        quick: read footers and rows, but no whole file for its checksum.
        now: the time by which grace is counted, the present one without it.

    Raises:
        LakeError: there is no lake, or it cannot be reached.
    """
    require_lake(storage)
    found = survey(storage)
    findings = [*_structure(storage, found, now or datetime.now(UTC))]
    of_files, readable = _files(storage, found, quick)
    findings += of_files
    with open_rows(storage, readable) as rows:
        findings += _contents(rows, found)
        count = rows.count()
    files, size = size_of(found.tables)
    return Report(
        findings=tuple(findings),
        figures=Figures(found.newest, len(found.tables), files, count, size),
    )


def readable_files(storage: Storage, quick: bool) -> dict[str, dict[str, int]]:
    """Return the files of each table that can be read, with their sizes."""
    return _files(storage, survey(storage), quick)[1]


def _files(
    storage: Storage, found: Survey, quick: bool
) -> tuple[list[Finding], dict[str, dict[str, int]]]:
    findings: list[Finding] = []
    readable = {}
    for name, table in found.tables.items():
        checked = check_files(storage, found, table, quick)
        findings += checked.findings
        readable[name] = {path: table.found[path].size for path in checked.readable}
    return findings, readable


def _structure(storage: Storage, found: Survey, now: datetime) -> Iterator[Finding]:
    replaced = {name: replaced_by(storage, table) for name, table in found.tables.items()}
    yield from check_logs(found)
    yield from check_generations(found)
    yield from check_registered(found, replaced)
    yield from check_orphans(found, now)
    yield from check_leftovers(_staging(storage))
    yield from check_losses(storage)


def _contents(rows: Rows, found: Survey) -> Iterator[Finding]:
    yield from check_keys(rows)
    yield from check_revisions(rows)
    yield from check_references(rows)
    yield from check_run_dates(rows)
    yield from check_texts(rows)
    yield from check_memory(rows, found.tables[SEEN])


def _staging(storage: Storage) -> dict[str, tuple[int, int]]:
    """Return files and bytes of each run's staging folder."""
    folders: dict[str, tuple[int, int]] = {}
    for file in files_under(storage, STAGING):
        folder = f"{STAGING}/{file.path.split('/', 1)[0]}"
        files, size = folders.get(folder, (0, 0))
        folders[folder] = (files + 1, size + file.size)
    return folders
