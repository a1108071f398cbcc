"""``newsbeam annotate``: documents given by hand in, their annotations out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from pipeline.cli.options import Overrides

if TYPE_CHECKING:
    from pipeline.config.loading import Languages

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help="JSON Lines, one document a line; standard input without one.",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        "-w",
        min=1,
        metavar="N",
        help="Processes to work with, at most one a core; the output is the same for any number.",
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="CONFIG",
        help="Take language.models and language.lexicon from this configuration.",
        show_default=False,
    ),
]


def annotate(
    file: File = None,
    workers: Workers = 1,
    config: ConfigOption = None,
    overrides: Overrides = None,
) -> None:
    """Annotate documents given by hand: entities, events, quotes and times.

    A document is a line of JSON: {"id", "text", "published_at", "title"} or {"id", "html", "url"};
    url, publisher, publisher_country and language may be given too. Results go to standard output,
    one object a document, in the order of the input; a text keeps its offsets. A line that cannot
    be used gives {"id", "error"} in its place.
    """
    from pipeline.cli.exits import CommandFailed, quiet_when_left
    from pipeline.logs import set_up_logs

    languages = languages_of(config, overrides or [])
    set_up_logs(quiet=True)
    from concurrent.futures.process import BrokenProcessPool

    from pipeline.annotate import annotate_lines

    documents = unusable = 0
    try:
        with _opened(file) as lines, quiet_when_left():
            for answer in annotate_lines(lines, languages.models, workers, languages.lexicon):
                sys.stdout.buffer.write(answer.line)
                # Whoever reads along sees each result when it is there.
                sys.stdout.buffer.flush()
                documents, unusable = documents + 1, unusable + answer.failed
    except BrokenProcessPool as error:
        raise CommandFailed(
            "a worker died, most often for want of memory; try fewer --workers. "
            f"{documents} results were written"
        ) from error
    print(_summary(documents, unusable), file=sys.stderr)


def languages_of(config: Path | None, overrides: list[str]) -> "Languages":
    """Return the language pipelines to use, each of them installed, and the user's own lexicon.

    Raises:
        ConfigError: the configuration cannot be used, or a pipeline is missing.
    """
    from pipeline.config.checks import require_models
    from pipeline.config.loading import load_language

    languages = load_language(config, overrides)
    require_models(languages.models, str(config or "--set"))
    return languages


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    from pipeline.problems import usage_error

    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            print("newsbeam: reading documents, one a line; Ctrl-D ends", file=sys.stderr)
        yield sys.stdin.buffer
        return
    try:
        lines = file.open("rb")
    except OSError as error:
        raise usage_error(str(file), f"cannot be read: {error.strerror}") from None
    with lines:
        yield lines


def _summary(documents: int, unusable: int) -> str:
    what = "document" if documents == 1 else "documents"
    failed = f", {unusable} could not be used (see their error)" if unusable else ""
    return f"newsbeam: {documents} {what}{failed}"
