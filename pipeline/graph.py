"""The graph of one commit: from feeds to tables, the same on every runner."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.typehints import disable_type_annotations

from schemas.accounts import FeedPoll
from schemas.context import RunContext
from schemas.state import FeedState
from transforms.accounting import CountRecords
from transforms.extraction.settings import ExtractionSettings
from transforms.extraction.step import ExtractArticles
from transforms.feeds.due import DueFeeds
from transforms.feeds.polling import FeedSpec, settle
from transforms.feeds.schedule import PollSettings
from transforms.feeds.step import PollFeeds
from transforms.fetching.settings import FetchSettings
from transforms.fetching.step import FetchPages
from transforms.lake.commit import Committed
from transforms.lake.panes import ARTICLES, POLLS
from transforms.lake.steps import (
    BeginRun,
    BeginWindow,
    CommitPlan,
    CommitRun,
    ReadAgain,
    WriteTables,
)
from transforms.language.settings import LexiconFile
from transforms.language.step import Annotate
from transforms.metrics import spread
from transforms.outcomes import RememberFailures
from transforms.revisions import AssignRevisions
from transforms.selection.step import HoldNew, SelectNew, TakeSlice
from transforms.stories import AssignStories
from transforms.ticks import Ticks


@dataclass(frozen=True)
class IngestPlan:
    """All that one commit's graph is told; building it reads nothing but this.

    Attributes:
        lake: address of the lake.
        run: the run.
        commit: identity and staging of the commit.
        feeds: the feeds; empty in later commits of a run, which only go on with what waits.
        polling, fetch, extraction: settings of the steps.
        models: spaCy pipeline by language code.
        lexicon: the user's own entries for events.
        max_articles: size of the commit.
        max_age_days: older entries are left out; None: none is dropped for its age.
        refetch_after_s: ages at which a page is looked at again.
    """

    lake: str
    run: RunContext
    commit: CommitPlan
    feeds: tuple[FeedSpec, ...]
    polling: PollSettings
    fetch: FetchSettings
    extraction: ExtractionSettings
    models: dict[str, str]
    max_articles: int
    max_age_days: float | None = None
    refetch_after_s: tuple[float, ...] = ()
    lexicon: tuple[LexiconFile, ...] = ()


@dataclass
class _Gathered:
    """What the steps leave for the commit: rows by table, state rows, counts."""

    rows: list[Any] = field(default_factory=list)
    state: list[Any] = field(default_factory=list)
    counts: list[Any] = field(default_factory=list)

    def count(self, name: str, pcoll: Any, weighted: bool = False) -> None:
        """Count a PCollection under "Step.fate"."""
        label = "Count" + name.replace(".", " ").title().replace(" ", "")
        self.counts.append(pcoll | label >> CountRecords(name, weighted))


class Polls(NamedTuple):
    """Polls and states of feeds, once it is known how many of their entries were new."""

    polls: Any
    states: Any


def build(pipeline: beam.Pipeline, plan: IngestPlan) -> beam.PCollection[Committed]:
    """Wire the graph of one commit; nothing is read or written before it runs."""
    # Our annotations are for mypy; Beam does not know named outputs and warns at each of them.
    disable_type_annotations()
    gathered = _Gathered()
    begun = pipeline | "BeginRun" >> BeginRun(plan.lake)
    new = _poll(begun, plan, gathered)
    _ingest(begun, new, plan, gathered)
    return _commit(begun, plan, gathered, "CommitRun")


def build_stream(
    pipeline: beam.Pipeline, plan: IngestPlan, window_s: int, windows: int | None = None
) -> beam.PCollection[Committed]:
    """Wire the graph of a stream: the steps of ``build`` in windows, with two commits each.

    What the feeds showed is committed before it is acted on: the entries wait, and the second
    half takes them from there, as a run does with what an earlier one left.

    Args:
        pipeline: where the graph is built.
        plan: its run names the stream, its commit is the last one of a window.
        window_s: length of a window, seconds.
        windows: end when so many have passed; None: never.
    """
    disable_type_annotations()
    ticks = pipeline | "Ticks" >> Ticks(plan.lake, plan.run, window_s, windows)
    begun = ticks | "BeginWindow" >> BeginWindow(plan.lake, plan.run)
    shown = _Gathered()
    new = _poll(begun, plan, shown)
    shown.state.append(new | "HoldNew" >> HoldNew(plan.run))
    polls = replace(plan, commit=replace(plan.commit, number=POLLS))
    durable = _commit(begun, polls, shown, "CommitPolls")

    again = durable | "ReadAgain" >> ReadAgain(plan.lake)
    ingested = _Gathered()
    _ingest(again, None, plan, ingested)
    articles = replace(plan, commit=replace(plan.commit, number=ARTICLES))
    return _commit(again, articles, ingested, "CommitRun")


def _ingest(begun: Any, new: Any, plan: IngestPlan, gathered: _Gathered) -> None:
    """Take what this commit has room for, fetch it and read it; ``new`` is None for what waits."""
    tasks = _take(begun, new, plan, gathered)
    articles = _articles(begun, tasks, plan, gathered)
    _annotations(articles, plan, gathered)


def _commit(begun: Any, plan: IngestPlan, gathered: _Gathered, name: str) -> Any:
    """Write the tables and commit them with state and counts; labels end in the commit's name."""
    files = (
        gathered.rows
        | f"GatherRowsOf{name}" >> beam.Flatten()
        | f"WriteTablesOf{name}" >> WriteTables(plan.lake, plan.run, plan.commit.number)
    )
    return begun | name >> CommitRun(
        plan.lake,
        plan.run,
        plan.commit,
        files,
        gathered.counts
        | f"GatherCountsOf{name}" >> beam.Flatten()
        # All in one shuffle: an engine pays for each.
        | f"AddUpCountsOf{name}" >> beam.CombinePerKey(sum),
        gathered.state | f"GatherStateOf{name}" >> beam.Flatten(),
    )


def _poll(begun: Any, plan: IngestPlan, gathered: _Gathered) -> Any:
    """Poll what is due and choose what is new."""
    feeds = begun | "DueFeeds" >> DueFeeds(
        plan.feeds, plan.lake, plan.polling, plan.run, plan.max_articles
    )
    polled = feeds | "PollFeeds" >> PollFeeds(plan.polling, plan.fetch, plan.run)
    selected = polled.entries | "SelectNew" >> SelectNew(plan.lake, plan.run, plan.max_age_days)
    settled = _settle_polls(polled, selected.new_by_feed, plan.polling)

    gathered.rows += [settled.polls, polled.dead]
    gathered.state += [settled.states, selected.touched]
    gathered.count("PollFeeds.in", feeds)
    gathered.count("PollFeeds.ok", settled.polls | "PollsWell" >> beam.Filter(_went_well))
    gathered.count("PollFeeds.dead", _letters_of(polled.dead, "PollFeeds"))
    gathered.count("ReadEntries.in", polled.found, weighted=True)
    gathered.count("ReadEntries.ok", polled.entries)
    gathered.count("ReadEntries.dead", _letters_of(polled.dead, "ReadEntries"))
    gathered.count("SelectNew.in", polled.entries)
    gathered.count("SelectNew.ok", selected.new)
    gathered.count("SelectNew.known", selected.known, weighted=True)
    return selected.new


def _take(begun: Any, new: Any, plan: IngestPlan, gathered: _Gathered) -> Any:
    """Choose what is fetched in this commit."""
    taken = begun | "TakeSlice" >> TakeSlice(
        plan.lake, plan.run, plan.max_articles, plan.refetch_after_s, new
    )
    gathered.state.append(taken.pending)
    gathered.count("TakeSlice.in", taken.candidates)
    gathered.count("TakeSlice.ok", taken.tasks)
    gathered.count("TakeSlice.known", taken.left, weighted=True)
    return taken.tasks


def _articles(begun: Any, tasks: Any, plan: IngestPlan, gathered: _Gathered) -> Any:
    """Fetch pages, extract articles, settle revisions and stories."""
    fetched = tasks | "FetchPages" >> FetchPages(plan.fetch, plan.run)
    extracted = fetched.ok | "ExtractArticles" >> ExtractArticles(plan.run, plan.extraction)
    revised = extracted.ok | "AssignRevisions" >> AssignRevisions(
        plan.lake, plan.run, plan.refetch_after_s, plan.commit.retention_days
    )
    failures = (fetched.dead, extracted.dead) | "GatherFailures" >> beam.Flatten()
    remembered = failures | "RememberFailures" >> RememberFailures(plan.lake, plan.run)
    stories = revised.new | "AssignStories" >> AssignStories(plan.lake, begun)

    gathered.rows.append(failures | "LetterOfFailure" >> beam.Map(lambda f: f.letter))
    gathered.state += [
        revised.seen,
        revised.pending,
        remembered.seen,
        remembered.pending,
        stories.signatures,
    ]
    gathered.count("FetchPages.in", tasks)
    gathered.count("FetchPages.ok", fetched.ok)
    gathered.count("FetchPages.dead", fetched.dead)
    gathered.count("ExtractArticles.in", fetched.ok)
    gathered.count("ExtractArticles.ok", extracted.ok)
    gathered.count("ExtractArticles.dead", extracted.dead)
    gathered.count("AssignRevisions.in", extracted.ok)
    gathered.count("AssignRevisions.ok", revised.new)
    gathered.count("AssignRevisions.known", revised.known, weighted=True)
    return stories.articles


def _annotations(articles: Any, plan: IngestPlan, gathered: _Gathered) -> None:
    """Annotate each article and pass its rows on to the tables."""
    found = articles | "Annotate" >> Annotate(plan.models, plan.run, plan.lexicon)
    tables = [found.entities, found.events, found.quotes]
    rows = tables | "GatherFindings" >> beam.Flatten()
    letters = (found.dead, found.rejected) | "GatherLetters" >> beam.Flatten()

    gathered.rows += [found.articles, rows, letters]
    gathered.count("Annotate.in", articles)
    gathered.count("Annotate.ok", found.annotated)
    gathered.count("Annotate.known", found.without_model)
    gathered.count("Annotate.dead", found.dead)
    gathered.count("FitRows.in", (rows, found.rejected) | "AllFindings" >> beam.Flatten())
    gathered.count("FitRows.ok", rows)
    gathered.count("FitRows.dead", found.rejected)


def _settle_polls(polled: Any, new_by_feed: Any, settings: PollSettings) -> Polls:
    """Bring each poll together with its feed's state and the number of its new entries."""
    both = (
        {
            "poll": polled.polls | "KeyPolls" >> beam.WithKeys(_feed_url),
            "state": polled.states | "KeyStates" >> beam.WithKeys(_feed_url),
            "new": new_by_feed,
        }
        | "JoinPolls" >> beam.CoGroupByKey()
        | "SettlePolls" >> beam.Map(_settled, settings)
    )
    return Polls(
        polls=both | "SettledPolls" >> beam.Map(lambda pair: pair[0]),
        states=both | "SettledStates" >> beam.Map(lambda pair: pair[1]),
    )


def _settled(joined: tuple[str, Any], settings: PollSettings) -> tuple[FeedPoll, FeedState]:
    (poll,), (state,) = joined[1]["poll"], joined[1]["state"]
    spread("PollFeeds.bytes", poll.bytes)
    spread("PollFeeds.ms", poll.duration_ms)
    return settle(poll, state, sum(joined[1]["new"]), settings)


def _feed_url(record: FeedPoll | FeedState) -> str:
    return record.feed_url


def _went_well(poll: FeedPoll) -> bool:
    return poll.code is None


def _letters_of(letters: Any, step: str) -> Any:
    return letters | f"LettersOf{step}" >> beam.Filter(lambda letter: letter.step == step)
