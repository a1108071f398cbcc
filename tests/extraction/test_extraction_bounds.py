"""Hostile and broken pages: without bounds one of them stops a worker, or the machine."""

import pytest
from extraction_pages import PARAGRAPHS, RUN, extract, html, page
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import to_row
from schemas.errors import ExtractionError, RecordError
from transforms.extraction.article import extract_article
from transforms.extraction.bounds import without_raw_text
from transforms.extraction.settings import ExtractionSettings

SENTENCE = "The minister said on Tuesday that talks would go on in the capital. "
SMALL = ExtractionSettings(max_page_chars=20_000, max_tags=200, max_tag_chars=500)


def test_two_megabytes_in_one_line_are_read() -> None:
    article = extract(f"<html><body><p>{SENTENCE * 30_000}</p></body></html>")
    assert article.word_count == 13 * 30_000


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul", "table", "article"])
def test_forty_thousand_nested_elements_end_well(tag: str) -> None:
    body = html(body=f"<p>{PARAGRAPHS[0]}</p>" + f"<{tag}>" * 40_000)
    assert PARAGRAPHS[0] in extract(body).text


def test_a_hundred_thousand_nested_divs_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(ExtractionError) as refused:
        extract("<html><body>" + "<div>" * 100_000 + SENTENCE + "</div>" * 100_000)
    assert refused.value.code == "page_too_large"


@pytest.mark.parametrize(
    "body",
    [
        "<html><body><p>" + SENTENCE * 400,
        "<html><body>" + "<p>a" * 300,
        "<html><body><p " + " ".join(f"a{n}" for n in range(300)) + ">" + SENTENCE,
        "<html><body><p a='>' " + " ".join(f"a{n}='>'" for n in range(300)) + ">" + SENTENCE,
        "<html><body><p " + "a " * 500,
    ],
)
def test_what_takes_too_long_to_parse_is_refused_by_its_size(body: str) -> None:
    with pytest.raises(ExtractionError) as refused:
        extract_article(page(body), RUN, SMALL)
    assert refused.value.code == "page_too_large"


@pytest.mark.parametrize(
    "filler",
    [
        "<script>" + "x < y;" * 5_000 + "</script>",
        "<style>" + "p { }" * 5_000 + "</style>",
        "<svg>" + "<path/>" * 3_000 + "</svg>",
        f'<img data-all="{"<>" * 100}" alt="{"long " * 300}">',
        "<!-- " + "<p a b c " * 50 + " -->",
    ],
)
def test_what_is_no_text_does_not_count(filler: str) -> None:
    article = extract_article(page(html(head=filler)), RUN, SMALL)
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_json_ld_survives_the_loss_of_scripts() -> None:
    kept = '<script type="application/ld+json">{"a": 1}</script>'
    lost = "<SCRIPT>if (a </script2>) {}</SCRIPT><style>p {}</style>"
    bare = without_raw_text(f"<p>a</p>{lost}{kept}<p>b")
    assert bare == f"<p>a</p><script></SCRIPT><style></style>{kept}<p>b"
    assert without_raw_text("<p>a<script>never closed <p>") == "<p>a<script>"


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='author' content='" + "<" * 80_000 + "x" * 1_000_000 + "'>",
        "<script type='application/ld+json'>{" + ";" * 1_000_000 + "x</script>",
        "<script type='application/ld+json'>" + "[" * 1_000_000 + "</script>",
        "<title>" + "a - " * 200_000 + "</title>",
        "<link rel=canonical href='http://[" + "x" * 100_000 + "'>",
    ],
)
def test_overlong_heads_do_not_hide_the_body(head: str) -> None:
    article = extract(html(head=head))
    assert article.text.endswith("\n\n".join(PARAGRAPHS))
    assert len(article.title or "") <= 500


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<div a='", "'>", "<!--", "-->", "<script>", "</script>", "<table><tr>",
             "<![CDATA[", "<h1>", "&#0;", "&#xd800;", "\x00", "\ud800", SENTENCE, "<html/>", "<meta charset=x>"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_soup_of_tags_is_an_article_that_fits_or_a_named_error(parts: list[str]) -> None:
    body = "".join(parts).encode("utf-8", "surrogatepass")
    try:
        article = extract(body)
    except RecordError:
        return
    assert to_row(article)
    assert article.text == article.text.strip()


@pytest.mark.parametrize(
    "wrong", [{"min_words": 0}, {"page_cap_s": -1}, {"languages": ("EN",)}, {"languages": ("eng",)}]
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ExtractionSettings(**wrong)  # type: ignore[arg-type]
