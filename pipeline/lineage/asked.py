"""From what a user gives, an address or an id, to the article and the entries that led to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from pipeline.lineage.reading import LakeRows, among
from schemas.articles import Article
from schemas.errors import FetchError
from schemas.state import Seen
from transforms.urls import article_id, entry_key, normalise_url

MIN_PREFIX = 8
ID_CHARS = 32

_AFTER_HEX = "g"
"""Sorts behind every hex digit: a prefix with it is above all ids that begin so."""


class NotAsked(ValueError):  # noqa: N818 - says what was wrong with the question
    """What was given is neither an address nor an id, or could mean several articles."""


@dataclass(frozen=True)
class Found:
    """What a question leads to.

    Attributes:
        article_id: the article; None where there is none.
        seen: all rows that the state still has of the entries that led to it, oldest first.
        entry_keys: keys of these entries, and the key that an address would have.
        addresses: spellings by which rows may name it.
    """

    article_id: str | None
    seen: Sequence[Mapping[str, Any]]
    entry_keys: frozenset[str]
    addresses: frozenset[str]


def find_asked(rows: LakeRows, asked: str) -> Found:
    """Find the article that an address, an id or the beginning of an id means.

    Raises:
        NotAsked: it is none of these, or an id begins so in more than one way.
    """
    if "://" in asked:
        return _by_address(rows, asked)
    digits = asked.lower()
    if not re.fullmatch(rf"[0-9a-f]{{{MIN_PREFIX},{ID_CHARS}}}", digits):
        raise NotAsked(
            f"{asked!r} is neither an address (https://…) nor the id of an article: {ID_CHARS} hex "
            f"digits, or the first {MIN_PREFIX} or more of them"
        )
    return _with_entries(rows, _whole_id(rows, digits), frozenset(), frozenset())


def _by_address(rows: LakeRows, asked: str) -> Found:
    try:
        address = normalise_url(asked)
    except FetchError as error:
        raise NotAsked(str(error)) from error
    own_id, key = article_id(address), entry_key(address, "", "")
    seen = rows.find(Seen, among("article_id", [own_id]) | among("entry_key", [key]))
    led_to = [
        row["article_id"]
        for row in sorted(seen, key=lambda row: int(row["generation"]))
        if row["entry_key"] == key and row["article_id"]
    ]
    found = own_id if any(row["article_id"] == own_id for row in seen) else None
    found = found or (led_to[-1] if led_to else None)
    if not seen:
        found = _by_written_address(rows, {asked, address})
    return _with_entries(rows, found, frozenset({key}), frozenset({asked, address}))


def _by_written_address(rows: LakeRows, addresses: set[str]) -> str | None:
    """Look through all articles: the state forgets, and redirects end at other addresses."""
    wanted = among("canonical_url", addresses) | among("url", addresses)
    found = rows.find(Article, wanted, ["article_id", "fetched_at"])
    return max(found, key=lambda row: row["fetched_at"])["article_id"] if found else None


def _whole_id(rows: LakeRows, digits: str) -> str:
    """Return the only id that begins so; what was given where there is none."""
    if len(digits) == ID_CHARS:
        return digits
    own = pc.field("article_id")
    wanted = (own >= digits) & (own < digits + _AFTER_HEX)
    for record in (Seen, Article):  # the state is smaller, and the tables remember longer
        ids = sorted({row["article_id"] for row in rows.find(record, wanted, ["article_id"])})
        if len(ids) > 1:
            more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
            raise NotAsked(f"{digits} could be any of {', '.join(ids[:5])}{more}: give more digits")
        if ids:
            return str(ids[0])
    return digits


def _with_entries(
    rows: LakeRows, found: str | None, keys: frozenset[str], addresses: frozenset[str]
) -> Found:
    """Add the entries that led to the article, now or before, with their whole history."""
    if found is not None:
        led = rows.find(Seen, among("article_id", [found]), ["entry_key"])
        keys |= {row["entry_key"] for row in led}
    seen = sorted(rows.find(Seen, among("entry_key", keys)), key=lambda row: int(row["generation"]))
    addresses |= {row["url"] for row in seen if row["url"]}
    return Found(found, seen, keys, addresses)
