"""FetchPages: from entries to pages, host by host."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.context import RunContext
from schemas.errors import EntryError, FetchError, PassingError, RecordError
from schemas.feeds import Failure, FetchTask, Page
from transforms.dead_letters import failure
from transforms.fetching.polite import PoliteFetcher
from transforms.fetching.responses import Response, tdm_reserved
from transforms.fetching.settings import FetchSettings
from transforms.fetching.targets import host_key
from transforms.side_by_side import SideBySide
from transforms.windows import run_in

STEP = "FetchPages"

MIN_STAND_IN_WORDS = 100
"""Words of a feed's text from which on it can stand in for the page; below, it is a teaser."""

MAX_ATTEMPTS = 4
"""Tries, over as many runs, after which a passing error counts as permanent."""

NO_STATUS = 0
"""``Page.status`` where no server answered."""


class Fetched(NamedTuple):
    """What comes out of FetchPages."""

    ok: beam.PCollection[Page]
    dead: beam.PCollection[Failure]


def page_of(task: FetchTask, response: Response, duration_ms: int = 0) -> Page:
    """Return the page that a response holds, and how long it took to get it."""
    return Page(
        task=task,
        url=response.url,
        status=response.status,
        content_type=response.headers.get("content-type"),
        body=response.body,
        tdm_reserved=tdm_reserved(response.headers),
        fetched_at=response.fetched_at,
        duration_ms=duration_ms,
    )


def stand_in(task: FetchTask, error: RecordError, now: datetime) -> Page | None:
    """Return the feed's own text in place of a page that could not be had; None where it cannot.

    It has to be a whole text, unless the entry has no page at all, and the error has to be one
    that another try will not mend. An address that is not public gives nothing away.
    """
    if not _may_stand_in(task, error):
        return None
    return Page(
        task=task,
        url=task.entry.url or "",
        status=(error.status if isinstance(error, FetchError) else None) or NO_STATUS,
        content_type=None,
        body=b"",
        tdm_reserved=None,
        fetched_at=now,
        unavailable=error.code,
    )


def _may_stand_in(task: FetchTask, error: RecordError) -> bool:
    content = task.entry.content
    if not content or error.code == "address_not_public":
        return False
    if error.code == "entry_without_link":
        return True
    if isinstance(error, PassingError) and task.attempt < MAX_ATTEMPTS:
        return False
    return len(content.split()) >= MIN_STAND_IN_WORDS


@dataclass
class FetchPages(beam.PTransform):
    """PCollection[FetchTask] → Fetched: each task becomes a page or a failure.

    Pages leave after the shuffle, so a step that follows at once works on them one by one and
    none is ever written down.
    """

    settings: FetchSettings
    run: RunContext

    def __post_init__(self) -> None:
        """Let Beam set up its side of the object."""
        super().__init__()

    @beam.typehints.no_annotations
    def expand(self, tasks: beam.PCollection[FetchTask]) -> Fetched:
        """Group by host, fetch the hosts side by side."""
        outputs = (
            tasks
            | "KeyByHost" >> beam.Map(_keyed)
            | "GroupByHost" >> beam.GroupByKey()
            | "Fetch" >> beam.ParDo(_Fetch(self.settings, self.run)).with_outputs("dead", main="ok")
        )
        return Fetched(ok=outputs.ok, dead=outputs.dead)


def _keyed(task: FetchTask) -> tuple[str, FetchTask]:
    return (host_key(task.entry.url) if task.entry.url else "", task)


class _Fetch(SideBySide):
    """Fetches the pages of each host in the order of their keys."""

    def __init__(self, settings: FetchSettings, run: RunContext) -> None:
        super().__init__(max_keys=settings.parallel_hosts)
        self._settings = settings
        self._run = run

    def setup(self) -> None:
        super().setup()
        self._fetcher = PoliteFetcher(self._settings)

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "_fetcher"):
            self._fetcher.close()

    def in_order(self, tasks: Iterable[FetchTask]) -> list[FetchTask]:
        return sorted(tasks, key=lambda task: task.entry_key)

    def work(self, key: str, task: FetchTask, window: Any) -> Iterator[Page]:  # noqa: ARG002
        if task.entry.url is None:
            raise EntryError("entry_without_link", "the entry has no link to a page")
        begun = time.perf_counter()
        response = self._fetcher.fetch(task.entry.url)
        yield page_of(task, response, round(1_000 * (time.perf_counter() - begun)))

    def failed(
        self,
        key: str,  # noqa: ARG002
        task: FetchTask,
        error: RecordError,
        window: Any,
    ) -> Iterator[Any]:
        page = stand_in(task, error, datetime.now(UTC))
        if page:
            yield page
        else:
            yield TaggedOutput("dead", failure(STEP, task, error, run_in(self._run, window)))
