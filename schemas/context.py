"""What is the same in every row of a run."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RunContext:
    """Set once at launch; travels with the graph to every worker.

    Attributes:
        run_id: name of the run, lower-case hex after the launch time: "20261123T100000Z-3fa9c2d1".
        ingested_at: when the run was launched, aware UTC.
    """

    run_id: str
    ingested_at: datetime
