"""The beginning of a run: the lake made ready, whatever became of the runs before."""

from collections.abc import Mapping

from schemas.tables import DATA_TABLES
from transforms.lake.commit import Snapshot, current, roll_forward
from transforms.lake.damage import remedy
from transforms.lake.evolution import grow_tables
from transforms.lake.leftovers import clear_records, clear_staging
from transforms.lake.log import generation_of, open_table
from transforms.lake.storage import LakeError, Storage
from transforms.lake.tables import create_tables


def begin(storage: Storage) -> Snapshot:
    """Make the lake ready for a run and return what the run stands on.

    Tables are created or grown, unfinished generations rolled forward, dead runs' staging removed.

    Raises:
        LakeError: the lake cannot be written, or not by this version.
    """
    storage.require_writable()
    grow_tables(storage)
    create_tables(storage)
    ahead = {t: generation_of(open_table(storage, t)) for t in DATA_TABLES}
    snapshot = current(storage)  # read after the tables, which never go before it
    _require_records(storage, snapshot, ahead)
    roll_forward(storage, snapshot.generation)
    if clear_records(storage, snapshot):
        snapshot = current(storage)
    if clear_staging(storage, snapshot):
        return current(storage)
    return snapshot


def _require_records(storage: Storage, snapshot: Snapshot, reached: Mapping[str, int]) -> None:
    """Refuse a lake whose ``runs`` has lost records: the next commit would take their number."""
    table, generation = max(reached.items(), key=lambda item: item[1])
    if generation > snapshot.generation:
        raise LakeError(
            f"{storage.uri}: table {table} is at generation {generation}, and runs knows of "
            f"{snapshot.generation} only: the log of runs has lost entries. {remedy(storage)}"
        )
