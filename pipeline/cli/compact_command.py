"""``newsbeam compact``: few large files in place of many small ones."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Grace, Lake

if TYPE_CHECKING:
    from rich.console import Console

    from transforms.lake.storage import Storage

MIB = 1024 * 1024

Target = Annotated[
    int,
    typer.Option("--target-mb", min=1, max=1024, metavar="N", help="Size of the files that come."),
]
OpenDays = Annotated[
    int,
    typer.Option(
        "--open-days",
        min=0,
        metavar="N",
        help="Partitions of today and of so many days before stay as they are: news still comes in.",
    ),
]


def compact(
    lake: Lake, target_mb: Target = 128, open_days: OpenDays = 2, grace: Grace = "15m"
) -> None:
    """Merge the small files of days that are over: faster to read, the same rows.

    Files are sorted, with statistics, page index and bloom filters on ids. Runs may go on
    meanwhile. The files replaced are removed after a grace, for readers that have the table open;
    until then a glob over the files shows their rows twice, a Delta reader never does. Ctrl-C
    leaves them to the next run.
    """
    from rich.console import Console

    from pipeline.cli.durations import duration_of
    from pipeline.cli.exits import lake_is_usable, lake_is_whole
    from transforms.lake.compaction import compact_partitions
    from transforms.lake.leftovers import remove_replaced
    from transforms.lake.storage import Storage
    from transforms.lake.tables import partitioned_tables, require_lake
    from transforms.lake.upkeep import Retention, upkeep

    wait = duration_of("--grace", grace)
    before = datetime.now(UTC).date() - timedelta(days=open_days)
    console, storage = Console(), Storage(lake)
    with lake_is_usable():
        require_lake(storage)
    with lake_is_whole():
        found = 0
        for table in partitioned_tables():
            done = compact_partitions(storage, table, target_mb * MIB, before)
            found += len(done.notes)
            if done.notes:
                console.print(
                    f"{table}: {done.files_before:,} files, now {done.files_after:,}",
                    highlight=False,
                )
        upkeep(storage, Retention(None, datetime.now(UTC)), state_files=2)
        if not found:
            console.print("Nothing to merge in the tables; the state is compacted.")
        if found and wait:
            _wait(console, wait)
        _say_removed(console, storage, remove_replaced(storage, wait))


def _wait(console: "Console", grace: timedelta) -> None:
    import time

    from pipeline.cli.exits import CommandFailed

    until = datetime.now(UTC) + grace
    with console.status(
        f"The replaced files are removed at {until:%H:%M:%S}Z, for readers that have them open"
    ):
        try:
            # A little longer: the store's clock may be behind.
            time.sleep(grace.total_seconds() + 1)
        except KeyboardInterrupt:
            raise CommandFailed("stopped; the next run removes the replaced files") from None


def _say_removed(console: "Console", storage: "Storage", removed: list[str]) -> None:
    from transforms.lake.leftovers import waiting_notes

    if removed:
        console.print(f"{len(removed):,} replaced files removed.", highlight=False)
    if left := waiting_notes(storage):
        console.print(
            f"{left:,} rewrites wait for their grace; the next run removes what they left.",
            highlight=False,
        )
