"""Content encodings: a mistake here turns pages to noise, or lets a bomb fill the memory."""

import gzip
import zlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import FetchError
from transforms.fetching.encodings import undo

TEXT = b"The same words again and again. " * 100


def packed_by_arrow(body, codec):
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as stream:
        stream.write(body)
    return sink.getvalue().to_pybytes()


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: packed_by_arrow(body, "brotli"),
    "zstd": lambda body: packed_by_arrow(body, "zstd"),
    "identity": bytes,
}


@pytest.mark.parametrize("name", PACKERS)
def test_what_was_packed_is_unpacked(name):
    packed = PACKERS[name](TEXT)
    assert undo(packed, name.upper(), len(TEXT)) == TEXT
    assert undo(b"", name, 10) == b""
    assert undo(packed, name, 100, cut=True) == TEXT[:100]
    with pytest.raises(FetchError) as refused:
        undo(packed, name, len(TEXT) - 1)
    assert refused.value.code == "body_too_large"


@given(st.binary(max_size=300))
def test_deflate_with_and_without_its_header(body):
    assert undo(zlib.compress(body), "deflate", 300) == body
    if body:
        assert undo(raw_deflate(body), "deflate", 300) == body


def test_layers_members_and_trailing_bytes():
    twice = zlib.compress(gzip.compress(TEXT))
    assert undo(twice, "gzip, deflate", len(TEXT)) == TEXT
    members = gzip.compress(b"one ") + gzip.compress(b"two")
    assert undo(members, "gzip", 7) == b"one two"
    assert undo(gzip.compress(b"one") + b"\0\0\0", "gzip", 7) == b"one"
    assert undo(TEXT, "", len(TEXT)) == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("body", [b"<html>plain</html>", b"\x00", b"\x1f\x8b"])
def test_a_body_that_is_not_what_the_header_says(name, body):
    with pytest.raises(FetchError) as refused:
        undo(body, name, 1_000)
    assert refused.value.code == "bad_encoding"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_ends_too_early(name):
    with pytest.raises(FetchError) as refused:
        undo(PACKERS[name](TEXT)[:-9], name, len(TEXT))
    assert refused.value.code == "bad_encoding"


@pytest.mark.parametrize("header", ["compress", "gzip, gzip, gzip, gzip"])
def test_encodings_that_nobody_undoes(header):
    with pytest.raises(FetchError) as refused:
        undo(TEXT, header, len(TEXT))
    assert refused.value.code == "bad_encoding"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_ends_at_the_limit(name):
    with pytest.raises(FetchError) as refused:
        undo(PACKERS[name](bytes(50 << 20)), name, 1 << 20)
    assert refused.value.code == "body_too_large"
