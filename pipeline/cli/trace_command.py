"""``newsbeam trace``: an article's way from a feed's poll to rows."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Lake

if TYPE_CHECKING:
    from pipeline.lineage.way import Trace


class TraceFormat(StrEnum):
    """How a trace is written."""

    TEXT = "text"
    JSON = "json"


Asked = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLE",
        help="The id of an article, its first 8 digits or more, or an address.",
        show_default=False,
    ),
]
Format = Annotated[
    TraceFormat,
    typer.Option("--format", "-f", help="As text for people, or as one JSON object."),
]


def trace(lake: Lake, asked: Asked, chosen: Format = TraceFormat.TEXT) -> None:
    """Show an article's way from a feed's poll to rows: polls, fetches, revisions, files.

    An address that has not become an article is shown too: as a dead letter with its reason, or
    waiting, and why. What the state says (entries, times of fetches) holds as of its newest row;
    older times are forgotten when state is compacted.
    """
    from pipeline.cli.exits import CommandFailed, quiet_when_left
    from pipeline.cli.trace_screen import print_trace

    way = _trace(lake, asked)
    if not way.found:
        raise CommandFailed(
            f"{lake} has nothing of {asked}: no article, no entry of a feed, no dead letter, and "
            "nothing that waits"
        )
    with quiet_when_left():
        if chosen is TraceFormat.JSON:
            _write_json(way)
        else:
            print_trace(way)


def _trace(lake: str, asked: str) -> "Trace":
    from pipeline.cli.exits import lake_is_usable, lake_is_whole
    from pipeline.lineage.asked import NotAsked
    from pipeline.lineage.trace import trace as follow
    from pipeline.problems import usage_error
    from transforms.lake.commit import current
    from transforms.lake.storage import Storage

    storage = Storage(lake)
    with lake_is_usable():
        current(storage)
    try:
        with lake_is_whole():
            return follow(storage, asked)
    except NotAsked as error:
        raise usage_error("ARTICLE", str(error)) from error


def _write_json(way: "Trace") -> None:
    from dataclasses import asdict

    from pipeline.cli.result_formats import plain

    json.dump(plain(asdict(way)), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
