"""``newsbeam runs``: what each run added, when, and with which versions."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import Format, Lake
from pipeline.cli.result_formats import ResultFormat

if TYPE_CHECKING:
    from pipeline.lineage.runs import RunAccount

TABLES = ("articles", "entities", "events", "quotes", "dead_letters", "feed_polls")

NAMES = (
    "run_id", "began_at", "committed_at", "duration_s", "commits", "first_generation",
    "last_generation", *TABLES, "freshness_p50_s", "freshness_p95_s", "counters", "versions",
    "config_hash", "changed",
)  # fmt: skip

Limit = Annotated[
    int, typer.Option("--limit", "-n", min=1, metavar="N", help="How many of the last ones.")
]
Commits = Annotated[
    bool,
    typer.Option("--commits", metavar="", help="One line for each commit instead of each run."),
]


def runs(lake: Lake, limit: Limit = 20, commits: Commits = False, chosen: Format = None) -> None:
    """List the runs of a lake, the newest last: what each added, how long it took.

    A run that was made with other versions, or another configuration, than the one before is
    marked. Freshness is how long after their publication half of the new articles, and 95 of 100,
    could be read; corrections, and what is older than a day, do not count. A run that makes several commits has several generations. Duration counts from the
    launch to the last commit.
    """
    from pipeline.cli.exits import quiet_when_left
    from pipeline.cli.result_formats import write_result
    from pipeline.cli.runs_screen import print_runs

    accounts = _accounts(lake, limit, commits)
    form = chosen or (ResultFormat.TABLE if sys.stdout.isatty() else ResultFormat.CSV)
    with quiet_when_left():
        if form is ResultFormat.TABLE:
            print_runs(accounts)
        else:
            write_result(NAMES, _rows(accounts), form)


def _accounts(lake: str, limit: int, commits: bool) -> "list[RunAccount]":
    from pipeline.cli.exits import lake_is_usable, lake_is_whole
    from pipeline.lineage.runs import commit_accounts, run_accounts
    from transforms.lake.commit import current
    from transforms.lake.storage import Storage

    storage = Storage(lake)
    with lake_is_usable():
        newest = current(storage).generation
    with lake_is_whole():
        return (commit_accounts if commits else run_accounts)(storage, newest, limit)


def _rows(accounts: "Sequence[RunAccount]") -> Iterator[Sequence[Any]]:
    from dataclasses import asdict

    for a in accounts:
        yield (
            a.run_id,
            a.began_at,
            a.committed_at,
            round(a.seconds, 3),
            len(a.generations),
            a.generations[0],
            a.generations[-1],
            *(a.rows.get(table, 0) for table in TABLES),
            *(a.freshness_s or (None, None)),
            a.counters,
            a.versions,
            a.config_hash,
            [asdict(change) for change in a.changed],
        )
