"""Takedown: what was forgotten is in no file of the lake, and does not come back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from lakes import NOW, RUN, a_letter, draft, keys_by_glob, keys_in, put

from schemas.articles import Article
from schemas.state import EntryFingerprint, Seen
from tests.lake.verification import made_lakes
from transforms.blocking import BlockList, Target, parse_target
from transforms.lake import forgetting
from transforms.lake.begin import begin
from transforms.lake.commit import commit, current
from transforms.lake.compaction import compact_partitions
from transforms.lake.forgetting import block, count, find, remove
from transforms.lake.seen import SeenIndex
from transforms.lake.state import read_blocked
from transforms.lake.storage import Storage

HOST = parse_target("a.example")


def a_seen(name: str, url: str) -> Seen:
    return Seen(
        entry_key=name * 32,
        url=url,
        fingerprints=[EntryFingerprint("http://feeds.example/f", "0" * 64)],
        article_id=None,
        revision=None,
        text_sha256=[],
        published_date=None,
        code="http_not_found",
        first_seen_at=NOW,
        last_in_feed_at=NOW,
        fetched_at=NOW,
        fetch_count=1,
        generation=0,
    )


def forget(lake: Storage, target: Target) -> dict[str, int]:
    block(lake, target, RUN, {})
    return remove(lake, target)


def words_in(lake: Storage, words: Sequence[str]) -> list[str]:
    """Return which files have one of some words in them, as they lie there."""
    files = {f.path: lake.read(f.path).to_pybytes() for f in lake.list_files()}
    return [path for path, content in files.items() if any(w.encode() in content for w in words)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://A.example/x?utm_source=y#z", Target("url", "https://a.example/x")),
        ("A.Example", Target("host", "a.example")),
        ("münchen.example", Target("host", "xn--mnchen-3ya.example")),
    ],
)
def test_what_is_named_is_read_as_addresses_are(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize("text", ["", "word", "ftp://a.example/x", "a.example/x", "http://"])
def test_what_is_neither_address_nor_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|neither an address"):
        parse_target(text)


def test_a_host_stands_for_all_below_it_and_for_no_other() -> None:
    blocked = BlockList([HOST.sha256])
    assert blocked.covers("http://a.example/x")
    assert blocked.covers(None, "https://www.a.example:8443/")
    assert not blocked.covers("http://ba.example/x", "http://a.example.org/", "not an address")
    assert not BlockList().covers("http://a.example/x")


def test_an_address_stands_for_itself_however_it_is_written() -> None:
    blocked = BlockList([parse_target("http://a.example/x").sha256])
    assert blocked.covers("http://A.example:80/x?utm_medium=feed#top")
    assert not blocked.covers("http://a.example/x/y")


@pytest.mark.bucket_too
def test_its_rows_are_in_no_file_any_more_and_all_others_are(lake: Storage) -> None:
    other = [a_seen("b", "http://b.example/1"), a_seen("c", "http://c.a.example.net/2")]
    put(lake, "one", [a_letter("http://a.example/hidden-1"), a_letter("b")], state=other)
    put(lake, "two", state=[a_seen("a", "http://www.a.example/hidden-2")])
    counted = count(lake, find(lake, HOST))
    assert {t: n for t, n in counted.items() if n} == {"dead_letters": 1, "_state/seen": 1}
    assert {t: n for t, n in forget(lake, HOST).items() if n} == {
        t: n for t, n in counted.items() if n
    }
    assert keys_in(lake) == keys_by_glob(lake) == ["b"]
    assert words_in(lake, ["a.example/hidden", "hidden-1", "hidden-2"]) == []
    assert find(lake, parse_target("b.example")).entry_keys == {"b" * 32}
    assert find(lake, parse_target("c.a.example.net")).entry_keys == {"c" * 32}


def test_a_run_that_began_before_cannot_bring_it_back(lake: Storage) -> None:
    put(lake, "one", [a_letter("b")])
    snapshot = begin(lake)
    late = draft(lake, "late", [a_letter("http://a.example/hidden")])
    block(lake, HOST, RUN, {})
    assert commit(lake, snapshot, late).superseded


def test_staging_of_a_run_that_died_is_forgotten_too(lake: Storage) -> None:
    put(lake, "one")
    draft(lake, "dead", [a_letter("http://a.example/hidden")])
    forget(lake, HOST)
    assert words_in(lake, ["hidden"]) == []


def test_a_block_can_be_lifted(lake: Storage) -> None:
    put(lake, "one")
    block(lake, HOST, RUN, {})
    assert read_blocked(lake, current(lake).generation) == [HOST.sha256]
    block(lake, HOST, RUN, {}, is_blocked=False)
    assert read_blocked(lake, current(lake).generation) == []


def test_a_next_commit_and_a_next_takedown_work(lake: Storage) -> None:
    put(lake, "one", [a_letter("http://a.example/x")])
    forget(lake, HOST)
    put(lake, "two", [a_letter("http://b.example/y")])
    assert forget(lake, parse_target("b.example"))["dead_letters"] == 1
    begin(lake)
    assert keys_in(lake) == []


def an_article(url: str) -> Article:
    return replace(made_lakes.an_article(1, 1, made_lakes.run_of(1)), canonical_url=url, url=url)


def led_to(article: Article) -> Seen:
    return replace(
        a_seen("a", "http://a.example/hidden"),
        article_id=article.article_id,
        revision=1,
        text_sha256=[article.text_sha256],
        published_date=article.published_date,
    )


def test_a_takedown_that_was_broken_off_is_finished_by_saying_it_again(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = an_article("http://a.example/hidden")
    quote = made_lakes.a_quote(1, 1, made_lakes.run_of(1))
    put(lake, "one", [article, quote], state=[led_to(article)])
    takedown = find(lake, HOST)
    assert takedown.article_ids == {article.article_id}
    block(lake, HOST, RUN, {})
    for change in forgetting._changes(takedown):
        if change.record is Article:
            forgetting._apply(lake, change)  # the worst order there could be: killed after it
    assert find(lake, HOST).article_ids == {article.article_id}
    remove(lake, HOST)
    assert words_in(lake, ["hidden", article.article_id]) == []


def test_an_article_elsewhere_keeps_its_memory_and_loses_the_address_that_led_to_it(
    lake: Storage,
) -> None:
    article = an_article("http://b.example/story")
    put(lake, "one", [article], state=[led_to(article)])
    forget(lake, HOST)
    history = SeenIndex.load(lake, current(lake).generation).article(article.article_id)
    assert history is not None
    assert history.revision == 1
    assert words_in(lake, ["hidden"]) == []


def test_files_that_a_compaction_has_replaced_are_forgotten_too(lake: Storage) -> None:
    put(lake, "one", [a_letter("http://a.example/hidden")])
    put(lake, "two", [a_letter("b")])
    compact_partitions(lake, "dead_letters", 1024 * 1024, None)
    forget(lake, HOST)
    assert keys_in(lake) == keys_by_glob(lake) == ["b"]
    assert words_in(lake, ["hidden"]) == []


def test_a_file_that_is_merged_meanwhile_is_found_again(
    lake: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lake, "one", [a_letter("http://a.example/hidden")])
    put(lake, "two", [a_letter("b")])
    original = forgetting.read_rows

    def late(*args: object) -> object:
        monkeypatch.setattr(forgetting, "read_rows", original)
        compact_partitions(lake, "dead_letters", 1024 * 1024, None)
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(forgetting, "read_rows", late)
    forget(lake, HOST)
    assert keys_in(lake) == keys_by_glob(lake) == ["b"]
