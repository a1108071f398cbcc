"""Parameters of the flex template: one for each scalar key of the configuration.

A parameter's name is the dotted key with underscores: ``stream.name`` is given as ``stream_name``.
Lists and mappings (feeds, languages, hosts) have their place in the configuration file.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from pipeline.config.models import Config, Section
from pipeline.config.overrides import Override

CONFIG = "config"
COMMAND = "command"
COMMANDS = ("run", "stream")

NOT_GIVEN = {
    "runner": "Dataflow's launcher gives it to every template, as --runner",
    "workers": "it counts processes of the local runner",
    "max_dead_letters": "it decides an exit code, and the launcher has left by then",
}
"""Scalar keys that are no parameters, with the reason."""

_TEXTS: Mapping[str, str] = {
    "lake": r"^[a-z0-9]+://.+$",
    "fetch.user_agent": r"^[ -~]+$",
    "stream.name": r"^[a-z0-9][a-z0-9_-]{0,39}$",
}
_NUMBERS: Mapping[type, str] = {int: r"^[0-9]+$", float: r"^[0-9]+(\.[0-9]+)?$"}
_NUMBERS_OR_NULL: Mapping[type, str] = {
    kind: f"{pattern}|^null$" for kind, pattern in _NUMBERS.items()
}


@dataclass(frozen=True)
class Parameter:
    """A parameter that sets one key of the configuration.

    Attributes:
        name: as the template calls it.
        key: of the configuration, dotted.
        kind: int, float or str.
        help: what the key means.
        default: where neither the file nor a parameter says otherwise; None for null or for none.
        pattern: regular expression of all that may be given.
    """

    name: str
    key: str
    kind: type
    help: str
    default: Any
    pattern: str

    def override(self, text: str) -> str | Override:
        """Return what puts a value over the file's: texts as they are, numbers and null as YAML."""
        if self.kind is str:
            return Override(f"parameter {self.name}", self.key, text)
        return f"{self.key}={text}"


def parameters() -> list[Parameter]:
    """Return the parameters in the order of the configuration's keys."""
    return [_parameter(key, field) for key, field in scalar_keys() if key not in NOT_GIVEN]


def scalar_keys(model: type[Section] = Config, prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys whose value is a text, a number or null, dotted, those of sections included."""
    for name, field in model.model_fields.items():
        key = f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from scalar_keys(field.annotation, f"{key}.")
        elif _scalar(field.annotation):
            yield key, field


def _parameter(key: str, field: FieldInfo) -> Parameter:
    kind = _scalar(field.annotation)
    assert kind, f"{key}: is no scalar"
    assert field.description, f"{key}: say in a docstring below it what it means"
    numbers = _NUMBERS_OR_NULL if type(None) in get_args(field.annotation) else _NUMBERS
    return Parameter(
        name=key.replace(".", "_"),
        key=key,
        kind=kind,
        help=field.description,
        default=None if field.is_required() else field.default,
        pattern=_TEXTS[key] if kind is str else numbers[kind],
    )


def _scalar(annotation: Any) -> type | None:
    """Return int, float or str where a value is one of them, or may be null beside it."""
    if get_origin(annotation) is Annotated:
        return _scalar(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [a for a in get_args(annotation) if a is not type(None)]
        return _scalar(kinds[0]) if len(kinds) == 1 else None
    return annotation if annotation in (int, float, str) else None
