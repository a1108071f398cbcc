"""Documents given by hand: a line of JSON, checked, and what it says about an article.

A document is ``{"id", "text", "published_at", "title"?}`` or ``{"id", "html", "url", …}``; further
keys are in ``OPTIONAL``. A key that is null counts as absent.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from schemas.errors import DocumentError, FetchError
from transforms.urls import host_of

OPTIONAL = ("url", "title", "publisher", "publisher_country", "language")
KEYS = frozenset(["id", "text", "html", "published_at", *OPTIONAL])

FIRST_YEAR, LAST_YEAR = 1600, 2200
"""A date outside of these is a mistake, and words such as "a century ago" need room around it."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class GivenDocument:
    """A document that can be used.

    Attributes:
        id: as given, a string or an integer.
        text: the body, to be kept to the character; None where ``html`` is given.
        html: a page; None where ``text`` is given.
        published_at: aware UTC; None only with ``html``, whose own date is then taken.
        url, title, publisher: as given.
        publisher_country: ISO 3166-1 alpha-2.
        language: ISO 639-1.
    """

    id: str | int
    text: str | None
    html: str | None
    published_at: datetime | None
    url: str | None
    title: str | None
    publisher: str | None
    publisher_country: str | None
    language: str | None


class UnusableLine(Exception):  # noqa: N818 - says what it is
    """A line that gives no document; ``id`` is there where it could be read."""

    def __init__(self, given_id: str | int | None, error: DocumentError) -> None:
        """Take the id, None without one, and what was wrong."""
        super().__init__(str(error))
        self.id = given_id
        self.error = error


def read_document(line: bytes) -> GivenDocument:
    """Read one line.

    Raises:
        UnusableLine: it is no JSON object, lacks what is needed, or has what is not known.
    """
    given_id: str | int | None = None
    try:
        values = _object(line)
        given_id = _id(values)
        _check_unicode(values)
        return _document(given_id, values)
    except DocumentError as error:
        raise UnusableLine(given_id, error) from None


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(
            line.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_unique_keys
        )
    except UnicodeDecodeError as error:
        raise _error("invalid_json", f"byte {error.start} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _error("invalid_json", f"{error.msg} at character {error.pos}") from None
    except ValueError:  # all that is left: Python refuses to read integers of thousands of digits
        raise _error("invalid_json", "a number has too many digits") from None
    except RecursionError:
        raise _error("invalid_json", "nested too deep") from None
    if not isinstance(value, dict):
        raise _error("invalid_json", f"expected an object, got {_kind(value)}")
    return value


def _no_number(word: str) -> NoReturn:
    raise _error("invalid_json", f"{word} is no JSON number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise _error("invalid_document", f"the key {twice!r} is given twice")
    return values


def _id(values: dict[str, Any]) -> str | int:
    given = values.get("id")
    if given is None or given == "":
        raise _error("invalid_document", "id: missing; expected a string")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _error("invalid_document", f"id: expected a string, got {_kind(given)}")
    if isinstance(given, str):
        _check_text("id", given)
    return given


def _check_unicode(values: dict[str, Any]) -> None:
    for key, value in values.items():
        _check_text("a key", key)
        if isinstance(value, str):
            _check_text(key, value)


def _check_text(name: str, value: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(value[error.start]):04x}"
        detail = f"{name}: half a surrogate pair, {half}, at character {error.start}"
        raise _error("invalid_unicode", detail) from None


def _document(given_id: str | int, values: dict[str, Any]) -> GivenDocument:
    if unknown := sorted(values.keys() - KEYS):
        known = ", ".join(sorted(KEYS))
        raise _error("invalid_document", f"unknown key {', '.join(unknown)}; known: {known}")
    text, html = _text(values, "text"), _text(values, "html")
    if (text is None) == (html is None):
        raise _error("invalid_document", "expected either text or html, and not both")
    if text is not None and not text.strip():
        raise _error("invalid_document", "text: is empty")
    published_at = _instant(_text(values, "published_at"))
    if published_at is None and html is None:
        raise _error("date_missing", "published_at: missing; a text does not carry its date")
    return GivenDocument(
        id=given_id,
        text=text,
        html=html,
        published_at=published_at,
        url=_url(_text(values, "url")),
        title=_filled(_text(values, "title")),
        publisher=_filled(_text(values, "publisher")),
        publisher_country=_code(values, "publisher_country", "[A-Z]{2}", "ISO 3166-1, such as KE"),
        language=_code(values, "language", "[a-z]{2}", "ISO 639-1, such as en"),
    )


def _text(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None or isinstance(value, str):
        return value
    raise _error("invalid_document", f"{key}: expected a string, got {_kind(value)}")


def _filled(value: str | None) -> str | None:
    return value if value and value.strip() else None


def _code(values: dict[str, Any], key: str, pattern: str, expected: str) -> str | None:
    value = _text(values, key)
    if value is not None and not re.fullmatch(pattern, value):
        raise _error("invalid_document", f"{key}: is {value[:40]!r}; expected {expected}")
    return value


def _url(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        host_of(value)
    except FetchError as error:
        raise _error("invalid_document", f"url: {error}") from None
    return value


def _instant(value: str | None) -> datetime | None:
    """Read a date (midnight UTC) or a time with its zone."""
    if value is None:
        return None
    expected = "expected a date (2026-11-23) or a time with its zone (2026-11-23T10:00:00Z)"
    try:
        if _DAY.fullmatch(value):
            at = datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        else:
            at = datetime.fromisoformat(value)
    except ValueError:
        detail = f"published_at: is {value[:40]!r}; {expected}"
        raise _error("invalid_document", detail) from None
    if at.tzinfo is None:
        raise _error("naive_datetime", f"published_at: {value!r} has no zone; {expected}")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        detail = f"published_at: {value!r} is not within {FIRST_YEAR} to {LAST_YEAR}"
        raise _error("out_of_range", detail)
    return at.astimezone(UTC)


def _kind(value: Any) -> str:
    names: Iterable[tuple[type, str]] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (str, "a string"),
        (list, "a list"),
        (dict, "an object"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _error(code: str, detail: str) -> DocumentError:
    return DocumentError(code, detail)
