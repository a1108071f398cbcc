"""Rewriting data files: the same rows in fewer files, or all rows but some.

Before the log changes, a note under ``_replaced/`` names the files that come and those that go.
Whatever happens to the process then, ``transforms.lake.leftovers`` finds by it what to remove.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable

from schemas.accounts import CommittedFile
from schemas.arrow import file_schema
from schemas.tables import TABLES
from transforms.lake.files import REPLACES, REWRITE, StagedFile, partition_folder, stage_table
from transforms.lake.log import Refused, generation_of, partition_values, replace_files
from transforms.lake.storage import LakeError, Storage

NOTES = "_replaced"


@dataclass(frozen=True)
class Note:
    """What a rewrite leaves behind, whether it came to its end or not.

    Attributes:
        name: the rewrite's own.
        table: the table.
        removed: files that go, relative to the table.
        added: files that come.
    """

    name: str
    table: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def note_path(note: Note) -> str:
    """Return where a note lies, relative to the lake."""
    return f"{NOTES}/{note.name}.json"


def read_rows(
    storage: Storage, table: str, paths: Sequence[str], where: pc.Expression | None = None
) -> pa.Table:
    """Return the rows of data files in the table's present schema, without the partition column.

    Columns that an older version of the schema did not have are null. With ``where``, other rows
    are left out.

    Raises:
        LakeError: a file cannot be read.
    """
    schema = file_schema(TABLES[table])
    parts = []
    for path in paths:
        part = _read(storage, f"{table}/{path}", None, where)
        for f in schema:
            if f.name not in part.schema.names:
                part = part.append_column(f, pa.nulls(part.num_rows, f.type))
        columns = [_fitting(part[f.name], f.type) for f in schema]
        parts.append(pa.table(columns, schema=schema))
    return pa.concat_tables(parts)


def _fitting(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Return a column as it must be to be written.

    Under a null struct, Arrow has null for fields that may not be null, which the writer of Parquet
    refuses.
    """
    if not pa.types.is_struct(kind) or column.null_count == 0:
        return column.cast(kind)
    structs = column.combine_chunks()
    fields = [
        child if f.nullable else child.fill_null(pa.scalar("" if f.type == pa.string() else 0))
        for f, child in zip(kind, (structs.field(f.name) for f in kind), strict=True)
    ]
    cast = [child.cast(f.type) for f, child in zip(kind, fields, strict=True)]
    made = pa.StructArray.from_arrays(cast, fields=list(kind), mask=structs.is_null())
    return pa.chunked_array([made])


def read_columns(storage: Storage, table: str, path: str, columns: Sequence[str]) -> pa.Table:
    """Return some columns of a data file; LakeError for one that cannot be read."""
    return _read(storage, f"{table}/{path}", columns, None)


def _read(
    storage: Storage, name: str, columns: Sequence[str] | None, where: pc.Expression | None
) -> pa.Table:
    try:
        with storage.reading(name) as source:
            return pq.read_table(source, columns=columns, filters=where)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(
            f"{storage.uri}: {name} cannot be read: {error}. newsbeam verify says more"
        ) from error


def rewrite(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    removed: Sequence[str],
    replacements: Iterable[tuple[str | None, pa.Table]],
    *,
    data_change: bool,
) -> Note:
    """Put new files in the place of others, in one commit of the table.

    Args:
        storage: the lake.
        handle: the version of the table that the rewrite was planned on.
        table: the table.
        removed: files of that version.
        replacements: partition value and rows of each new file.
        data_change: False where the rows are the same.

    Returns:
        What lies there for nothing from now on; ``leftovers`` removes it after a grace.

    Raises:
        Refused: somebody else committed to the table meanwhile; nothing has changed.
    """
    name = uuid4().hex
    staging = staging_of(name)
    # The name of its own keeps two rewrites of the same rows from making a file of the same name.
    metadata = {REPLACES: json.dumps(list(removed)), REWRITE: name}
    try:
        staged = [
            stage_table(storage, staging, table, partition, number, rows, metadata)
            for number, (partition, rows) in enumerate(replacements)
            if rows.num_rows
        ]
        added = [certified(f, generation_of(handle)) for f in staged]
        note = Note(name, table, tuple(removed), tuple(f.path for f in added))
        storage.write(note_path(note), json.dumps(asdict(note)).encode())
        _put_in_place(storage, handle, table, removed, added, data_change)
    except FileNotFoundError as error:
        raise Refused(str(error)) from error  # so slow that its files were cleared away
    finally:
        storage.remove_folder(staging)
    return note


def _put_in_place(
    storage: Storage,
    handle: DeltaTable,
    table: str,
    removed: Sequence[str],
    added: Sequence[CommittedFile],
    data_change: bool,
) -> None:
    for f in added:
        try:
            storage.move(f.staged, f"{table}/{f.path}")
        except LakeError as error:
            if storage.exists(f.staged):
                raise
            raise Refused(str(error)) from error  # the same
    replace_files(storage, handle, table, removed, added, data_change=data_change)


def staging_of(name: str) -> str:
    """Return where a rewrite writes its files first, relative to the lake."""
    return f"_staging/rewrite-{name}"


def certified(staged: StagedFile, generation: int) -> CommittedFile:
    """Give a file its final name, by its own checksum: no record of a run has it."""
    folder = partition_folder(staged.table, staged.partition)
    return CommittedFile(
        table=staged.table,
        staged=staged.staged,
        path=f"{folder}part-{generation:08d}-{staged.sha256[:32]}.parquet",
        rows=staged.rows,
        bytes=staged.bytes,
        sha256=staged.sha256,
    )


def partition_of(table: str, path: str) -> str | None:
    """Return the partition value in a file's path, None for a table without partitions."""
    return next(iter(partition_values(table, path).values()), None)
