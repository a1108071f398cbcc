"""Checks of a configuration against this machine: is the model installed, can the lake be written?"""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from pipeline.config.models import Config
from pipeline.problems import ConfigError, Origin, Problem


def check_machine(config: Config, source: str) -> None:
    """Check what a run would need here.

    Args:
        config: a configuration that is well-formed.
        source: the file it came from, for messages.

    Raises:
        ConfigError: with every problem found.
    """
    problems = [
        *_model_problems(config.language.models, source),
        *_lake_problems(config, source),
        *_runner_problems(config, source),
    ]
    if problems:
        raise ConfigError(problems)


def is_installed(model: str) -> bool:
    """Whether a spaCy pipeline can be loaded by this name: a package, or a folder with its files."""
    if (Path(model) / "config.cfg").is_file():
        return True
    return model.isidentifier() and find_spec(model) is not None


def require_models(models: Mapping[str, str], source: str) -> None:
    """Check that the pipelines are installed.

    Args:
        models: spaCy pipeline by language code.
        source: where they were named, for messages.

    Raises:
        ConfigError: with every one that is not.
    """
    if problems := _model_problems(models, source):
        raise ConfigError(problems)


def _model_problems(models: Mapping[str, str], source: str) -> list[Problem]:
    return [
        Problem(
            Origin(source),
            f"language.models.{code}",
            f"the spaCy pipeline {model!r} is not installed; install it "
            f"(python -m spacy download {model}), or name another",
        )
        for code, model in models.items()
        if not is_installed(model)
    ]


def _runner_problems(config: Config, source: str) -> list[Problem]:
    """Say that a runner of one's own is not there; that its module has the class, Beam says."""
    if config.runner == "DataflowRunner" and not _is_found("google.cloud.dataflow"):
        message = "needs Google's libraries: pip install -r requirements-dataflow.lock"
        return [Problem(Origin(source), "runner", f"{config.runner} {message}")]
    module, dot, _ = config.runner.rpartition(".")
    if not dot or _is_found(module):
        return []
    message = f"there is no module {module} to take the runner {config.runner} from; install it"
    return [Problem(Origin(source), "runner", message)]


def _is_found(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _lake_problems(config: Config, source: str) -> list[Problem]:
    if "://" in config.lake:
        return []
    message = why_not_writable(Path(config.lake))
    return [Problem(Origin(source), "lake", f"{config.lake} {message}")] if message else []


def why_not_writable(lake: Path) -> str | None:
    """Say why tables cannot be written there; None where nothing speaks against it."""
    if lake.exists() and not lake.is_dir():
        return "is a file; expected a folder, or a name that is free"
    nearest = lake
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        return f"cannot be made: {nearest} is a file"
    if not os.access(nearest, os.W_OK | os.X_OK):
        return f"cannot be written: no permission to write in {nearest}"
    return None
