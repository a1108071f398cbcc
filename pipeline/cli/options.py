"""Options that more than one command has."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.result_formats import ResultFormat

ConfigFile = Annotated[
    Path,
    typer.Argument(metavar="CONFIG", help="The configuration, a YAML file.", show_default=False),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Put a value over the file's: [cyan]polling.min_interval_s=60[/cyan]. May be repeated.",
        show_default=False,
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", metavar="", help="Show the log of Beam and other libraries too."
    ),
]
Lake = Annotated[
    str,
    typer.Argument(metavar="LAKE", help="The lake: a folder or s3://…", show_default=False),
]
Grace = Annotated[
    str,
    typer.Option(
        "--grace",
        metavar="TIME",
        help="How long replaced files are kept for readers that have the table open: 0, 30s, 15m, 24h.",
    ),
]
Format = Annotated[
    ResultFormat | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write the result: [cyan]table[/cyan] on a terminal, else [cyan]csv[/cyan].",
        show_default=False,
    ),
]
