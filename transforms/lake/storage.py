"""Where a lake lies: one face over a local folder and an object store, by obstore.

Object stores are configured as their own tools are, by the environment (``AWS_ENDPOINT_URL``,
``AWS_REGION``, credentials …); obstore and deltalake read the same names.
"""

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import obstore
import pyarrow as pa
from obstore.exceptions import BaseError
from obstore.store import LocalStore
from pyarrow import fs

from transforms.lake.object_store import arrow_filesystem, delta_options, open_store, said

if TYPE_CHECKING:
    from obstore.store import ObjectStore

APP = "newsbeam"
"""Application id of our Delta transactions; their version is the generation."""


class LakeError(Exception):
    """The lake cannot be read or written as it should; the message says what to do."""


@dataclass(frozen=True)
class StoredFile:
    """A file as the store lists it.

    Attributes:
        path: relative to the lake.
        size: bytes.
        modified_at: aware UTC, by the clock of the store.
    """

    path: str
    size: int
    modified_at: datetime


@dataclass(frozen=True)
class Storage:
    """A lake by its address: a local path, or a URI such as ``s3://bucket/lake``.

    Paths given to the methods are relative to the lake and use forward slashes. What the store
    refuses is a ``LakeError`` that names the file; only a missing file is ``FileNotFoundError``.
    """

    uri: str

    @cached_property
    def _store(self) -> "ObjectStore":
        if self.is_local:
            # An empty folder is no partition: it goes with its last file.
            return LocalStore(self._folder, automatic_cleanup=True)
        try:
            return open_store(self.uri)
        except (BaseError, ValueError) as error:
            raise LakeError(f"{self.uri}: {said(error)}") from error

    @cached_property
    def _folder(self) -> Path:
        path = urlsplit(self.uri).path if self.uri.startswith("file://") else self.uri
        return Path(unquote(path) if self.uri.startswith("file://") else path).absolute()

    @property
    def is_local(self) -> bool:
        """Whether folders are real and a rename is atomic."""
        return not is_uri(self.uri) or self.uri.startswith("file://")

    def native_filesystem(self, folder: str) -> fs.FileSystem:
        """Return a folder as a filesystem of Arrow's own, for threads that cannot call Python."""
        if self.is_local:
            return fs.SubTreeFileSystem(self.path(folder), fs.LocalFileSystem())
        try:
            return arrow_filesystem(self.path(folder))
        except (pa.ArrowException, ValueError, OSError) as error:
            raise LakeError(f"{self.uri}: {said(error)}") from error

    def path(self, relative: str) -> str:
        """Return the full path or address of a file, for messages and local readers."""
        root = self._folder.as_posix() if self.is_local else self.uri.rstrip("/")
        return f"{root}/{relative}" if relative else root

    def table_uri(self, table: str) -> str:
        """Return the address by which Delta opens a table."""
        return self.path(table)

    @property
    def delta_options(self) -> dict[str, str] | None:
        """How deltalake asks an object store: as patient as the rest."""
        if self.is_local:
            return None
        try:
            return delta_options()
        except ValueError as error:
            raise LakeError(f"{self.uri}: {said(error)}") from error

    def exists(self, relative: str) -> bool:
        """Whether a file is there."""
        try:
            self.size(relative)
        except FileNotFoundError:
            return False
        return True

    def size(self, relative: str) -> int:
        """Return the size of a file in bytes; FileNotFoundError where there is none."""
        with self._told(relative):
            return int(obstore.head(self._store, relative)["size"])

    def list_files(self, prefix: str = "") -> Iterator[StoredFile]:
        """Yield the files below a folder, at any depth, in the order of the store."""
        if self.is_local and not (self._folder / prefix).is_dir():
            return
        with self._told(prefix, may_be_missing=False):
            for batch in obstore.list(self._store, prefix or None):
                for meta in batch:
                    yield StoredFile(meta["path"], int(meta["size"]), meta["last_modified"])

    def folders(self, prefix: str) -> list[str]:
        """Return the folders right below a folder, sorted, on a local disk the empty ones too."""
        if self.is_local:
            parent = self._folder / prefix
            found = parent.iterdir() if parent.is_dir() else ()
            return sorted(f"{prefix}/{p.name}" for p in found if p.is_dir())
        with self._told(prefix, may_be_missing=False):
            return sorted(obstore.list_with_delimiter(self._store, prefix)["common_prefixes"])

    def folder_times(self, folder: str) -> list[datetime]:
        """Return when folders were last changed: one and those in it; none in an object store."""
        if not self.is_local:
            return []
        times = []
        for place, _, _ in os.walk(self._folder / folder):
            with suppress(FileNotFoundError):  # another run has just removed it
                times.append(datetime.fromtimestamp(Path(place).stat().st_mtime, UTC))
        return times

    def move(self, source: str, target: str) -> None:
        """Move a file to its final name; already moved is no error.

        Raises:
            LakeError: the file is neither here nor there.
        """
        try:
            with self._told(source):
                obstore.rename(self._store, source, target)
        except FileNotFoundError:
            if not self.exists(target):
                raise LakeError(
                    f"{self.uri}: staged file {source} is gone and {target} is not there: "
                    "somebody removed files of a commit that was under way"
                ) from None

    def remove_file(self, relative: str) -> None:
        """Remove a file; one that is not there is no error."""
        try:
            with self._told(relative):
                obstore.delete(self._store, relative)
        except FileNotFoundError:
            return

    def remove_folder(self, relative: str) -> None:
        """Remove a folder with all that is in it; one that is not there is no error."""
        if self.is_local:
            # Listings leave out what a killed process was still writing.
            shutil.rmtree(self._folder / relative, ignore_errors=True)
            return
        for file in list(self.list_files(relative)):
            self.remove_file(file.path)

    def write(self, relative: str, content: bytes) -> None:
        """Write a file whole or not at all."""
        with self._told(relative, may_be_missing=False):
            if self.is_local:
                self._folder.mkdir(parents=True, exist_ok=True)
            obstore.put(self._store, relative, content)

    def read(self, relative: str) -> pa.Buffer:
        """Return the bytes of a file."""
        with self._told(relative):
            return pa.py_buffer(obstore.get(self._store, relative).bytes())

    @contextmanager
    def reading(self, relative: str) -> Iterator[IO[bytes]]:
        """Open a file of which only parts are wanted, such as the footer of a Parquet file."""
        with self._told(relative):
            yield cast("IO[bytes]", _Ranges(self._store, relative))

    def sha256(self, relative: str) -> str:
        """Return the SHA-256 of a file as it lies there, hex."""
        return hashlib.sha256(self.read(relative)).hexdigest()

    def require_writable(self) -> None:
        """Write and remove a small file, so that a run fails before it fetches, not after.

        Raises:
            LakeError: the lake cannot be written.
        """
        probe = f"_staging/probe-{uuid4().hex}/probe"  # runs may begin at the same time
        try:
            self.write(probe, b"newsbeam")
            self.remove_file(probe)
        except LakeError as error:
            raise LakeError(
                f"the lake {self.uri} cannot be written: {_cause(error)}. Set `lake` to a folder "
                "or bucket that you may write to"
            ) from error

    @contextmanager
    def _told(self, relative: str, *, may_be_missing: bool = True) -> Iterator[None]:
        """Turn what the store says into an error for people.

        To write or to list, nothing must be there before: what is missing then is the bucket.
        """
        try:
            yield
        except (BaseError, OSError) as error:
            if may_be_missing and isinstance(error, FileNotFoundError):
                raise
            raise LakeError(f"{self.path(relative)}: {said(error)}") from error


class _Ranges(io.RawIOBase):
    """A file of a store, of which only what is read is fetched."""

    def __init__(self, store: "ObjectStore", path: str) -> None:
        super().__init__()
        self._store = store
        self._path = path
        self._size = int(obstore.head(store, path)["size"])
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._size - self._at)
        length = left if size is None or size < 0 else min(size, left)
        if length == 0:
            return b""
        found = obstore.get_range(self._store, self._path, start=self._at, length=length)
        self._at += length
        return bytes(found)


def _cause(error: LakeError) -> str:
    return said(error.__cause__ or error)


def is_uri(lake: str) -> bool:
    """Whether the address of a lake is a URI rather than a local path."""
    return bool(urlsplit(lake).scheme) and "://" in lake
