"""`newsbeam trace`: who doubts a row finds the words, the poll and the version it came from."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from deltalake import DeltaTable
from lineage_lake import (
    FEED,
    START,
    Call,
    Told,
    a_letter,
    a_poll,
    an_entry,
    commit_rows,
    page,
    run_number,
    seen,
    waiting,
)

from pipeline.lineage.asked import NotAsked
from pipeline.lineage.trace import trace
from transforms.lake.storage import Storage
from transforms.urls import article_id

FIRST, SECOND, THIRD = (run_number(n) for n in range(3))
BEFORE = "Kenya sent troops to Haiti.\n\nMany of them."
AFTER = "Kenya sent police to Haiti.\n\nMany of them.\n\nThis text was corrected."


@pytest.fixture
def corrected(lake: Storage) -> Storage:
    """An article that a second run finds corrected and a third unchanged, and another one."""
    rows = [*Told("a", text=BEFORE).rows(FIRST), *Told("b").rows(FIRST), a_poll(FIRST)]
    state = [
        seen("a", FIRST, FIRST, 1),
        seen("b", FIRST, FIRST, 1),
        waiting(an_entry("a", FIRST), "refetch", START + timedelta(hours=1)),
    ]
    commit_rows(lake, FIRST, rows, state)
    told = Told("a", revision=2, text=AFTER, title="Police for Haiti", entities=3, events=0)
    commit_rows(
        lake,
        SECOND,
        [*told.rows(SECOND), a_poll(SECOND)],
        [seen("a", SECOND, FIRST, 2, revision=2)],
        versions={"newsbeam": "0.2.0", "schema.articles": "1.1"},
    )
    last = seen("a", SECOND, FIRST, 3, revision=2, fetched_at=THIRD.ingested_at)
    end = replace(waiting(an_entry("a", FIRST), "refetch", START), entry=None)
    commit_rows(lake, THIRD, [a_poll(THIRD, "not_modified")], [last, end])
    return lake


def test_the_way_of_a_corrected_article_from_poll_to_rows(corrected: Storage) -> None:
    way = trace(corrected, article_id(page("a")))
    assert way.article is not None
    assert (way.article.title, way.article.revision) == ("Police for Haiti", 2)
    assert [p["run_id"] for p in way.polls] == [FIRST.run_id, SECOND.run_id], "304 showed nothing"
    (entry,) = way.entries
    assert (entry.url, entry.fetch_count, entry.as_of_generation) == (page("a"), 3, 3)
    assert entry.fingerprints == {FEED: "f3"}
    assert [(s.generation, s.run_id, s.revision) for s in entry.settled] == [
        (1, FIRST.run_id, 1),
        (2, SECOND.run_id, 2),
        (3, THIRD.run_id, 2),
    ]
    assert [(r.revision, r.run_id, r.generation) for r in way.revisions] == [
        (1, FIRST.run_id, 1),
        (2, SECOND.run_id, 2),
    ]
    assert way.waiting == [], "it waits no longer"
    assert [(m.run_id, m.versions["newsbeam"]) for m in way.runs] == [
        (FIRST.run_id, "0.1.0"),
        (SECOND.run_id, "0.2.0"),
    ]


def test_what_a_correction_changed(corrected: Storage) -> None:
    first, second = trace(corrected, article_id(page("a"))).revisions
    assert first.changed == []
    changes = {c.column: (c.before, c.after) for c in second.changed}
    assert changes == {
        "title": ("Troops for Haiti", "Police for Haiti"),
        "text": ("8 words", "12 words, 2 of 3 paragraphs new or changed"),
    }


def test_the_files_that_hold_its_rows(corrected: Storage) -> None:
    way = trace(corrected, article_id(page("a")))
    assert [(f.table, f.revision, f.rows, f.generation) for f in way.files] == [
        ("articles", 1, 1, 1),
        ("articles", 2, 1, 2),
        ("entities", 1, 2, 1),
        ("entities", 2, 3, 2),
        ("events", 1, 1, 1),
        ("quotes", 1, 1, 1),
        ("quotes", 2, 1, 2),
    ]
    assert all(corrected.exists(f"{f.table}/{f.path}") for f in way.files)


@pytest.mark.parametrize(
    "asked",
    [
        article_id(page("a")),
        article_id(page("a"))[:8].upper(),
        page("a"),
        "HTTP://news.example:80/a.html?utm_source=x#top",
    ],
)
def test_an_article_is_found_by_its_id_by_the_beginning_and_by_address(
    corrected: Storage, asked: str
) -> None:
    way = trace(corrected, asked)
    assert way.article is not None
    assert way.article.article_id == article_id(page("a"))


def test_an_address_in_a_feed_leads_to_the_article_it_became(lake: Storage) -> None:
    own = article_id(page("a"))
    rows = Told("a", more={"url": page("a-printed")}).rows(FIRST)
    commit_rows(lake, FIRST, rows, [seen("short", FIRST, FIRST, 1, article_id=own)])
    for asked in (page("short"), page("a"), page("a-printed")):
        way = trace(lake, asked)
        assert way.article is not None, asked
        assert way.article.article_id == own
    assert [entry.url for entry in trace(lake, own).entries] == [page("short")]


def test_an_entry_that_leads_elsewhere_now_is_told(lake: Storage, call: Call) -> None:
    own, other = article_id(page("a")), article_id(page("b"))
    commit_rows(lake, FIRST, Told("a").rows(FIRST), [seen("a", FIRST, FIRST, 1)])
    state = [seen("a", SECOND, FIRST, 2, article_id=other)]
    commit_rows(lake, SECOND, Told("b").rows(SECOND), state)
    (entry,) = trace(lake, own).entries
    assert (entry.article_id, entry.fetch_count) == (other, 2)
    _, out, _ = call("trace", lake.uri, own)
    assert f"leads to another article now: {other}" in out
    assert [e.entry_key for e in trace(lake, other).entries] == [entry.entry_key]


def test_an_article_that_the_state_has_forgotten_is_found_all_the_same(lake: Storage) -> None:
    commit_rows(lake, FIRST, Told("a").rows(FIRST))
    for asked in (article_id(page("a")), article_id(page("a"))[:9], page("a")):
        way = trace(lake, asked)
        assert way.article is not None
        assert way.entries == []
        assert way.revisions[0].generation == 1


def test_files_of_a_compacted_lake_are_those_that_are_there(corrected: Storage) -> None:
    DeltaTable(corrected.table_uri("articles")).optimize.compact()
    way = trace(corrected, article_id(page("a")))
    paths = {f.path for f in way.files if f.table == "articles"}
    assert len(paths) == 1, "both revisions lie in one file now"
    assert [r.generation for r in way.revisions] == [1, 2], "the commits are still known"


def test_the_commit_of_a_run_of_several_is_not_guessed(lake: Storage) -> None:
    for name in ("a", "b"):
        commit_rows(lake, FIRST, Told(name).rows(FIRST))
    assert trace(lake, article_id(page("b"))).revisions[0].generation == 2
    DeltaTable(lake.table_uri("articles")).optimize.compact()
    (revision,) = trace(lake, article_id(page("b"))).revisions
    assert (revision.generation, revision.committed_at) == (None, None)


def test_who_shares_a_story_also_over_a_chain_of_weeks(lake: Storage) -> None:
    story = article_id(page("a"))
    for name, day in {"a": 5, "b": 11, "c": 17, "d": 30}.items():
        told = Told(name, published=date(2026, 10, day), more={"story_id": story})
        commit_rows(lake, FIRST, told.rows(FIRST))
    way = trace(lake, story)
    assert way.story is not None
    assert [other.canonical_url for other in way.story.shared_by] == [page("b"), page("c")]


def test_an_address_that_is_only_a_dead_letter_shows_why(lake: Storage, call: Call) -> None:
    dead = seen(
        "a", FIRST, FIRST, 1, article_id=None, revision=None, published_date=None, code="http_gone"
    )
    commit_rows(lake, FIRST, [a_letter("a", FIRST, "http_gone"), a_poll(FIRST)], [dead])
    code, out, _ = call("trace", lake.uri, page("a"))
    assert code == 0
    for words in ("has not become an article", "http_gone (410)", "poll 5 Oct 2026 12:00:02Z"):
        assert words in out


def test_an_address_that_waits_shows_why_and_until_when(lake: Storage, call: Call) -> None:
    wait = waiting(
        an_entry("a", FIRST), "retry", FIRST.ingested_at, attempt=2, held_by_run=FIRST.run_id
    )
    commit_rows(lake, FIRST, [a_letter("a", FIRST, "timed_out"), a_poll(FIRST)], [wait])
    way = trace(lake, page("a"))
    assert [(w.reason, w.attempt, w.held_by_run) for w in way.waiting] == [
        ("retry", 2, FIRST.run_id)
    ]
    assert [letter["code"] for letter in way.dead_letters] == ["timed_out"]
    assert len(way.polls) == 1
    code, out, _ = call("trace", lake.uri, page("a"))
    assert code == 0
    assert "to be tried again after a passing error, attempt 2; not before 5 Oct 2026" in out


def test_a_row_that_did_not_fit_belongs_to_its_article(corrected: Storage) -> None:
    own = article_id(page("a"))
    more = {"step": "FitRows", "key": f"{own}/2", "url": None, "entry_id": None}
    commit_rows(corrected, THIRD, [a_letter("a", THIRD, "out_of_range", **more)])
    assert [letter["key"] for letter in trace(corrected, own).dead_letters] == [f"{own}/2"]
    assert trace(corrected, article_id(page("b"))).dead_letters == []


def test_the_state_of_an_entry_holds_as_of_its_newest_row(lake: Storage, call: Call) -> None:
    """State that was compacted has no older row: the times before are told as forgotten."""
    commit_rows(lake, FIRST, Told("a").rows(FIRST), [seen("a", FIRST, FIRST, 5)])
    _, out, _ = call("trace", lake.uri, page("a"))
    assert "5 times, of which the state remembers 1" in out


def test_the_words_for_people(corrected: Storage, call: Call) -> None:
    code, out, err = call("trace", corrected.uri, page("a"))
    assert (code, err) == (0, "")
    for words in (
        "Police for Haiti",
        "In the feeds",
        f"by {FEED}, fingerprint f3",
        "poll 5 Oct 2026 12:00:02Z: ok, HTTP 200, 11 entries, 1 new",
        f"3. nothing new; run {THIRD.run_id}, generation 3",
        "changed title: Troops for Haiti → Police for Haiti",
        "published_date=2026-10-05/part-00000002-",
        "nobody else tells it",
        "newsbeam 0.1.0, en_core_web_sm 3.8.0, schemas 1.0",
    ):
        assert words in out
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_the_whole_way_as_one_json_object(corrected: Storage, call: Call) -> None:
    code, out, _ = call("trace", corrected.uri, page("a"), "--format", "json")
    way: dict[str, Any] = json.loads(out)
    assert code == 0
    assert way["article"]["article_id"] == article_id(page("a"))
    assert way["entries"][0]["settled"][1]["fetched_at"] == "2026-10-05T13:00:00Z"
    assert way["revisions"][1]["changed"][0]["after"] == "Police for Haiti"
    assert {f["table"] for f in way["files"]} == {"articles", "entities", "events", "quotes"}


def test_what_is_not_there_ends_with_1(corrected: Storage, call: Call) -> None:
    for asked in (page("nothing"), "0" * 32, "0" * 9):
        code, out, err = call("trace", corrected.uri, asked)
        assert (code, out) == (1, ""), asked
        assert f"has nothing of {asked}" in err


@pytest.mark.parametrize("asked", ["abc", "troops for haiti", "ftp://news.example/a", "f" * 33])
def test_what_is_neither_id_nor_address_is_bad_usage(
    corrected: Storage, call: Call, asked: str
) -> None:
    code, out, err = call("trace", corrected.uri, asked)
    assert (code, out) == (2, "")
    assert "ARTICLE: " in err


def test_a_beginning_that_two_articles_share_is_refused_with_both(lake: Storage) -> None:
    ids = ["12345678" + digit * 24 for digit in "ab"]
    state = [seen(i, FIRST, FIRST, 1, article_id=i) for i in ids]
    commit_rows(lake, FIRST, [], state)
    with pytest.raises(NotAsked, match=f"{ids[0]}, {ids[1]}: give more digits"):
        trace(lake, "12345678")
    assert trace(lake, "12345678a").found


def test_a_folder_that_is_no_lake_is_bad_usage(lake: Storage, call: Call) -> None:
    code, _, err = call("trace", lake.uri, page("a"))
    assert code == 2
    assert "is no lake of newsbeam" in err


def test_a_file_that_is_gone_is_told_with_its_table(corrected: Storage, call: Call) -> None:
    way = trace(corrected, page("a"))
    (gone,) = [f.path for f in way.files if f.table == "events"]
    corrected.remove_file(f"events/{gone}")
    code, out, err = call("trace", corrected.uri, page("a"))
    assert (code, out) == (1, "")
    assert "table events cannot be read" in err
    assert gone in err
