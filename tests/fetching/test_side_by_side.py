"""Work side by side: what goes wrong here loses results, or fetches hosts out of turn."""

import threading
import time
from dataclasses import dataclass, field

import apache_beam as beam
import pytest
from apache_beam.pvalue import TaggedOutput
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from schemas.errors import EntryError
from transforms.side_by_side import SideBySide

RUNNER = "FnApiRunner"
OPTIONS = ["--no_save_main_session"]


class Upper(SideBySide):
    """Upper-cases; "bad" fails, "bug" raises what no record may raise."""

    def work(self, key, task, window):
        if task == "bug":
            raise ZeroDivisionError("a bug")
        if task == "bad":
            raise EntryError("entry_link_invalid", "bad")
        yield key, task.upper()

    def failed(self, key, task, error, window):
        yield TaggedOutput("dead", (key, error.code))


@dataclass
class Diary:
    lock: threading.Lock = field(default_factory=threading.Lock)
    under_way: dict = field(default_factory=dict)
    most_keys: int = 0
    overlaps: int = 0
    order: dict = field(default_factory=dict)


class Noting(SideBySide):
    """Notes who works at the same time."""

    def __init__(self, diary, max_keys, max_waiting=16):
        super().__init__(max_keys, max_waiting)
        self.diary = diary

    def in_order(self, tasks):
        return sorted(tasks)

    def work(self, key, task, window):
        diary = self.diary
        with diary.lock:
            diary.overlaps += key in diary.under_way
            diary.under_way[key] = task
            diary.most_keys = max(diary.most_keys, len(diary.under_way))
            diary.order.setdefault(key, []).append(task)
        time.sleep(0.002)
        with diary.lock:
            del diary.under_way[key]
        yield key, task

    def failed(self, key, task, error, window):
        raise AssertionError(error)


def drive(fn, groups):
    """Run one bundle by hand; returns the plain values that came out."""
    fn.setup()
    fn.start_bundle()
    try:
        out = [v for g in groups for v in fn.process(g, window="w", timestamp=0)]
        out += list(fn.finish_bundle())
    finally:
        fn.teardown()
    return [w.value for w in out]


def test_every_task_ends_as_a_result_or_a_dead_letter():
    with beam.Pipeline(runner=RUNNER, argv=OPTIONS) as p:
        outputs = (
            p
            | beam.Create([(f"k{i % 7}", word) for i, word in enumerate(["a", "bad", "c"] * 20)])
            | beam.GroupByKey()
            | beam.ParDo(Upper(max_keys=3, max_waiting=1)).with_outputs("dead", main="ok")
        )
        counts = outputs.ok | "Ok" >> beam.combiners.Count.Globally()
        dead = outputs.dead | beam.Values() | "Dead" >> beam.combiners.Count.PerElement()
        assert_that(counts, equal_to([40]), label="CheckOk")
        assert_that(dead, equal_to([("entry_link_invalid", 20)]), label="CheckDead")


def test_results_leave_in_the_window_of_their_key():
    with beam.Pipeline(runner=RUNNER, argv=OPTIONS) as p:
        per_window = (
            p
            | beam.Create([("k", 1, "a"), ("k", 61, "b"), ("l", 61, "c")])
            | beam.Map(lambda e: TimestampedValue((e[0], e[2]), e[1]))
            | beam.WindowInto(FixedWindows(60))
            | beam.GroupByKey()
            | beam.ParDo(Upper(max_keys=8))
            | beam.Map(lambda e, w=beam.DoFn.WindowParam: (int(w.start), e))
        )
        expected = [(0, ("k", "A")), (60, ("k", "B")), (60, ("l", "C"))]
        assert_that(per_window, equal_to(expected))


def test_a_bug_in_a_thread_fails_the_run():
    with pytest.raises(Exception, match="a bug"), beam.Pipeline(runner=RUNNER, argv=OPTIONS) as p:
        (
            p
            | beam.Create([("k", "a"), ("l", "bug"), ("m", "a")])
            | beam.GroupByKey()
            | beam.ParDo(Upper(max_keys=2)).with_outputs("dead", main="ok")
        )


def test_a_key_is_worked_in_order_while_others_go_on():
    diary = Diary()
    groups = [(f"k{i}", list(range(9, -1, -1))) for i in range(12)]
    out = drive(Noting(diary, max_keys=4), groups)
    assert sorted(out) == sorted((key, task) for key, tasks in groups for task in tasks)
    assert all(order == list(range(10)) for order in diary.order.values())
    assert diary.overlaps == 0
    assert 2 <= diary.most_keys <= 4


def test_results_wait_for_a_slow_reader_instead_of_piling_up():
    diary = Diary()
    fn = Noting(diary, max_keys=2, max_waiting=3)
    fn.setup()
    fn.start_bundle()
    first = fn.process(("k", list(range(50))), window="w", timestamp=0)
    assert list(first) is not None
    time.sleep(0.3)
    assert len(diary.order["k"]) <= 3 + 2  # waiting, in the hand, just taken
    assert len(list(fn.finish_bundle())) >= 45
    fn.teardown()


def test_teardown_does_not_wait_for_a_reader_that_is_gone():
    fn = Noting(Diary(), max_keys=2, max_waiting=1)
    fn.setup()
    fn.start_bundle()
    list(fn.process(("k", list(range(1_000))), window="w", timestamp=0))
    fn.teardown()
    assert len(fn.diary.order.get("k", [])) < 1_000


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="max_keys=0"):
        Upper(max_keys=0)
