"""What a repair works with: the lake, its quarantine, and what it has done so far."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pyarrow as pa

from schemas.accounts import CommittedFile
from transforms.lake.files import REPLACES, REWRITE, stage_table
from transforms.lake.rewriting import certified, partition_of
from transforms.lake.storage import Storage
from transforms.lake.verification.losses import Loss, new_quarantine
from transforms.lake.verification.places import footer_of, generation_in


@dataclass
class Bench:
    """A repair under way.

    Attributes:
        storage: the lake.
        now: when the repair began.
        quarantine: folder of what it moves away.
        done: what it did, in words.
        losses: rows that it could not save.
    """

    storage: Storage
    now: datetime
    quarantine: str = ""
    done: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Give the quarantine its name; the folder is made with the first file."""
        self.quarantine = self.quarantine or new_quarantine(self.now)

    def put_away(self, path: str) -> None:
        """Move a file into quarantine; one that is not there is no error."""
        if self.storage.exists(path):
            self.storage.move(path, f"{self.quarantine}/{path}")

    def say(self, what: str) -> None:
        """Note what was done."""
        self.done.append(what)


def as_it_lies(storage: Storage, table: str, path: str) -> CommittedFile:
    """Return what a record would say of a file, read from the file itself.

    Raises:
        OSError, pyarrow.ArrowException: it cannot be read.
    """
    whole = f"{table}/{path}"
    rows = footer_of(storage, whole).num_rows
    return CommittedFile(table, "", path, rows, storage.size(whole), storage.sha256(whole))


def write_rewritten(
    storage: Storage, table: str, rows: pa.Table, sources: Sequence[str]
) -> CommittedFile:
    """Write the rows that stay of some files of one partition, under a name that certifies them.

    Args:
        storage: the lake.
        table: its name.
        rows: what the new file holds.
        sources: the files it stands for, relative to the table.
    """
    name = uuid4().hex
    metadata = {REPLACES: json.dumps(list(sources)), REWRITE: name}
    partition = partition_of(table, sources[0])
    staged = stage_table(storage, f"_staging/repair-{name}", table, partition, 0, rows, metadata)
    file = certified(staged, max(generation_in(path) or 0 for path in sources))
    storage.move(file.staged, f"{table}/{file.path}")
    return file
