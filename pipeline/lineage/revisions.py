"""The texts of an article: which commit brought each, what changed, which files hold its rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pyarrow.compute as pc

from pipeline.lineage.reading import PATH, LakeRows, among
from pipeline.lineage.way import Change, RevisionWay, RowsInFile
from schemas.articles import Article
from schemas.columns import RUN_COLUMNS, facts_of
from schemas.entities import Entity
from schemas.events import Event
from schemas.quotes import Quote

OF_ARTICLES: tuple[type, ...] = (Article, Entity, Event, Quote)
"""The tables that hold rows of an article."""

_COMPARED = (
    "title", "authors", "description", "publisher", "language", "published_at",
    "published_at_source", "modified_at", "canonical_url", "url", "text_source", "paywalled",
    "tdm_reserved", "image_url", "tags",
)  # fmt: skip

_KEPT = tuple(
    name
    for name in Article.__dataclass_fields__
    if name not in (*RUN_COLUMNS, "text") or name in ("run_id", "fetched_at", "story_id")
)

_GENERATION = re.compile(r"(?:^|/)part-(\d{8,})-[^/]*$")


def article_rows(rows: LakeRows, article_id: str, days: set[date]) -> list[dict[str, Any]]:
    """Return the rows of an article without their texts, by revision.

    Args:
        rows: the lake.
        article_id: the article.
        days: its partition as far as the state knows it; all are looked through without.
    """
    names = [*_KEPT, PATH]
    found: list[dict[str, Any]] = []
    if days:
        found = rows.find(Article, _of(article_id, days), names)
    if not found:
        found = rows.find(Article, among("article_id", [article_id]), names)
    return sorted(found, key=lambda row: int(row["revision"]))


def revision_ways(
    rows: LakeRows,
    articles: Sequence[Mapping[str, Any]],
    seen: Sequence[Mapping[str, Any]],
    commits: Sequence[Mapping[str, Any]],
) -> list[RevisionWay]:
    """Say of each revision what brought it and what changed.

    Args:
        rows: the lake.
        articles: rows of one article, by revision.
        seen: what the state has of its entries.
        commits: those of the runs that wrote the rows.
    """
    texts = _texts(rows, articles) if len(articles) > 1 else {}
    changes = {
        later["revision"]: _changes(earlier, later, texts) for earlier, later in pairwise(articles)
    }
    names = RevisionWay.__dataclass_fields__
    ways = []
    for row in articles:
        commit = _commit_of(row, seen, commits)
        own = {name: row[name] for name in names if name in row}
        own["generation"] = commit["generation"] if commit else None
        own["committed_at"] = commit["committed_at"] if commit else None
        ways.append(RevisionWay(**own, changed=changes.get(row["revision"], [])))
    return ways


def files_of(rows: LakeRows, article_id: str, days: set[date]) -> list[RowsInFile]:
    """Return which files hold the rows of an article, and how many."""
    found = []
    for record in OF_ARTICLES:
        held = rows.find(record, _of(article_id, days), ["revision", PATH])
        counted = Counter((row["revision"], row[PATH]) for row in held)
        found += [
            RowsInFile(facts_of(record).name, revision, count, path, _generation_in(path))
            for (revision, path), count in sorted(counted.items())
        ]
    return found


def _of(article_id: str, days: set[date]) -> pc.Expression:
    return among("published_date", days) & among("article_id", [article_id])


def _generation_in(path: str) -> int | None:
    match = _GENERATION.search(path)
    return int(match[1]) if match else None


def _commit_of(
    row: Mapping[str, Any],
    seen: Sequence[Mapping[str, Any]],
    commits: Sequence[Mapping[str, Any]],
) -> Mapping[str, Any] | None:
    """Return the commit that wrote a row: by its file, by the state, else the only one that can.

    A compacted file has another name than the commit gave, and holds rows of many commits.
    """
    own = [commit for commit in commits if commit["run_id"] == row["run_id"]]
    folder = row[PATH].rpartition("/")[0]
    told = {
        state["generation"]
        for state in seen
        if (state["article_id"], state["revision"]) == (row["article_id"], row["revision"])
    }
    ways = (
        [commit for commit in own if row[PATH] in _article_files(commit)],
        [commit for commit in own if commit["generation"] in told],
        [c for c in own if any(f.rpartition("/")[0] == folder for f in _article_files(c))],
    )
    return next((found[0] for found in ways if len(found) == 1), None)


def _article_files(commit: Mapping[str, Any]) -> set[str]:
    return {file["path"] for file in commit["files"] if file["table"] == "articles"}


def _texts(rows: LakeRows, articles: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    first = articles[0]
    wanted = _of(first["article_id"], {row["published_date"] for row in articles})
    return {
        row["revision"]: row["text"] for row in rows.find(Article, wanted, ["revision", "text"])
    }


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], texts: Mapping[int, str]
) -> list[Change]:
    changed = [
        Change(name, before[name], after[name]) for name in _COMPARED if before[name] != after[name]
    ]
    new = _new_paragraphs(texts[before["revision"]], texts[after["revision"]])
    size = f"{before['word_count']:,} words", f"{after['word_count']:,} words, {new}"
    return [*changed, Change("text", *size)]


def _new_paragraphs(before: str, after: str) -> str:
    old, now = before.split("\n\n"), after.split("\n\n")
    blocks = SequenceMatcher(None, old, now, autojunk=False).get_matching_blocks()
    new = len(now) - sum(block.size for block in blocks)
    return f"{new} of {len(now)} paragraphs new or changed"
