"""What a worker keeps of the lake's state while it works on one generation."""

from dataclasses import dataclass
from functools import lru_cache

from schemas.state import PendingEntry
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_pending
from transforms.lake.storage import Storage


@dataclass(frozen=True)
class Known:
    """Entries the lake has settled, and those that wait, as of a generation."""

    seen: SeenIndex
    pending: dict[str, PendingEntry]


@lru_cache(maxsize=1)
def known_at(uri: str, generation: int) -> Known:
    """Load the state once a process; a generation never changes."""
    storage = Storage(uri)
    return Known(
        seen=SeenIndex.load(storage, generation),
        pending={p.entry_key: p for p in read_pending(storage, generation)},
    )
