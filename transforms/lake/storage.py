"""Where a lake lies: one face over a local folder and an object store."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
from pyarrow import fs

APP = "newsbeam"
"""Application id of our Delta transactions; their version is the generation."""


class LakeError(Exception):
    """The lake cannot be read or written as it should; the message says what to do."""


@dataclass(frozen=True)
class Storage:
    """A lake by its address: a local path, or a URI such as ``s3://bucket/lake``.

    Paths given to the methods are relative to the lake and use forward slashes.
    """

    uri: str

    @cached_property
    def _root(self) -> tuple[fs.FileSystem, str]:
        if "://" in self.uri:
            filesystem, path = fs.FileSystem.from_uri(self.uri)
            return filesystem, path.rstrip("/")
        return fs.LocalFileSystem(), Path(self.uri).absolute().as_posix()

    @property
    def filesystem(self) -> fs.FileSystem:
        """The filesystem that the lake lies on."""
        return self._root[0]

    @property
    def is_local(self) -> bool:
        """Whether folders are real and a rename is atomic."""
        return isinstance(self.filesystem, fs.LocalFileSystem)

    def path(self, relative: str) -> str:
        """Return the path on the lake's filesystem."""
        return f"{self._root[1]}/{relative}" if relative else self._root[1]

    def table_uri(self, table: str) -> str:
        """Return the address by which Delta opens a table."""
        return self.path(table) if self.is_local else f"{self.uri.rstrip('/')}/{table}"

    def exists(self, relative: str) -> bool:
        """Whether a file or folder is there."""
        return bool(self.filesystem.get_file_info(self.path(relative)).type != fs.FileType.NotFound)

    def size(self, relative: str) -> int:
        """Return the size of a file in bytes."""
        return int(self.filesystem.get_file_info(self.path(relative)).size)

    def move(self, source: str, target: str) -> None:
        """Move a file to its final name; already moved is no error.

        Raises:
            LakeError: the file is neither here nor there.
        """
        if not self.exists(source):
            if self.exists(target):
                return
            raise LakeError(
                f"{self.uri}: staged file {source} is gone and {target} is not there: "
                "somebody removed files of a commit that was under way"
            )
        self._make_parent(target)
        self.filesystem.move(self.path(source), self.path(target))

    def remove_file(self, relative: str) -> None:
        """Remove a file."""
        self.filesystem.delete_file(self.path(relative))

    def remove_folder(self, relative: str) -> None:
        """Remove a folder with all that is in it; one that is not there is no error."""
        if self.exists(relative):
            self.filesystem.delete_dir(self.path(relative))

    @contextmanager
    def writing(self, relative: str) -> Iterator[Any]:
        """Open a file for writing; its folders are made."""
        self._make_parent(relative)
        with self.filesystem.open_output_stream(self.path(relative)) as sink:
            yield sink

    def read(self, relative: str) -> pa.Buffer:
        """Return the bytes of a file."""
        with self.filesystem.open_input_file(self.path(relative)) as source:
            return source.read_buffer()

    def sha256(self, relative: str) -> str:
        """Return the SHA-256 of a file as it lies there, hex."""
        return hashlib.sha256(self.read(relative)).hexdigest()

    def require_writable(self) -> None:
        """Write and remove a small file, so that a run fails before it fetches, not after.

        Raises:
            LakeError: the lake cannot be written.
        """
        probe = f"_staging/.writable-{uuid4().hex}"  # runs may begin at the same time
        try:
            with self.writing(probe) as sink:
                sink.write(b"newsbeam")
            self.remove_file(probe)
        except (OSError, pa.ArrowException) as error:
            raise LakeError(
                f"the lake {self.uri} cannot be written: {error}. Set `lake` to a folder or bucket "
                "that you may write to"
            ) from error

    def _make_parent(self, relative: str) -> None:
        if self.is_local and "/" in relative:
            self.filesystem.create_dir(self.path(relative.rsplit("/", 1)[0]), recursive=True)


def is_uri(lake: str) -> bool:
    """Whether the address of a lake is a URI rather than a local path."""
    return bool(urlsplit(lake).scheme) and "://" in lake
