"""A disk that is full: a small tmpfs, with little room left when the victim starts."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Self

from benchmarks.chaos.command import SAYS, newsbeam
from benchmarks.chaos.series import Ground, Struck

DISK_MIB = 64
_SAID_CHARS = 160


class NoDiskError(Exception):
    """There is no small disk to fill here; the message says what to do."""


@dataclass(frozen=True)
class SmallDisk:
    """A small file system of its own, mounted at a folder."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that can be written."""
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize

    def fill(self, leave: int) -> None:
        """Leave so many bytes free."""
        with self._filler.open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, self.free - leave))

    def make_room(self) -> None:
        """Take the filling away."""
        self._filler.unlink(missing_ok=True)

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk at a folder.

    Raises:
        NoDiskError: this user may not mount one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "chaos", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoDiskError(
            f"no small disk can be mounted: {done.stderr.strip()}. Run as root, or under "
            "`unshare --user --map-root-user --mount`, or without disk rounds: --disk 0"
        )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass(frozen=True)
class FullDisk:
    """A run that has too little room.

    Attributes:
        disk: where the lake lies.
        room: bytes that are left.
    """

    disk: SmallDisk
    room: int
    kind = "with the disk full"

    def strike(self, ground: Ground) -> Struck:
        """Run with little room; it is hit where it could not do its work."""
        self.disk.fill(self.room)
        ended = newsbeam("run", ground.config).end()
        said = ended.message.removeprefix(SAYS).replace(f"{ground.lake}/", "")[:_SAID_CHARS]
        return Struck(f"{self.room >> 10} KiB left on the disk: {said}", ended.code != 0, ended)

    def heal(self) -> None:
        """Make room."""
        self.disk.make_room()

    def harder(self, random: Random) -> Self:
        """Leave less room."""
        return replace(self, room=int(self.room * random.random()))
