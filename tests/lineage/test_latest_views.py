"""The newest revisions only: who counts a withdrawn claim counts what the publisher took back."""

from typing import Any

import pytest
from lineage_lake import Told, commit_rows, run_number

from pipeline.queries import connect
from transforms.lake.begin import begin
from transforms.lake.storage import Storage

OF_ARTICLES = ("articles", "entities", "events", "quotes")


def ask(lake: Storage, query: str) -> list[Any]:
    return connect(lake.uri).execute(query).fetchall()


def counts(lake: Storage, prefix: str = "") -> dict[str, int]:
    return {t: ask(lake, f"SELECT count(*) FROM {prefix}{t}")[0][0] for t in OF_ARTICLES}


@pytest.fixture
def corrected(lake: Storage) -> Storage:
    """Two articles; the second run corrects one, which tells no event and one entity then."""
    first, second = run_number(0), run_number(1)
    commit_rows(lake, first, [*Told("a", events=3).rows(first), *Told("b").rows(first)])
    later = Told("a", revision=2, text="Kenya did not.", title="No", entities=1, events=0)
    commit_rows(lake, second, later.rows(second))
    return lake


def test_what_a_correction_replaced_is_left_out_of_every_table(corrected: Storage) -> None:
    assert counts(corrected) == {"articles": 3, "entities": 5, "events": 4, "quotes": 3}
    assert counts(corrected, "latest_") == {
        "articles": 2,
        "entities": 3,
        "events": 1,
        "quotes": 2,
    }
    titles = ask(corrected, "SELECT title, revision FROM latest_articles ORDER BY title")
    assert titles == [("No", 2), ("Troops for Haiti", 1)]


def test_no_event_of_a_text_that_was_replaced_by_one_without_events(corrected: Storage) -> None:
    told = ask(corrected, "SELECT DISTINCT article_id FROM latest_events")
    kept = ask(corrected, "SELECT article_id FROM latest_articles WHERE revision = 1")
    assert told == kept


def test_every_row_of_a_latest_view_finds_its_article(corrected: Storage) -> None:
    for table in OF_ARTICLES[1:]:
        joined = f"latest_{table} JOIN latest_articles USING (article_id, revision)"
        (row,) = ask(corrected, f"SELECT count(*) FROM {joined}")
        assert row[0] == counts(corrected, "latest_")[table]


def test_a_latest_view_has_the_columns_of_its_table_in_their_order(corrected: Storage) -> None:
    connection = connect(corrected.uri)
    for table in OF_ARTICLES:
        whole = connection.execute(f"DESCRIBE {table}").fetchall()
        assert connection.execute(f"DESCRIBE latest_{table}").fetchall() == whole


def test_the_newest_of_many_revisions_whatever_the_order_of_their_commits(lake: Storage) -> None:
    for number, revision in enumerate((1, 3, 2)):
        run = run_number(number)
        told = Told("a", revision=revision, text=f"Kenya {revision}")
        commit_rows(lake, run, told.rows(run))
    assert ask(lake, "SELECT revision, text FROM latest_articles") == [(3, "Kenya 3")]
    assert {row[0] for row in ask(lake, "SELECT revision FROM latest_events")} == {3}


def test_a_lake_without_articles_has_the_views_too(lake: Storage) -> None:
    begin(lake)
    assert set(counts(lake, "latest_").values()) == {0}
