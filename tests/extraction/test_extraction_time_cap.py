"""The cap on time: without it one page stops a worker, and if it leaks it stops the wrong one."""

import cProfile
import threading
import time

import pytest
from extraction_pages import RUN, html, page

from schemas.errors import ParserFailed
from transforms.extraction.article import extract_article
from transforms.extraction.settings import ExtractionSettings
from transforms.extraction.time_cap import TimeCapReached, within

# hypothesis counts the time of garbage collection in a callback; an exception that strikes there is
# dropped with this warning and sent again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SENTENCE = "The minister said on Tuesday that talks would go on in the capital. "


def busy(seconds: float) -> int:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
    return 1


def swallow(seconds: float) -> int:
    try:
        return busy(seconds)
    except TimeCapReached:
        return 2


def test_a_call_that_takes_too_long_is_ended() -> None:
    started = time.perf_counter()
    with pytest.raises(TimeCapReached):
        within(0.1, lambda: busy(20))
    assert time.perf_counter() - started < 10


def test_a_call_in_time_gives_its_value_and_passes_on_its_errors() -> None:
    assert within(30, lambda: busy(0.01)) == 1
    with pytest.raises(ZeroDivisionError):
        within(30, lambda: 1 // 0)


def test_a_library_that_swallows_the_end_does_not_win() -> None:
    with pytest.raises(TimeCapReached):
        within(0.05, lambda: swallow(20))


def test_nothing_strikes_after_the_guard_and_no_other_thread() -> None:
    ends: list[int] = []

    def work() -> None:
        for _ in range(60):
            try:
                ends.append(within(0.002, lambda: busy(0.002)))
            except TimeCapReached:
                ends.append(0)
            busy(0.0005)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ends) == 180


def test_the_interpreter_is_left_as_it_was() -> None:
    # A flag left behind in CPython 3.11 sends a profiled call into an endless loop.
    within(30, lambda: None)
    profile = cProfile.Profile()
    profile.enable()
    busy(0.01)
    profile.disable()


def test_pages_that_take_too_long_are_dead_letters() -> None:
    with pytest.raises(ParserFailed) as failed:
        extract_article(
            page(html(body=f"<p>{SENTENCE}</p>" * 5_000)), RUN, ExtractionSettings(page_cap_s=0.05)
        )
    assert failed.value.code == "parser_timed_out"
    assert "0.05 s" in failed.value.detail
