"""What a user loses when this fails: markup and half characters in titles and texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.feeds.plain_text import html_paragraphs, one_line, text_paragraphs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two <b>bold</b> words.</p>", "One.\n\nTwo bold words."),
        ("<div><p>One.</p></div>tail<ul><li>a</li><li>b</li></ul>", "One.\n\ntail\n\na\n\nb"),
        ("One.<br/><br>Two,<br>still two.", "One.\n\nTwo, still two."),
        ("One.\n\nTwo\nlines.", "One.\n\nTwo lines."),
        ("<p>One\n\nsentence.</p>", "One sentence."),
        ("a<script>var x = '<p>';</script><style>p{}</style>b", "ab"),
        ("<figure><img src='x'><figcaption>Photo: N.N.</figcaption></figure><p>Text.</p>", "Text."),
        ("AT&amp;T &lt;b&gt; &#8217;&nbsp;x", "AT&T <b> ’ x"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<p>One.<!-- <p>no</p> --></p>", "One."),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("a\x00b<p>c\ud800d", "ab\n\ncd"),
        ("", ""),
        ("<img src=x>", ""),
    ],
)
def test_html_becomes_paragraphs(html: str, text: str) -> None:
    assert html_paragraphs(html) == text


@given(st.text(alphabet="<>&;/#x pbri\n\x00\ud800é!-\"='", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_clean_paragraphs(html: str) -> None:
    text = html_paragraphs(html)
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\n\n\n" not in text
    assert text == text.strip()


def test_deep_nesting_and_long_lines_are_read() -> None:
    assert html_paragraphs("<div>" * 5_000 + "x") in ("x", "")
    assert len(html_paragraphs("<p>" + "word " * 400_000)) == 5 * 400_000 - 1


@pytest.mark.parametrize(
    ("title", "html", "line"),
    [
        ("Tom &amp; Jerry", True, "Tom & Jerry"),
        ("Tom &amp; Jerry", False, "Tom & Jerry"),
        ("Is 3 < 5?", False, "Is 3 < 5?"),
        ("The <template> element", False, "The <template> element"),
        ("A <em>big</em>\n day", False, "A big day"),
        (" \x00\ud83d ", False, None),
    ],
)
def test_titles_are_one_plain_line(title: str, html: bool, line: str | None) -> None:
    assert one_line(title, html=html) == line


def test_plain_text_keeps_its_paragraphs() -> None:
    assert text_paragraphs(" One\nline.\n \n\nTwo <b>. ") == "One line.\n\nTwo <b>."
