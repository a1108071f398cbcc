"""What a worker keeps of the lake's state while it works on one generation."""

from dataclasses import dataclass
from functools import lru_cache

from schemas.state import PendingEntry
from transforms.blocking import BlockList
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_blocked, read_pending
from transforms.lake.storage import Storage


@dataclass(frozen=True)
class Known:
    """Entries the lake has settled, those that wait, and what is blocked, as of a generation."""

    seen: SeenIndex
    pending: dict[str, PendingEntry]
    blocked: BlockList


@lru_cache(maxsize=1)
def known_at(uri: str, generation: int) -> Known:
    """Load the state once a process; a generation never changes."""
    storage = Storage(uri)
    return Known(
        seen=SeenIndex.load(storage, generation),
        pending={p.entry_key: p for p in read_pending(storage, generation)},
        blocked=BlockList(read_blocked(storage, generation)),
    )
