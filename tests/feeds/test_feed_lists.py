"""What a user loses when this fails: the subscriptions of the reader used before."""

from pathlib import Path

import pytest

from transforms.feeds.opml import read_opml

OPML = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
 <outline text="World"><outline text="A" type="rss" xmlUrl="https://a.example/rss?x=1&amp;y=2"/>
  <outline text="B" type="rss" xmlUrl="feed:https://b.example/atom"/></outline>
 <outline text="C" xmlUrl="feed://c.example/rdf"/><outline text="A" xmlUrl="https://a.example/rss?x=1&amp;y=2"/>
</body></opml>"""


def test_feeds_are_read_once_each_in_order() -> None:
    assert read_opml(OPML) == [
        "https://a.example/rss?x=1&y=2",
        "https://b.example/atom",
        "http://c.example/rdf",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not OPML"),
        ("http://127.0.0.1:9/list.opml", "not OPML"),
        ("<html><body>no list</body></html>", "not OPML"),
        ("<opml version='2.0'><body/></opml>", "names no feed"),
        (
            "<opml version='2.0'><body><outline text='x' xmlUrl='file:///etc/passwd'/></body></opml>",
            "file:///etc/passwd",
        ),
    ],
)
def test_what_is_no_list_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_opml(text)


@pytest.mark.data
def test_lists_of_news_feeds_by_country(data_dir: Path) -> None:
    lists = sorted((data_dir / "feeds" / "opml").glob("*.opml"))
    assert len(lists) >= 20
    assert all(read_opml(path.read_text(encoding="utf-8")) for path in lists)
