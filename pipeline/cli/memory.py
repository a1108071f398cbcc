"""Giving memory back between two pieces of work in a long-lived process."""

import ctypes
import ctypes.util
import gc
import os


def keep_little() -> None:
    """Let Arrow take its memory from the C library, which gives it back; before Arrow is loaded.

    Its own allocator keeps what threads that have ended had: half a MiB a tick for ever
    (``make bench-watch``). Who sets ``ARROW_DEFAULT_MEMORY_POOL`` has chosen.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def give_back() -> None:
    """Return what was freed to the system: Arrow's pool and the C library keep it by themselves.

    Without it the memory of a stream creeps up by a few MiB a tick, though no object is kept.
    """
    import pyarrow as pa

    gc.collect()
    pa.default_memory_pool().release_unused()
    name = ctypes.util.find_library("c")
    trim = getattr(ctypes.CDLL(name), "malloc_trim", None) if name else None
    if trim is not None:  # glibc alone has it
        trim(0)
