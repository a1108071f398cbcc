"""Which half of the gold an item belongs to: errors are read on the open one only."""

import hashlib


def is_kept_aside(key: str) -> bool:
    """Keep about every second item aside by a hash of its name or text, the same on every machine."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1
