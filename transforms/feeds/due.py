"""DueFeeds: which feeds are asked in this commit, and what is remembered of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam

from schemas.context import RunContext
from transforms.feeds.polling import FeedSpec, is_due, trusted
from transforms.feeds.schedule import PollSettings
from transforms.lake.commit import Snapshot, generation_of_window
from transforms.lake.known import known_at
from transforms.lake.panes import POLLS
from transforms.lake.state import read_feed_states
from transforms.lake.storage import Storage
from transforms.windows import run_in


@dataclass
class DueFeeds(beam.PTransform):
    """Give the feeds that are due, with their state as of the run's generation.

    Attributes:
        feeds: the feeds as configured, without state.
        lake: address of the lake.
        settings: how often feeds are asked.
        run: the run; its launch is the time by which a feed is due. In a stream it is the time when
            the step asks, since a window may be worked long after its end.
        enough: so many new entries wait already that no feed need be asked.
    """

    feeds: Sequence[FeedSpec]
    lake: str
    settings: PollSettings
    run: RunContext
    enough: int

    def expand(self, pcoll: beam.PCollection[Snapshot]) -> beam.PCollection[FeedSpec]:
        """Read the feeds' state and keep those whose time has come."""
        return pcoll | "KeepDue" >> beam.ParDo(
            _KeepDue(list(self.feeds), self.lake, self.settings, self.run, self.enough)
        )


class _KeepDue(beam.DoFn):
    def __init__(
        self, feeds: list[FeedSpec], lake: str, settings: PollSettings, run: RunContext, enough: int
    ) -> None:
        self._feeds = feeds
        self._lake = lake
        self._settings = settings
        self._run = run
        self._enough = enough

    def process(self, element: Snapshot, window: Any = beam.DoFn.WindowParam) -> Iterator[FeedSpec]:
        run = run_in(self._run, window)
        if run.stream is None:
            now = run.ingested_at
        elif generation_of_window(Storage(self._lake), run, POLLS) is None:
            # Polls have times of their own, after the window's end.
            now = max(run.ingested_at, datetime.now(UTC))
        else:  # the window is played again, and its polls are in the lake
            return
        known = known_at(self._lake, element.generation)
        if known.pending.count("new") >= self._enough:
            return
        states = read_feed_states(Storage(self._lake), element.generation)
        for feed in self._feeds:
            state = trusted(states.get(feed.name), now)
            if not known.blocked.covers(feed.place) and is_due(state, now, self._settings):
                yield replace(feed, state=state, generation=element.generation)
