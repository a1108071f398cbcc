"""Which entries are fetched: a wrong choice loses an article or asks a server twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.context import RunContext
from schemas.feeds import FeedEntry, FetchTask
from schemas.state import EntryFingerprint, PendingEntry, Seen
from transforms.outcomes import seen_after, wait_after
from transforms.selection.choice import (
    Candidate,
    candidates_of,
    choose,
    entry_from_json,
    entry_to_json,
    take_slice,
)

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
FEED = "http://a.example/feed"


def an_entry(feed: str = FEED, fingerprint: str = "1", number: int = 0) -> FeedEntry:
    return FeedEntry(
        feed_url=feed,
        entry_id=f"guid-{number}",
        url=f"http://a.example/{number}",
        feed_title="A",
        title="Title \N{EM DASH} “quoted”",
        summary=None,
        content=None,
        authors=["N. N."],
        tags=[],
        published_at=NOW - timedelta(hours=3),
        updated_at=None,
        image_url=None,
        language=None,
        fingerprint=fingerprint,
        polled_at=NOW,
    )


def seen(fingerprint: str = "1", feed: str = FEED) -> Seen:
    return Seen(
        entry_key="k",
        url="http://a.example/0",
        fingerprints=[EntryFingerprint(feed, fingerprint)],
        article_id="a" * 32,
        revision=1,
        text_sha256=["t"],
        published_date=NOW.date(),
        code=None,
        first_seen_at=NOW,
        last_in_feed_at=NOW,
        fetched_at=NOW,
        fetch_count=1,
        generation=1,
    )


def test_an_entry_nobody_has_seen_is_fetched() -> None:
    choice = choose("k", [an_entry()], None, waiting=False)
    assert choice.task == FetchTask("k", an_entry(), 1)
    assert choice.known == 0


def test_one_address_in_two_feeds_is_fetched_once() -> None:
    choice = choose("k", [an_entry("http://b.example/feed"), an_entry()], None, waiting=False)
    assert choice.task is not None
    assert choice.task.entry.feed_url == FEED
    assert choice.known == 1


def test_a_known_entry_is_left_alone() -> None:
    choice = choose("k", [an_entry()], seen(), waiting=False)
    assert (choice.task, choice.known, choice.touch) == (None, 1, None)


def test_an_entry_that_its_feed_changed_is_fetched_again() -> None:
    choice = choose("k", [an_entry(fingerprint="2")], seen("1"), waiting=False)
    assert choice.task is not None


def test_the_same_address_in_another_feed_is_no_change() -> None:
    other = an_entry("http://b.example/feed", fingerprint="2")
    choice = choose("k", [other], seen("1"), waiting=False)
    assert choice.task is None
    assert choice.touch is not None
    assert len(choice.touch.fingerprints) == 2


def test_a_waiting_entry_is_not_taken_up_twice() -> None:
    assert choose("k", [an_entry()], None, waiting=True).task is None


def test_a_changed_entry_that_failed_is_left_to_its_retries() -> None:
    choice = choose("k", [an_entry(fingerprint="2")], seen("1"), waiting=True)
    assert (choice.task, choice.known) == (None, 1), "its attempts would begin anew with every poll"


def test_two_entries_of_a_feed_with_one_address_do_not_change_in_turn() -> None:
    posts = [an_entry(fingerprint="1"), replace(an_entry(fingerprint="2"), entry_id="another")]
    task = choose("k", posts, None, waiting=False).task
    assert task is not None
    again = choose("k", posts[::-1], seen(task.entry.fingerprint), waiting=False)
    assert (again.task, again.known, again.touch) == (None, 2, None), "it is fetched for ever"
    changed = [posts[0], replace(posts[1], fingerprint="3")]
    assert choose("k", changed, seen(task.entry.fingerprint), waiting=False).task is not None


def test_no_entry_is_dropped_for_its_age_unless_asked() -> None:
    old = replace(an_entry(), published_at=NOW - timedelta(days=4000))
    assert choose("k", [old], None, waiting=False).task is not None
    assert choose("k", [old], None, waiting=False, oldest=NOW - timedelta(days=1)).task is None


def test_the_state_of_a_known_entry_is_renewed_once_a_day() -> None:
    later = replace(an_entry(), polled_at=NOW + timedelta(days=2))
    choice = choose("k", [later], seen(), waiting=False)
    assert choice.touch is not None
    assert choice.touch.last_in_feed_at == later.polled_at


def candidates(numbers: list[int]) -> list[Candidate]:
    return [Candidate(FetchTask(f"k{n:03d}", an_entry(number=n), 1), "new") for n in numbers]


@given(st.lists(st.integers(0, 50)), st.integers(1, 20))
def test_what_is_not_taken_waits_and_nothing_is_lost(numbers: list[int], size: int) -> None:
    taken = take_slice(candidates(numbers), size, NOW)
    assert len(taken.tasks) <= size
    ended = [t.entry_key for t in taken.tasks] + [p.entry_key for p in taken.left]
    assert sorted(ended) == sorted({f"k{n:03d}" for n in numbers})


def test_a_changed_entry_that_is_not_taken_waits_as_new() -> None:
    """It waited only to be looked at again much later; the next poll may not show it."""
    changed = Candidate(FetchTask("k", an_entry(fingerprint="2"), 1), "new")
    refetch = Candidate(FetchTask("k", an_entry(), 1), "refetch", waits=True)
    taken = take_slice([refetch, changed, Candidate(FetchTask("a", an_entry(), 1), "new")], 1, NOW)
    assert [task.entry_key for task in taken.tasks] == ["a"]
    (left,) = taken.left
    assert (left.entry_key, left.reason, left.entry) == (
        "k",
        "new",
        entry_to_json(changed.task.entry),
    )


def test_what_waits_already_keeps_its_row() -> None:
    waiting = [replace(c, waits=True) for c in candidates([1, 2, 3])]
    assert not take_slice(waiting, 1, NOW).left


@given(st.permutations(range(12)))
def test_the_order_of_arrival_does_not_decide(order: list[int]) -> None:
    assert take_slice(candidates(order), 5, NOW) == take_slice(candidates(list(range(12))), 5, NOW)


def test_an_entry_comes_back_from_waiting_as_it_was() -> None:
    assert entry_from_json(entry_to_json(an_entry())) == an_entry()


def test_what_waits_is_a_candidate_and_what_is_settled_is_none() -> None:
    waiting = PendingEntry("k", entry_to_json(an_entry()), "retry", 2, NOW, "run-1", 1)
    assert candidates_of([waiting, replace(waiting, entry=None)]) == [
        Candidate(FetchTask("k", an_entry(), 2), "retry", waits=True)
    ]


def test_an_entry_first_seen_by_a_clock_that_was_ahead_is_looked_at_by_the_right_one() -> None:
    """Else it would be fetched in every run, until the wrong time has come."""
    run, ahead = RunContext("run-2", NOW), NOW + timedelta(days=400)
    task = FetchTask("k", replace(an_entry(), polled_at=ahead), attempt=1)
    known = seen_after(task, replace(seen(), first_seen_at=ahead), run, article_id="a" * 32)
    assert known.first_seen_at == NOW
    next_look = wait_after(task, known, run, [3_600], waits=True)
    assert next_look is not None
    assert next_look.due_at == NOW + timedelta(hours=1)
