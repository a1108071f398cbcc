"""Every text of the evaluation data, whatever it was made for, with its day where that is known."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.quality.entities import corpora
from benchmarks.quality.events import read_pairs


@dataclass(frozen=True)
class AnyText:
    """A text and where it comes from."""

    source: str
    name: str
    text: str
    title: str | None = None


def all_texts(data_dir: Path) -> Iterator[AnyText]:
    """Yield all texts: the seed, quotes, places, names, links, times and events."""
    with (data_dir / "seed" / "article.txt").open(encoding="utf-8", newline="") as file:
        yield AnyText("seed", "article", file.read())
    for path in sorted((data_dir / "quotes" / "text").glob("*.txt")):
        yield AnyText("quotes", path.stem, path.read_text("utf-8"))
    for name in ("lgl", "GeoVirus"):
        yield from _places(data_dir / "places" / f"{name}.xml.gz", name)
    for name, documents in corpora(data_dir).items():
        yield from (AnyText(name, d.name, d.text) for d in documents)
    for name in ("reuters-128", "rss-500"):
        lines = (data_dir / "entities" / f"{name}.benchmark.jsonl").read_text("utf-8").splitlines()
        yield from (AnyText(name, str(d["id"]), d["text"]) for d in map(json.loads, lines))
    expressions = (data_dir / "times" / "expressions.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(expressions):
        yield AnyText("times", str(number), json.loads(line)["text"])
    for pair in read_pairs(data_dir / "events" / "plover_pairs.tsv"):
        yield AnyText("events", pair.sentence_id, pair.text)


def _places(path: Path, source: str) -> Iterator[AnyText]:
    root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
    for number, article in enumerate(root.iter("article")):
        text, title = article.findtext("text") or "", article.findtext("title")
        yield AnyText(source, article.get("docid") or str(number), text, title)
