"""From bytes to characters, in the order browsers use, with a trial against false declarations."""

import re
from collections.abc import Iterator

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from transforms.extraction.parsers import detected_encodings

_REPLACEMENT = "\ufffd"
_SOUND_SHARE = 4
"""UTF-8 with a few broken bytes (an advert in another encoding, a cut) is still UTF-8; text in
another encoding gives next to no valid sequences, so that anything between 1 and 20 does."""

_LANGUAGE = re.compile(rb"<html[^>]{0,500}?\slang=[\"']?([a-zA-Z]{2})\b", re.I)

# HTML Standard, "determining the character encoding", last step: what browsers assume of old pages
# by language; of all other languages windows-1252. Of Chinese, Japanese and Korean pages nothing:
# their encodings are not told apart by errors, and the detector knows them well.
_OF_LANGUAGE = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "sr", "tg", "tt", "uk"), "cp1251"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **dict.fromkeys(("az", "ku", "tr"), "cp1254"),
    **dict.fromkeys(("ar", "fa"), "cp1256"),
    "el": "iso8859-7",
    "he": "cp1255",
    "th": "cp874",
    "vi": "cp1258",
}
_WESTERN = "cp1252"
_LEFT_TO_DETECTOR = frozenset({"ja", "ko", "zh"})

_TAKEN_FOR_WESTERN = frozenset(
    {"cp1250", "iso8859_2", "cp1254", "iso8859_9", "cp1257", "iso8859_15"}
)
"""Guesses of the detector that on a page without a language are Western nearly always: it tells
them apart by single letters and reads "à la carte" as "ŕ la carte"."""


def decode(body: bytes, content_type: str | None) -> str:
    """Return the characters of a page.

    Order: byte order mark; UTF-8, if the bytes are valid UTF-8 and not all ASCII, which text in
    another encoding all but never is (servers that say ISO-8859-1 of everything are common);
    HTTP header; ``<meta>`` or XML prolog; what browsers assume of the page's language; a detector.
    A declaration under which more than a few
    bytes make no sense is passed over. Never fails: the least bad reading is taken at the end.
    """
    encoding, bom = read_bom(body)
    if encoding is not None and bom is not None:
        return to_unicode(body[len(bom) :], encoding)
    if (text := _strict_utf8(body)) is not None and not body.isascii():
        return text
    readings = []
    for candidate in _candidates(body, content_type):
        reading = to_unicode(body, candidate)
        if _is_sound(reading):
            return reading
        readings.append(reading)
    return min(readings, key=lambda reading: reading.count(_REPLACEMENT))


def _strict_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _candidates(body: bytes, content_type: str | None) -> Iterator[str]:
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    for encoding in declared:
        if encoding == "utf-16" or encoding == "utf-16-be" or encoding == "utf-16-le":
            # Without a byte order mark and readable as ASCII it is not what it says.
            if b"\x00" in body[:200]:
                yield "utf-16-be" if body[:1] == b"\x00" else "utf-16-le"
        elif encoding is not None and not encoding.startswith("utf-32"):
            yield encoding
    yield from _guesses(body)
    yield "utf-8"


def _guesses(body: bytes) -> Iterator[str]:
    found = _LANGUAGE.search(body[:4_096])
    language = found[1].decode().lower() if found else None
    if language and language not in _LEFT_TO_DETECTOR:
        yield _OF_LANGUAGE.get(language, _WESTERN)
    for guess in detected_encodings(body):
        yield _WESTERN if guess in _TAKEN_FOR_WESTERN else guess


def _is_sound(reading: str) -> bool:
    broken = reading.count(_REPLACEMENT)
    if not broken:
        return True
    foreign = sum(1 for character in reading if character > "\x7f") - broken
    return foreign >= _SOUND_SHARE * broken
