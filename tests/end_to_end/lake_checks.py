"""What must hold in every lake, asked with DuckDB alone, as a user would."""

from pathlib import Path

import duckdb

_SPANS = {
    "entities": [("unnest(r.mentions)", "s.start", 's."end"', "s.text")],
    "quotes": [("r", "s.start", 's."end"', "s.text")],
    "events": [
        ("r", "s.trigger_start", "s.trigger_end", "s.trigger"),
        ("r", "s.time_text_start", "s.time_text_end", "s.time_text"),
        ("unnest(r.mentions)", "s.start", 's."end"', "s.text"),
    ],
}
_WORDLESS = {
    "quotes": ["[r.speaker]"],
    "events": ["r.actors", "r.recipients", "r.attributed_to", "[r.place]"],
}


def open_lake(lake: Path) -> duckdb.DuckDBPyConnection:
    """Return views over the documented globs of a lake; a table without rows has none."""
    con = duckdb.connect()
    by_day = dict.fromkeys(("articles", "entities", "events", "quotes"), "published_date")
    for table, day in {**by_day, "dead_letters": "run_date", "feed_polls": "run_date"}.items():
        if any(lake.glob(f"{table}/{day}=*/*.parquet")):
            glob = f"{lake}/{table}/{day}=*/*.parquet"
            con.execute(f"create view {table} as select * from read_parquet('{glob}')")
    con.execute(f"create view runs as select * from read_parquet('{lake}/runs/*.parquet')")
    return con


def count(con: duckdb.DuckDBPyConnection, what: str) -> int:
    """Return the number that ``select count(*) from <what>`` gives."""
    row = con.execute(f"select count(*) from {what}").fetchone()
    assert row is not None
    return int(row[0])


def broken_offsets(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return by kind of span how many do not stand in the text, with the number of all as check."""
    joined = "join articles a using (article_id, revision)"
    broken: dict[str, int] = {}
    for table, kinds in _SPANS.items():
        for source, start, end, text in kinds:
            spans = f"(select r.article_id, r.revision, {source} as s from {table} r)"
            wrong = f"substring(a.text, {start} + 1, {end} - {start}) is distinct from {text}"
            key = f"{table}:{start}:{'list' if 'unnest' in source else 'row'}"
            broken[key] = count(con, f"{spans} {joined} where {start} is not null and {wrong}")
            assert count(con, f"{spans} {joined} where {start} is not null") > 0, f"no {key} at all"
    for table, lists in _WORDLESS.items():
        for source in lists:
            spans = f"(select r.article_id, r.revision, unnest({source}) as s from {table} r)"
            outside = 's.start < 0 or s."end" <= s.start or s."end" > length(a.text)'
            broken[f"{table}:{source}"] = count(
                con, f"{spans} {joined} where s.start is not null and ({outside})"
            )
            assert count(con, f"{spans} {joined} where s.start is not null") > 0, f"no {source}"
    sentence = "substring(a.text, sentence_start + 1, sentence_end - sentence_start)"
    broken["events:sentence"] = count(
        con, f"events r {joined} where not contains({sentence}, r.trigger)"
    )
    return broken


def duplicate_keys(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return by table that has rows how many keys are there more than once."""
    there = {name for (name,) in con.execute("select view_name from duckdb_views()").fetchall()}
    keys = {
        "articles": "article_id, revision",
        "entities": "article_id, revision, entity_id",
        "events": "event_id",
        "quotes": "quote_id",
    }
    return {
        table: count(con, f"(select {key} from {table} group by all having count(*) > 1)")
        for table, key in keys.items()
        if table in there
    }
