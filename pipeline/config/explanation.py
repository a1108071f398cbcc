"""From pydantic's errors to problems with a place, a value and what was expected."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.config.references import hide_passwords, redact
from pipeline.config.yaml_source import Located
from pipeline.problems import KeyPath, Origin, Problem, dotted, suggestion

MAX_SHOWN_CHARS = 80

_MISSING: Mapping[str, str] = {
    "lake": "say where the tables go: a folder, or an address such as s3://bucket/lake",
    "url": "expected the address of the feed",
}

_EXPECTED: Mapping[str, str] = {
    "string_type": "a text; put it in quotes where it looks like something else",
    "string_too_short": "a text that is not empty",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}


def explain(
    error: ValidationError,
    model: type[BaseModel],
    located: Located,
    raw: Mapping[KeyPath, str],
    secrets: Mapping[str, str],
) -> list[Problem]:
    """Return a problem for each error pydantic found.

    Args:
        error: what pydantic raised.
        model: the model that was validated, for the names that would have been right.
        located: where everything was written.
        raw: texts with references to the environment as written, shown instead of their values.
        secrets: values of the environment, never shown.
    """
    problems = [
        _explain_one(details, model, located, raw, secrets)
        for details in error.errors(include_url=False)
    ]
    return [problem for problem in problems if not _misspelt(problem, problems)]


def _misspelt(missing: Problem, problems: Sequence[Problem]) -> bool:
    """Whether a key is missing only because another problem is its name misspelt."""
    parent, _, name = missing.key.rpartition(".")
    return missing.message.startswith("missing") and any(
        other.message.endswith(f"did you mean {name}?") and other.key.rpartition(".")[0] == parent
        for other in problems
    )


def _explain_one(
    details: ErrorDetails,
    model: type[BaseModel],
    located: Located,
    raw: Mapping[KeyPath, str],
    secrets: Mapping[str, str],
) -> Problem:
    path = _written_path(details["loc"], located)
    if details["type"] == "extra_forbidden":
        names = _known_keys(model, details["loc"][:-1])
        message = f"unknown key{suggestion(str(details['loc'][-1]), names)}"
        return Problem(place(located.keys, path), dotted(path), message)
    if details["type"] == "missing":
        message = f"missing; {_MISSING.get(str(path[-1]), 'it has no default')}"
        return Problem(place(located.values, path[:-1]), dotted(path), message)
    shown = _shown(raw.get(path, details["input"]))
    message = redact(f"is {shown}; {_expectation(details, path)}", secrets)
    # A mapping's own names are keys: "[key]" is how pydantic marks that the name is meant.
    origins = located.keys if details["loc"][-1] == "[key]" else located.values
    return Problem(place(origins, path), dotted(path), message)


def place(origins: Mapping[KeyPath, Origin], path: KeyPath) -> Origin:
    """Return the origin of a path, else of the nearest thing around it."""
    for length in range(len(path), -1, -1):
        if origin := origins.get(path[:length]):
            return origin
    return origins.get((), Origin("configuration"))


def _written_path(loc: tuple[int | str, ...], located: Located) -> KeyPath:
    """Drop what pydantic adds: the mark "[key]", and keys of a form the user did not write."""
    path = tuple(part for part in loc if part != "[key]")
    if path[:1] == ("feeds",) and path[:2] in located.values and path not in located.values:
        return path if _is_mapping(located, path[:2]) else path[:2]
    return path[:1] if path[:1] == ("opml",) and path not in located.values else path


def _is_mapping(located: Located, path: KeyPath) -> bool:
    value = located.value
    for part in path:
        value = value[part]
    return isinstance(value, dict)


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    here: Any = model
    for part in loc:
        here = here.model_fields[part].annotation if isinstance(part, str) else get_args(here)[0]
    return list(here.model_fields)


def _expectation(details: ErrorDetails, path: KeyPath) -> str:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    expected = _EXPECTED.get(details["type"])
    if expected is None:
        return details["msg"]
    if path[0] == "feeds" and len(path) == 2:
        expected = "an address, or a mapping with url"
    return f"expected {expected.format(**details.get('ctx', {}))}"


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, (dict, list, tuple)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else hide_passwords(repr(value))
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}…"
