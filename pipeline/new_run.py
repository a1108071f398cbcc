"""The name of a run."""

import secrets
from datetime import UTC, datetime

from schemas.context import RunContext


def new_run(now: datetime | None = None) -> RunContext:
    """Name a run by its launch and a random part; two runs may start in the same second."""
    launched = (now or datetime.now(UTC)).astimezone(UTC)
    return RunContext(f"{launched:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}", launched)
