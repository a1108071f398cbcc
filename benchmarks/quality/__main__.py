"""All figures of quality in one go: ``python -m benchmarks.quality [DATA_DIR]`` (``make quality``)."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.quality import (
    calibration,
    entities,
    events,
    false_alarms,
    linking,
    offsets,
    pages,
    places,
    quotes,
    references,
    seed,
    status,
    times,
    world_names,
)
from benchmarks.quality.golden import report

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"

MEASURES: dict[str, Callable[[list[str]], int | None]] = {
    "Pages: body, title, authors, date": pages.main,
    "Seed: one article, development figures": seed.main,
    "Entities: names": entities.main,
    "Entities: names of all the world (own sentences)": world_names.main,
    "Entities: pronouns and descriptions (own texts)": references.main,
    "Entities: Wikidata ids": linking.main,
    "Places": places.main,
    "Times": times.main,
    "Quotes": quotes.main,
    "Events": events.main,
    "False alarms of conflict (own sentences)": false_alarms.main,
    "Status and attribution of events": status.main,
    "Golden articles: our own, all figures": report.main,
    "Confidence of events: how many are right": calibration.main,
    "Offsets: every text through all of annotate": offsets.main,
}


def main(arguments: list[str]) -> int:
    """Print every measure under its heading; return 2 where the data is missing."""
    data = Path(arguments[0] if arguments else os.environ.get("NEWSBEAM_DATA", BESIDE))
    if not data.is_dir():
        print(f"no evaluation data at {data}: set NEWSBEAM_DATA to its folder", file=sys.stderr)
        return 2
    for title, measure in MEASURES.items():
        print(f"\n## {title}\n", flush=True)
        measure([str(data)])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
