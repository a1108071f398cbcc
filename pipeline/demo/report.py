"""What ``newsbeam demo`` shows at the end: the lake's answers to the questions a user would ask.

Every part asks one query (``sql/*.sql``) and is left out, or says so, where it has no rows.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from shlex import quote
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from pipeline.wording import days, happened, indefinite_list
from schemas.errors import CODES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WIDTH = 100
"""Columns the report is made for; a narrower terminal gets it narrower, a wider one the same."""

ENTITY_ROWS, EVENT_ROWS, QUOTE_ROWS, COPY_ROWS = 14, 18, 8, 6

_EVENT_COLUMNS = (
    ("who", 20),
    ("what", 12),
    ("type", 9),
    ("to whom", 20),
    ("when", 12),
    ("happened", 8),
    ("says", 18),
)
"""Heads with the greatest width; what is longer goes on in the next line."""

_NAME_CHARS = 40
"""A name, or names, longer than this are cut: two lines of a column."""

_OF_TEXTS = frozenset({"entities", "events", "quotes"})
"""Queries on what the texts say, which stand on ``told.sql``."""

_QUAD_STYLE = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}
_TYPE_STYLE = {"PERSON": "magenta", "ORG": "blue", "GPE": "green", "LOC": "green", "FAC": "green"}


def print_demo_report(
    connection: "DuckDBPyConnection", lake: str, console: Console, program: str = "newsbeam"
) -> None:
    """Print the report.

    Args:
        connection: DuckDB with a view for each table of the lake.
        lake: the lake's folder, for the query to go on with.
        console: where to.
        program: what a user types to call newsbeam.
    """
    width = min(console.width, WIDTH)
    for part in _parts(connection, lake, program):
        console.print(part, width=width)


def _parts(connection: "DuckDBPyConnection", lake: str, program: str) -> Iterator[RenderableType]:
    yield Text()
    yield Rule("[bold]What the news says[/bold]", style="cyan")
    yield _facts(connection)
    yield _side_by_side(_counts(connection), _entities(connection))
    yield _events(connection)
    yield _quotes(connection)
    yield _copies(connection)
    yield _corrections(connection)
    yield _dead_letters(connection)
    yield _next(lake, program)


def _query(name: str) -> str:
    return files(__package__).joinpath("sql", f"{name}.sql").read_text("utf-8")


def _ask(connection: "DuckDBPyConnection", name: str, rows: int | None = None) -> list[Any]:
    parameters = {} if rows is None else {"rows": rows}
    query = _query("told") + _query(name) if name in _OF_TEXTS else _query(name)
    return connection.execute(query, parameters).fetchall()


def _table(title: str, note: str = "") -> Table:
    heading = Text(title, style="bold")
    if note:
        heading.append(f"  {note}", style="not bold dim")
    return Table(
        title=heading,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
        header_style="cyan",
    )


def _spaced(table: Table, empty: str) -> RenderableType:
    """Put a blank line before a table; a table without rows becomes a sentence."""
    shown: RenderableType = table if table.row_count else Text(empty, style="dim")
    return Group(Text(), shown)


def _side_by_side(left: RenderableType, right: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 4))
    grid.add_column()
    grid.add_column(ratio=1)
    grid.add_row(left, right)
    return grid


def _facts(connection: "DuckDBPyConnection") -> RenderableType:
    [(articles, hosts, corrections, from_feed, foreign, first, last)] = _ask(connection, "facts")
    if not articles:
        return Text("The lake has no articles.", style="yellow")
    extras = indefinite_list(
        [
            (corrections, "corrected since"),
            (from_feed, "taken from the feed because the page is gone"),
            (foreign, "in another language than English"),
        ]
    )
    when = days(first, last, first.year)
    text = f"{articles} articles of {hosts} publishers, {when} {last.year}"
    return Text(f"{text}; {extras}." if extras else f"{text}.")


def _counts(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("The lake")
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in _ask(connection, "counts"):
        table.add_row(Text(name), f"{rows:,}", style=None if rows else "dim")
    return _spaced(table, "")


def _entities(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("Most named", "a wire story counts once")
    table.add_column("who or what", no_wrap=True, max_width=34)
    table.add_column("type")
    table.add_column("country")
    table.add_column("stories", justify="right")
    table.add_column("mentions", justify="right")
    for name, kind, country, stories, mentions in _ask(connection, "entities", ENTITY_ROWS):
        style = _TYPE_STYLE.get(kind, "")
        table.add_row(Text(name), Text(kind, style), country or "", f"{stories:,}", f"{mentions:,}")
    return _spaced(table, "No entities were found.")


def _events(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("Who did what to whom, and who says so", "a choice of each kind")
    for name, most in _EVENT_COLUMNS:
        table.add_column(name, max_width=most)
    for row in _ask(connection, "events", EVENT_ROWS):
        table.add_row(*_event_cells(*row))
    return _spaced(table, "No events with an actor and a recipient were found.")


def _event_cells(  # one argument for each column of the query
    who: str,
    trigger: str,
    event_type: str,
    quad_class: int | None,
    whom: str,
    first: Any,
    last: Any,
    status: str,
    sources: Sequence[str],
    published_at: Any,
) -> Iterator[RenderableType]:
    yield _name(who)
    yield Text(trigger)
    yield Text(event_type, _QUAD_STYLE.get(quad_class or 0, "dim"))
    yield _name(whom)
    yield Text(days(first, last, published_at.year))
    yield happened(status)
    # Outermost first in the table: "the army, says the mayor" has the mayor first there.
    yield _name(", says ".join(reversed(sources))) if sources else Text("the article", "dim italic")


def _name(text: str) -> Text:
    name = Text(text)
    name.truncate(_NAME_CHARS, overflow="ellipsis")
    return name


def _quotes(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("In their own words")
    table.add_column("speaker", width=30)
    table.add_column("words", ratio=1)
    for speaker, role, words, printed_by in _ask(connection, "quotes", QUOTE_ROWS):
        name = Text(speaker, "magenta", no_wrap=True, overflow="ellipsis")
        about = Text(role or printed_by, "dim", no_wrap=True, overflow="ellipsis")
        table.add_row(Group(name, about), Text(f"“{words.rstrip(',')}”"))
    return _spaced(table, "No quotes with a known speaker were found.")


def _copies(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("The same story in more than one place", "near-duplicates share a story_id")
    table.add_column("story_id", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column("publisher", no_wrap=True)
    table.add_column("headline", ratio=1)
    before = None
    for story, printed_by, title, at, _ in _ask(connection, "syndicated", COPY_ROWS):
        shown = "" if story == before else f"{story[:8]}…"
        clock = f"{at:%d %b %H:%M}Z"
        table.add_row(Text(shown, "cyan"), Text(clock), Text(printed_by), Text(title or ""))
        before = story
    return _spaced(table, "No story is carried by more than one publisher.")


def _corrections(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("Corrected since it was first read", "both texts are kept")
    table.add_column("publisher", no_wrap=True)
    table.add_column("headline", ratio=1)
    table.add_column("revision", justify="right")
    for printed_by, before, after, revision in _ask(connection, "corrected", COPY_ROWS):
        headline = Text.assemble((f"{before or ''}\n", "dim strike"), after or "")
        table.add_row(Text(printed_by), headline, str(revision))
    return _spaced(table, "") if table.row_count else Group()


def _dead_letters(connection: "DuckDBPyConnection") -> RenderableType:
    table = _table("Dead letters", "what could not be used is counted, too")
    table.add_column("code", no_wrap=True, style="yellow")
    table.add_column("count", justify="right")
    table.add_column("meaning, example", ratio=1)
    for code, count, example in _ask(connection, "dead_letters"):
        meaning = Text.assemble(CODES.get(code, ""), "\n", (example, "dim"), overflow="fold")
        table.add_row(Text(code), f"{count:,}", meaning)
    return _spaced(table, "No dead letters: everything could be used.")


def _next(lake: str, program: str) -> RenderableType:
    query = _query("next").strip()
    lead = Text("Go on with a question of your own, for example: what is denied, and by whom?")
    command = f'{program} sql {quote(lake)} "\n{query}"'
    code = Syntax(command, "sql", background_color="default", word_wrap=True)
    return Group(Text(), Panel(Group(lead, Text(), code), border_style="cyan", title="Next"))
