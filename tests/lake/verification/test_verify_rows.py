"""Rows that break a promise are found by key, each by the check that is meant for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from made_lakes import (
    FEED,
    NOW,
    WORDS,
    a_feed,
    a_letter,
    a_quote,
    a_seen,
    add_generation,
    add_records,
    an_article,
    an_entity,
    an_event,
    id_of,
    made_lake,
    records_of,
    run_of,
    sha,
)

from schemas.entities import Entity, EntityMention
from schemas.events import Event
from schemas.feeds import FeedEntry
from schemas.quotes import Quote
from transforms.feeds.polling import is_due
from transforms.lake.begin import begin
from transforms.lake.commit import read_runs
from transforms.lake.seen import SeenIndex
from transforms.lake.state import ArticleHistory
from transforms.lake.storage import Storage
from transforms.lake.verification.findings import EXAMPLES, Severity
from transforms.lake.verification.repair import repair
from transforms.lake.verification.rows import open_rows, row_findings
from transforms.lake.verification.texts import span_sources
from transforms.lake.verification.verify import verify
from transforms.revisions import settle

RUN = run_of(50)


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return made_lake(tmp_path)


def found(lake: Storage) -> set[tuple[str, str, str]]:
    return {(f.check, f.table, f.key) for f in verify(lake).errors}


def test_wrong_rows_are_found_and_no_others(lake: Storage) -> None:
    event, quote = an_event(12, 1, RUN), a_quote(12, 1, RUN)
    records = [
        # 11: hashes that are none, and the partition of another day
        replace(
            an_article(11, 1, RUN), canonical_url="http://b.example/", text_sha256=sha("other")
        ),
        an_article(12, 1, RUN),
        # 13: only a second revision, and it lies elsewhere than its entity
        replace(an_article(13, 2, RUN), published_date=NOW.date()),
        an_entity(13, 2, RUN),
        replace(an_article(14, 1, RUN), published_at=NOW - timedelta(days=3)),
        # words that do not stand there, and places outside the text
        replace(
            an_entity(12, 1, RUN), mentions=[EntityMention(1_000, 1_005, text="Kenya", kind="name")]
        ),
        replace(event, trigger="went"),
        replace(quote, start=quote.start + 1),
        # rows of an article that is not there
        a_quote(15, 1, RUN),
        replace(a_letter(50, RUN), run_date=NOW.date() - timedelta(days=1)),
        # a key that is there already
        an_event(0, 1, RUN),
    ]
    seen = [
        replace(a_seen(11, 1), text_sha256=[sha("other")]),
        a_seen(12, 1),
        a_seen(13, 2),
        a_seen(14, 1),
        a_seen(16, 1),
        a_seen(0, 1),
    ]
    add_records(lake, 50, records, seen)
    assert found(lake) == {
        ("article_id", "articles", f"{id_of(11)}#1"),
        ("text_sha256", "articles", f"{id_of(11)}#1"),
        ("revision_gap", "articles", id_of(13)),
        ("partition", "entities", f"{id_of(13)}#2"),
        ("partition", "articles", f"{id_of(14)}#1"),
        ("offsets", "entities", f"{id_of(12)}#1#{'e' * 32}"),
        ("offsets", "events", event.event_id),
        ("offsets", "quotes", quote.quote_id),
        ("dangling", "quotes", f"{id_of(15)}#1"),
        ("partition", "dead_letters", RUN.run_id),
        ("duplicate_key", "events", an_event(0, 1, RUN).event_id),
        ("article_lost", "articles", id_of(16)),
    }


def test_offsets_count_characters_not_bytes_or_letters(lake: Storage) -> None:
    """The text begins with Greek letters and a flag of two code points."""
    flag = EntityMention(7, 9, text="🇬🇷", kind="name")
    assert WORDS[7:9] == flag.text
    records = records_of(12, 1, RUN)
    records[1] = replace(records[1], mentions=[flag])
    add_records(lake, 50, records, [a_seen(12, 1)])
    assert verify(lake).clean


@pytest.mark.parametrize("record", [Entity, Event, Quote])
def test_every_declared_span_is_looked_at(record: type) -> None:
    expected = {
        Entity: {"mentions"},
        Event: {
            "sentence_start",
            "trigger_start",
            "time_text_start",
            "mentions",
            "actors",
            "recipients",
            "place",
            "attributed_to",
        },
        Quote: {"start", "speaker"},
    }
    assert {s.where for s in span_sources(record, "t")} == expected[record]


def test_memory_that_knows_less_than_the_lake_is_corrected(lake: Storage) -> None:
    """By it, revision 2 would be given a second time, and a forgotten article come again."""
    add_records(lake, 50, records_of(12, 1, RUN), [])
    add_records(lake, 51, records_of(2, 2, RUN), [a_seen(2, 1)])
    assert found(lake) == {
        ("memory", "_state/seen", id_of(12)),
        ("memory", "_state/seen", id_of(2)),
    }
    assert repair(lake, {}).clean
    index = SeenIndex.load(lake, begin(lake).generation)
    corrected, again = index.article(id_of(2)), index.article(id_of(12))
    assert corrected is not None
    assert again is not None
    assert (corrected.revision, len(corrected.text_sha256)) == (2, 2)
    assert again.revision == 1


def test_many_faults_of_a_kind_are_listed_up_to_a_bound(lake: Storage) -> None:
    with open_rows(lake, {}) as rows:
        query = "SELECT i, i + 1 FROM range(1_000) t(i)"
        listed = list(row_findings(rows, "check", "table", query, "next is {}"))
    assert len(listed) == EXAMPLES + 1
    assert (listed[0].key, listed[0].problem) == ("0", "next is 1")
    assert sum(f.count for f in listed) == 1_000


def test_rows_do_not_have_to_fit_in_memory(lake: Storage, tmp_path: Path) -> None:
    with open_rows(lake, {}) as rows:
        (spill,) = rows.ask("SELECT current_setting('temp_directory')")[0]
        assert Path(spill).is_dir()
        assert rows.ask("SELECT current_setting('memory_limit')") != []
    assert not Path(spill).exists()
    assert duckdb.sql("SELECT 1").fetchall() == [(1,)]


def test_an_article_whose_rows_were_lost_begins_again_with_revision_1() -> None:
    settled = settle([an_article(2, 1, RUN)], ArticleHistory(0, (), NOW.date()))
    assert settled.article is not None
    assert (settled.article.revision, settled.revision) == (1, 1)


def test_what_a_clock_wrote_that_was_ahead_keeps_no_feed_waiting() -> None:
    """Else it would wait until the wrong time comes, for years perhaps."""
    ahead = NOW + timedelta(days=3_000)
    assert is_due(replace(a_feed(), polled_at=ahead, next_due_at=ahead), NOW)
    assert not is_due(replace(a_feed(), next_due_at=ahead), NOW)


def an_entry() -> FeedEntry:
    return FeedEntry(
        FEED, "1", None, None, None, None, None, [], [], None, None, None, None, "f", NOW
    )


class Clock(datetime):
    """A clock that goes back a day with every look."""

    looks = 0

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        cls.looks += 1
        return datetime(2026, 10, 20, tzinfo=UTC) - timedelta(days=cls.looks)


def test_a_clock_that_jumps_back_changes_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Generations order commits; times are only told."""
    monkeypatch.setattr("transforms.lake.commit.datetime", Clock)
    lake = Storage(str(tmp_path / "lake"))
    for number, revision in ((1, 1), (2, 2), (3, 3)):
        add_generation(lake, number, [(5, revision)])
    records = read_runs(lake)
    assert [r.commit_id for r in records] == ["made-1", "made-2", "made-3"]
    assert records[0].committed_at > records[1].committed_at > records[2].committed_at
    history = SeenIndex.load(lake, 3).article(id_of(5))
    assert history is not None
    assert history.revision == 3
    report = verify(lake)
    assert report.clean
    assert {(f.check, f.severity) for f in report.findings} == {("clock", Severity.INFORMATION)}
