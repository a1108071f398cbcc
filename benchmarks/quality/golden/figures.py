"""Figures of quality that can be pooled: shares, and precision and recall."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """How many were right, of how many; with ``said`` a figure of precision and recall.

    Attributes:
        right: right answers; a fraction where single answers are worth a fraction.
        of: gold items, or the answers that were judged.
        said: answers given, where that number is another one.
    """

    right: float
    of: int
    said: int | None = None

    def __add__(self, other: "Figure") -> "Figure":
        """Pool two figures of one kind."""
        said = None if self.said is None else self.said + (other.said or 0)
        return Figure(self.right + other.right, self.of + other.of, said)

    @property
    def value(self) -> float:
        """F1 where ``said`` is known, else the share; 0 to 1, 0 of none."""
        if self.said is None:
            return self.right / self.of if self.of else 0.0
        return 2 * self.right / (self.of + self.said) if self.of + self.said else 0.0

    @property
    def precision(self) -> float:
        """Share of the answers that are right."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were found."""
        return self.right / self.of if self.of else 0.0


Figures = dict[str, Figure]


@dataclass(frozen=True)
class Measured:
    """The figures of one article or part of it, and a line for each miss."""

    figures: Figures
    misses: list[str]


def pooled(measured: Iterable[Measured]) -> Figures:
    """Add the figures of several articles."""
    total: Figures = {}
    for one in measured:
        for name, figure in one.figures.items():
            total[name] = total[name] + figure if name in total else figure
    return total


def share(verdicts: Iterable[bool]) -> Figure:
    """Return the share of true verdicts."""
    kept = list(verdicts)
    return Figure(sum(kept), len(kept))
