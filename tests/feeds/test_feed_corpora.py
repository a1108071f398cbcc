"""What a user loses when this fails: feeds of the real web."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.errors import FeedError, RecordError
from transforms.feeds.parsing import ParsedFeed, parse_feed

POLLED_AT = datetime(2026, 3, 1, tzinfo=UTC)


def read(body: bytes, url: str) -> ParsedFeed:
    return parse_feed(body, feed_url=url, address=url, content_type=None, polled_at=POLLED_AT)


@pytest.mark.data
def test_real_feeds_give_all_their_entries(data_dir: Path) -> None:
    folder = data_dir / "feeds" / "real"
    rows = (folder / "INDEX.tsv").read_text(encoding="utf-8").splitlines()
    expected = found = 0
    for row in rows[1:]:
        name, url, _, _, entries, *_ = row.split("\t")
        try:
            feed = read(gzip.decompress((folder / f"{name}.gz").read_bytes()), url)
        except FeedError as error:
            print(f"{url}: {error.code}: {error}")
            continue
        print(f"{url}: {len(feed.entries)} entries, {len(feed.rejected)} rejected")
        expected += int(entries)
        found += len(feed.entries)
        assert feed.entry_count == int(entries)
        assert len({e.entry_id for e in feed.entries}) == len(feed.entries)
        assert all(e.title is None or "\n" not in e.title for e in feed.entries)
    print(f"{found} of {expected} entries of {len(rows) - 1} feeds")
    assert found == expected == 2_753


@pytest.mark.data
def test_no_document_of_the_conformance_suite_breaks_the_reader(data_dir: Path) -> None:
    documents = [p for p in (data_dir / "feeds" / "conformance").rglob("*") if p.is_file()]
    assert len(documents) > 2_000
    read_well = 0
    for path in documents:
        try:
            feed = read(path.read_bytes(), "https://feeds.example/rss")
        except RecordError:
            continue
        read_well += 1
        assert feed.entry_count == len(feed.entries) + len(feed.rejected)
    print(f"{read_well} of {len(documents)} documents are feeds")
    # Of the rest, nearly all are one broken title without an entry.
    assert read_well >= 1_840
