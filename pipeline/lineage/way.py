"""The way of an article from a feed's poll to rows, as `newsbeam trace` tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Headline:
    """What the newest revision says of the article itself."""

    article_id: str
    canonical_url: str
    title: str | None
    publisher: str | None
    language: str | None
    published_at: datetime
    published_date: date
    revision: int


@dataclass(frozen=True)
class Settled:
    """One time at which an entry's page was settled: the run, and what came of it.

    ``fetched_at`` is the launch of that run; ``fetch_count`` counts the times from 1.
    """

    generation: int
    run_id: str | None
    fetched_at: datetime | None
    fetch_count: int
    article_id: str | None
    revision: int | None
    code: str | None


@dataclass(frozen=True)
class EntryWay:
    """An entry that led to the article, as its newest row in the state has it.

    Attributes:
        entry_key, url: the entry.
        fingerprints: by feed, what the feed showed last.
        article_id, revision, code: what it leads to now.
        first_seen_at, last_in_feed_at, fetched_at, fetch_count: see ``_state/seen``.
        as_of_generation: who wrote that row.
        settled: the times that the state still knows; older ones go when state is compacted.
    """

    entry_key: str
    url: str | None
    fingerprints: Mapping[str, str]
    article_id: str | None
    revision: int | None
    code: str | None
    first_seen_at: datetime
    last_in_feed_at: datetime
    fetched_at: datetime | None
    fetch_count: int
    as_of_generation: int
    settled: Sequence[Settled]


@dataclass(frozen=True)
class Change:
    """A column that differs from the revision before; of a text: its size and what is new in it."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RevisionWay:
    """A text of the article and the commit that brought it.

    ``generation`` and ``committed_at`` are null where the run made several commits and nothing
    tells any more which of them it was.
    """

    revision: int
    run_id: str
    generation: int | None
    committed_at: datetime | None
    fetched_at: datetime
    url: str
    title: str | None
    published_at: datetime
    published_at_source: str
    published_at_conflict: str | None
    modified_at: datetime | None
    text_source: str
    text_sha256: str
    word_count: int
    changed: Sequence[Change]


@dataclass(frozen=True)
class RowsInFile:
    """How many rows of one revision a file holds; ``generation`` is the newest one in the file."""

    table: str
    revision: int
    rows: int
    path: str
    generation: int | None


@dataclass(frozen=True)
class SharedBy:
    """Another article of the same story."""

    article_id: str
    publisher: str | None
    canonical_url: str
    published_at: datetime


@dataclass(frozen=True)
class Story:
    """The story of an article and the others that tell it."""

    story_id: str
    shared_by: Sequence[SharedBy]


@dataclass(frozen=True)
class Waiting:
    """An entry that waits, and why; ``held_by_run`` does not try it again itself."""

    entry_key: str
    url: str | None
    feed_url: str
    entry_id: str
    polled_at: datetime
    reason: str
    attempt: int
    due_at: datetime
    held_by_run: str | None
    as_of_generation: int


@dataclass(frozen=True)
class MadeBy:
    """What a run that wrote rows of the article was made with."""

    run_id: str
    launched_at: datetime
    versions: Mapping[str, str]
    config_hash: str


@dataclass(frozen=True)
class Trace:
    """All that a lake has of an article, or of an address that has not become one.

    Attributes:
        asked: what the user gave.
        article: null where there is none yet.
        entries, polls, revisions, files, dead_letters, waiting, runs: each in the order of time;
            polls and dead letters are rows of their tables.
        story: null without an article.
    """

    asked: str
    article: Headline | None
    entries: Sequence[EntryWay]
    polls: Sequence[Mapping[str, Any]]
    revisions: Sequence[RevisionWay]
    files: Sequence[RowsInFile]
    story: Story | None
    dead_letters: Sequence[Mapping[str, Any]]
    waiting: Sequence[Waiting]
    runs: Sequence[MadeBy]

    @property
    def found(self) -> bool:
        """Whether the lake has anything at all of what was asked."""
        return bool(self.article or self.entries or self.dead_letters or self.waiting)
