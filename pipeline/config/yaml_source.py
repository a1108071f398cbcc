"""YAML with the place of every key and value, so that a mistake can be pointed at.

The values follow the core schema of YAML 1.2: only ``true`` and ``false`` are booleans (the
language code ``no`` stays a text), ``10:30`` is no number and a date is no date. Keys are texts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.problems import ConfigError, KeyPath, Origin, Problem, dotted

MAX_DEPTH = 32
"""An alias that contains itself would never end."""


class _CoreLoader(yaml.SafeLoader):
    """PyYAML resolves by YAML 1.1 unless its table of implicit types is replaced."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)
_CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789")
)
_CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


@dataclass
class Located:
    """Plain values and where each was written.

    Attributes:
        value: dicts with text keys, lists, texts, numbers, booleans, None.
        keys: origin of the key (or list item) at a path.
        values: origin of the value at a path.
        problems: what was wrong with the writing itself: duplicate keys, unknown tags.
    """

    value: Any = None
    keys: dict[KeyPath, Origin] = field(default_factory=dict)
    values: dict[KeyPath, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_yaml(text: str, source: str, *, with_lines: bool = True) -> Located:
    """Read one YAML document; an empty one has the value None.

    Args:
        text: the document.
        source: name of the file for messages, or the option it was given in.
        with_lines: whether positions in ``text`` mean something to the user.

    Raises:
        ConfigError: the document is no YAML; with the line.
    """
    try:
        node = yaml.compose(text, Loader=_CoreLoader)
    except yaml.reader.ReaderError as error:
        before = text[: error.position].split("\n")
        place = (len(before), len(before[-1]) + 1) if with_lines else ()
        message = f"the character U+{error.character:04X} cannot stand in YAML"
        raise ConfigError(
            [Problem(Origin(source, *place), "", f"broken YAML: {message}")]
        ) from None
    except RecursionError:
        raise ConfigError([Problem(Origin(source), "", "broken YAML: nested too deep")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        origin = _origin(source, mark if with_lines else None)
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise ConfigError([Problem(origin, "", f"broken YAML: {what}")]) from None
    except yaml.YAMLError as error:
        raise ConfigError([Problem(Origin(source), "", f"broken YAML: {error}")]) from None
    reader = _Reader(source, with_lines)
    if node is not None:
        reader.found.value = reader.read(node, ())
    return reader.found


def _origin(source: str, mark: yaml.Mark | None) -> Origin:
    return Origin(source, mark.line + 1, mark.column + 1) if mark else Origin(source)


class _Reader:
    """Walks the nodes of one document."""

    def __init__(self, source: str, with_lines: bool) -> None:
        self.source = source
        self.with_lines = with_lines
        self.found = Located()

    def read(self, node: yaml.Node, path: KeyPath) -> Any:
        """Return the plain value of a node and remember where it and its parts stand."""
        self.found.values[path] = self.origin(node)
        if len(path) > MAX_DEPTH:
            return self.complain(node, path, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read_item(item, (*path, i)) for i, item in enumerate(node.value)]
        return self.read_scalar(node, path)

    def read_item(self, node: yaml.Node, path: KeyPath) -> Any:
        self.found.keys[path] = self.origin(node)
        return self.read(node, path)

    def read_mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.complain(key_node, path, "a list or mapping cannot be a key")
                continue
            name, here = key_node.value, (*path, key_node.value)
            if name in pairs:
                first = self.found.keys[here]
                where = f"line {first.line}" if first.line else "before"
                self.complain(key_node, here, f"given twice; the first one is at {where}")
                continue
            self.found.keys[here] = self.origin(key_node)
            pairs[name] = self.read(value_node, here)
        return pairs

    def read_scalar(self, node: yaml.Node, path: KeyPath) -> Any:
        convert = _SCALARS.get(node.tag)
        if convert is None:
            return self.complain(node, path, f"the YAML tag {node.tag} is not known here")
        try:
            return convert(node.value)
        except ValueError:
            return self.complain(node, path, f"{node.value[:80]!r} does not fit its tag {node.tag}")

    def origin(self, node: yaml.Node) -> Origin:
        return _origin(self.source, node.start_mark if self.with_lines else None)

    def complain(self, node: yaml.Node, path: KeyPath, message: str) -> None:
        self.found.problems.append(Problem(self.origin(node), dotted(path), message))
