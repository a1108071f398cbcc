"""The data dictionary: `python -m schemas.dictionary` writes docs/data-dictionary.md."""

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from schemas.arrow import arrow_fields, split_optional
from schemas.columns import RUN_COLUMNS, facts_of
from schemas.errors import CODES
from schemas.generated import write_or_check
from schemas.tables import PUBLIC, STATE

PATH = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"

_HEAD = """# Data dictionary

Made from `schemas/` by `make docs`; do not edit. Text offsets count Unicode code points of
`articles.text` of the same `article_id` and `revision`: `text[start:end]` is always the quoted
text. Times are UTC. Unknown is null, never an empty string, zero or 1970. Columns marked * belong
to one run and may differ between two runs over the same input.
"""


def dictionary() -> str:
    """Return the whole data dictionary as Markdown."""
    parts = [_HEAD]
    for title, tables in (("Tables", PUBLIC), ("State tables", STATE)):
        parts.append(f"## {title}\n")
        parts.extend("\n".join(_table(t)) + "\n" for t in tables)
    parts.append("## Codes of dead letters and failed polls\n")
    parts.append("| code | meaning |\n| --- | --- |")
    parts.extend(f"| {code} | {meaning} |" for code, meaning in CODES.items())
    return "\n".join(parts) + "\n"


def _table(record: type) -> Iterator[str]:
    facts = facts_of(record)
    yield f"### {facts.name}\n"
    yield f"{(record.__doc__ or '').strip()}\n"
    facts_line = [f"Version {facts.version}"]
    if facts.key:
        facts_line.append(f"key {', '.join(facts.key)}")
    facts_line.append(f"partition {facts.partition}" if facts.partition else "not partitioned")
    yield "; ".join(facts_line) + ".\n"
    yield "| column | type | null | meaning |"
    yield "| --- | --- | --- | --- |"
    yield from _rows(record, "")


def _rows(record: type, prefix: str) -> Iterator[str]:
    hints = get_type_hints(record, include_extras=True)
    for f, arrow in zip(fields(record), arrow_fields(record), strict=True):
        mark = "*" if f.name in RUN_COLUMNS and not prefix else ""
        null = "yes" if arrow.nullable else ""
        yield f"| {prefix}{f.name}{mark} | {_type(arrow.type)} | {null} | {_meaning(f)} |"
        if struct := _struct_of(hints[f.name]):
            inner = "[]." if get_origin(split_optional(hints[f.name])[0]) is list else "."
            yield from _rows(struct, f"{prefix}{f.name}{inner}")


def _meaning(f: Any) -> str:
    values = f.metadata["values"]
    listed = f" One of: {', '.join(values)}." if values else ""
    return f"{f.metadata['doc']}.{listed}".replace("|", "\\|")


def _struct_of(annotation: Any) -> type | None:
    bare, _ = split_optional(annotation)
    if get_origin(bare) is list:
        (bare,) = get_args(bare)
    return bare if is_dataclass(bare) and isinstance(bare, type) else None


def _type(arrow: pa.DataType) -> str:
    if pa.types.is_list(arrow):
        return f"list<{_type(arrow.value_type)}>"
    if pa.types.is_map(arrow):
        return f"map<{_type(arrow.key_type)}, {_type(arrow.item_type)}>"
    if pa.types.is_struct(arrow):
        return "struct"
    return str(arrow)


if __name__ == "__main__":
    sys.exit(write_or_check(PATH, dictionary()))
