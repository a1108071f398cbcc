"""Content encodings undone, never past a given size."""

import zlib
from collections.abc import Callable

import pyarrow as pa

from schemas.errors import FetchError

ACCEPTED = "gzip, deflate, br, zstd"
"""What is sent as Accept-Encoding; everything here can be undone."""

MAX_LAYERS = 3
"""Encodings on top of each other; one is normal, two happen, more is an attack."""

_GZIP_MAGIC = b"\x1f\x8b"


def undo(body: bytes, content_encoding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """Undo what a Content-Encoding header names.

    Args:
        body: as received.
        content_encoding: names in the order in which they were applied, separated by commas.
        max_bytes: size past which nothing is unpacked.
        cut: return what fits instead of refusing a body that is larger.

    Raises:
        FetchError: ``body_too_large``, or ``bad_encoding`` for a name that is not known and a
            body that is not what the header says.
    """
    layers = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    if len(layers) > MAX_LAYERS:
        raise FetchError("bad_encoding", f"{len(layers)} encodings: {content_encoding[:200]!r}")
    for name in reversed(layers):
        body = _undo_one(body, name, max_bytes, cut) if body else body
    return body


def check_size(size: int, max_bytes: int) -> None:
    """Raise FetchError ``body_too_large`` where a body is larger than allowed."""
    if size > max_bytes:
        raise FetchError("body_too_large", f"the body has more than {max_bytes} bytes")


def _undo_one(body: bytes, name: str, max_bytes: int, cut: bool) -> bytes:
    decoder = _DECODERS.get(name)
    if decoder is None:
        raise FetchError("bad_encoding", f"content-encoding {name[:50]!r} is not known")
    try:
        unpacked = decoder(body, max_bytes + 1)
    except (zlib.error, OSError, EOFError) as error:
        raise FetchError("bad_encoding", f"the body is not {name}: {error}") from None
    if not cut:
        check_size(len(unpacked), max_bytes)
    return unpacked[:max_bytes]


def _identity(body: bytes, limit: int) -> bytes:
    return body[:limit]


def _gzip(body: bytes, limit: int) -> bytes:
    """Unpack all members; bytes after the last one are ignored, as browsers do."""
    pieces: list[bytes] = []
    while limit > 0 and (not pieces or body.startswith(_GZIP_MAGIC)):
        piece, body = _inflate(body, zlib.MAX_WBITS | 16, limit)
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _deflate(body: bytes, limit: int) -> bytes:
    """Unpack with the zlib header of RFC 1950, or without: many servers leave it out."""
    has_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS, limit)[0]


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    """Return what was unpacked, and the bytes behind its end; EOFError where there is no end."""
    unpacker = zlib.decompressobj(wbits)
    unpacked = unpacker.decompress(body, limit)
    if not unpacker.eof and len(unpacked) < limit:
        raise EOFError("it ends too early")
    return unpacked, unpacker.unused_data


def _by_arrow(codec: str) -> Callable[[bytes, int], bytes]:
    def unpack(body: bytes, limit: int) -> bytes:
        with pa.CompressedInputStream(pa.BufferReader(body), codec) as stream:
            unpacked: bytes = stream.read(limit)
            return unpacked

    return unpack


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _by_arrow("brotli"),
    "zstd": _by_arrow("zstd"),
}
