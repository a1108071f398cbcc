"""``newsbeam explain``: one article with everything that was read from it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Overrides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config.loading import Languages
    from pipeline.explanation.given import About
    from transforms.language.annotation import Annotation

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help="A text, an HTML page or a document in JSON as [cyan]annotate[/cyan] takes it; "
        "[cyan]-[/cyan] for standard input.",
        show_default=False,
    ),
]
Sentence = Annotated[
    str | None,
    typer.Option(
        "--sentence", metavar="WORDS", help="Words instead of a file.", show_default=False
    ),
]
Html = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="OUT",
        help="Write one self-contained HTML page instead; it needs no network.",
        show_default=False,
    ),
]
PublishedAt = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="YYYY-MM-DD",
        help="The day a text was published on, about which its times are read; today without it.",
        show_default=False,
    ),
]
Title = Annotated[
    str | None, typer.Option("--title", metavar="WORDS", help="The headline.", show_default=False)
]
LanguageCode = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="ISO 639-1; told from the text without it.",
        show_default=False,
    ),
]
Country = Annotated[
    str | None,
    typer.Option(
        "--publisher-country",
        metavar="CODE",
        help="Where the publisher is, ISO 3166-1 alpha-2; its places are nearer then.",
        show_default=False,
    ),
]
Why = Annotated[
    bool,
    typer.Option(
        "--why",
        metavar="",
        help="Say for each event which entry of the lexicon and which rules made it; the page and "
        "--sentence always do.",
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


def explain(
    file: File = None,
    sentence: Sentence = None,
    html: Html = None,
    date: PublishedAt = None,
    title: Title = None,
    language: LanguageCode = None,
    publisher_country: Country = None,
    why: Why = False,
    config: ConfigOption = None,
    overrides: Overrides = None,
) -> None:
    """Show an article with its names, places, quotes, times and events marked in the text.

    With --html it becomes a page to read: hover over words to see what belongs together.
    """
    from pipeline.cli.annotate_command import languages_of
    from pipeline.cli.exits import quiet_when_left
    from pipeline.explanation.given import About
    from pipeline.logs import set_up_logs

    languages = languages_of(config, overrides or [])
    set_up_logs(quiet=True)
    about = About(date, title, language, publisher_country)
    found = _annotated(file, sentence, about, languages)
    if html is not None:
        _write_page(found, html, languages.models)
        return
    from rich.console import Console

    from pipeline.cli.explain_screen import print_explanation

    with quiet_when_left():
        print_explanation(found, Console(highlight=False), why or sentence is not None)


def _annotated(
    file: Path | None, sentence: str | None, about: "About", languages: "Languages"
) -> "Annotation":
    from pipeline.cli.exits import CommandFailed
    from pipeline.explanation.given import of_text, read_given
    from pipeline.given_articles import article_of
    from pipeline.problems import usage_error
    from schemas.errors import RecordError
    from transforms.language.annotation import annotate

    if (file is None) == (sentence is None):
        raise usage_error("explain", "give either a FILE or --sentence WORDS")
    now = datetime.now(UTC)
    if sentence is not None:
        document = of_text(sentence, about, now)
    else:
        document = read_given(file or Path("-"), about, now)
    try:
        return annotate(
            article_of(document, now, languages.models),
            languages.models,
            document.publisher_country,
            languages.lexicon,
        )
    except RecordError as error:
        raise CommandFailed(f"{file or '--sentence'}: {error.code}: {error.detail}") from error


def _write_page(found: "Annotation", target: Path, models: "Mapping[str, str]") -> None:
    from pipeline.cli.exits import CommandFailed
    from pipeline.explanation.page import render_page

    page = render_page(found, models.get(found.article.language or "", ""))
    try:
        target.write_text(page, "utf-8")
    except OSError as error:
        raise CommandFailed(f"{target} cannot be written: {error.strerror}") from error
    print(f"newsbeam: wrote {target}")
