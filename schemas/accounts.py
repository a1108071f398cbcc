"""The pipeline's own accounts: dead letters, feed polls and runs."""

from dataclasses import dataclass

from schemas.columns import (
    Day,
    Int32,
    Int64,
    TableFacts,
    Timestamp,
    column,
    ingested_at_column,
    run_date_column,
    run_id_column,
    table,
)

POLL_OUTCOMES = ("ok", "not_modified", "unchanged", "moved", "gone", "throttled", "error")


@table(
    TableFacts(
        name="dead_letters", partition="run_date", sort=("occurred_at", "step", "key", "code")
    )
)
@dataclass(frozen=True)
class DeadLetter:
    """One row for each record that a step could not use."""

    step: str = column("the step that gave it up")
    key: str = column("which record: an address, an entry's id, a document's id")
    code: str = column("why; see the list of codes")
    detail: str = column("why, in words, with the value that was wrong")
    url: str | None = column("address to try again")
    feed_url: str | None = column("the feed that named it")
    entry_id: str | None = column("the feed's own id for its entry")
    raw_file: str | None = column("archive file that holds the response as fetched")
    raw_offset: Int64 | None = column("byte offset of its record in `raw_file`")
    attempt: Int32 = column("how often this record has been tried, this time included")
    resolved_by_run: str | None = column("the run that succeeded later; set by a later row")
    occurred_at: Timestamp = column("when it was given up")
    run_date: Day = run_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()


@table(TableFacts(name="feed_polls", partition="run_date", sort=("polled_at", "feed_url")))
@dataclass(frozen=True)
class FeedPoll:
    """One row for each time a feed was asked."""

    feed_url: str = column("the feed as configured")
    polled_at: Timestamp = column("when it was asked")
    next_due_at: Timestamp = column("when it is due again")
    outcome: str = column("what came of it", values=POLL_OUTCOMES)
    http_status: Int32 | None = column("status of the last answer; null without one")
    entry_count: Int32 = column("entries in the body")
    new_count: Int32 = column("entries not seen before, or changed since")
    bytes: Int64 = column("size of the body, decompressed")
    duration_ms: Int32 = column("whole exchange, milliseconds")
    code: str | None = column("error code where the poll failed; see the list of codes")
    run_date: Day = run_date_column()
    run_id: str = run_id_column()
    ingested_at: Timestamp = ingested_at_column()


@dataclass(frozen=True)
class CommittedFile:
    """A data file that a commit added."""

    table: str = column("table it belongs to")
    staged: str = column("where it was written, relative to the lake")
    path: str = column("where it lies since the commit, relative to the table")
    rows: Int64 = column("number of rows")
    bytes: Int64 = column("size of the file")
    sha256: str = column("SHA-256 of the file, hex")


@table(TableFacts(name="runs", key=("generation",), sort=("generation",)))
@dataclass(frozen=True)
class Run:
    """One row for each commit; its append is the one atomic point of the commit."""

    generation: Int64 = column("1, 2, 3 … without gaps")
    commit_id: str = column("of the attempt, by which a retried bundle knows its own work")
    run_id: str = run_id_column()
    committed_at: Timestamp = column("when the commit was made")
    stream: str | None = column("name of the engine stream, if one wrote it")
    window_end: Timestamp | None = column("end of the stream's window")
    pane: Int32 | None = column("number of the pane in that window")
    files: list[CommittedFile] = column("the data files of this generation")
    counters: dict[str, Int64] = column(
        "in, ok, known, dead by step: `FetchPages.ok` → 24. Of articles that are new and at most 24 "
        "hours old, seconds from `published_at` (or `fetched_at`, without a date) to the commit: "
        "`freshness_s.p50`, `freshness_s.p95`, `freshness_s.max`; older ones only count in "
        "`freshness_s.left_out`, corrections nowhere"
    )
    versions: dict[str, str] = column("newsbeam, schemas, models and tables by name")
    config_hash: str = column("SHA-256 of the configuration, secrets left out, hex")
    ingested_at: Timestamp = ingested_at_column()
