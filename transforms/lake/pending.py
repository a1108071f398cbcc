"""Which entries wait: their keys in a worker's memory, what they say only when it is their turn."""

from collections import Counter
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from schemas.codec import from_row
from schemas.state import PendingEntry
from transforms.lake.state import newest_rows
from transforms.lake.storage import Storage

REASONS = ("new", "retry", "refetch")
"""Why entries wait, in the order in which they are taken up."""

_WITHOUT_ENTRY = {
    "waits": pc.is_valid(pc.field("entry")),
    **{n: pc.field(n) for n in PendingEntry.__dataclass_fields__ if n != "entry"},
}


class PendingIndex:
    """The entries that wait as of a generation; those that are settled are left out."""

    def __init__(self, storage: Storage, generation: int) -> None:
        """Read the keys."""
        self._storage = storage
        self._generation = generation
        rows = newest_rows(storage, PendingEntry, generation, columns=_WITHOUT_ENTRY)
        self._rows = rows.filter(pc.field("waits"))
        keys, reasons = self._rows["entry_key"].to_pylist(), self._rows["reason"].to_pylist()
        self._reasons = dict(zip(keys, reasons, strict=True))

    def __contains__(self, entry_key: str) -> bool:
        """Whether an entry waits."""
        return entry_key in self._reasons

    def reason(self, entry_key: str) -> str | None:
        """Return why an entry waits, None for one that does not."""
        return self._reasons.get(entry_key)

    def count(self, reason: str) -> int:
        """Return how many entries wait for a reason."""
        return Counter(self._reasons.values())[reason]

    def due_keys(self, run_id: str, now: datetime, longest: timedelta) -> list[str]:
        """Return the keys of the entries that a run may take up now, in the order of their turn.

        New ones and retries are due with the next run. A later look is due at its time; one that is
        further off than any look can be was put off by a clock that was ahead, and is due too.

        Args:
            run_id: the run; what failed in it waits for another.
            now: its launch, of a stream's window its end.
            longest: how long after its first fetch a page is looked at again at the latest.
        """
        at = pc.field("due_at")
        in_time = (at <= pa.scalar(now)) | (at > pa.scalar(now + longest))
        mine = pc.field("held_by_run") == run_id
        free = pc.if_else(pc.is_null(mine), True, pc.invert(mine))
        rows = self._rows.filter(free & (in_time | (pc.field("reason") != "refetch")))
        keys: list[str] = rows["entry_key"].to_pylist()
        return sorted(keys, key=lambda key: (REASONS.index(self._reasons[key]), key))

    def due(self, run_id: str, now: datetime, longest: timedelta, limit: int) -> list[PendingEntry]:
        """Return the entries whose turn it is, at most ``limit``; see ``due_keys``."""
        keys = self.due_keys(run_id, now, longest)[:limit]
        if not keys:
            return []
        where = pc.field("entry_key").isin(pa.array(keys, pa.string()))
        rows = newest_rows(self._storage, PendingEntry, self._generation, where)
        return [from_row(PendingEntry, row) for row in rows.to_pylist()]
