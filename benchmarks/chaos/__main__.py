"""Runs are killed, the disk is full, the store is out of order: nothing lost, nothing twice.

``make chaos`` plays rounds on growing lakes. In each, a real ``newsbeam`` meets its blow, a normal
run follows, and the lake is counted by Delta, by DuckDB over the documented globs and by
``newsbeam verify``. Ends with code 1 at any fault, and the lakes are kept.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.chaos.disk import FullDisk, NoDiskError, small_disk
from benchmarks.chaos.kills import AtInstant, AtPoint, blows, first_blow
from benchmarks.chaos.points import POINTS
from benchmarks.chaos.series import Blow, Ground, play
from benchmarks.chaos.store import BUCKET, StoreGround, StoreOutOfOrder, disorders, running_store
from benchmarks.chaos.tally import Tally
from benchmarks.chaos.world import World
from pipeline.localweb import LocalWeb

NAMED = 0.6
"""Share of the kills that come at named points."""

_HARDER = 6
"""So often a blow is made harder that came too late or too softly."""

_ROOM = 1.2
"""Times what a run takes up, the most room that is left on a full disk."""


@dataclass(frozen=True)
class Series:
    """Rounds on one lake.

    Attributes:
        name: of its folder and its lines.
        folder: what it may write to.
        seed: of its site and of its choices.
        tally: where its rounds are counted.
    """

    name: str
    folder: Path
    seed: int
    tally: Tally

    def world(self, rounds: int) -> World:
        """Make a site with an edition for every round, however often it must be made harder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return World(editions=(_HARDER + 1) * rounds + 2, seed=self.seed)

    def play(self, ground: Ground, planned: Sequence[Blow], first: int = 0) -> None:
        """Play the rounds, until one leaves a fault: what follows would only cover its traces."""
        random = Random(self.seed)
        number = first
        for blow in planned:
            harder: Blow | None = blow
            for _ in range(_HARDER):
                if harder is None:
                    break
                played = play(ground, harder, number)
                self.tally.add(f"{self.name} {number:3}", harder, played)
                number += 1
                if played.faults:
                    return
                harder = None if played.struck.hit else harder.harder(random)

    def begin(self, ground: Ground) -> None:
        """Let the first run of a lake go undisturbed."""
        ground.go_on(0)
        if (ended := ground.run()).code:
            self.tally.fail(self.name, f"the first run ended with {ended.code}: {ended.tail}")


def kills(series: Series, planned: Sequence[Blow]) -> None:
    """Kill the runs of one lake, the very first one too."""
    world = series.world(len(planned))
    with LocalWeb(world) as web:
        ground = Ground(series.folder, str(series.folder / "lake"), web.address, world)
        series.play(ground, planned)


def full_disk(series: Series, rounds: int) -> None:
    """Let the runs of one lake find the disk full."""
    world, random = series.world(rounds), Random(series.seed)
    place = series.folder / "disk"
    with small_disk(place) as disk, LocalWeb(world) as web:
        ground = Ground(series.folder, str(place / "lake"), web.address, world)
        free = disk.free
        series.begin(ground)
        most = int(_ROOM * (free - disk.free))
        planned = [FullDisk(disk, random.randrange(most)) for _ in range(rounds)]
        series.play(ground, planned, first=1)
        if series.tally.faults:
            shutil.copytree(ground.place, series.folder / "lake", dirs_exist_ok=True)


def store_out_of_order(series: Series, rounds: int) -> None:
    """Let the runs of one lake find their object store out of order."""
    world, random = series.world(rounds), Random(series.seed)
    with running_store(series.folder / "store.log") as store, LocalWeb(world) as web:
        ground = StoreGround(
            series.folder,
            f"s3://{BUCKET}/lake",
            web.address,
            world,
            environment=store.environment(store.port),
            store=store,
        )
        series.begin(ground)
        planned = [StoreOutOfOrder(store, d) for d in disorders(random, rounds)]
        series.play(ground, planned, first=1)


def main() -> None:
    """Play all rounds, print what was found, and end with 1 where something is wrong."""
    given = _arguments().parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="newsbeam-chaos-"))
    tally = Tally()
    named = round(NAMED * given.rounds)
    _play_all(_planned(given, folder, tally, named), given.jobs, tally)
    wanted = Counter(
        {
            AtPoint.kind: named,
            AtInstant.kind: given.rounds - named,
            FullDisk.kind: given.disk,
            StoreOutOfOrder.kind: given.store,
        }
    )
    tally.require(wanted, every_point=named >= len(POINTS) + given.lakes)
    print(tally.summary())
    if tally.faults:
        sys.exit("\n".join([*tally.faults, f"{len(tally.faults)} faults; the lakes: {folder}"]))
    if given.keep is None:
        shutil.rmtree(folder)
    print("0 articles lost, 0 doubled, 0 files unreadable, verify clean after every round")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="runs that are killed")
    parser.add_argument("--disk", type=int, default=20, help="runs with the disk full")
    parser.add_argument("--store", type=int, default=20, help="runs with the store out of order")
    parser.add_argument("--lakes", type=int, default=2, help="over which the kills are spread")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="lakes at the same time")
    parser.add_argument("--keep", type=Path, help="folder for the lakes, kept afterwards")
    return parser


def _planned(
    given: argparse.Namespace, folder: Path, tally: Tally, named: int
) -> list[Callable[[], None]]:
    def series(name: str, number: int) -> Series:
        return Series(name, folder / name, given.seed + number, tally)

    random, lakes = Random(given.seed), given.lakes if given.rounds else 0
    blow = blows(random, max(0, named - lakes), given.rounds - named)
    jobs: list[Callable[[], None]] = []
    for n in range(lakes):
        planned = [first_blow(random), *blow[n::lakes]]
        jobs.append(partial(kills, series(f"kills-{n}", n), planned))
    if given.store:
        jobs.append(partial(store_out_of_order, series("store", lakes), given.store))
    if given.disk:
        jobs.append(partial(full_disk, series("disk", lakes + 1), given.disk))
    return jobs


def _play_all(series: Sequence[Callable[[], None]], jobs: int, tally: Tally) -> None:
    with ThreadPoolExecutor(jobs) as pool:
        for played in [pool.submit(one) for one in series]:
            try:
                played.result()
            except NoDiskError as error:
                tally.fail("disk", str(error))


if __name__ == "__main__":
    main()
