"""Work in several processes: results out of order would belong to other people's documents."""

import os
from collections.abc import Iterator

import pytest

from pipeline.in_order import AHEAD, map_in_order

SET_UP: list[str] = []


def set_up(word: str) -> None:
    SET_UP.append(word)


def named_square(number: int) -> tuple[int, str, int]:
    return number * number, "".join(SET_UP), os.getpid()


def numbers(taken: list[int]) -> Iterator[int]:
    """Endless, and tells how far it was read."""
    while True:
        taken.append(len(taken))
        yield taken[-1]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_from_processes_set_up_once(workers: int) -> None:
    SET_UP.clear()
    found = list(
        map_in_order(named_square, range(40), workers=workers, set_up=set_up, arguments=("x",))
    )
    assert [square for square, _, _ in found] == [n * n for n in range(40)]
    assert {word for _, word, _ in found} == {"x"}, "each process is set up exactly once"
    assert (os.getpid() in {process for _, _, process in found}) == (workers == 1)


def test_an_endless_input_is_read_only_a_little_ahead() -> None:
    taken: list[int] = []
    results = map_in_order(named_square, numbers(taken), workers=2, set_up=set_up, arguments=("x",))
    assert [next(results)[0] for _ in range(3)] == [0, 1, 4]
    assert len(taken) <= 3 + 2 * AHEAD
    results.close()
