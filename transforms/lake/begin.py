"""The beginning of a run: the lake made ready, whatever became of the runs before."""

from transforms.lake.commit import Snapshot, current, roll_forward
from transforms.lake.evolution import grow_tables
from transforms.lake.leftovers import clear_staging
from transforms.lake.storage import Storage
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
    snapshot = current(storage)
    roll_forward(storage, snapshot.generation)
    if clear_staging(storage, snapshot):
        return current(storage)
    return snapshot
