"""What is the same in every row of a run."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class RunContext:
    """Set once at launch; travels with the graph to every worker.

    Attributes:
        run_id: name of the run, lower-case hex after the launch time: "20261123T100000Z-3fa9c2d1";
            of a stream's window, its end after the stream's name: "desk-20261123T100000Z".
        ingested_at: when the run was launched, of a stream's window its end, aware UTC.
        stream: name of the engine stream, None for a bounded run. Each window of a stream is a
            run of its own, see ``window_of``.
    """

    run_id: str
    ingested_at: datetime
    stream: str | None = None

    def window_of(self, end: datetime) -> "RunContext":
        """Return the run that a window of this stream is, the same for every attempt at it."""
        return replace(self, run_id=f"{self.stream}-{end:%Y%m%dT%H%M%SZ}", ingested_at=end)
