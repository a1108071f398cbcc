"""Which run an element belongs to: the one that was launched or, in a stream, its window."""

from typing import Any

from apache_beam.transforms.window import IntervalWindow

from schemas.context import RunContext


def run_in(run: RunContext, window: Any) -> RunContext:
    """Return the run of an element by the window that it lies in.

    Args:
        run: as launched.
        window: what ``beam.DoFn.WindowParam`` gives.
    """
    if run.stream is None:
        return run
    if not isinstance(window, IntervalWindow):
        raise TypeError(f"the stream {run.stream} has an element in {window}, which has no end")
    return run.window_of(window.end.to_utc_datetime(has_tz=True))
