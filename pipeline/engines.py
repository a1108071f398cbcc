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


def require_detachable(config: Config, given: Sequence[str]) -> None:
    """Check that a job goes on without the process that has started it.

    Raises:
        ConfigError: its engine or its workers end with this process.
    """
    loopback = "--environment_type=LOOPBACK" in [*config.beam_arguments, *given]
    if config.runner == "PrismRunner" or loopback:
        what = "Prism" if config.runner == "PrismRunner" else "a LOOPBACK worker"
        message = f"{what} ends with the process that started it; leave --detach out"
        raise ConfigError([Problem(Origin("newsbeam stream"), "--detach", message)])


def require_beginning(config: Config, given: Sequence[str]) -> None:
    """Check that a stream whose windows are counted does not go on where another one stopped.

    Raises:
        ConfigError: the options name a savepoint or a job to be replaced: its source knows already
            with which window it ends.
    """
    names = {option.partition("=")[0] for option in [*config.beam_arguments, *given]}
    if found := sorted(names & _GOES_ON):
        message = (
            f"windows are counted from the beginning of a stream, and {found[0]} goes on with one "
            "that ends when it was told to at its start; leave one of the two out"
        )
        raise ConfigError([Problem(Origin("newsbeam stream"), "--windows", message)])


_GOES_ON = {"--savepoint_path", "--update"}
"""Options of Flink and of Dataflow."""


def asked_too_seldom(config: Config) -> str | None:
    """Say that a feed cannot be asked in every window; None where it can."""
    floor, window = config.polling.min_interval_s, config.stream.window_s
    if floor == 0 or floor > window or floor <= MOST_OF_WINDOW * window:
        return None
    return (
        f"polling.min_interval_s is {floor}: with windows of {window} s (stream.window_s) a feed "
        f"is asked in every second one only; {int(MOST_OF_WINDOW * window)} would let it be asked "
        "in each"
    )


MOST_OF_WINDOW = 0.7
"""A feed is asked a while after a window's end, and due again a tenth later than its interval says."""


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
    behind = config.runner in ("FlinkRunner", "PortableRunner")
    if streaming and behind and not any(option.startswith(flag) for option in given):
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


def _prism() -> str | None:
    """Return Prism where it was built (``make setup-prism``), or as it is found on the PATH."""
    beside = Path(sys.executable).parent / "prism"
    return str(beside) if beside.is_file() else shutil.which("prism")
