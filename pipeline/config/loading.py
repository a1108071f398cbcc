"""From a file, the overrides and the environment to a checked configuration."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.explanation import explain, place
from pipeline.config.models import Config
from pipeline.config.opml import read_opml
from pipeline.config.overrides import apply_overrides
from pipeline.config.problems import ConfigError, Origin, Problem, usage_error
from pipeline.config.references import Resolved, resolve_references
from pipeline.config.yaml_source import Located, read_yaml


def load_config(
    path: Path | str,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Config:
    """Read and check a configuration file.

    Args:
        path: the YAML file.
        overrides: texts "key=value" as given to ``--set``.
        environment: where ``${NAME}`` is looked up; the process's own without one.

    Raises:
        ConfigError: with every problem found, each with its place.
    """
    file = Path(path)
    located = read_yaml(_text_of(file), str(file))
    _require_mapping(located, file)
    apply_overrides(located, overrides)
    environment = os.environ if environment is None else environment
    resolved = resolve_references(located, environment)
    problems = [*located.problems, *resolved.problems]
    config = _validated(located, resolved, problems)
    if config is None or problems:
        raise ConfigError(problems)
    return _with_places(config, located, file.parent)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise usage_error(str(file), "no such file") from None
    except UnicodeDecodeError as error:
        raise usage_error(str(file), f"is not UTF-8 text: byte {error.start}") from None
    except OSError as error:
        raise usage_error(str(file), f"cannot be read: {error.strerror}") from None


def _require_mapping(located: Located, file: Path) -> None:
    if located.value is not None and not isinstance(located.value, dict):
        message = "expected keys and values, such as `lake: ./lake`"
        raise ConfigError([Problem(Origin(str(file), 1, 1), "", message)])
    located.values.setdefault((), Origin(str(file), 1, 1))


def _validated(located: Located, resolved: Resolved, problems: list[Problem]) -> Config | None:
    context = {"raw": resolved.raw, "secrets": resolved.secrets}
    try:
        return Config.model_validate(_long_form(resolved.value), context=context)
    except ValidationError as error:
        found = explain(error, Config, located, resolved.raw, resolved.secrets)
        # A reference that is not set is explained already; its text is then no wrong value.
        unset = {problem.key for problem in resolved.problems}
        problems += [problem for problem in found if problem.key not in unset]
    return None


def _long_form(value: Any) -> Any:
    """Write each feed that is an address alone as a mapping; an empty list as no list."""
    tree = dict(value or {})
    feeds = tree.get("feeds")
    if isinstance(feeds, list):
        tree["feeds"] = [{"url": feed} if isinstance(feed, str) else feed for feed in feeds]
    elif feeds is None:
        tree.pop("feeds", None)
    return tree


def _with_places(config: Config, located: Located, folder: Path) -> Config:
    """Make the lake absolute, add the feeds of the OPML files, and require at least one feed."""
    given = place(located.values, ("opml",))
    # A path on the command line is meant from where the command is called.
    base = Path() if given.source.startswith("--set") else folder
    files = [base / Path(name).expanduser() for name in config.opml]
    config = config.with_feeds([url for file in files for url in read_opml(file)])
    config = config.at_lake(_absolute(config.lake))
    if not config.feeds:
        message = "no feeds: name some under feeds, or an OPML file under opml"
        raise ConfigError([Problem(place(located.values, ("feeds",)), "feeds", message)])
    return config


def _absolute(lake: str) -> str:
    return lake if "://" in lake else str(Path(lake).expanduser().absolute())
