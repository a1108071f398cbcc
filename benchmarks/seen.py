"""What it costs a worker to know two million entries: seconds and memory.

``make bench`` writes a lake whose ``_state/seen`` has two million rows, a large file and some small
ones as commits leave them, and loads it in a process of its own, as a worker does.
"""

import argparse
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from schemas.arrow import file_schema
from schemas.columns import facts_of
from schemas.context import RunContext
from schemas.state import Seen
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.files import stage_table
from transforms.lake.storage import Storage

FEEDS = 1_500
FILES = 8
MIB = 1024 * 1024
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TABLE = facts_of(Seen).name


def rows(count: int, random: np.random.Generator) -> pa.Table:
    """Return entries as commits write them: hashes, and addresses of the usual length."""
    numbers = range(count)
    feeds = [f"https://www.newspaper-{n % FEEDS}.example/world/rss.xml" for n in numbers]
    prints = zip(feeds, _hashes(count, 32, random), strict=True)
    slug = "2026/10/05/what-the-council-of-the-town-has-decided"
    columns = {
        "entry_key": list(_hashes(count, 16, random)),
        "url": [f"https://www.newspaper-{n % FEEDS}.example/{slug}-{n}" for n in numbers],
        "fingerprints": [[{"feed_url": f, "fingerprint": h}] for f, h in prints],
        "article_id": list(_hashes(count, 16, random)),
        "revision": [1] * count,
        "text_sha256": [[h] for h in _hashes(count, 32, random)],
        "published_date": [NOW.date()] * count,
        "code": [None] * count,
        "first_seen_at": [NOW] * count,
        "last_in_feed_at": [NOW] * count,
        "fetched_at": [NOW] * count,
        "fetch_count": [1] * count,
        "generation": [1] * count,
    }
    return pa.table(columns, schema=file_schema(Seen))


def _hashes(count: int, size: int, random: np.random.Generator) -> Iterator[str]:
    digits = random.bytes(count * size).hex()
    return (digits[n : n + 2 * size] for n in range(0, len(digits), 2 * size))


def write_lake(storage: Storage, count: int) -> None:
    """Commit the rows: half of them in one file, the rest in files half as large each time."""
    random, files, left = np.random.default_rng(1), [], count
    snapshot = begin(storage)
    for number in range(FILES):
        size = left if number == FILES - 1 else -(-left // 2)
        part = rows(size, random)
        files.append(stage_table(storage, "_staging/bench", TABLE, None, number, part))
        left -= size
    run = RunContext("bench", NOW)
    commit(storage, snapshot, CommitDraft("b", run, "_staging/bench", files, {}, {}, {}, ""))


def load(lake: str) -> None:
    """Load the index as a worker does, and print what it cost."""
    logging.disable()  # Beam's word on packages that nobody here needs
    import apache_beam  # noqa: F401 - a worker has it in memory already

    from transforms.lake.seen import SeenIndex

    before = _peak()
    started, cpu = time.monotonic(), time.process_time()
    index = SeenIndex.load(Storage(lake), 1)
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    print(
        f"{len(index):,} entries loaded in {seconds:.1f} s ({cpu:.1f} s of CPU time); memory grew "
        f"by {(_peak() - before) / MIB:.0f} MiB at its peak, from {before / MIB:.0f} MiB"
    )
    keys = [f"{n:032x}" for n in range(20_000)]
    started = time.monotonic()
    found = sum(index.entry(key) is not None for key in keys)
    each = (time.monotonic() - started) / len(keys)
    print(f"a look-up of an unknown entry takes {each * 1e6:.0f} µs ({found} found)")


def _peak() -> int:
    """Return the most memory this program had, bytes; ``getrusage`` counts its parent's fork too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def main() -> None:
    """Write the lake, and load it in a new process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2_000_000)
    parser.add_argument("--load", metavar="LAKE", help="only load a lake written before")
    arguments = parser.parse_args()
    if arguments.load:
        load(arguments.load)
        return
    with tempfile.TemporaryDirectory(prefix="newsbeam-bench-") as folder:
        lake = str(Path(folder) / "lake")
        write_lake(Storage(lake), arguments.entries)
        command = [sys.executable, "-m", "benchmarks.seen", "--load", lake]
        subprocess.run(command, check=True)
    print("wanted: under 6 s and 600 MB")


if __name__ == "__main__":
    main()
