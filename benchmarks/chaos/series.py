"""A series of rounds on one lake: a blow, a normal run, and the lake is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol, Self

from benchmarks.chaos.checks import half_generations, miscounted, unreadable
from benchmarks.chaos.command import Ended, newsbeam
from benchmarks.chaos.world import World

SETTLE_EVERY = 5
"""After so many rounds what waits for a grace is removed, so that the globs can be counted."""


@dataclass(frozen=True)
class Struck:
    """A blow.

    Attributes:
        what: for the line that is printed.
        hit: whether it came; a run may have ended before.
        ended: how the victim ended.
    """

    what: str
    hit: bool
    ended: Ended


@dataclass
class Ground:
    """Where a series takes place.

    Attributes:
        folder: for configuration and logs.
        lake: address of the lake.
        address: "127.0.0.1:PORT" of the web that serves the world.
        world: what the lake reads.
        span_s: seconds from graph start to end of an undisturbed run.
        environment: for every command that does well.
    """

    folder: Path
    lake: str
    address: str
    world: World
    span_s: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    _known: set[Path] = field(default_factory=set)

    @property
    def config(self) -> str:
        """The configuration of the round."""
        return str(self.folder / "chaos.yaml")

    @property
    def place(self) -> Path:
        """The lake as local files."""
        return Path(self.lake)

    def go_on(self, number: int) -> None:
        """Let the world go on, and write the configuration of a round."""
        self.world.go_on()
        self.world.write_config(Path(self.config), self.lake, self.address, number)

    def run(self) -> Ended:
        """Run as a scheduler would."""
        ended = newsbeam("run", self.config, **self.environment).end()
        # Other processes come and go on the machine: the last runs tell how long the next takes.
        self.span_s = (self.span_s + ended.span_s) / 2 if self.span_s else ended.span_s
        return ended

    def settle(self) -> Ended:
        """Compact, and remove at once what that and all rewrites before have replaced."""
        how = ("--open-days", "0", "--grace", "0s")
        return newsbeam("compact", self.lake, *how, **self.environment).end()

    def seen_between(self) -> Iterator[str]:
        """Say what a reader sees that it must not, before the next run."""
        yield from half_generations(self.place)

    def faults(self) -> Iterator[str]:
        """Say what is wrong with the lake after a normal run."""
        place = self.place
        yield from miscounted(place, self.world)
        yield from unreadable(place, self._known)
        verified = newsbeam("verify", self.lake, **self.environment).end()
        if verified.code:
            yield f"verify ended with {verified.code}: {verified.tail}"


class Blow(Protocol):
    """What befalls a run."""

    @property
    def kind(self) -> str:
        """What the summary counts it as."""

    def strike(self, ground: Ground) -> Struck:
        """Start a run and let it happen."""

    def heal(self) -> None:
        """Undo what outlasts the run: make room, let the store answer."""

    def harder(self, random: Random) -> Self | None:
        """Return what to try where the run had ended before it came; None: that is a fault."""


@dataclass(frozen=True)
class Round:
    """What came of a round: the blow, and what is wrong with the lake after it."""

    struck: Struck
    faults: Sequence[str]


def play(ground: Ground, blow: Blow, number: int) -> Round:
    """Play a round."""
    ground.go_on(number)
    struck = blow.strike(ground)
    blow.heal()
    faults = [] if struck.ended.killed else list(struck.ended.unclear())
    faults += [f"between: {fault}" for fault in ground.seen_between()]
    faults += [f"the normal run {fault}" for fault in _not_well(ground.run())]
    if number % SETTLE_EVERY == 0:
        faults += [f"compact {fault}" for fault in _not_well(ground.settle())]
    if not faults:  # the first fault explains those that follow from it
        faults += ground.faults()
    return Round(struck, faults)


def _not_well(ended: Ended) -> Iterator[str]:
    if ended.code:
        yield f"ended with {ended.code}: {ended.tail}"
