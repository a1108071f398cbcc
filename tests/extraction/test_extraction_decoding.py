"""Decoding: when it is wrong, names in the tables are garbled and nothing matches them."""

import pytest
from extraction_pages import extract, html
from hypothesis import given
from hypothesis import strategies as st

from transforms.extraction.decoding import decode

TEXT = "Die Brücke über die Größe – “Übergang” à la carte. "
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. "
JAPANESE = "新しい橋の費用を二つの町が分け合うことで合意した。"
PL, JA = '<html lang="pl">', '<html class="x" lang=ja-JP>'
UTF8_META = '<meta charset="utf-8">'


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (TEXT.encode(), "text/html; charset=utf-8", TEXT),
        (TEXT.encode(), None, TEXT),
        (TEXT.encode(), "text/html; charset=iso-8859-1", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8", TEXT),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1", TEXT),
        ((UTF8_META + TEXT * 5).encode("cp1252"), None, UTF8_META + TEXT * 5),
        (b'<meta charset="windows-1252">' + TEXT.encode(), None, '<meta charset="windows-1252">' + TEXT),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=cp1252", TEXT),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None, TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "text/html; charset=utf-8", TEXT),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16", TEXT),
        (CZECH.encode("iso8859-2"), "text/html; charset=iso-8859-2", CZECH),
        (JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", JAPANESE),
        (JAPANESE.encode("iso2022_jp"), "text/html; charset=iso-2022-jp", JAPANESE),
        ((PL + CZECH).encode("cp1250"), "text/html; charset=utf-8", PL + CZECH),
        ((JA + JAPANESE).encode("shift_jis"), None, JA + JAPANESE),
        ((JA + JAPANESE * 9).encode("euc_jp"), None, JA + JAPANESE * 9),
        (b'<?xml version="1.0" encoding="gb2312"?>' + "桥梁协议".encode("gb18030"), None,
         '<?xml version="1.0" encoding="gb2312"?>桥梁协议'),
        (TEXT.encode(), "text/html; charset=nonsense", TEXT),
        (b"plain", "text/html; charset=utf-16", "plain"),
    ],
)  # fmt: skip
def test_declarations_are_believed_as_far_as_they_make_sense(
    body: bytes, content_type: str | None, expected: str
) -> None:
    assert decode(body, content_type) == expected


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    body = TEXT.encode() * 20 + b"\xfc\xff" + TEXT.encode()
    read = decode(body, "text/html; charset=utf-8")
    assert read.startswith(TEXT)
    assert read.endswith(TEXT)


def test_a_page_in_another_encoding_than_it_says_gives_a_clean_text() -> None:
    body = f"<p>{TEXT * 4}</p>"
    page = html(head='<meta charset="utf-8">', body=body).encode("cp1252")
    assert extract(page, content_type="text/html; charset=utf-8").text == (TEXT * 4).strip()


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-8", "a; charset=x"]))
def test_no_bytes_make_it_fail(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)
