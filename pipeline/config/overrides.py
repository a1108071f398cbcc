"""``--set key=value``: one value of the configuration, given on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.config.yaml_source import Located, read_yaml
from pipeline.problems import KeyPath, Origin, dotted, usage_error

FREE_KEYS = ("fetch.resolve", "language.models")
"""Mappings whose own keys are names that may hold dots: the rest of a dotted key is one name."""


@dataclass(frozen=True)
class Override:
    """A value given by an option of its own ("--runner"), taken as the text it is."""

    source: str
    key: str
    text: str


def apply_overrides(located: Located, overrides: Sequence[str | Override]) -> None:
    """Put each override over what the file says; the last one wins.

    Args:
        located: what the file says; changed in place.
        overrides: texts "key=value" with a value in YAML, or options of their own.

    Raises:
        ConfigError: without "=", without a key, or a value that is no YAML.
    """
    if located.value is None and overrides:
        located.value = {}
    for override in overrides:
        if isinstance(override, Override):
            given = Located(override.text, values={(): Origin(override.source)})
            _replace(located, split_key(override.key), given, override.source)
            continue
        key, equals, text = override.partition("=")
        source = f"--set {override}"
        if not equals or not key.strip():
            raise usage_error(source, "expected key=value, such as polling.min_interval_s=60")
        given = read_yaml(text, source, with_lines=False)
        _replace(located, split_key(key.strip()), given, source)


def split_key(key: str) -> KeyPath:
    """Split a dotted key: "fetch.resolve.www.example" → ("fetch", "resolve", "www.example")."""
    for free in FREE_KEYS:
        if key.startswith(f"{free}."):
            return (*free.split("."), key.removeprefix(f"{free}."))
    return tuple(key.split("."))


def _replace(located: Located, path: KeyPath, given: Located, source: str) -> None:
    origin = given.values.get((), Origin(source))
    for old in [p for p in (*located.keys, *located.values) if p[: len(path)] == path]:
        located.keys.pop(old, None)
        located.values.pop(old, None)
    _assign(located, path, given.value, origin)
    located.keys |= {(*path, *inner): where for inner, where in given.keys.items()}
    located.values |= {(*path, *inner): where for inner, where in given.values.items()}
    located.problems.extend(given.problems)


def _assign(located: Located, path: KeyPath, value: Any, origin: Origin) -> None:
    place = located.value
    for depth, part in enumerate(path, start=1):
        located.keys[path[:depth]] = origin
        located.values[path[:depth]] = origin
        if depth == len(path):
            place[part] = value
            return
        if place.get(part) is None:
            place[part] = {}
        place = place[part]
        if not isinstance(place, dict):
            inside = dotted(path[:depth])
            raise usage_error(origin.source, f"{inside} is not a mapping; give it as a whole")
