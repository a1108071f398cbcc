"""PollFeeds: from feeds to entries, host by host."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.accounts import DeadLetter, FeedPoll
from schemas.context import RunContext
from schemas.errors import RecordError
from schemas.feeds import ShownEntry
from schemas.state import FeedState
from transforms.feeds.asking import FeedResponse, PollRows, poll_feed
from transforms.feeds.polling import FeedSpec
from transforms.feeds.schedule import PollSettings
from transforms.fetching.polite import PoliteFetcher, manners_of
from transforms.fetching.settings import FetchSettings
from transforms.fetching.targets import host_key
from transforms.side_by_side import SideBySide
from transforms.windows import run_in

MAX_WAITING = 2_000
"""Results that may wait for the next step: entries are small, a feed has up to 2,000 of them."""


class Polled(NamedTuple):
    """What comes out of PollFeeds.

    ``polls`` and ``states`` have exactly one row for each feed asked, failed or not. ``dead`` has
    a letter for each failed poll (``step`` PollFeeds) and for each entry that cannot be used
    (``step`` ReadEntries; all entries beyond the limit of a feed share one). ``found`` has a number
    for each feed, so that for ReadEntries: sum of ``found`` = ``entries`` + letters.
    """

    entries: beam.PCollection[ShownEntry]
    polls: beam.PCollection[FeedPoll]
    states: beam.PCollection[FeedState]
    dead: beam.PCollection[DeadLetter]
    found: beam.PCollection[int]


@dataclass
class PollFeeds(beam.PTransform):
    """PCollection[FeedSpec] → Polled: each feed given is asked once, due or not.

    The feeds of a host are asked one after the other, hosts side by side. robots.txt is not asked:
    who puts a feed into the configuration asks for it by name.
    """

    poll_settings: PollSettings
    fetch_settings: FetchSettings
    run: RunContext

    def __post_init__(self) -> None:
        """Let Beam set up its side of the object."""
        super().__init__()

    def expand(self, specs: beam.PCollection[FeedSpec]) -> Polled:
        """Group by host, ask the hosts side by side."""
        ask = _Ask(self.poll_settings, self.fetch_settings, self.run)
        outputs = (
            specs
            | "KeyByHost" >> beam.Map(_keyed)
            | "GroupByHost" >> beam.GroupByKey()
            | "Ask" >> beam.ParDo(ask).with_outputs(*_SIDE_OUTPUTS, main="entries")
        )
        return Polled(outputs.entries, *(outputs[tag] for tag in _SIDE_OUTPUTS))


_SIDE_OUTPUTS = ("polls", "states", "dead", "found")


def _keyed(spec: FeedSpec) -> tuple[str, FeedSpec]:
    return (host_key(spec.place), spec)


def _outputs(rows: PollRows, generation: int) -> Iterator[Any]:
    yield from (ShownEntry(entry, generation) for entry in rows.entries)
    yield TaggedOutput("polls", rows.poll)
    yield TaggedOutput("states", rows.state)
    yield TaggedOutput("found", rows.found)
    yield from (TaggedOutput("dead", letter) for letter in rows.dead)


class _Ask(SideBySide):
    """Asks the feeds of each host in the order of their addresses."""

    def __init__(
        self, poll_settings: PollSettings, fetch_settings: FetchSettings, run: RunContext
    ) -> None:
        super().__init__(fetch_settings.parallel_hosts, MAX_WAITING)
        self._poll_settings = poll_settings
        self._fetch_settings = fetch_settings
        self._run = run

    def setup(self) -> None:
        super().setup()
        # Another time cap, but the same memory of hosts: a pause counts for feeds and pages alike.
        settings = replace(self._fetch_settings, timeout_s=self._poll_settings.timeout_s)
        self._fetcher = PoliteFetcher(settings, manners=manners_of(self._fetch_settings))

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "_fetcher"):
            self._fetcher.close()

    def in_order(self, tasks: Iterable[FeedSpec]) -> list[FeedSpec]:
        return sorted(tasks, key=lambda spec: spec.feed_url)

    def work(self, key: str, task: FeedSpec, window: Any) -> Iterator[Any]:  # noqa: ARG002
        run = run_in(self._run, window)
        rows = poll_feed(task, self._fetch, self._poll_settings, run, _now)
        return _outputs(rows, task.generation)

    def failed(
        self,
        key: str,  # noqa: ARG002
        task: FeedSpec,  # noqa: ARG002
        error: RecordError,
        window: Any,  # noqa: ARG002
    ) -> Iterator[Any]:
        raise AssertionError(f"poll_feed lets no RecordError out, but: {error.code}") from error

    def _fetch(self, address: str, headers: dict[str, str]) -> FeedResponse:
        return self._fetcher.fetch(
            address,
            headers=headers,
            obey_robots=False,
            max_body_bytes=self._poll_settings.max_body_bytes,
        )


def _now() -> datetime:
    return datetime.now(UTC)
