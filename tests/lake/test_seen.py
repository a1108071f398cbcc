"""What the lake has seen: an article it forgets comes a second time under the same key."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import to_row
from schemas.context import RunContext
from schemas.state import EntryFingerprint, Seen
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.files import write_staged
from transforms.lake.seen import ArticleHistory, SeenIndex, segment_of
from transforms.lake.storage import Storage

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
FEED = "http://a.example/feed"


def hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def key(name: str) -> str:
    return hashed(name)[:32]


def seen(entry: str, article: str | None, revision: int | None, *texts: str, at: int = 0) -> Seen:
    return Seen(
        entry_key=key(entry),
        url="http://a.example/" + entry,
        fingerprints=[EntryFingerprint(FEED, hashed("print"))],
        article_id=key(article) if article else None,
        revision=revision,
        text_sha256=[hashed(text) for text in texts],
        published_date=NOW.date() if article else None,
        code=None if article else "http_not_found",
        first_seen_at=NOW,
        last_in_feed_at=NOW,
        fetched_at=None,
        fetch_count=1,
        generation=at,
    )


def history(revision: int, *texts: str) -> ArticleHistory:
    return ArticleHistory(revision, tuple(hashed(text) for text in texts), date(2026, 10, 5))


def index_after(lake: Storage, *commits: list[Seen]) -> SeenIndex:
    """Return the index after commits of these rows."""
    for number, rows in enumerate(commits):
        draft = CommitDraft(
            f"c{number}", RunContext("r", NOW), f"_staging/{number}", [], {"_state/seen": rows},
            {}, {}, "0",
        )  # fmt: skip
        commit(lake, begin(lake), draft)
    return SeenIndex.load(lake, len(commits))


def test_an_article_keeps_its_history_when_its_entry_leads_elsewhere(lake: Storage) -> None:
    index = index_after(
        lake,
        [seen("k", "x", 1, "one")],
        [seen("k", "x", 2, "one", "two")],
        [seen("k", "y", 1, "o")],
    )
    entry = index.entry(key("k"))
    assert entry is not None
    assert entry.article_id == key("y")
    assert index.article(key("x")) == history(2, "one", "two")
    assert index.article(key("y")) == history(1, "o")


def test_the_newest_row_of_an_entry_holds_also_where_it_led_back(lake: Storage) -> None:
    index = index_after(
        lake, [seen("k", "x", 1, "a")], [seen("k", "y", 1, "b")], [seen("k", "x", 2, "a", "c")]
    )
    entry = index.entry(key("k"))
    assert entry is not None
    assert (entry.article_id, entry.revision) == (key("x"), 2)


def test_an_entry_that_failed_first_is_known_by_what_came_later(lake: Storage) -> None:
    index = index_after(
        lake, [seen("k", None, None), seen("l", "x", 1, "a")], [seen("k", "x", 1, "a")]
    )
    entry = index.entry(key("k"))
    assert entry is not None
    assert entry.article_id == key("x")
    assert index.article(key("z")) is None
    assert index.entry(key("m")) is None


@pytest.mark.bucket_too
def test_nothing_of_a_row_is_lost_but_its_address(lake: Storage) -> None:
    index = index_after(lake, [seen("k", None, None), seen("l", "x", 3, "a", "b")])
    found = index.entry(key("l"))
    expected = seen("l", "x", 3, "a", "b", at=1)
    assert found is not None
    assert (found.url, found.text_sha256) == (None, expected.text_sha256)
    assert {**to_row(found), "url": expected.url} == to_row(expected)
    failed = index.entry(key("k"))
    assert failed is not None
    assert (failed.code, failed.article_id, failed.text_sha256) == ("http_not_found", None, [])


def test_an_older_generation_does_not_know_what_came_later(lake: Storage) -> None:
    index_after(lake, [seen("k", "x", 1, "a")], [seen("k", "x", 2, "a", "b"), seen("l", "y", 1)])
    index = SeenIndex.load(lake, 1)
    assert index.article(key("x")) == history(1, "a")
    assert index.entry(key("l")) is None


def test_a_new_lake_knows_nothing(lake: Storage) -> None:
    index = index_after(lake, [])
    assert (len(index), index.entry(key("k")), index.article(key("x"))) == (0, None, None)


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), max_size=5),
        max_size=4,
    )
)
def test_segments_know_the_same_as_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, commits: list[list[tuple[str, str]]]
) -> None:
    lake = Storage(str(tmp_path_factory.mktemp("seen")))
    segments, newest = [], dict[str, tuple[str, int]]()
    for at, pairs in enumerate(commits, start=1):
        rows = [seen(e, a, at, f"{at}", at=at) for e, a in dict(pairs).items()]
        newest.update({e: (a, at) for e, a in dict(pairs).items()})
        if rows:
            file = write_staged(lake, "_staging/x", "_state/seen", None, at, [*map(to_row, rows)])
            segments.append(segment_of(lake, file.staged, generation=9))
    index = SeenIndex(segments)
    for entry in "abcdefg":
        found = index.entry(key(entry))
        told = None if found is None else (found.article_id, found.generation)
        expected = newest.get(entry)
        assert told == (None if expected is None else (key(expected[0]), expected[1]))
    for article in "xyz":
        revisions = [at for at, c in enumerate(commits, 1) if article in dict(c).values()]
        has = index.article(key(article))
        assert (has.revision if has else None) == (max(revisions) if revisions else None)
