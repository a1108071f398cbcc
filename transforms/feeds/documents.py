"""From the bytes of a feed to clean XML text: decoded once, without a DTD, without characters that XML forbids.

feedparser never sees the document as it came: it guesses at encodings after we looked, and cuts the
DTD out with regular expressions that a comment can fool. What it gets is text that starts with the
root element, so that nothing in it can declare an entity.
"""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from schemas.errors import FeedError

_SHOWN_CHARS = 80

_BOMS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)

# "<" (and "<?" in EBCDIC) without a byte order mark: XML 1.0, appendix F.
_FIRST_BYTES = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)

# Python knows them as text encodings; no server means them, and decoding some is quadratic.
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_MAX_REFERENCE_DIGITS = 7  # of 1114111, the last code point

_ENTITY = re.compile(r"<!\s*ENTITY", re.I)
_FEED_ROOT = re.compile(r"<(?:rss|feed|channel|\w{1,20}:(?:rdf|feed|rss))[\s>/]", re.I)
_EXPECTED_ROOT = re.compile(rf"{_FEED_ROOT.pattern}|<html[\s>/]", re.I)
_ANY_TAG = re.compile(r"<[A-Za-z_]")
_NAME = re.compile(r"<([^\s<>/]{1,100})")


@dataclass(frozen=True)
class FeedDocument:
    """A feed's XML, ready for the parser.

    Attributes:
        text: from the root element on; no XML declaration, no DTD, no forbidden character.
        root: local name of the root element in lower case, "" where there is no element.
    """

    text: str
    root: str


def _known_charset(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # "zip" and "rot13" are codecs too, but not of text; Python marks them by this attribute.
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _NO_CHARSETS else None


def _sniffed(body: bytes) -> tuple[str | None, bytes]:
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return charset, body[len(mark) :]
    for start, charset in _FIRST_BYTES:
        if body.startswith(start):
            return charset, body
    return None, body


def _declared_charsets(body: bytes, content_type: str | None) -> list[str]:
    """Return what header and XML declaration say, in this order (RFC 7303), if Python knows it."""
    names = [m[1] for m in [_HEADER_CHARSET.search(content_type or "")] if m]
    names += [m[1].decode("ascii") for m in [_DECLARED.match(body[:400])] if m]
    known = [charset for name in names if (charset := _known_charset(name))]
    # Without a mark or zero bytes the body is none of these, whatever it says.
    return [c for c in known if not c.startswith(("utf-16", "utf-32"))]


def _mostly_utf8(body: bytes) -> str | None:
    """Decode UTF-8 with a few broken bytes; None where the broken ones prevail."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = sum(1 for c in text if c > "\x7f") - broken
    return text if right >= broken else None


def decode_feed(body: bytes, content_type: str | None) -> str:
    """Return the body as text.

    Byte order mark, then strict UTF-8 (a text in another encoding is hardly ever valid UTF-8, but
    feeds that declare ISO-8859-1 and are UTF-8 are common), then the charset of ``content_type``,
    then that of the XML declaration, then UTF-8 with replacements, then windows-1252.
    """
    sniffed, body = _sniffed(body)
    if sniffed:
        return body.decode(sniffed, "replace")
    declared = _declared_charsets(body, content_type)
    # All of ISO-2022-JP, HZ and UTF-7 is valid ASCII: there the declaration has to be believed.
    order = [*declared, "utf-8"] if body.isascii() else ["utf-8", *declared]
    for charset in order:
        try:
            return body.decode(charset)
        except UnicodeError:
            continue
    return _mostly_utf8(body) or body.decode("cp1252", "replace")


def _allowed_reference(match: re.Match[str]) -> str:
    digits: str = match[1] or match[2]
    if len(digits) > _MAX_REFERENCE_DIGITS:
        return ""
    code = int(digits, 16 if match[1] else 10)
    return "" if code > 0x10FFFF or _FORBIDDEN.match(chr(code)) else match[0]


def drop_forbidden(text: str) -> str:
    """Drop NUL, other control characters and lone surrogates: no table can hold them."""
    return _FORBIDDEN.sub("", text)


class _RootFound(Exception):  # noqa: N818 - ends the scan, no error
    pass


def _root_offset(data: bytes) -> int | None:
    """Return where the root element starts in UTF-8 ``data``; None where the XML breaks before."""
    scanner = expat.ParserCreate("utf-8")
    offset: list[int] = []

    def stop(_name: str, _attributes: dict[str, str]) -> None:
        offset.append(scanner.CurrentByteIndex)
        raise _RootFound

    scanner.StartElementHandler = stop
    # Broken XML is feedparser's business; here only the start is looked for.
    with suppress(_RootFound, expat.ExpatError):
        scanner.Parse(data, True)
    return offset[0] if offset else None


def _cut_prolog(text: str) -> tuple[str, str]:
    """Cut the text in two: what stands before the root element, and the rest."""
    data = text.encode("utf-8")
    offset = _root_offset(data)
    at = len(text) if offset is None else len(data[:offset].decode("utf-8"))
    if not _EXPECTED_ROOT.match(text, at):
        # Something stands before the XML, often a warning of the server's own.
        start = _FEED_ROOT.search(text) or _ANY_TAG.search(text)
        at = start.start() if start else len(text)
    return text[:at], text[at:]


def read_document(body: bytes, content_type: str | None) -> FeedDocument:
    """Decode a feed and take off all that stands before its root element.

    Raises:
        FeedError: ``feed_empty_body``, or ``feed_declares_entities`` where anything that looks like
            an entity declaration stands before the root element. Nothing is expanded or fetched.
    """
    text = drop_forbidden(decode_feed(body, content_type)).lstrip("\ufeff \t\r\n")
    if not text:
        raise FeedError("feed_empty_body", f"the body has {len(body)} bytes and no text in them")
    prolog, document = _cut_prolog(text)
    if found := _ENTITY.search(prolog):
        shown = prolog[found.start() : found.start() + _SHOWN_CHARS]
        raise FeedError(
            "feed_declares_entities",
            f"the document type declares XML entities ({shown!r}); such feeds are not read",
        )
    name = _NAME.match(document)
    root = name[1].rpartition(":")[2].lower() if name else ""
    return FeedDocument(text=_REFERENCE.sub(_allowed_reference, document), root=root)
