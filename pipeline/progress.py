"""How a long run tells what it is doing, without knowing who looks on."""

from typing import Protocol


class Progress(Protocol):
    """Told by the launcher and by nobody else: workers have their log records and counters."""

    def started(self, run_id: str) -> None:
        """A run begins; what follows belongs to it."""

    def step(self, name: str, message: str) -> None:
        """Say what happens now: ``step("CommitRun", "generation 3: 24 articles")``."""


class Silent:
    """For callers that do not want to know."""

    def started(self, run_id: str) -> None:
        """Say nothing."""

    def step(self, name: str, message: str) -> None:
        """Say nothing."""
