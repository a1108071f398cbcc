"""``newsbeam forget``: a takedown."""

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from pipeline.cli.options import Lake

What = Annotated[
    str,
    typer.Argument(
        metavar="URL|HOST",
        help="An address with https://, or a host, which stands for the hosts below it too.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", metavar="", help="Only say how many rows would go.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", metavar="", help="Do not ask.")]
Unblock = Annotated[
    bool,
    typer.Option(
        "--unblock", metavar="", help="Let the target be taken up again; brings no row back."
    ),
]


def forget(
    lake: Lake, what: What, dry_run: DryRun = False, yes: Yes = False, unblock: Unblock = False
) -> None:
    """Remove an article, or all of a host, from every table and block its return.

    Articles with their entities, events and quotes, dead letters, feed polls, and all that the lake
    remembers. The files that held the rows are removed at once, so older versions of the tables can
    no longer be read. Of what is blocked only a hash is kept.
    """
    from rich.console import Console

    from pipeline.cli.exits import lake_is_usable, lake_is_whole
    from pipeline.problems import usage_error
    from transforms.blocking import parse_target
    from transforms.lake.forgetting import count, find, remove
    from transforms.lake.storage import Storage
    from transforms.lake.tables import require_lake

    try:
        target = parse_target(what)
    except ValueError as error:
        raise usage_error("URL|HOST", str(error)) from None
    console, storage = Console(), Storage(lake)
    with lake_is_usable():
        require_lake(storage)
    with lake_is_whole():
        if unblock:
            _block(lake, what, is_blocked=False)
            console.print(f"{target.value} may be taken up again.", markup=False)
            return
        found = count(storage, find(storage, target))
        console.print(_told(found, target.value), markup=False, highlight=False)
        if dry_run or not _agreed(yes):
            return
        _block(lake, what, is_blocked=True)
        gone = remove(storage, target)
        console.print(
            f"Removed {sum(gone.values()):,} rows; {target.value} is blocked.",
            markup=False,
            highlight=False,
        )
        if kept := sum(1 for _ in storage.list_files("_quarantine")):
            console.print(
                f"{kept} damaged files lie under {storage.path('_quarantine')}; they may hold its "
                "rows. Look at them and remove them.",
                markup=False,
            )


def _block(lake: str, what: str, *, is_blocked: bool) -> None:
    from pipeline.new_run import new_run
    from pipeline.version import VERSION
    from schemas.tables import versions
    from transforms.blocking import parse_target
    from transforms.lake.forgetting import block
    from transforms.lake.storage import Storage

    made_with = {"newsbeam": VERSION, **versions()}
    block(Storage(lake), parse_target(what), new_run(), made_with, is_blocked=is_blocked)


def _told(found: Mapping[str, int], value: str) -> str:
    rows = ", ".join(f"{n:,} {t}" for t, n in found.items() if n and not t.startswith("_"))
    remembered = sum(n for t, n in found.items() if t.startswith("_"))
    return f"{value}: {rows or 'no rows'}; {remembered:,} rows of state"


def _agreed(yes: bool) -> bool:
    from pipeline.problems import usage_error

    if yes:
        return True
    if not sys.stdin.isatty():
        raise usage_error("--yes", "nobody can be asked here; say --yes or --dry-run")
    return typer.confirm("Remove these rows for good, and block what they came from?")
