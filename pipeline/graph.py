"""The graph of one commit: from feeds to tables, the same on every runner."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue
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
from transforms.lake.steps import BeginRun, CommitPlan, CommitRun, WriteTables
from transforms.language.step import Annotate
from transforms.outcomes import RememberFailures
from transforms.revisions import AssignRevisions
from transforms.selection.step import SelectNew, TakeSlice
from transforms.stories import AssignStories


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
    tasks = _select(begun, plan, gathered)
    articles = _articles(begun, tasks, plan, gathered)
    _annotations(articles, plan, gathered)
    files = (
        gathered.rows
        | "GatherRows" >> beam.Flatten()
        | "WriteTables" >> WriteTables(plan.lake, plan.commit.staging)
    )
    committed: beam.PCollection[Committed] = begun | "CommitRun" >> CommitRun(
        plan.lake,
        plan.run,
        plan.commit,
        files,
        gathered.counts | "GatherCounts" >> beam.Flatten(),
        gathered.state | "GatherState" >> beam.Flatten(),
    )
    return committed


def _select(begun: Any, plan: IngestPlan, gathered: _Gathered) -> Any:
    """Poll what is due and choose what is fetched in this commit."""
    snapshot = pvalue.AsSingleton(begun)
    feeds = begun | "DueFeeds" >> DueFeeds(
        plan.feeds, plan.lake, plan.polling, plan.run, plan.max_articles
    )
    polled = feeds | "PollFeeds" >> PollFeeds(plan.polling, plan.fetch, plan.run)
    selected = polled.entries | "SelectNew" >> SelectNew(
        plan.lake, snapshot, plan.run, plan.max_age_days
    )
    taken = selected.new | "TakeSlice" >> TakeSlice(
        plan.lake, begun, plan.run, plan.max_articles, plan.refetch_after_s
    )
    settled = _settle_polls(polled, selected.new_by_feed, plan.polling)

    gathered.rows += [settled.polls, polled.dead]
    gathered.state += [settled.states, selected.touched, taken.pending]
    gathered.count("PollFeeds.in", feeds)
    gathered.count("PollFeeds.ok", settled.polls | "PollsWell" >> beam.Filter(_went_well))
    gathered.count("PollFeeds.dead", _letters_of(polled.dead, "PollFeeds"))
    gathered.count("ReadEntries.in", polled.found, weighted=True)
    gathered.count("ReadEntries.ok", polled.entries)
    gathered.count("ReadEntries.dead", _letters_of(polled.dead, "ReadEntries"))
    gathered.count("SelectNew.in", polled.entries)
    gathered.count("SelectNew.ok", selected.new)
    gathered.count("SelectNew.known", selected.known, weighted=True)
    gathered.count("TakeSlice.in", taken.candidates)
    gathered.count("TakeSlice.ok", taken.tasks)
    gathered.count("TakeSlice.known", taken.left, weighted=True)
    return taken.tasks


def _articles(begun: Any, tasks: Any, plan: IngestPlan, gathered: _Gathered) -> Any:
    """Fetch pages, extract articles, settle revisions and stories."""
    snapshot = pvalue.AsSingleton(begun)
    fetched = tasks | "FetchPages" >> FetchPages(plan.fetch, plan.run)
    extracted = fetched.ok | "ExtractArticles" >> ExtractArticles(plan.run, plan.extraction)
    revised = extracted.ok | "AssignRevisions" >> AssignRevisions(
        plan.lake, snapshot, plan.run, plan.refetch_after_s, plan.commit.retention_days
    )
    failures = (fetched.dead, extracted.dead) | "GatherFailures" >> beam.Flatten()
    remembered = failures | "RememberFailures" >> RememberFailures(plan.lake, snapshot, plan.run)
    stories = revised.new | "AssignStories" >> AssignStories(plan.lake, snapshot)

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
    found = articles | "Annotate" >> Annotate(plan.models, plan.run)
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
    return settle(poll, state, sum(joined[1]["new"]), settings)


def _feed_url(record: FeedPoll | FeedState) -> str:
    return record.feed_url


def _went_well(poll: FeedPoll) -> bool:
    return poll.code is None


def _letters_of(letters: Any, step: str) -> Any:
    return letters | f"LettersOf{step}" >> beam.Filter(lambda letter: letter.step == step)
