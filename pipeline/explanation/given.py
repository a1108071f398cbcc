"""What a user gives to explain: a text, a page or a line as for annotate, told apart by its form."""

import codecs
import json
import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.documents import GivenDocument, UnusableLine, read_document
from pipeline.problems import usage_error
from transforms.extraction.decoding import decode

PAGE_ENDINGS = (".html", ".htm", ".xhtml")

_OBJECT = re.compile(rb"\s*\{\s*(\"|\})")
_PAGE = re.compile(rb"\s*<(!doctype|!--|\?xml|html|head|body|article|main|div|p)\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class About:
    """What a text does not say itself; None where the user has not said it either."""

    date: str | None = None
    title: str | None = None
    language: str | None = None
    publisher_country: str | None = None


def read_given(path: Path, about: About, now: datetime) -> GivenDocument:
    """Read a file, or standard input for "-", as one document.

    A file that begins with a JSON object is a document as ``annotate`` takes it, one that begins as
    HTML does or ends in .html a page, all else plain text. What the user says goes over what a
    document says itself. A text without a date is read as of ``now``.

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
    content = content.removeprefix(codecs.BOM_UTF8)
    if _OBJECT.match(content):
        return _object(content, str(path), about)
    if path.suffix.lower() in PAGE_ENDINGS or _PAGE.match(content):
        return _values(path.name, {"html": decode(content, None)}, about, now)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise usage_error(str(path), f"byte {error.start} is not UTF-8") from None
    return _values(path.name, {"text": text}, about, now)


def _object(content: bytes, source: str, about: About) -> bytes:
    """Put what the user says beside a document over what it says itself."""
    lines = content.strip().splitlines()
    if len(lines) > 1 and all(line.lstrip()[:1] == b"{" for line in lines[:2]):
        raise usage_error(
            source, f"has {len(lines)} documents; explain shows one, annotate takes many"
        )
    try:
        values = json.loads(content)
    except ValueError:
        return b" ".join(lines)  # what is wrong with it is said where documents are read
    return json.dumps(values | _said(about)).encode()


def _values(given_id: str, body: dict[str, str], about: About, now: datetime) -> bytes:
    values: dict[str, str] = {"id": given_id, **body}
    if "text" in body:
        values["published_at"] = now.astimezone(UTC).date().isoformat()
    return json.dumps(values | _said(about)).encode()


def _said(about: About) -> dict[str, str]:
    said = {
        "published_at": about.date,
        "title": about.title,
        "language": about.language,
        "publisher_country": about.publisher_country,
    }
    return {key: value for key, value in said.items() if value is not None}


def _document(line: bytes, source: str) -> GivenDocument:
    try:
        document = read_document(line)
    except UnusableLine as unusable:
        raise usage_error(source, unusable.error.detail) from None
    return replace(document, text=_shown(document.text), title=_shown(document.title))


def _shown(text: str | None) -> str | None:
    """Take the controls of terminals out of foreign text, one character for one."""
    return text and _CONTROLS.sub("\ufffd", text)
