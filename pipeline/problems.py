"""What is wrong with a configuration, an option or a path, said so that its author can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Origin:
    """Where something was written: a file with line and column (from 1), or an option."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Give file, line and column as words; the source alone where it has no lines."""
        if not self.line:
            return self.source
        return f"{self.source}, line {self.line}, column {self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        origin: where it was written.
        key: dotted key ("polling.min_interval_s"); empty where the file as a whole is meant.
        message: the value, what was expected, what to do.
    """

    origin: Origin
    key: str
    message: str

    def __str__(self) -> str:
        """Give one line: where, which key, what."""
        return f"{self.origin}: {self.key}: {self.message}" if self.key else self.without_key

    @property
    def without_key(self) -> str:
        """The line of a problem that belongs to no key."""
        return f"{self.origin}: {self.message}"


class ConfigError(Exception):
    """A configuration, an option or a path given by the user cannot be used.

    ``problems`` has all that was found, in the order of the file; ``str`` is one line for each.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take at least one problem."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.origin))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def usage_error(source: str, message: str, key: str = "") -> ConfigError:
    """Return the error for a single problem that lies in no file: an option, a path."""
    return ConfigError([Problem(Origin(source), key, message)])


def dotted(path: KeyPath) -> str:
    """Write a path as a user writes it: ``("feeds", 0, "url")`` → "feeds[0].url"."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else part
    return words


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean X?" for the nearest known word, or the list where none is near."""
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {by_lower[near[0]]}?"
    return f"; known: {', '.join(sorted(by_lower.values()))}"
