"""Lines of `newsbeam annotate`: one bad line must cost one line, and say why."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.documents import UnusableLine, read_document

GOOD = {"id": "a", "text": "Some words.", "published_at": "2026-11-23"}


def line_of(**values: object) -> bytes:
    return json.dumps({k: v for k, v in (GOOD | values).items() if v is not ...}).encode()


def test_a_document_is_taken_as_it_is() -> None:
    text = "  Two\u00a0words,\r\n\n\n\u201cquoted\u201d \x00 \U0001f600\ufeff "
    document = read_document(line_of(text=text, title="T", url="https://a.example/x"))
    assert document.text == text, "offsets would not fit the caller's own text any more"
    assert (document.id, document.title, document.url) == ("a", "T", "https://a.example/x")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T10:00:00Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T01:00:00+02:00", datetime(2026, 11, 22, 23, tzinfo=UTC)),
    ],
)
def test_dates_become_utc(given: str, expected: datetime) -> None:
    assert read_document(line_of(published_at=given)).published_at == expected


def test_null_counts_as_absent_and_html_needs_no_date() -> None:
    document = read_document(line_of(text=None, html="<p>x", published_at=None, language=None))
    assert document.html == "<p>x"
    assert document.published_at is None


def test_ids_may_be_numbers() -> None:
    assert read_document(line_of(id=7)).id == 7


@pytest.mark.parametrize(
    ("line", "code", "detail"),
    [
        (b"{", "invalid_json", "at character 1"),
        (b"[]", "invalid_json", "expected an object, got a list"),
        (b"null", "invalid_json", "expected an object, got null"),
        (b'{"id": NaN}', "invalid_json", "NaN is no JSON number"),
        (b'{"id": -Infinity}', "invalid_json", "-Infinity is no JSON number"),
        (b'{"id": "\xff"}', "invalid_json", "byte 8 is not UTF-8"),
        (b"[" * 100_000, "invalid_json", "nested too deep"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "invalid_json", "a number has too many digits"),
        (b'{"id": "a", "id": "b"}', "invalid_document", "'id' is given twice"),
        (b'{"text": "x"}', "invalid_document", "id: missing"),
        (line_of(id=True), "invalid_document", "id: expected a string, got true or false"),
        (line_of(id={}), "invalid_document", "id: expected a string, got an object"),
        (line_of(text=...), "invalid_document", "expected either text or html"),
        (line_of(html="<p>"), "invalid_document", "expected either text or html"),
        (line_of(text=5), "invalid_document", "text: expected a string, got a number"),
        (line_of(text=" \n"), "invalid_document", "text: is empty"),
        (line_of(titel="x"), "invalid_document", "unknown key titel; known: html, id, language"),
        (line_of(published_at=...), "date_missing", "published_at: missing"),
        (line_of(published_at="yesterday"), "invalid_document", "is 'yesterday'; expected a date"),
        (line_of(published_at="2026-02-30"), "invalid_document", "expected a date"),
        (line_of(published_at="2026-11-23T10:00:00"), "naive_datetime", "has no zone"),
        (line_of(published_at="0001-01-01"), "out_of_range", "not within 1600 to 2200"),
        (line_of(published_at="9999-12-31T23:59:59-12:00"), "out_of_range", "not within"),
        (line_of(url="ftp://a.example/"), "invalid_document", "url: "),
        (line_of(language="English"), "invalid_document", "language: is 'English'; expected ISO"),
        (line_of(publisher_country="ke"), "invalid_document", "expected ISO 3166-1"),
        (line_of(text="half \ud800"), "invalid_unicode", r"text: half a surrogate pair, \ud800"),
        (line_of(id="\udfff"), "invalid_unicode", "id: half a surrogate pair"),
        (line_of(**{"\ud800": 1}), "invalid_unicode", "a key: half a surrogate pair"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(line: bytes, code: str, detail: str) -> None:
    with pytest.raises(UnusableLine) as caught:
        read_document(line)
    assert caught.value.error.code == code
    assert detail in caught.value.error.detail
    json.dumps(caught.value.error.detail, ensure_ascii=False).encode()


def test_the_id_is_told_where_it_could_be_read() -> None:
    with pytest.raises(UnusableLine) as caught:
        read_document(line_of(published_at="never"))
    assert caught.value.id == "a"
