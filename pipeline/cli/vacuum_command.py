"""``newsbeam vacuum``: remove what lies in a lake for nothing."""

from typing import Annotated

import typer

from pipeline.cli.options import Grace, Lake

StagingGrace = Annotated[
    str,
    typer.Option(
        "--staging-grace",
        metavar="TIME",
        help="A run that has written nothing for so long is taken for dead.",
    ),
]


def vacuum(lake: Lake, grace: Grace = "15m", staging_grace: StagingGrace = "24h") -> None:
    """Remove replaced files and the staging of runs that died; no row of any table.

    Runs do this too, each at its beginning. A run that is taken for dead and is not loses its work
    under way, never a row: it does that commit again.
    """
    from rich.console import Console

    from pipeline.cli.durations import duration_of
    from pipeline.cli.exits import lake_is_usable, lake_is_whole
    from transforms.lake.commit import current
    from transforms.lake.leftovers import clear_staging, remove_replaced
    from transforms.lake.storage import Storage
    from transforms.lake.tables import require_lake

    readers, staging = duration_of("--grace", grace), duration_of("--staging-grace", staging_grace)
    storage = Storage(lake)
    with lake_is_usable():
        require_lake(storage)
    with lake_is_whole():
        replaced = remove_replaced(storage, readers)
        folders = clear_staging(storage, current(storage), staging)
    Console().print(
        f"{len(replaced):,} replaced files and {len(folders):,} abandoned staging folders removed.",
        highlight=False,
    )
