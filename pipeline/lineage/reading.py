"""Rows of a lake by filter, read from no more files than the filter needs."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.dataset import Dataset

from schemas.arrow import arrow_schema
from schemas.columns import facts_of
from transforms.lake.log import dataset_of
from transforms.lake.storage import LakeError, Storage

PATH = "__filename"
"""Arrow's column for the file that holds a row, relative to the table."""


class LakeRows:
    """The tables of a lake, each opened when it is first asked for and as it was then."""

    def __init__(self, storage: Storage) -> None:
        """Take the lake; nothing is read yet."""
        self.storage = storage
        self._dataset = cache(self._open)

    def _open(self, table: str) -> Dataset:
        return dataset_of(self.storage, table)

    def find(
        self, record: type, wanted: pc.Expression, columns: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows of a table that fit a filter.

        Files are skipped by partition and by the statistics of the Delta log.

        Args:
            record: the table.
            wanted: the filter.
            columns: which columns, ``PATH`` among them if need be; all of the table without.

        Raises:
            LakeError: a file is missing or broken.
        """
        table, names = facts_of(record).name, list(columns or arrow_schema(record).names)
        try:
            found = self._dataset(table).to_table(columns=names, filter=wanted)
        except (OSError, pa.ArrowException) as error:
            raise LakeError(f"{self.storage.uri}: table {table} cannot be read: {error}") from error
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows


def among(column: str, values: Collection[Any]) -> pc.Expression:
    """Return the filter that a column has one of some values; no value: no row fits."""
    return pc.field(column).isin(sorted(values)) if values else pc.scalar(False)
