"""Politeness without a network: when who may be asked, by a clock that the test turns."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.errors import PassingError
from transforms.fetching.politeness import FAILURE_PAUSE_S, Pause, Politeness, Timetable

LOST = PassingError("connection_lost", "it hung up")


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = 1_000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def politeness(clock):
    return Politeness(max_failures=3, clock=clock, sleep=clock.sleep)


def take_turn(politeness, key="a", interval_s=5.0, max_pause_s=120.0):
    with politeness.turn(key, interval_s, max_pause_s):
        pass


def test_starts_of_a_key_keep_their_distance_and_others_do_not_wait():
    table = Timetable(max_failures=3)
    assert [table.reserve("a", 100.0, 5.0) for _ in range(3)] == [100.0, 105.0, 110.0]
    assert table.reserve("b", 100.0, 5.0) == 100.0
    assert table.reserve("a", 200.0, 5.0) == 200.0


def test_a_longer_interval_counts_from_its_own_start():
    table = Timetable(max_failures=3)
    assert table.reserve("a", 0.0, 60.0) == 0.0
    assert table.reserve("a", 0.0, 5.0) == 60.0
    assert table.reserve("a", 0.0, 5.0) == 65.0


def test_a_pause_moves_the_next_start_and_a_shorter_one_does_not_end_it():
    table = Timetable(max_failures=3)
    table.pause("a", Pause(50.0, "http_throttled", ""))
    table.pause("a", Pause(20.0, "http_throttled", ""))
    assert table.pause_of("a", 49.0).until == 50.0
    assert table.reserve("a", 0.0, 5.0) == 50.0
    assert table.pause_of("a", 50.0) is None
    assert table.pause_of("b", 0.0) is None


def test_the_second_turn_waits(politeness, clock):
    take_turn(politeness)
    take_turn(politeness, "b")
    assert clock.slept == []
    clock.now += 2.0
    take_turn(politeness)
    assert clock.slept == [3.0]


def test_a_short_pause_is_waited_for(politeness, clock):
    politeness.pause("a", 30.0, "http_throttled", "asked")
    take_turn(politeness)
    assert clock.slept == [30.0]


def test_a_long_pause_is_left_to_a_later_run(politeness, clock):
    politeness.pause("a", 3_600.0, "http_throttled", "a.example asked for it")
    with pytest.raises(PassingError) as refused:
        take_turn(politeness)
    assert refused.value.code == "http_throttled"
    assert refused.value.detail == "a.example asked for it"
    assert refused.value.retry_after_s == 3_600.0
    assert clock.slept == []
    take_turn(politeness, "b")
    clock.now += 3_600.0
    take_turn(politeness)


def test_failures_in_a_row_are_a_pause_and_an_answer_ends_the_row(politeness, clock):
    for url, error in [("/1", LOST), ("/2", LOST), ("/3", None), ("/4", LOST), ("/5", LOST)]:
        politeness.note("a", url, error)
    for _ in range(3):  # tries of one and the same page
        politeness.note("a", "/5", LOST)
    take_turn(politeness)
    politeness.note("a", "/6", LOST)
    with pytest.raises(PassingError) as refused:
        take_turn(politeness)
    assert refused.value.code == "connection_lost"
    assert "3 pages in a row failed" in refused.value.detail
    assert "it hung up" in refused.value.detail
    clock.now += FAILURE_PAUSE_S
    take_turn(politeness)


def test_one_request_at_a_time_to_a_key_while_others_go_on(politeness):
    inside, release = threading.Event(), threading.Event()
    order = []

    def first():
        with politeness.turn("a", 0.0, 120.0):
            inside.set()
            release.wait(5)
            order.append("first")

    def second():
        with politeness.turn("a", 0.0, 120.0):
            order.append("second")

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(first)
        inside.wait(5)
        waiting = pool.submit(second)
        take_turn(politeness, "b")  # returns although "a" is held
        assert order == []
        release.set()
        held.result(5)
        waiting.result(5)
    assert order == ["first", "second"]
    assert politeness._turns == {}


def test_a_turn_that_fails_lets_the_next_one_in(politeness):
    with pytest.raises(LookupError), politeness.turn("a", 0.0, 120.0):
        raise LookupError
    take_turn(politeness)


def test_keys_that_may_be_asked_at_once_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("transforms.fetching.politeness.MAX_KEYS", 10)
    table = Timetable(max_failures=3)
    table.pause("paused", Pause(1_000.0, "http_throttled", ""))
    for n in range(9):
        table.reserve(f"k{n}", float(n), 2.0)
    assert table.reserve("new", 9.0, 2.0) == 9.0
    assert table.reserve("k8", 9.0, 2.0) == 10.0
    assert table.pause_of("paused", 9.0) is not None
    assert len(table._keys) < 10
