"""State of the lake: what is seen, when feeds are due, what is pending, texts by signature.

State tables are appended to, one set of rows a generation: the newest row of a key holds.
"""

from dataclasses import dataclass

from schemas.columns import Day, Int32, Int64, TableFacts, Timestamp, column, table


def generation_column() -> int:
    """Generation of the lake that wrote the row."""
    generation: int = column("generation that wrote this row; the newest row of a key holds")
    return generation


@dataclass(frozen=True)
class EntryFingerprint:
    """What a feed said of an article when it was last looked at."""

    feed_url: str = column("the feed")
    fingerprint: str = column("hash of the entry's title, dates and content")


@table(TableFacts(name="_state/seen", key=("entry_key",), sort=("entry_key",)))
@dataclass(frozen=True)
class Seen:
    """One row for each entry that a commit has settled.

    Older rows of an entry are the history of the articles it led to before.
    """

    entry_key: str = column("hash of the entry's normalised link, else of feed and entry id")
    url: str | None = column("the entry's link, normalised")
    fingerprints: list[EntryFingerprint] = column(
        "by feed: a changed one is a reason to look again"
    )
    article_id: str | None = column("the article it became; null for a dead letter")
    revision: Int32 | None = column("newest revision of that article")
    text_sha256: list[str] = column("hash of every text the article has had, oldest first")
    published_date: Day | None = column("partition of the article")
    code: str | None = column("error code where the entry ended as a dead letter")
    first_seen_at: Timestamp = column("when a feed first showed the entry")
    last_in_feed_at: Timestamp = column("when a feed's parsed body last showed it")
    fetched_at: Timestamp | None = column("when the page was last fetched")
    fetch_count: Int32 = column("how many times the page was settled")
    generation: Int64 = generation_column()


@table(TableFacts(name="_state/feeds", version="1.1", key=("feed_url",), sort=("feed_url",)))
@dataclass(frozen=True)
class FeedState:
    """What is remembered of a feed between two polls."""

    feed_url: str = column("the feed as configured")
    address: str = column("where it is asked now: it may have moved for good")
    moved_to: str | None = column("a permanent redirect seen once and not yet believed")
    etag: str | None = column("ETag of the last body, byte for byte")
    last_modified: str | None = column("Last-Modified of the last body, byte for byte")
    body_sha256: str | None = column("hash of the last body")
    interval_s: Int32 = column("current adaptive interval, seconds")
    next_due_at: Timestamp = column("when it is due again")
    polled_at: Timestamp = column("when it was asked last")
    failures: Int32 = column("polls in a row that failed")
    retired: bool = column("answered 410: no longer asked")
    generation: Int64 = generation_column()
    parsed_at: Timestamp | None = column("when its body was last parsed; its entries are of then")


@table(TableFacts(name="_state/pending", key=("entry_key",), sort=("entry_key",)))
@dataclass(frozen=True)
class PendingEntry:
    """An entry that waits: not yet taken, to be tried again, or to be looked at again later."""

    entry_key: str = column("as in `_state/seen`")
    entry: str | None = column("the entry as JSON; null: it waits no longer")
    reason: str = column(
        "new: over the size of one commit; retry: failed in passing; refetch: may have changed",
        values=("new", "retry", "refetch"),
    )
    attempt: Int32 = column("which try this will be")
    due_at: Timestamp = column("not before this time")
    held_by_run: str | None = column("the run in which it failed, which does not try it again")
    generation: Int64 = generation_column()


@table(TableFacts(name="_state/signatures", key=("article_id",), sort=("published_at",)))
@dataclass(frozen=True)
class Signature:
    """MinHash signature of an article's text, by which near-duplicates are found."""

    article_id: str = column("the article")
    story_id: str = column("the story it belongs to")
    published_at: Timestamp = column("candidates lie within 7 days of each other")
    minhash: list[Int64] = column("minimum hash values of the text's word 5-grams")
    generation: Int64 = generation_column()


@table(TableFacts(name="_state/blocked", key=("target_sha256",), sort=("target_sha256",)))
@dataclass(frozen=True)
class Blocked:
    """An address or a host that was taken down and is not taken up again; known by its hash only."""

    target_sha256: str = column("SHA-256 of the normalised address, or of the host's name, hex")
    kind: str = column("what the hash stands for", values=("url", "host"))
    is_blocked: bool = column("false: taken up again from then on")
    changed_at: Timestamp = column("when that was decided")
    generation: Int64 = generation_column()
