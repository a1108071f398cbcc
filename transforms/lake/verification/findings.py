"""What a verification finds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

EXAMPLES = 100
"""A fault of rows is listed by that many of them; the rest is a number."""


class Severity(StrEnum):
    """Whether a finding breaks a promise of the lake."""

    ERROR = "error"
    INFORMATION = "information"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Attributes:
        check: name of the check, lower_snake.
        table: the table, empty where the lake as a whole is meant.
        key: path of the file relative to the table, or key of the row; empty for neither.
        problem: what is wrong, in words.
        severity: error, or information where no promise is broken.
        repairable: whether ``--repair`` mends it without losing a row.
        count: how many rows or files the finding stands for.
    """

    check: str
    table: str
    key: str
    problem: str
    severity: Severity = Severity.ERROR
    repairable: bool = False
    count: int = 1


@dataclass(frozen=True)
class Figures:
    """How much was looked at."""

    generations: int = 0
    tables: int = 0
    files: int = 0
    rows: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Report:
    """Outcome of a verification; ``done`` is what a repair did, in words."""

    findings: tuple[Finding, ...]
    figures: Figures
    done: tuple[str, ...] = field(default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that break a promise."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors


def information(check: str, table: str, key: str, problem: str, count: int = 1) -> Finding:
    """Return a finding that breaks no promise."""
    return Finding(check, table, key, problem, Severity.INFORMATION, count=count)


def of_check(findings: Iterable[Finding], *checks: str) -> Iterator[Finding]:
    """Return the findings of some checks."""
    return (f for f in findings if f.check in checks)
