"""What the chaos benchmark stands on: a point that is nowhere, or a wrong count, proves nothing."""

from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from benchmarks.chaos.command import Ended
from benchmarks.chaos.kills import AtPoint, blows
from benchmarks.chaos.points import BY_NAME, POINTS, Point
from benchmarks.chaos.store import Disorder, Faulty
from benchmarks.chaos.world import STEP, World
from pipeline.localweb import Request


@pytest.mark.parametrize("point", BY_NAME.values(), ids=BY_NAME)
def test_every_point_is_in_the_code(point: Point) -> None:
    module, _, name = point.function.partition(":")
    place: Any = import_module(module)
    for part in name.split("."):
        place = getattr(place, part)
    assert callable(place)


def test_every_point_comes_before_one_comes_again() -> None:
    named = [b.point.name for b in blows(Random(1), len(POINTS), 40) if isinstance(b, AtPoint)]
    assert Counter(named) == Counter(p.name for p in POINTS)


def test_the_world_counts_its_corrections_and_its_missing_pages(tmp_path: Path) -> None:
    world = World(editions=5, seed=1)
    for _ in range(5):
        world.go_on()
    expected = world.expected
    assert len(expected) + len(world.missing) == 5 * STEP
    assert max(expected.values()) > 1
    world.write_config(tmp_path / "c.yaml", "lake", "127.0.0.1:1", 0)
    assert yaml.safe_load((tmp_path / "c.yaml").read_text())["lake"] == "lake"
    host, _, path = min(world.missing).removeprefix("http://").partition("/")
    assert world(Request(host, f"/{path}")).status == 404


def test_a_store_out_of_order_is_so_by_its_seed_and_well_again() -> None:
    faulty, disorder = Faulty(0), Disorder(share=0.5, outage_after=50, seed=3)
    fates = []
    for _ in range(2):
        faulty.disturb(disorder)
        fates.append([faulty.fate() for _ in range(60)])
    assert fates[0] == fates[1]
    assert {*fates[0][50:]} == {"503"}
    assert None in fates[0][:50]
    faulty.heal()
    assert faulty.fate() is None


def test_a_run_that_fails_says_why_in_one_line() -> None:
    assert not list(Ended(1, "time=… level=info\nnewsbeam: the disk is full\n", 1.0).unclear())
    assert list(Ended(1, "Traceback (most recent call last):\nnewsbeam: full\n", 1.0).unclear())
    assert list(Ended(1, "", 1.0).unclear())
    assert list(Ended(-6, "newsbeam: full", 1.0).unclear())
