"""What the demo shows at the end: right answers from the lake, and no crash without them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from rich.console import Console

from pipeline.demo.report import print_demo_report
from pipeline.wording import days
from schemas.arrow import arrow_schema
from schemas.articles import Article
from schemas.columns import facts_of
from schemas.entities import Entity, EntityMention
from schemas.events import Event, Participant, Source
from schemas.quotes import Quote, Speaker
from schemas.tables import PUBLIC

AT = datetime(2026, 10, 13, 12, 10, tzinfo=UTC)


def _plain(column: pa.Field) -> Any:
    if column.nullable:
        return None
    if pa.types.is_string(column.type):
        return ""
    return [] if pa.types.is_list(column.type) else 0


def record(cls: type, **known: Any) -> dict[str, Any]:
    """Return a row of a table with what a test cares about; the rest is null or a plain value."""
    base = {
        "published_at": AT,
        "fetched_at": AT,
        "ingested_at": AT,
        "occurred_at": AT,
        "published_date": AT.date(),
        "run_date": AT.date(),
    }
    schema = arrow_schema(cls)
    row = {f.name: _plain(schema.field(f.name)) for f in fields(cls)}
    return row | {k: v for k, v in base.items() if k in row} | known


def article(name: str, **known: Any) -> dict[str, Any]:
    row = {
        "article_id": name,
        "revision": 1,
        "host": f"www.{name}.example",
        "story_id": name,
        "language": "en",
        "text_source": "page",
    }
    return record(Article, **(row | known))


def person(name: str, at: str = "a", **known: Any) -> dict[str, Any]:
    facts = {"article_id": at, "revision": 1, "entity_id": name, "name": name, "type": "PERSON"}
    mentions = [vars(EntityMention(0, 1, "x", "name"))]
    return record(Entity, **(facts | {"mention_count": 1, "mentions": mentions} | known))


def participant(name: str, known: bool = True) -> dict[str, Any]:
    return vars(Participant(name if known else None, name, None, None, 0, 1))


def event(event_id: str, at: str = "a", **known: Any) -> dict[str, Any]:
    facts = {
        "event_id": event_id,
        "article_id": at,
        "revision": 1,
        "trigger": "accused",
        "event_type": "ACCUSE",
        "quad_class": 3,
        "actors": [participant("Alpha")],
        "recipients": [participant("Omega")],
        "time_source": "document",
        "polarity": "affirmed",
        "certainty": "actual",
    }
    return record(Event, **(facts | known))


def with_entities(rows: Mapping[str, Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the entities, with one for each actor that events name."""
    keys = {(e["actors"][0]["entity_id"], e["article_id"]) for e in rows.get("events", [])}
    return [*rows.get("entities", []), *(person(name, at) for name, at in keys if name)]


def connection(rows: Mapping[str, Sequence[dict[str, Any]]]) -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    opened.execute("SET TimeZone = 'UTC'")
    for cls in PUBLIC:
        name = facts_of(cls).name
        opened.register(
            name, pa.Table.from_pylist(list(rows.get(name, [])), schema=arrow_schema(cls))
        )
    return opened


def shown(width: int = 100, **rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO()
    rows = {**rows, "entities": with_entities(rows)}
    print_demo_report(connection(rows), "my lake", Console(file=out, width=width))
    return out.getvalue()


@pytest.mark.parametrize("width", [30, 80, 100, 200])
def test_an_empty_lake_is_shown_without_a_crash(width: int) -> None:
    """A demo whose every page failed must still say so."""
    text = " ".join(shown(width).split())
    assert "The lake has no articles." in text
    assert "No quotes with a known speaker were found." in text
    assert "No dead letters" in text


def test_nothing_is_wider_than_a_hundred_columns() -> None:
    """Wider lines break on a common terminal and tear the tables apart."""
    long = "A name that is much longer than any column of any table could ever be " * 3
    text = shown(
        200,
        articles=[article("a", title=long), article("b", story_id="a", title=long)],
        entities=[person(long)],
        events=[event("e", actors=[participant(long)], recipients=[participant(long)])],
        dead_letters=[
            record(PUBLIC[4], code="http_not_found", key="http://x.example/" + "y" * 200)
        ],
    )
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.count("y") >= 200, "an address is folded, not cut: it can be copied"


def test_a_wire_story_is_counted_once_and_shown_with_its_copies() -> None:
    articles = [article(n, story_id="a", title=f"Headline {n}", publisher=n.upper()) for n in "abc"]
    text = shown(articles=articles, entities=[person("Kofi", at=n) for n in "abc"])
    [line] = [line for line in text.splitlines() if "Kofi" in line]
    assert line.split()[-2:] == ["1", "1"]
    assert all(f"Headline {n}" in text for n in "abc")


def test_the_last_revision_speaks_and_the_correction_is_named() -> None:
    """A corrected death toll must not stand beside the wrong one."""
    text = shown(
        articles=[
            article("a", title="killing 31"),
            article("a", title="killing 19", revision=2),
        ],
        entities=[person("Old"), person("New", revision=2)],
    )
    assert "New" in text
    assert "Old" not in text
    assert "1 corrected since" in text
    assert text.index("killing 31") < text.index("killing 19")


def test_events_say_whether_they_happened_and_who_says_so() -> None:
    """Showing a denial as a fact is the worst thing such a table can do."""
    source = vars(Source("m", "the mayor", 0, 1))
    inner = vars(Source("x", "the army", 0, 1))
    text = shown(
        articles=[article(n) for n in "abcd"],
        events=[
            event("1", trigger="shelled", polarity="negated", attributed_to=[source, inner]),
            event("2", at="b", trigger="marched"),
            event("3", at="c", trigger="invade", certainty="hypothetical"),
            event("4", at="d", trigger="fired", certainty="possible"),
        ],
    )
    lines = {word: line for line in text.splitlines() for word in line.split()}
    assert " no " in lines["shelled"]
    assert "the army, says" in lines["shelled"]
    assert " yes " in lines["marched"]
    assert "the article" in lines["marched"]
    assert "not yet" in lines["invade"]
    assert "possible" in lines["fired"]


def test_an_event_of_an_unknown_he_is_not_shown() -> None:
    text = shown(articles=[article("a")], events=[event("1", actors=[participant("he", False)])])
    assert "No events with an actor and a recipient" in text


def test_a_time_is_shown_only_where_the_text_gives_one() -> None:
    day = date(2026, 10, 8)
    told = event("1", time_source="text", time_start=day, time_end=day)
    guessed = event("2", at="b", time_start=date(2026, 10, 9), time_end=date(2026, 10, 9))
    text = shown(articles=[article("a"), article("b")], events=[told, guessed])
    assert "8 Oct" in text
    assert "9 Oct" not in text


def test_a_quote_stands_beside_its_speaker() -> None:
    words = "We have a road to repair, and nobody has helped us to do it."
    quote = record(
        Quote,
        article_id="a",
        revision=1,
        text=words,
        kind="direct",
        speaker=vars(Speaker("Nino", "Nino", 0, 1)),
    )
    text = shown(
        articles=[article("a")], entities=[person("Nino", roles=["mayor"])], quotes=[quote]
    )
    assert f"“{words}”" in text
    assert "mayor" in text


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    """A headline with brackets must neither vanish nor break the screen."""
    text = shown(articles=[article("a")], entities=[person("[/red] Ltd [bold]")])
    assert "[/red] Ltd [bold]" in text


def test_the_query_to_go_on_with_runs_and_names_the_lake_as_a_shell_needs_it() -> None:
    text = shown()
    assert "newsbeam sql 'my lake'" in text
    inside = [line.strip("│ ") for line in text.splitlines() if line.startswith("│")]
    start = next(n for n, line in enumerate(inside) if line.startswith("newsbeam sql"))
    query = " ".join(inside[start + 1 :]).rstrip('"')
    assert connection({}).execute(query).fetchall() == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 10, 5), date(2026, 10, 5), "5 Oct"),
        (date(2025, 10, 5), date(2025, 10, 5), "5 Oct 2025"),
        (date(2026, 10, 5), date(2026, 10, 8), "5–8 Oct"),
        (date(2026, 3, 1), date(2026, 3, 31), "Mar 2026"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2022, 1, 1), date(2024, 12, 31), "2022–2024"),
        (date(2026, 9, 30), date(2026, 10, 9), "30 Sep–9 Oct"),
        (date(2026, 9, 30), None, "since 30 Sep"),
        (None, date(2026, 9, 30), "by 30 Sep"),
        (None, None, ""),
    ],
)
def test_days_are_short_and_exact(first: date | None, last: date | None, expected: str) -> None:
    assert days(first, last, 2026) == expected
