"""What the lake knows: an article it forgets comes a second time under the same key."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schemas.context import RunContext
from schemas.state import EntryFingerprint, Seen, Signature
from transforms.lake.begin import begin
from transforms.lake.commit import CommitDraft, commit
from transforms.lake.state import ArticleHistory, SeenIndex, read_signatures
from transforms.lake.storage import Storage

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def seen(entry: str, article: str | None, revision: int | None, *texts: str) -> Seen:
    return Seen(
        entry_key=entry,
        url=None,
        fingerprints=[EntryFingerprint("http://a.example/feed", "1")],
        article_id=article,
        revision=revision,
        text_sha256=list(texts),
        published_date=NOW.date() if article else None,
        code=None if article else "http_not_found",
        first_seen_at=NOW,
        last_in_feed_at=NOW,
        fetched_at=NOW,
        fetch_count=1,
        generation=0,
    )


def index_after(lake: Storage, *commits: list[Seen]) -> SeenIndex:
    """Return the index after commits of these rows."""
    for number, rows in enumerate(commits):
        draft = CommitDraft(
            f"c{number}", RunContext("r", NOW), f"_staging/{number}", [], {"_state/seen": rows},
            {}, {}, "0",
        )  # fmt: skip
        commit(lake, begin(lake), draft)
    return SeenIndex.load(lake, len(commits))


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "lake"))


def test_an_article_keeps_its_history_when_its_entry_leads_elsewhere(lake: Storage) -> None:
    index = index_after(
        lake,
        [seen("k", "x", 1, "one")],
        [seen("k", "x", 2, "one", "two")],
        [seen("k", "y", 1, "o")],
    )
    entry = index.entry("k")
    assert entry is not None
    assert (entry.article_id, len(index)) == ("y", 1)
    assert index.article("x") == ArticleHistory(2, ("one", "two"), date(2026, 10, 5))
    assert index.article("y") == ArticleHistory(1, ("o",), date(2026, 10, 5))


def test_the_newest_row_of_an_entry_holds_also_where_it_led_back(lake: Storage) -> None:
    index = index_after(
        lake, [seen("k", "x", 1, "a")], [seen("k", "y", 1, "b")], [seen("k", "x", 2, "a", "c")]
    )
    entry = index.entry("k")
    assert entry is not None
    assert (entry.article_id, entry.revision) == ("x", 2)


def test_an_entry_that_failed_first_is_known_by_what_came_later(lake: Storage) -> None:
    index = index_after(
        lake, [seen("k", None, None), seen("l", "x", 1, "a")], [seen("k", "x", 1, "a")]
    )
    entry = index.entry("k")
    assert entry is not None
    assert entry.article_id == "x"
    assert index.article("z") is None
    assert index.entry("m") is None


def test_a_new_lake_knows_nothing(lake: Storage) -> None:
    index = index_after(lake, [])
    assert (len(index), index.entry("k"), index.article("x")) == (0, None, None)


def test_an_article_finds_its_own_signature_whatever_date_a_correction_has(lake: Storage) -> None:
    own, other = (Signature(name, "story", NOW, [1], 0) for name in ("own", "other"))
    draft = CommitDraft(
        "c",
        RunContext("r", NOW),
        "_staging/0",
        [],
        {"_state/signatures": [own, other]},
        {},
        {},
        "0",
    )
    commit(lake, begin(lake), draft)
    later = (NOW + timedelta(days=9), NOW + timedelta(days=9))
    assert not read_signatures(lake, 1, later, 7)
    assert [s.article_id for s in read_signatures(lake, 1, later, 7, ["own"])] == ["own"]
