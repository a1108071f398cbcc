"""SIGKILL: at a named point, or at any instant from the start of the graph on."""

from collections import deque
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from benchmarks.chaos.command import newsbeam, victim
from benchmarks.chaos.points import CREATE, PLANTED, POINTS, Point
from benchmarks.chaos.series import Ground, Struck

_TRIES = 3
"""More runs, in which a point must be reached."""


@dataclass(frozen=True)
class AtPoint:
    """Death at a point, the nth time that a run comes by."""

    point: Point
    turn: int
    kind = "killed at named points"

    def strike(self, ground: Ground) -> Struck:
        """Run until it dies; where it did not come by so often, again, at the first time.

        Not every run comes by: state is merged only where files have gathered.
        """
        if self.point.command == "compact":
            ground.run()  # which makes files to compact
        if self.point.name.startswith("clear:"):
            _plant(ground)
        what = f"at {self.point.name}"
        for turn in (self.turn, *[1] * _TRIES):
            ended = victim(self.point, turn, self._command(ground)).end()
            if ended.killed:
                return Struck(f"{what}, pass {turn}", True, ended)
        return Struck(what, False, ended)

    def heal(self) -> None:
        """Nothing outlasts the process."""

    def harder(self, _random: Random) -> None:
        """A point that is not reached is a fault of this benchmark."""

    def _command(self, ground: Ground) -> list[str]:
        if self.point.command == "compact":
            return ["compact", ground.lake, "--open-days", "0", "--grace", "0s"]
        return ["run", ground.config]


def _plant(ground: Ground) -> None:
    """Leave what a run that died long ago has left."""
    for day in (1, 2, 3):
        folder = (
            ground.place / "_staging" / PLANTED / f"0000/articles/published_date=2020-01-0{day}"
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "0000.parquet").write_bytes(b"PAR1 half a file")


@dataclass(frozen=True)
class AtInstant:
    """Death at an instant.

    Attributes:
        share: of the time that an undisturbed run takes from the start of its graph to its end.
    """

    share: float
    kind = "killed at random instants"

    def strike(self, ground: Ground) -> Struck:
        """Run, and kill it in time."""
        delay_s = self.share * ground.span_s
        ended = newsbeam("run", ground.config).kill_after(delay_s)
        return Struck(f"{delay_s:.2f} s after graph start", ended.killed, ended)

    def heal(self) -> None:
        """Nothing outlasts the process."""

    def harder(self, random: Random) -> Self:
        """Be earlier."""
        return replace(self, share=self.share * random.random())


def first_blow(random: Random) -> AtPoint:
    """Return a blow to the very first run of a lake."""
    point = random.choice(CREATE)
    return AtPoint(point, random.randint(1, point.passes))


def blows(random: Random, named: int, instants: int) -> list[AtPoint | AtInstant]:
    """Return so many blows in random order; every point comes before one comes again."""
    points: deque[Point] = deque()
    chosen: list[AtPoint | AtInstant] = []
    for _ in range(named):
        if not points:
            points.extend(random.sample(POINTS, len(POINTS)))
        point = points.popleft()
        chosen.append(AtPoint(point, random.randint(1, point.passes)))
    chosen += [AtInstant(random.random()) for _ in range(instants)]
    random.shuffle(chosen)
    return chosen
