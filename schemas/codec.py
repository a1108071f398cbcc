"""The strict codec between records and rows. What does not fit its table raises ``SchemaError``."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pyarrow as pa

from schemas.arrow import arrow_type, split_optional
from schemas.columns import spans_of
from schemas.errors import SchemaError

R = TypeVar("R")

_INT_BITS = {pa.int8(): 8, pa.int32(): 32, pa.int64(): 64}


@dataclass(frozen=True)
class _Column:
    """One field, ready to be checked: its annotation without None, Arrow type, closed values."""

    name: str
    annotation: Any
    nullable: bool
    arrow: pa.DataType
    values: tuple[str, ...]


@cache
def _columns(record: type) -> tuple[_Column, ...]:
    hints = get_type_hints(record, include_extras=True)
    out = []
    for f in fields(record):
        annotation, nullable = split_optional(hints[f.name])
        values = f.metadata.get("values", ())
        out.append(_Column(f.name, annotation, nullable, arrow_type(annotation), values))
    return tuple(out)


def to_row(record: Any) -> dict[str, Any]:
    """Turn a record into a row of plain values, every one of them checked.

    Raises:
        SchemaError: null in a required field, wrong type, naive datetime, a value outside its
            column, a span that is none.
    """
    return _struct_to_row(record, type(record).__name__)


def from_row(cls: type[R], row: Mapping[str, Any]) -> R:
    """Build a record from a row; every key must be there and none may be unknown.

    Raises:
        SchemaError: as ``to_row``, and for an unknown or a missing key.
    """
    record = _struct_from_row(cls, row, cls.__name__)
    to_row(record)
    return record


def check_offsets(record: Any, text: str) -> None:
    """Check that every span of a record, at any depth, lies in the text and quotes it.

    Raises:
        SchemaError: ``offset_out_of_range`` or ``offset_text_mismatch``.
    """
    name = type(record).__name__
    for declared in spans_of(type(record)):
        start, end = getattr(record, declared.start), getattr(record, declared.end)
        if start is None and end is None:
            continue
        if not 0 <= start < end <= len(text):
            raise SchemaError(
                "offset_out_of_range",
                f"{name}.{declared.start}, {declared.end}: [{start}:{end}] of {len(text)} characters",
            )
        quoted = getattr(record, declared.text) if declared.text else None
        if declared.text and quoted != text[start:end]:
            raise SchemaError(
                "offset_text_mismatch",
                f"{name}.{declared.text}: {quoted!r}, the text has {text[start:end]!r} "
                f"at [{start}:{end}]",
            )
    for child in _structs_in(record):
        check_offsets(child, text)


def _structs_in(record: Any) -> Iterable[Any]:
    for f in fields(record):
        value = getattr(record, f.name)
        if is_dataclass(value):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if is_dataclass(item))


def _struct_to_row(record: Any, where: str) -> dict[str, Any]:
    kind: type = type(record)
    row = {}
    for c in _columns(kind):
        value, here = getattr(record, c.name), f"{where}.{c.name}"
        if value is None and not c.nullable:
            raise SchemaError("null_field", f"{here}: null in a required field")
        row[c.name] = None if value is None else _value_to_row(value, c.annotation, c.arrow, here)
        if c.values and value is not None and value not in c.values:
            raise SchemaError(
                "value_not_allowed", f"{here}: {value!r} is not one of {', '.join(c.values)}"
            )
    for declared in spans_of(kind):
        _check_span(row[declared.start], row[declared.end], where)
    return row


def _check_span(start: int | None, end: int | None, where: str) -> None:
    if start is None and end is None:
        return
    if start is None or end is None or not 0 <= start < end:
        raise SchemaError("offset_out_of_range", f"{where}: [{start}:{end}] is no stretch of text")


def _value_to_row(value: Any, annotation: Any, arrow: pa.DataType, where: str) -> Any:
    if get_origin(annotation) is list:
        _expect(isinstance(value, list), value, "a list", where)
        (item,) = get_args(annotation)
        kind = arrow.value_type
        return [_value_to_row(v, item, kind, f"{where}[{i}]") for i, v in enumerate(value)]
    if get_origin(annotation) is dict:
        _expect(isinstance(value, dict), value, "a mapping", where)
        kind = arrow.item_type
        item = get_args(annotation)[1]
        return {str(k): _value_to_row(v, item, kind, f"{where}[{k}]") for k, v in value.items()}
    if is_dataclass(annotation) and isinstance(annotation, type):
        _expect(isinstance(value, annotation), value, annotation.__name__, where)
        return _struct_to_row(value, where)
    return _scalar(value, arrow, where)


def _scalar(value: Any, arrow: pa.DataType, where: str) -> Any:
    if pa.types.is_string(arrow):
        _expect(isinstance(value, str), value, "a string", where)
        return _encodable(value, where)
    if pa.types.is_boolean(arrow):
        _expect(isinstance(value, bool), value, "true or false", where)
    elif pa.types.is_integer(arrow):
        _expect(isinstance(value, int) and not isinstance(value, bool), value, "an integer", where)
        if not -(1 << _INT_BITS[arrow] - 1) <= value < 1 << _INT_BITS[arrow] - 1:
            raise SchemaError("out_of_range", f"{where}: {value} does not fit {arrow}")
    elif pa.types.is_floating(arrow):
        _expect(isinstance(value, int | float), value, "a number", where)
        if not math.isfinite(value):
            raise SchemaError("out_of_range", f"{where}: {value} is no finite number")
    elif pa.types.is_timestamp(arrow):
        return _instant(value, where)
    elif pa.types.is_date(arrow):
        _expect(isinstance(value, date) and not isinstance(value, datetime), value, "a date", where)
    return value


def _encodable(value: str, where: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SchemaError(
            "wrong_type", f"{where}: half a surrogate pair at {error.start} is no Unicode text"
        ) from None
    return value


def _instant(value: Any, where: str) -> datetime:
    _expect(isinstance(value, datetime), value, "a time", where)
    assert isinstance(value, datetime)
    if value.tzinfo is None:
        raise SchemaError("naive_datetime", f"{where}: {value} has no zone; write aware UTC times")
    return value.astimezone(UTC)


def _expect(holds: bool, value: Any, wanted: str, where: str) -> None:
    if not holds:
        raise SchemaError(
            "wrong_type", f"{where}: expected {wanted}, got {type(value).__name__} {value!r:.80}"
        )


def _struct_from_row(cls: type[R], row: Any, where: str) -> R:
    _expect(isinstance(row, Mapping), row, "a mapping", where)
    kind: type = cls
    columns = {c.name: c for c in _columns(kind)}
    if unknown := [k for k in row if k not in columns]:
        raise SchemaError("unknown_field", f"{where}: no field {', '.join(map(repr, unknown))}")
    if missing := [k for k in columns if k not in row]:
        raise SchemaError("missing_field", f"{where}: {', '.join(missing)} missing")
    values = {k: _value_from_row(row[k], c.annotation, f"{where}.{k}") for k, c in columns.items()}
    return cls(**values)


def _value_from_row(value: Any, annotation: Any, where: str) -> Any:
    if value is None:
        return None
    if get_origin(annotation) is list and isinstance(value, list):
        (item,) = get_args(annotation)
        return [_value_from_row(v, item, f"{where}[{i}]") for i, v in enumerate(value)]
    if get_origin(annotation) is dict and isinstance(value, list | dict):
        return dict(value)  # Arrow gives a map as a list of pairs
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _struct_from_row(annotation, value, where)
    return value
