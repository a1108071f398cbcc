"""What was found, over all series."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from benchmarks.chaos.kills import AtPoint
from benchmarks.chaos.points import POINTS
from benchmarks.chaos.series import Blow, Round

ENDED_FIRST = "ended before the blow came"


@dataclass
class Tally:
    """Counts of rounds, and the faults.

    Attributes:
        rounds: by kind of blow.
        points: kills by name of the point.
        faults: what is wrong, with series and round.
    """

    rounds: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, where: str, blow: Blow, played: Round) -> None:
        """Count a round and print its line."""
        hit, what = played.struck.hit, played.struck.what
        faults = list(played.faults)
        with self._lock:
            self.rounds[blow.kind if hit else ENDED_FIRST] += 1
            if isinstance(blow, AtPoint):
                self.points[blow.point.name] += hit
                if not hit:
                    faults.insert(0, f"{what} was not reached: {played.struck.ended.tail}")
            self._say(where, f"{what}{'' if hit else f', {ENDED_FIRST}'}", faults)

    def fail(self, where: str, fault: str) -> None:
        """Count a fault that is no round's."""
        with self._lock:
            self._say(where, "broken off", [fault])

    def require(self, rounds: Counter[str], every_point: bool) -> None:
        """Count it as a fault where too little was done."""
        for kind, wanted in sorted(rounds.items()):
            if self.rounds[kind] < wanted:
                self.faults.append(f"{self.rounds[kind]} runs {kind}, not {wanted}")
        for point in POINTS:
            if every_point and not self.points[point.name]:
                self.faults.append(f"no run was killed at {point.name}")

    def summary(self) -> str:
        """Say how often what was done."""
        points = [f"{n:5} × killed at {name}" for name, n in sorted(self.points.items())]
        return "\n".join([*points, *(f"{n:5} × {kind}" for kind, n in sorted(self.rounds.items()))])

    def _say(self, where: str, what: str, faults: Sequence[str]) -> None:
        self.faults += [f"{where}: {fault}" for fault in faults]
        state = f"{len(faults)} FAULTS" if faults else "well"
        print(f"{where}  {what}: {state}", flush=True)
        print("".join(f"  {fault}\n" for fault in faults), end="", file=sys.stderr, flush=True)
