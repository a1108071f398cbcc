"""What a person sees of an article on a terminal: the text in colours, and a table of each kind."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.explanation.cards import Cards, EntityCard, EventCard, cards_of
from pipeline.explanation.marks import LAYERS, Mark, marks_of, segments
from pipeline.wording import happened
from transforms.language.annotation import Annotation

TEXT_WIDTH = 88
"""Columns; longer lines are hard to read."""

_TYPE_STYLE = {"PERSON": "blue", "ORG": "magenta", "NORP": "yellow"}
_QUAD_STYLE = {0: "bold", 1: "bold green", 2: "bold cyan", 3: "bold yellow", 4: "bold red"}
_LAYER_STYLE = {
    "entity": "underline",
    "place": "cyan underline",
    "quote": "italic",
    "speaker": "bold",
    "time": "bright_magenta",
}


def print_explanation(found: Annotation, console: Console, why: bool) -> None:
    """Print an article with its marks, then the tables; ``why`` adds the reasons of events."""
    cards = cards_of(found)
    article = found.article
    head = Text.assemble(
        (f"{article.title}\n" if article.title else "", "bold"),
        (f"published {article.published_at:%Y-%m-%d}, language {article.language}", "dim"),
    )
    console.print(head, width=_width(console))
    if article.published_at_conflict:
        console.print(
            Text(f"the text contradicts that date: {article.published_at_conflict}", "yellow")
        )
    if not found.annotated:
        console.print(
            Text(
                f"no language pipeline is configured for {article.language or 'this language'}: "
                "no entities, events and quotes",
                "yellow",
            )
        )
    console.print()
    console.print(_marked(found, cards), width=_width(console))
    for part in _tables(cards):
        console.print(part)
    if why and cards.events:
        console.print(Text("\nWhy these events", "bold cyan"))
        console.print(reasons_text(cards.events))


def _width(console: Console) -> int:
    return min(console.width, TEXT_WIDTH)


def _marked(found: Annotation, cards: Cards) -> Text:
    events = {card.ref: card for card in cards.events}
    text = Text()
    for piece in segments(found.article.text, marks_of(found)):
        text.append(piece.text, " ".join(_style(mark, events) for mark in _by_layer(piece.marks)))
    return text


def _by_layer(marks: tuple[Mark, ...]) -> list[Mark]:
    return sorted(marks, key=lambda mark: LAYERS.index(mark.layer))


def _style(mark: Mark, events: dict[str, EventCard]) -> str:
    if mark.layer == "event":
        card = events[mark.ref]
        denied = " strike" if card.happened == "no" else ""
        return _QUAD_STYLE[card.quad_class] + denied
    colour = _TYPE_STYLE.get(mark.kind.split()[0], "") if mark.layer == "entity" else ""
    return f"{_LAYER_STYLE[mark.layer]} {colour}".strip()


def _tables(cards: Cards) -> Iterator[RenderableType]:
    if cards.events:
        yield _events(cards)
    if cards.places:
        yield _entities("Places", cards.places)
    if cards.names:
        yield _entities("People, organisations and other names", cards.names)
    if cards.quotes:
        yield _quotes(cards)
    if cards.times:
        yield _times(cards)


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=Text(f"\n{title}", style="bold cyan"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _events(cards: Cards) -> Table:
    table = _table("Events", "who", "what", "whom", "happened", "more")
    for card in cards.events:
        kind = "".join(f" {word}" for word in (card.type, card.mode) if word)
        what = Text.assemble((card.trigger, _QUAD_STYLE[card.quad_class]), (kind, "dim"))
        more = [(name, value) for name, value in card.facts if name not in ("happened", "sure")]
        told = Text.assemble(*_spread(more))
        table.add_row(Text(card.who), what, Text(card.whom), happened(card.happened), told)
    return table


def reasons_text(events: Sequence[EventCard]) -> Text:
    """Return why events were made: the entry, and the rules that changed what it says."""
    shown = Text()
    for card in events:
        shown.append(card.trigger, _QUAD_STYLE[card.quad_class])
        who = f"  {card.who or '?'}{f' → {card.whom}' if card.whom else ''}"
        shown.append(f" {card.type or 'no type'}{who}", "dim")
        for reason in card.because:
            shown.append(f"\n  {reason}")
        shown.append("\n")
    shown.rstrip()
    return shown


def _spread(facts: list[tuple[str, str]]) -> Iterator[str | tuple[str, str]]:
    for number, (name, value) in enumerate(facts):
        yield (f"{', ' if number else ''}{name} ", "dim")
        yield value


def _entities(title: str, cards: tuple[EntityCard, ...]) -> Table:
    table = _table(title, "name", "type", "known of it")
    for card in cards:
        ids = [(name, url.rsplit("/", 1)[-1]) for name, url in card.links]
        about = Text.assemble(*_spread([*card.facts, *ids]))
        table.add_row(Text(card.name), Text(card.type, _TYPE_STYLE.get(card.type, "")), about)
    return table


def _quotes(cards: Cards) -> Table:
    table = _table("Quotes", "speaker", "words")
    for card in cards.quotes:
        kind = f"{card.kind}, {card.cue}" if card.cue else card.kind
        speaker = Text(card.speaker or "nobody named", "" if card.speaker else "dim italic")
        table.add_row(Group(speaker, Text(kind, "dim")), Text(card.text))
    return table


def _times(cards: Cards) -> Table:
    table = _table("Times", "words", "type", "value", "days")
    for card in cards.times:
        table.add_row(Text(card.text), card.type, Text(card.value), card.days)
    return table
