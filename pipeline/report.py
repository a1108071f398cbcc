"""What a run reports when it ends: the face between the graph's launcher and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class StepCounts:
    """What became of the inputs of a step; ``inputs`` = ``ok`` + ``known`` + ``dead``."""

    inputs: int
    ok: int
    known: int
    dead: int


@dataclass(frozen=True)
class RunReport:
    """What a run did.

    Attributes:
        run_id: as in every row of the run.
        generations: numbers of the commits it made, in order; empty where it made none.
        steps: counts by step, in the order of the data's way.
        dead_letters: how many of each code.
        rows: rows added, by table.
        seconds: from launch to the last commit.
        attempted: how many records the run tried to make something of: feeds polled and entries
            taken up. The share of dead letters is a share of these.
    """

    run_id: str
    generations: tuple[int, ...]
    steps: Mapping[str, StepCounts]
    dead_letters: Mapping[str, int]
    rows: Mapping[str, int]
    seconds: float
    attempted: int = 0

    @property
    def dead(self) -> int:
        """Number of dead letters."""
        return sum(self.dead_letters.values())

    @property
    def dead_share(self) -> float:
        """Share of what was attempted that ended as a dead letter, 0 to 1; 0 for an idle run."""
        return self.dead / max(self.attempted, self.dead, 1)
