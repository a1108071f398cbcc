"""References to the environment, ``${NAME}``: how a secret gets into a configuration.

What is shown, hashed and written to tables is the reference; only the connection sees the value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.config.yaml_source import Located
from pipeline.problems import KeyPath, Origin, Problem, dotted
from transforms.feeds.references import REFERENCE

_PASSWORD = re.compile(r"(://[^/@\s:]*):(?!\$\{)[^/@\s]*@")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass
class Resolved:
    """Values with the references replaced.

    Attributes:
        value: like ``Located.value``, with the values of the environment.
        raw: the text as written, by path, of each value that holds a reference.
        secrets: what the environment gave, by its name.
        problems: names that are not set, or no names.
    """

    value: Any = None
    raw: dict[KeyPath, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def resolve_references(located: Located, environment: Mapping[str, str]) -> Resolved:
    """Replace ``${NAME}`` in all texts; ``$${NAME}`` stands for the characters ``${NAME}``."""
    resolver = _Resolver(located, environment)
    resolver.found.value = resolver.walk(located.value, ())
    return resolver.found


def redact(text: str, secrets: Mapping[str, str]) -> str:
    """Put the reference back in place of every secret value; the longest first.

    A value of up to three characters is no secret, and would be found in every other word.
    """
    for name, value in sorted(secrets.items(), key=lambda item: -len(item[1])):
        if len(value) > 3:
            text = text.replace(value, f"${{{name}}}")
    return text


def hide_passwords(text: str) -> str:
    """Mask the password in every address of a text: "http://user:…@host"."""
    return _PASSWORD.sub(r"\1:…@", text)


class _Resolver:
    def __init__(self, located: Located, environment: Mapping[str, str]) -> None:
        self.located = located
        self.environment = environment
        self.found = Resolved()

    def walk(self, value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: self.walk(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self.walk(item, (*path, i)) for i, item in enumerate(value)]
        return self.expand(value, path) if isinstance(value, str) else value

    def expand(self, text: str, path: KeyPath) -> str:
        whole = REFERENCE.sub(lambda match: self.lookup(match, path), text)
        if any(not escape for escape, _ in REFERENCE.findall(text)):
            self.found.raw[path] = text
            # A feed is known by its address as written: its own model replaces the references.
            return text if path[0] == "feeds" else whole
        return whole

    def lookup(self, match: re.Match[str], path: KeyPath) -> str:
        escape, name = match.groups()
        if escape:
            return f"${{{name}}}"
        if not _NAME.fullmatch(name):
            self.complain(path, f"${{{name}}} is no reference: a name has letters, digits and _")
        elif name not in self.environment:
            self.complain(path, f"the environment variable {name} is not set; set it")
        else:
            self.found.secrets[name] = self.environment[name]
            return self.environment[name]
        return match.group(0)

    def complain(self, path: KeyPath, message: str) -> None:
        origin = self.located.values.get(path, Origin("configuration"))
        self.found.problems.append(Problem(origin, dotted(path), message))
