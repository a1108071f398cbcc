"""The engine stream: the graph in windows, endless, on an engine made for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pipeline.config import Config
from pipeline.engines import options_of
from pipeline.graph import build_stream
from pipeline.planning import ingest_plan
from schemas.context import RunContext
from transforms.lake.panes import ARTICLES


@dataclass(frozen=True)
class Started:
    """A stream that an engine has taken.

    Attributes:
        name: of the stream.
        result: Beam's handle of the job.
    """

    name: str
    result: Any

    def wait(self) -> str:
        """Wait until the stream ends; return the job's last state.

        Raises:
            RuntimeError: it failed.
        """
        return str(self.result.wait_until_finish())

    def cancel(self) -> None:
        """End the stream; what is not committed is taken up when it is started again."""
        self.result.cancel()


def start(config: Config, beam_options: Sequence[str] = (), windows: int | None = None) -> Started:
    """Build the graph and hand it to the engine.

    Args:
        config: what is read, where the lake is, the stream's name and window.
        beam_options: options of Beam, as they are.
        windows: end when so many have passed; None: never.
    """
    run = RunContext(config.stream.name, datetime.now(UTC), stream=config.stream.name)
    options = options_of(config, beam_options, streaming=True)
    pipeline = beam.Pipeline(options=PipelineOptions(options))
    build_stream(
        pipeline, ingest_plan(config, run, ARTICLES, polls=True), config.stream.window_s, windows
    )
    return Started(config.stream.name, pipeline.run())
