"""Repair of rewrites whose own log entry was lost: their files are there, those replaced are gone."""

from collections.abc import Mapping, Sequence

from transforms.lake.files import REWRITE
from transforms.lake.log import open_table, replace_files
from transforms.lake.verification.bench import Bench, as_it_lies
from transforms.lake.verification.places import footer_of
from transforms.lake.verification.survey import Survey, TableSurvey, replaced_by


def redo_rewrites(bench: Bench, found: Survey) -> None:
    """Let each table's log name the rewritten files in place of those that have gone for them.

    A rewrite that has come to its end has the old files removed after a grace. Where the log has
    lost its last entries, it still names the old ones; the rows are in the new.
    """
    for table in found.tables.values():
        if table.fault is None:
            for removed, added in _lost(bench, table).items():
                handle = open_table(bench.storage, table.name)
                files = [as_it_lies(bench.storage, table.name, path) for path in added]
                replace_files(bench.storage, handle, table.name, removed, files, data_change=False)
                bench.say(
                    f"{table.name}: put {', '.join(added)} into the log for {len(removed)} files "
                    "that they have replaced"
                )


def _lost(bench: Bench, table: TableSurvey) -> Mapping[tuple[str, ...], Sequence[str]]:
    """Return by replaced files the files of the rewrite that stands for them."""
    rewrites: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for path, removed in sorted(replaced_by(bench.storage, table).items()):
        gone = any(p not in table.found for p in removed)
        if path not in table.active and gone and set(removed) <= set(table.active):
            metadata = footer_of(bench.storage, f"{table.name}/{path}").metadata or {}
            name = metadata.get(REWRITE.encode(), path.encode()).decode()
            rewrites.setdefault(removed, {}).setdefault(name, []).append(path)
    # Of two rewrites of the same files, one was broken off; both have the same rows.
    return {removed: next(iter(found.values())) for removed, found in rewrites.items()}
