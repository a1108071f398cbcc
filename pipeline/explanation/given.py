"""What a user gives to explain: a text, a page or a line as for annotate, told apart by its form."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.documents import GivenDocument, UnusableLine, read_document
from pipeline.problems import usage_error

PAGE_ENDINGS = (".html", ".htm", ".xhtml")


@dataclass(frozen=True)
class About:
    """What a text does not say itself; None where the user has not said it either."""

    date: str | None = None
    title: str | None = None
    language: str | None = None
    publisher_country: str | None = None


def read_given(path: Path, about: About, now: datetime) -> GivenDocument:
    """Read a file, or standard input for "-", as one document.

    A file that begins with "{" is a line of JSON as ``annotate`` takes it, one that begins with "<"
    or ends in .html a page, all else plain text. A text without a date is read as of ``now``.

    Raises:
        ConfigError: the file cannot be read, is empty, or is no document.
    """
    source = str(path)
    try:
        content = sys.stdin.buffer.read() if source == "-" else path.read_bytes()
    except OSError as error:
        raise usage_error(source, f"cannot be read: {error.strerror}") from None
    if not content.strip():
        raise usage_error(source, "is empty; give a text, a page or a document in JSON")
    return _document(_line(content, path, about, now), source)


def of_text(text: str, about: About, now: datetime) -> GivenDocument:
    """Make a document of words given on the command line.

    Raises:
        ConfigError: the date or the language is none.
    """
    return _document(_values("sentence", {"text": text}, about, now), "--sentence")


def _line(content: bytes, path: Path, about: About, now: datetime) -> bytes:
    if content.lstrip()[:1] == b"{":
        lines = content.strip().splitlines()
        if len(lines) > 1 and lines[1].lstrip()[:1] == b"{":
            raise usage_error(
                str(path), f"has {len(lines)} documents; explain shows one, annotate takes many"
            )
        return b" ".join(lines)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise usage_error(str(path), f"byte {error.start} is not UTF-8") from None
    is_page = path.suffix.lower() in PAGE_ENDINGS or text.lstrip()[:1] == "<"
    return _values(path.name, {"html" if is_page else "text": text}, about, now)


def _values(given_id: str, body: dict[str, str], about: About, now: datetime) -> bytes:
    date = about.date or (now.astimezone(UTC).date().isoformat() if "text" in body else None)
    values = {
        "id": given_id,
        **body,
        "published_at": date,
        "title": about.title,
        "language": about.language,
        "publisher_country": about.publisher_country,
    }
    return json.dumps({key: value for key, value in values.items() if value is not None}).encode()


def _document(line: bytes, source: str) -> GivenDocument:
    try:
        return read_document(line)
    except UnusableLine as unusable:
        raise usage_error(source, unusable.error.detail) from None
