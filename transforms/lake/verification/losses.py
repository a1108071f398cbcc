"""Losses that a repair had to accept, written down beside what it put into quarantine."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from transforms.lake.storage import Storage
from transforms.lake.verification.findings import Finding
from transforms.lake.verification.places import files_under

QUARANTINE = "_quarantine"
_LOST = "lost.json"

_WAYS = {
    "entities": "newsbeam annotate, or a later annotation of the lake, makes them again",
    "events": "newsbeam annotate, or a later annotation of the lake, makes them again",
    "quotes": "newsbeam annotate, or a later annotation of the lake, makes them again",
}


@dataclass(frozen=True)
class Loss:
    """Rows that cannot be had back from the lake itself.

    Attributes:
        table, path: the file that held them.
        generation: the commit that wrote it.
        rows: how many.
        why: what was wrong with the file.
        articles: articles whose rows these may be, as "article_id#revision address".
    """

    table: str
    path: str
    generation: int
    rows: int
    why: str
    articles: Sequence[str] = ()


def new_quarantine(now: datetime) -> str:
    """Return a folder of its own for one repair."""
    return f"{QUARANTINE}/{now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}"


def write_losses(storage: Storage, quarantine: str, losses: Sequence[Loss]) -> None:
    """Write losses down; verification tells of them until the folder is removed."""
    text = json.dumps([asdict(loss) for loss in losses], ensure_ascii=False, indent=1)
    storage.write(f"{quarantine}/{_LOST}", text.encode())


def check_losses(storage: Storage) -> Iterator[Finding]:
    """Tell of rows that an earlier repair could not save."""
    for file in files_under(storage, QUARANTINE):
        if file.path.rpartition("/")[2] != _LOST:
            continue
        folder = f"{QUARANTINE}/{file.path.rpartition('/')[0]}"
        for row in json.loads(bytes(storage.read(f"{QUARANTINE}/{file.path}"))):
            yield _finding(Loss(**row), folder)


def _finding(loss: Loss, folder: str) -> Finding:
    way = _WAYS.get(loss.table, "they cannot be made again")
    of = f" Articles: {', '.join(loss.articles)}." if loss.articles else ""
    return Finding(
        "rows_lost",
        loss.table,
        loss.path,
        f"{loss.rows:,} rows of generation {loss.generation} were lost ({loss.why}); {way}.{of} "
        f"Remove {folder} once that is settled",
        count=loss.rows,
    )
