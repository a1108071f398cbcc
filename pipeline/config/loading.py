"""From a file, the overrides and the environment to a checked configuration."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.explanation import explain, place
from pipeline.config.files import beside, text_of
from pipeline.config.models import Config, LanguageModels
from pipeline.config.overrides import Override, apply_overrides
from pipeline.config.references import Resolved, resolve_references
from pipeline.config.yaml_source import Located, read_yaml
from pipeline.problems import ConfigError, Origin, Problem
from transforms.feeds.addresses import redacted
from transforms.feeds.opml import read_opml
from transforms.language.settings import LexiconFile


def load_config(
    path: Path | str,
    overrides: Sequence[str | Override] = (),
    environment: Mapping[str, str] | None = None,
) -> Config:
    """Read and check a configuration file.

    Args:
        path: the YAML file; as a text also its address on an object store: gs://bucket/news.yaml.
        overrides: texts "key=value" as given to ``--set``, or options of their own.
        environment: where ``${NAME}`` is looked up; the process's own without one.

    Raises:
        ConfigError: with every problem found, each with its place.
    """
    file = str(path)
    located = _located(file)
    apply_overrides(located, overrides)
    return _with_places(_checked(located, environment), located, file)


@dataclass(frozen=True)
class Languages:
    """How texts are read: spaCy pipeline by language code, and lexicon files of the user's own."""

    models: Mapping[str, str]
    lexicon: tuple[LexiconFile, ...]


def load_language(path: Path | str | None, overrides: Sequence[str | Override]) -> Languages:
    """Read the languages alone, for a command that needs neither feeds nor a lake.

    Args:
        path: a configuration file; None for the defaults.
        overrides: as for ``load_config``.

    Raises:
        ConfigError: as ``load_config``, but a file without feeds is no error.
    """
    located = _located(str(path)) if path else Located(values={(): Origin("--set")})
    apply_overrides(located, [Override("", "lake", "lake"), *overrides])
    language = _checked(located, None).language
    return Languages(dict(language.models), _lexicon(language, located, str(path or "")))


def _located(file: str) -> Located:
    located = read_yaml(text_of(file), file)
    _require_mapping(located, file)
    return located


def _checked(located: Located, environment: Mapping[str, str] | None) -> Config:
    resolved = resolve_references(located, os.environ if environment is None else environment)
    problems = [*located.problems, *resolved.problems]
    config = _validated(located, resolved, problems)
    if config is None or problems:
        raise ConfigError(problems)
    return config


def _require_mapping(located: Located, file: str) -> None:
    if located.value is not None and not isinstance(located.value, dict):
        message = "expected keys and values, such as `lake: ./lake`"
        raise ConfigError([Problem(Origin(file, 1, 1), "", message)])
    located.values.setdefault((), Origin(file, 1, 1))


def _validated(located: Located, resolved: Resolved, problems: list[Problem]) -> Config | None:
    context = {"raw": resolved.raw, "secrets": resolved.secrets}
    try:
        return Config.model_validate(_without_empty_feeds(resolved.value), context=context)
    except ValidationError as error:
        found = explain(error, Config, located, resolved.raw, resolved.secrets)
        # A reference that is not set is explained already; its text is then no wrong value.
        unset = {problem.key for problem in resolved.problems}
        problems += [problem for problem in found if problem.key not in unset]
    return None


def _without_empty_feeds(value: Any) -> Any:
    """Take "feeds:" with nothing after it as no feeds."""
    tree = dict(value or {})
    if tree.get("feeds", ()) is None:
        del tree["feeds"]
    return tree


def _with_places(config: Config, located: Located, file: str) -> Config:
    """Make the lake absolute, add the feeds of the OPML files, and require at least one feed."""
    given = place(located.values, ("opml",))
    # A path on the command line is meant from where the command is called.
    base = "" if given.source.startswith("--set") else file
    lists = [beside(base, name) for name in config.opml]
    config = config.with_lexicon(_lexicon(config.language, located, file))
    config = config.with_feeds([url for opml in lists for url in _subscriptions(opml, given)])
    config = config.at_lake(_absolute(config.lake))
    if not config.feeds:
        message = "no feeds: name some under feeds, or an OPML file under opml"
        raise ConfigError([Problem(place(located.values, ("feeds",)), "feeds", message)])
    _require_names(config, place(located.values, ("feeds",)))
    return config


def _lexicon(language: LanguageModels, located: Located, file: str) -> tuple[LexiconFile, ...]:
    """Read the lexicon files and check that they can be used, also together."""
    given = place(located.values, ("language", "lexicon"))
    base = "" if given.source.startswith("--set") else file
    paths = [beside(base, name) for name in language.lexicon]
    files = tuple(LexiconFile(path.rpartition("/")[2], text_of(path)) for path in paths)
    if not files:
        return ()
    # spaCy takes a while to import
    from transforms.language.events.lexicon.entries import lexicon_with

    try:
        lexicon_with(files)
    except ValueError as error:
        raise ConfigError([Problem(given, "language.lexicon", str(error))]) from None
    return files


def _require_names(config: Config, feeds: Origin) -> None:
    """Check that no two feeds are called the same in tables, where credentials are masked."""
    names = Counter(redacted(feed.url) for feed in config.feeds)
    if twice := [name for name, times in names.items() if times > 1]:
        message = (
            f"{', '.join(twice)} is there more than once, with different credentials; "
            "expected each feed once: what is remembered of a feed hangs on its address without them"
        )
        raise ConfigError([Problem(feeds, "feeds", message)])


def _subscriptions(file: str, given: Origin) -> list[str]:
    try:
        return read_opml(text_of(file))
    except ValueError as error:
        raise ConfigError([Problem(given, "opml", f"{file}: {error}")]) from None


def _absolute(lake: str) -> str:
    return lake if "://" in lake else str(Path(lake).expanduser().absolute())
