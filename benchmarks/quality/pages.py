"""How well bodies, titles, authors and dates are read off real pages.

    python -m benchmarks.quality.pages DATA_DIR

DATA_DIR is the folder of the evaluation data (``pages/zyte-aeb`` and ``pages/fundus`` below it).
Body: token F1 on multisets of word tokens (Chinese, Japanese and Korean by character), an empty or missing
output scores 0, mean over pages. Pages are given with their address and nothing from a feed. One
half of the pages, chosen by a hash of their names, is kept aside: look at its pages' texts never,
at its figures rarely.
"""

import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality.halves import is_kept_aside
from schemas.articles import Article
from schemas.context import RunContext
from schemas.errors import RecordError
from schemas.feeds import FeedEntry, FetchTask, Page
from transforms.extraction.article import extract_article
from transforms.extraction.cleaning import agreement, tokens
from transforms.extraction.parsers import parse_html
from transforms.extraction.settings import ExtractionSettings

FETCHED_AT = datetime(2026, 11, 23, tzinfo=UTC)
"""After the youngest page of the sets."""

RUN = RunContext(run_id="benchmark", ingested_at=FETCHED_AT)


@dataclass(frozen=True)
class GoldPage:
    """A page and what is expected of it; None where the set does not say."""

    name: str
    url: str
    html: bytes
    body: str
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published_on: date | None = None

    @property
    def kept_aside(self) -> bool:
        """Tell whether the page is in the half that is not developed against."""
        return is_kept_aside(self.name)


@dataclass(frozen=True)
class Score:
    """One page's result; None where the set does not say what is right."""

    page: GoldPage
    body: float
    title: bool | None
    authors: bool | None
    published: bool | None
    code: str | None
    confidence: float
    cpu_s: float


def zyte(data_dir: Path) -> Iterator[GoldPage]:
    """Read the 181 pages of the article extraction benchmark."""
    folder = data_dir / "pages" / "zyte-aeb"
    for name, gold in sorted(json.loads((folder / "ground-truth.json").read_text()).items()):
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield GoldPage(name, gold["url"], html, gold["articleBody"])


def fundus(data_dir: Path) -> Iterator[GoldPage]:
    """Read the 258 pages of Fundus, each with the expectations that are its own."""
    for country in sorted((data_dir / "pages" / "fundus").iterdir()):
        if not country.is_dir():
            continue
        urls = json.loads((country / "meta.info").read_text())
        for path in sorted(country.glob("*.html.gz")):
            publisher = path.name.partition("_")[0]
            html = gzip.decompress(path.read_bytes())
            gold = _own_version(json.loads((country / f"{publisher}.json").read_text()), html)
            yield GoldPage(
                name=f"{country.name}/{path.name}",
                url=urls[path.name]["url"],
                html=html,
                body=_body(gold),
                title=gold.get("title"),
                authors=tuple(gold["authors"]) if gold.get("authors") else None,
                published_on=_day(gold.get("publishing_date")),
            )


def _own_version(versions: dict[str, dict[str, Any]], html: bytes) -> dict[str, Any]:
    """Return the version of the expectations of which the largest share stands on the page."""
    if len(versions) == 1:
        return next(iter(versions.values()))
    tree = parse_html(html.decode("utf-8", "replace"))
    on_page = tokens(" ".join(tree.itertext())) if tree is not None else Counter[str]()

    def share(gold: dict[str, Any]) -> float:
        expected = tokens(_body(gold))
        return (expected & on_page).total() / max(1, expected.total())

    return max(versions.values(), key=share)


def _body(gold: dict[str, Any]) -> str:
    body = gold.get("body") or {"summary": [], "sections": []}
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += section["headline"] + section["paragraphs"]
    return "\n\n".join(parts)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def as_page(gold: GoldPage) -> Page:
    """Return the page as the fetcher would, from a feed that carries the link only."""
    entry = FeedEntry(
        feed_url="https://feed.example/",
        entry_id=gold.name,
        url=gold.url,
        feed_title=None,
        title=None,
        summary=None,
        content=None,
        authors=[],
        tags=[],
        published_at=None,
        updated_at=None,
        image_url=None,
        language=None,
        fingerprint="",
        polled_at=FETCHED_AT,
    )
    task = FetchTask(entry_key="", entry=entry, attempt=1)
    return Page(task, gold.url, 200, "text/html", gold.html, None, FETCHED_AT)


def score(gold: GoldPage, settings: ExtractionSettings | None = None) -> Score:
    """Extract one page and compare."""
    started = time.thread_time()
    try:
        article = extract_article(as_page(gold), RUN, settings or ExtractionSettings())
        code = None
    except RecordError as error:
        article, code = None, error.code
    cpu_s = time.thread_time() - started
    return Score(
        page=gold,
        body=agreement(article.text, gold.body) if article else 0.0,
        title=_title_right(article, gold),
        authors=_authors_right(article, gold),
        published=_date_right(article, gold),
        code=code,
        confidence=article.extraction_confidence if article else 0.0,
        cpu_s=cpu_s,
    )


def _title_right(article: Article | None, gold: GoldPage) -> bool | None:
    if gold.title is None:
        return None
    return article is not None and _letters(article.title or "") == _letters(gold.title)


def _authors_right(article: Article | None, gold: GoldPage) -> bool | None:
    if gold.authors is None:
        return None
    found = {_letters(name) for name in article.authors} if article else set()
    return found == {_letters(name) for name in gold.authors}


def _date_right(article: Article | None, gold: GoldPage) -> bool | None:
    if gold.published_on is None:
        return None
    return article is not None and article.published_at.date() == gold.published_on


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def corpus_hash(pages: Iterable[GoldPage]) -> str:
    """Return 16 hex digits that change with any page or expectation."""
    digest = hashlib.sha256()
    for page in pages:
        expected = (page.name, page.body, page.title, page.authors, str(page.published_on))
        digest.update(page.html)
        digest.update(repr(expected).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:16]


def mean(values: Iterable[float | bool | None]) -> float:
    """Return the mean of what is known; NaN without anything."""
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")


def _row(name: str, scores: list[Score]) -> str:
    figures = (
        mean(s.body for s in scores),
        mean(s.title for s in scores),
        mean(s.authors for s in scores),
        mean(s.published for s in scores),
    )
    dead = sum(s.code is not None for s in scores)
    cells = " ".join(f"{figure:8.4f}" for figure in figures)
    slowest = max(s.cpu_s for s in scores)
    per_page = 1000 * mean(s.cpu_s for s in scores)
    return f"{name:22} {len(scores):5} {dead:4} {cells} {per_page:8.1f} {1000 * slowest:8.0f}"


def main(arguments: list[str]) -> int:
    """Print a table for both sets and their halves, the dead pages and the confidence."""
    if len(arguments) != 1 or not Path(arguments[0], "pages").is_dir():
        print("usage: python -m benchmarks.quality.pages DATA_DIR", file=sys.stderr)
        return 2
    data_dir, every = Path(arguments[0]), []
    print(f"{'set':22} pages dead     body    title  authors     date  cpu ms  slowest")
    for name, pages in (("zyte-aeb", list(zyte(data_dir))), ("fundus", list(fundus(data_dir)))):
        scores = [score(page) for page in pages]
        every += scores
        print(_row(name, scores))
        print(_row("  developed against", [s for s in scores if not s.page.kept_aside]))
        print(_row("  kept aside", [s for s in scores if s.page.kept_aside]))
        print(f"  corpus {corpus_hash(pages)}")
    for dead in (s for s in every if s.code):
        print(f"dead: {dead.page.name} {dead.code}")
    for low, high in ((0.0, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        some = [s for s in every if low <= s.confidence < high and not s.code]
        right = mean(s.body >= 0.9 for s in some)
        print(f"confidence {low:.2f} to {high:.2f}: {len(some):4} pages, right {right:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
