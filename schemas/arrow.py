"""From a record's declaration to its Arrow schema."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from schemas.columns import facts_of

_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    bytes: pa.binary(),
}


def split_optional(annotation: Any) -> tuple[Any, bool]:
    """Return the annotation without ``None`` and whether null is allowed."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    rest = [a for a in get_args(annotation) if a is not NoneType]
    if len(rest) != 1:
        raise TypeError(f"a column has one type, or one and None: {annotation}")
    return rest[0], True


def arrow_type(annotation: Any) -> pa.DataType:
    """Return the Arrow type of an annotation without None; TypeError for one that has none."""
    if get_origin(annotation) is Annotated:
        declared = get_args(annotation)[1]
        if isinstance(declared, pa.DataType):
            return declared
    if get_origin(annotation) is list:
        (item,) = get_args(annotation)
        return pa.list_(pa.field("element", arrow_type(item), nullable=False))
    if get_origin(annotation) is dict:
        key, value = get_args(annotation)
        return pa.map_(arrow_type(key), pa.field("value", arrow_type(value), nullable=False))
    if is_dataclass(annotation) and isinstance(annotation, type):
        return pa.struct(list(arrow_fields(annotation)))
    if annotation in (datetime, date):
        raise TypeError(f"write Timestamp or Day instead of {annotation.__name__}: units matter")
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    raise TypeError(f"no Arrow type for {annotation!r}")


@cache
def arrow_fields(record: type) -> tuple[pa.Field, ...]:
    """Return the fields of a record or struct, in order, with their docs in the metadata."""
    hints = get_type_hints(record, include_extras=True)
    out = []
    for f in fields(record):
        annotation, nullable = split_optional(hints[f.name])
        doc = {"doc": f.metadata["doc"]} if "doc" in f.metadata else None
        out.append(pa.field(f.name, arrow_type(annotation), nullable=nullable, metadata=doc))
    return tuple(out)


@cache
def arrow_schema(record: type) -> pa.Schema:
    """Return the schema of a table, partition column included.

    Its metadata names the table and its version; every field carries its meaning as ``doc``.
    """
    facts = facts_of(record)
    metadata = {"newsbeam.table": facts.name, "newsbeam.version": facts.version}
    return pa.schema(list(arrow_fields(record)), metadata=metadata)


@cache
def file_schema(record: type) -> pa.Schema:
    """Return the schema of a data file: the partition column lies in the path, not in the file."""
    schema, partition = arrow_schema(record), facts_of(record).partition
    return schema if partition is None else schema.remove(schema.get_field_index(partition))
