"""What a worker keeps of the lake's state while it works on one generation."""

from dataclasses import dataclass
from functools import lru_cache

from transforms.blocking import BlockList
from transforms.lake.pending import PendingIndex
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_blocked
from transforms.lake.storage import Storage


@dataclass(frozen=True)
class Known:
    """Entries the lake has settled, those that wait, and what is blocked, as of a generation."""

    seen: SeenIndex
    pending: PendingIndex
    blocked: BlockList


@lru_cache(maxsize=1)
def known_at(uri: str, generation: int) -> Known:
    """Load the state once a process; a generation never changes."""
    storage = Storage(uri)
    return Known(
        seen=SeenIndex.load(storage, generation),
        pending=PendingIndex(storage, generation),
        blocked=BlockList(read_blocked(storage, generation)),
    )
