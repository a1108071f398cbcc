"""What a user loses when this fails: feeds in odd encodings, and the safety of the machine."""

import pytest

from schemas.errors import FeedError
from transforms.feeds.documents import read_document

ITEM = "<item><title>Grüße — ok</title><link>https://a.example/1</link></item>"
RSS = f"<rss version='2.0'><channel><title>T</title>{ITEM}</channel></rss>"

BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE rss [
 <!ENTITY a "ha">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<rss version="2.0"><channel><item><title>&c;</title></item></channel></rss>"""
EXTERNAL = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&secret;</title></item></channel></rss>"""
PARAMETER = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY % load SYSTEM "http://127.0.0.1:9/x.dtd"> %load;]>
<rss version="2.0"><channel><item><title>x</title></item></channel></rss>"""
BEHIND_A_LITERAL = """<!DOCTYPE rss SYSTEM "<rss" [<!-- " --><!ENTITY a "ha">]><rss>&a;</rss>"""
BEHIND_JUNK = """Warning: line 3 <!DOCTYPE rss [<!ENTITY a "ha">]><rss>&a;</rss>"""
# feedparser's own cutting would take the end of the first comment away, so that the second
# declaration comes alive: what is cut has to be cut before.
BEHIND_A_CUT = """<!--
<!DOCTYPE a -->
<rss version="2.0"><![CDATA[ --> <!DOCTYPE r [<!ENTITY lol "ha">]> <rss>&lol;</rss>]]></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "bomb", [BILLION_LAUGHS, EXTERNAL, PARAMETER, BEHIND_A_LITERAL, BEHIND_JUNK]
)
def test_entities_are_refused_in_every_encoding(bomb: str, encoding: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_document(bomb.encode(encoding), "application/rss+xml")
    assert caught.value.code == "feed_declares_entities"


def test_entities_hidden_by_a_declared_encoding_are_refused() -> None:
    hidden = '<?xml version="1.0" encoding="utf-7"?>' + BILLION_LAUGHS[21:].replace("<", "+ADw-")
    with pytest.raises(FeedError) as caught:
        read_document(hidden.encode("ascii"), None)
    assert caught.value.code == "feed_declares_entities"


def test_nothing_before_the_root_reaches_the_parser() -> None:
    document = read_document(BEHIND_A_CUT.encode(), None)
    assert document.text.startswith("<rss version")


def test_a_document_type_without_entities_is_no_reason_to_refuse() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    assert read_document(f'<?xml version="1.0"?>{doctype}{RSS}'.encode(), None).root == "rss"


def test_an_article_about_entities_is_no_reason_to_refuse() -> None:
    text = "<rss><channel><item><title><![CDATA[Never write <!ENTITY a 'b'>]]></title></item></channel></rss>"
    assert "<!ENTITY" in read_document(text.encode(), None).text


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_body_is_named(body: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        read_document(body, "text/xml")
    assert caught.value.code == "feed_empty_body"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "iso-8859-1", None),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "us-ascii", "text/xml"),
        ("utf-8", "utf-16", None),
        ("utf-8", "no-such-charset", "text/xml; charset=zip"),
        ("windows-1252", "windows-1252", None),
        ("windows-1252", "utf-8", None),
        ("windows-1252", "utf-8", "text/xml; charset=windows-1252"),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", "utf-8", "text/xml; charset=utf-8"),
        ("utf-8-sig", "utf-8", None),
        ("utf-32", "utf-32", None),
    ],
)
def test_letters_survive_wrong_declarations(
    encoding: str, declared: str, content_type: str | None
) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?>{RSS}'.encode(encoding)
    assert "Grüße — ok" in read_document(body, content_type).text


def test_a_japanese_feed_in_seven_bits_is_believed() -> None:
    body = RSS.replace("Grüße — ok", "東京").encode("iso-2022-jp")
    assert "東京" in read_document(body, "text/xml; charset=iso-2022-jp").text


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    body = f'<?xml version="1.0" encoding="utf-8"?>{RSS}'.encode().replace(b"ok", b"o\xff")
    assert "Grüße — o\ufffd" in read_document(body, None).text


def test_characters_that_no_table_can_hold_are_dropped() -> None:
    body = "<rss>a\x00b\x0bc&#0;d&#xD800;e&#xd9ff f&#99999999999;g&#233;h\ufffe</rss>"
    assert read_document(body.encode(), None).text == "<rss>abcde fg&#233;h</rss>"


def test_a_warning_of_the_server_before_the_feed_is_stepped_over() -> None:
    body = f'<br /><b>Warning</b>: mysql in x.php\n<?xml version="1.0"?>{RSS}'.encode()
    assert read_document(body, "text/html").text == RSS
