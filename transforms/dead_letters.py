"""From an error to its dead letter."""

from datetime import UTC, datetime

from schemas.accounts import DeadLetter
from schemas.context import RunContext
from schemas.errors import PassingError, RecordError
from schemas.feeds import Failure, FetchTask

MAX_DETAIL_CHARS = 2_000
"""Parsers quote the input in their messages; the table does not need all of it."""


def dead_letter(
    step: str,
    key: str,
    error: RecordError,
    run: RunContext,
    *,
    url: str | None = None,
    feed_url: str | None = None,
    entry_id: str | None = None,
    attempt: int = 1,
    now: datetime | None = None,
) -> DeadLetter:
    """Say in a row what a step could not use, and why."""
    return DeadLetter(
        step=step,
        key=key,
        code=error.code,
        # A parser may quote half a surrogate pair, which no table can hold.
        detail=error.detail[:MAX_DETAIL_CHARS].encode("utf-8", "backslashreplace").decode(),
        url=url,
        feed_url=feed_url,
        entry_id=entry_id,
        raw_file=None,
        raw_offset=None,
        attempt=attempt,
        resolved_by_run=None,
        occurred_at=now or datetime.now(UTC),
        run_date=run.ingested_at.date(),
        run_id=run.run_id,
        ingested_at=run.ingested_at,
    )


def failure(step: str, task: FetchTask, error: RecordError, run: RunContext) -> Failure:
    """Say which task a step gave up, and whether it is worth another try in a later run."""
    letter = dead_letter(
        step,
        key=task.entry.url or task.entry.entry_id,
        error=error,
        run=run,
        url=task.entry.url,
        feed_url=task.entry.feed_url,
        entry_id=task.entry.entry_id,
        attempt=task.attempt,
    )
    return Failure(task=task, letter=letter, passing=isinstance(error, PassingError))
