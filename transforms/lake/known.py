"""What a worker keeps of the lake's state while it works on one generation."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from transforms.blocking import BlockList
from transforms.lake.pending import PendingIndex
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_began_at, read_blocked
from transforms.lake.storage import Storage


@dataclass(frozen=True)
class Known:
    """What the lake knows as of a generation.

    Attributes:
        seen: entries that are settled.
        pending: entries that wait.
        blocked: addresses that are not taken up again.
        began_at: when the lake's first commit was made; the end of time for a lake without one.
    """

    seen: SeenIndex
    pending: PendingIndex
    blocked: BlockList
    began_at: datetime


@lru_cache(maxsize=1)
def known_at(uri: str, generation: int) -> Known:
    """Load the state once a process; a generation never changes."""
    storage = Storage(uri)
    return Known(
        seen=SeenIndex.load(storage, generation),
        pending=PendingIndex(storage, generation),
        blocked=BlockList(read_blocked(storage, generation)),
        began_at=read_began_at(storage),
    )
