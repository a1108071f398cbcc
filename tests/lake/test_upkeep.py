"""Retention: what is forgotten too early comes twice, what is never forgotten fills memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from lakes import NOW, put
from test_commit import a_feed
from test_forgetting import a_seen

from schemas.arrow import arrow_schema
from schemas.codec import to_row
from schemas.state import EntryFingerprint, FeedState, Seen
from transforms.lake.seen import SeenIndex
from transforms.lake.state import newest_rows
from transforms.lake.storage import Storage
from transforms.lake.upkeep import Retention, expired, last_shown, upkeep

SPAN = timedelta(days=30)
LATER = NOW + timedelta(days=100)


@pytest.fixture
def lake(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "lake"))


def shown_by(*feeds: str, at: datetime = NOW) -> Seen:
    prints = [EntryFingerprint(f"http://{feed}.example/f", "0" * 64) for feed in feeds]
    return replace(a_seen("a", "http://x.example/1"), fingerprints=prints, last_in_feed_at=at)


def polled(parsed: datetime | None, asked: datetime = LATER) -> FeedState:
    return replace(a_feed("http://a.example/f"), polled_at=asked, parsed_at=parsed)


def is_expired(seen: Seen, shown: Mapping[str, datetime]) -> bool:
    rows = pa.Table.from_pylist([to_row(seen)], schema=arrow_schema(Seen))
    (told,) = expired(rows, {f"http://{f}.example/f": at for f, at in shown.items()}, SPAN)
    return bool(told.as_py())


def test_what_a_feed_has_gone_on_without_for_long_is_forgotten() -> None:
    assert is_expired(shown_by("a"), {"a": NOW + SPAN + timedelta(days=1)})
    assert not is_expired(shown_by("a"), {"a": NOW + SPAN - timedelta(days=1)})


def test_it_is_kept_while_one_of_its_feeds_may_still_show_it() -> None:
    gone_on = NOW + SPAN + timedelta(days=1)
    assert not is_expired(shown_by("a", "b"), {"a": gone_on, "b": NOW})
    assert not is_expired(shown_by("a", "b"), {"a": gone_on})
    assert is_expired(shown_by("a", "b"), {"a": gone_on, "b": gone_on})
    assert not is_expired(shown_by(), {"a": gone_on})


def test_a_feed_that_answers_not_modified_for_months_still_shows_all_its_entries() -> None:
    shown = last_shown(polled(parsed=NOW), LATER, SPAN)
    assert shown == NOW
    assert not is_expired(shown_by("a"), {"a": NOW})


def test_a_feed_of_before_it_was_written_down_keeps_its_entries() -> None:
    assert last_shown(polled(parsed=None), LATER, SPAN) is None


def test_a_feed_that_nobody_asks_any_more_shows_nothing() -> None:
    assert last_shown(polled(parsed=NOW, asked=NOW), LATER, SPAN) == LATER


def test_only_what_has_expired_goes(lake: Storage) -> None:
    old = replace(shown_by("a"), entry_key="a" * 32)
    still = replace(shown_by("b"), entry_key="b" * 32)
    young = replace(shown_by("a", at=LATER), entry_key="c" * 32)
    feeds = [
        replace(polled(parsed=LATER), feed_url="http://a.example/f"),
        replace(polled(parsed=NOW), feed_url="http://b.example/f"),
    ]
    put(lake, "one", state=[old, still, *feeds])
    put(lake, "two", state=[young])
    upkeep(lake, Retention(None, LATER), state_files=2)
    assert len(SeenIndex.load(lake, 2)) == 3, "for ever is for ever"
    put(lake, "three", state=[replace(young, entry_key="d" * 32)])
    upkeep(lake, Retention(SPAN.days, LATER), state_files=2)
    kept = newest_rows(lake, Seen, 3)["entry_key"].to_pylist()
    assert sorted(key[0] for key in kept) == ["b", "c", "d"]


def test_a_large_table_becomes_files_that_fit_memory(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.lake.upkeep.ROWS_PER_FILE", 10)
    keys = [f"{n:02x}" * 16 for n in range(0, 256, 8)]
    for name, part in (("one", keys[::2]), ("two", keys[1::2])):
        put(lake, name, state=[replace(shown_by("a"), entry_key=key) for key in part])
    upkeep(lake, Retention(None, LATER), state_files=2)
    index = SeenIndex.load(lake, 2)
    assert len(index) == len(keys)
    assert all(index.entry(key) is not None for key in keys)
    files = [f for f in lake.list_files("_state/seen") if "/part-00000002-" in f.path]
    assert len(files) > 3
