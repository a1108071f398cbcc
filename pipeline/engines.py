"""What Beam's runners need to be told, beside what the user says."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import Config
from pipeline.problems import ConfigError, Origin, Problem

_NO_STREAM = {
    "FnApiRunner": "fires no window before its source ends",
    "DirectRunner": "fires no window before its source ends",
    "BundleBasedDirectRunner": "cannot run an endless source",
    "SparkRunner": "runs Python in batch only",
}


def require_engine(config: Config) -> None:
    """Check that the configured runner can work on an endless source.

    Raises:
        ConfigError: it cannot.
    """
    if why := _NO_STREAM.get(config.runner):
        message = (
            f"{config.runner} {why}; expected PrismRunner, FlinkRunner, PortableRunner or "
            "DataflowRunner. Without an engine, newsbeam watch is the stream"
        )
        raise ConfigError([Problem(Origin("newsbeam stream"), "runner", message)])


def options_of(config: Config, given: Sequence[str], *, streaming: bool) -> list[str]:
    """Return all options of Beam.

    Args:
        config: names the runner and its options.
        given: options of the command line; they come last and win.
        streaming: whether the graph is endless.
    """
    options = [f"--runner={config.runner}", "--no_save_main_session"]
    if streaming:
        options.append("--streaming")
    options += _needed(config, [*config.beam_arguments, *given], streaming)
    return [*options, *config.beam_arguments, *given]


def _needed(config: Config, given: Sequence[str], streaming: bool) -> list[str]:
    needed = []
    if config.runner in ("FnApiRunner", "DirectRunner") and config.workers > 1:
        needed += [
            "--direct_running_mode=multi_processing",
            f"--direct_num_workers={config.workers}",
        ]
    flag = "--finish_bundle_before_checkpointing"
    if streaming and _is_flink(config, given) and flag not in given:
        # Else Flink keeps a bundle's last outputs back at a checkpoint and lets the watermark go
        # on: windows close before all of their elements are there.
        needed.append(flag)
    if config.runner == "PrismRunner":
        if streaming:
            # Prism splits even an endless source, and loses elements of it.
            needed.append("--experiments=prism_disable_sdf_split")
        built = _prism()
        if built and not any(option.startswith("--prism_location") for option in given):
            needed.append(f"--prism_location={built}")  # else Beam would fetch one
    return needed


def _is_flink(config: Config, given: Sequence[str]) -> bool:
    """Whether the job goes to Flink; what is behind a job server only its options tell."""
    checkpoints = any(option.startswith("--checkpointing_interval") for option in given)
    return config.runner == "FlinkRunner" or checkpoints


def _prism() -> str | None:
    """Return Prism where it was built (``make setup-prism``), or as it is found on the PATH."""
    beside = Path(sys.executable).parent / "prism"
    return str(beside) if beside.is_file() else shutil.which("prism")
