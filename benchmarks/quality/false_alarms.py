"""False alarms on our own sentences: ``python -m benchmarks.quality.false_alarms [DATA_DIR]``.

In ``tests/events/data/no_conflict.yaml`` words of conflict tell no event of material conflict (quad
class 4): sport, markets, courts, metaphor, cooking, health, history, fiction. A text that gives such
an event all the same is a false alarm; under ``hypothetical`` only one that is told as a fact. The
texts were written before the coder was run on them and are halved by a hash: look at the open half's
alarms (``--errors``), never at the other's.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.quality.events import MODEL, SEED_DATE, code
from benchmarks.quality.halves import is_kept_aside
from transforms.language.document import open_pipeline
from transforms.language.events import FoundEvent

TEXTS = Path(__file__).resolve().parents[2] / "tests" / "events" / "data" / "no_conflict.yaml"
MATERIAL_CONFLICT = 4
HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True)
class Reading:
    """What a text of some field of life was coded as: ``alarms`` are triggers of conflict."""

    field: str
    text: str
    alarms: list[str]

    @property
    def kept_aside(self) -> bool:
        """Half of the texts, the same on every machine."""
        return is_kept_aside(self.text)


def read_texts(path: Path = TEXTS) -> list[tuple[str, str]]:
    """Read the texts, each with its field of life."""
    fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(field, text) for field, texts in fields.items() for text in texts]


def read_all(coded: Callable[[list[str]], Iterable[list[FoundEvent]]]) -> list[Reading]:
    """Code every text; ``coded`` gives the events of each."""
    listed = read_texts()
    found = coded([text for _, text in listed])
    return [
        Reading(field, text, conflicts(events, told_as_fact=field == HYPOTHETICAL))
        for (field, text), events in zip(listed, found, strict=True)
    ]


def conflicts(events: Iterable[FoundEvent], told_as_fact: bool = False) -> list[str]:
    """Return the triggers of material conflict, all or only those of events told as facts."""
    return [
        e.trigger
        for e in events
        if e.quad_class == MATERIAL_CONFLICT
        and (not told_as_fact or (e.certainty == "actual" and e.polarity == "affirmed"))
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print how many texts give a false alarm by half; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", help="not needed: the texts are our own")
    parser.add_argument("--errors", action="store_true", help="list the alarms of the open half")
    options = parser.parse_args(arguments)
    nlp = open_pipeline(MODEL)
    readings = read_all(lambda texts: (events for events, _ in code(nlp, texts, SEED_DATE)))
    for half, aside in (("open half", False), ("kept aside", True)):
        of_half = [r for r in readings if r.kept_aside == aside]
        false = sum(bool(r.alarms) for r in of_half)
        print(f"false alarms, {half}: {false / len(of_half):.3f}  {false} of {len(of_half)}")
    if options.errors:
        for one in readings:
            if one.alarms and not one.kept_aside:
                print(f"{one.field}: {one.text} → {one.alarms}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
