"""Articles read off pages: what an analyst reads in the table must be what the page says."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from extraction_pages import ENTRY, FETCHED_AT, PARAGRAPHS, RUN, URL, extract, html, page

from schemas.articles import Article
from schemas.codec import to_row
from schemas.errors import DocumentError, ExtractionError, RecordError
from transforms.extraction.article import Given, extract_article, extract_html
from transforms.extraction.settings import ExtractionSettings

JSONLD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Harbour Herald"},
        {
            "@type": ["NewsArticle"],
            "headline": "Towns agree to share the cost of a bridge",
            "datePublished": "2026-10-04T18:30:00+02:00",
            "dateModified": "2026-10-04T20:00:00+02:00",
            "author": [{"@type": "Person", "name": "By Ann Lee"}, {"name": "Bo Chen"}],
            "publisher": {"@type": "Organization", "name": "Harbour Herald"},
            "image": {"url": "/pictures/bridge.jpg"},
            "keywords": "bridge, river , Bridge",
            "isAccessibleForFree": "False",
        },
    ],
}
HEAD = (
    f'<script type="application/ld+json">{json.dumps(JSONLD)}</script>'
    '<link rel="canonical" href="/2026/10/04/bridge-talks?utm_source=x">'
    '<meta name="description" content="A quarrel of eleven months &amp;amp; its end">'
    '<meta name="tdm-reservation" content="1">'
)


def test_everything_that_a_good_page_says_is_in_the_row() -> None:
    article = extract(html(head=HEAD))
    assert article.title == "Towns agree to share the cost of a bridge"
    assert article.title_source == "h1"
    assert article.authors == ["Ann Lee", "Bo Chen"]
    assert article.published_at == datetime(2026, 10, 4, 16, 30, tzinfo=UTC)
    assert article.published_at_source == "jsonld"
    assert article.published_date == date(2026, 10, 4)
    assert article.modified_at == datetime(2026, 10, 4, 18, tzinfo=UTC)
    assert article.publisher == "Harbour Herald"
    assert article.description == "A quarrel of eleven months & its end"
    assert article.image_url == "https://www.harbour.example/pictures/bridge.jpg"
    assert article.tags == ["bridge", "river"]
    assert article.paywalled is True
    assert article.tdm_reserved is True
    assert article.language == "en"
    assert article.canonical_url == URL
    assert (article.host, article.domain) == ("www.harbour.example", "harbour.example")


def test_the_text_is_the_body_alone_in_paragraphs() -> None:
    article = extract(html(head=HEAD))
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.text_source == "page"
    assert article.text_sha256 == hashlib.sha256(article.text.encode()).hexdigest()
    assert article.word_count == 81
    assert 0.9 < article.extraction_confidence <= 1


def test_ids_and_run_columns_are_set_and_the_row_fits_its_table() -> None:
    article = extract(html(head=HEAD))
    assert article.article_id == hashlib.sha256(URL.encode()).hexdigest()[:32]
    assert article.story_id == article.article_id
    assert (article.revision, article.run_id) == (1, RUN.run_id)
    assert article.ingested_at == RUN.ingested_at
    assert (article.raw_file, article.raw_offset) == ("_raw/a.warc", 7)
    assert (article.feed_url, article.entry_id) == (ENTRY.feed_url, "entry-1")
    assert to_row(article)


def test_the_same_page_gives_the_same_article() -> None:
    assert extract(html(head=HEAD)) == extract(html(head=HEAD))


def test_a_bare_page_falls_back_to_the_feed() -> None:
    article = extract(
        html(h1="Towns agree", lang=""),
        entry={
            "title": "Bridge &amp; toll",
            "authors": ["Cy Dorn"],
            "feed_title": "Herald feed",
            "summary": "An end",
            "tags": ["rivers"],
            "published_at": datetime(2026, 10, 4, 9, tzinfo=UTC),
            "image_url": "https://www.harbour.example/p.png",
        },
    )
    assert (article.title, article.title_source) == ("Bridge & toll", "feed")
    assert article.authors == ["Cy Dorn"]
    assert article.publisher == "Herald feed"
    assert article.description == "An end"
    assert article.tags == ["rivers"]
    assert article.image_url == "https://www.harbour.example/p.png"
    assert (article.published_at_source, article.published_at.hour) == ("feed", 9)
    assert article.language == "en"
    assert article.paywalled is None
    assert article.tdm_reserved is None


def test_lists_stay_together() -> None:
    items = "".join(f"<li>Point {n} of the agreement is about the toll.</li>" for n in "abc")
    body = f"<p>{PARAGRAPHS[0]}</p><ul>{items}</ul><p>{PARAGRAPHS[1]}</p>"
    blocks = extract(html(body=body)).text.split("\n\n")
    assert len(blocks) == 3
    assert blocks[1].split("\n")[2] == "- Point c of the agreement is about the toll."


def test_a_page_that_could_not_be_had_is_told_by_the_feeds_own_text() -> None:
    content = "\n\n".join(PARAGRAPHS)
    article = extract(
        b"",
        status=404,
        unavailable="http_not_found",
        entry={"content": content, "title": "Towns agree", "language": "en-GB"},
    )
    assert article.text == content
    assert article.text_source == "feed"
    assert (article.title, article.title_source) == ("Towns agree", "feed")
    assert (article.language, article.url) == ("en", URL)


def test_plain_text_is_an_article_too() -> None:
    body = "\r\n\r\n".join(paragraph.replace(" ", "\r\n", 1) for paragraph in PARAGRAPHS)
    article = extract(body, content_type="text/plain; charset=utf-8")
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.title is None


def test_reservation_of_the_headers_counts_before_the_page() -> None:
    assert extract(html(head=HEAD), tdm_reserved=False).tdm_reserved is False
    robots = '<meta name="robots" content="index, noai">'
    assert extract(html(head=robots)).tdm_reserved is True


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": ""}, "page_empty"),
        ({"body": " \n\x00"}, "page_empty"),
        ({"body": "<html><head></head><body></body></html>"}, "no_text"),
        ({"body": "<html><body><p>Gone</p></body></html>"}, "too_short"),
        ({"body": "Gone"}, "too_short"),
        ({"body": b"%PDF-1.7 ...", "content_type": "application/pdf"}, "not_html"),
        ({"body": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}, "not_html"),
        ({"body": bytes(range(256)) * 20}, "not_html"),
        ({"body": '{"a": 1}', "content_type": "application/json"}, "not_html"),
        ({"body": html(), "url": "https://www.harbour.example/"}, "home_page"),
        ({"body": html(), "url": "https://consent.harbour.example/x"}, "consent_page"),
        ({"body": html(h1="Before you continue")}, "consent_page"),
        ({"body": b"", "unavailable": "http_gone"}, "no_text"),
    ],
)
def test_what_is_no_article_is_named_by_its_code(changes: dict[str, object], code: str) -> None:
    given = dict(changes)
    body = given.pop("body")
    with pytest.raises(ExtractionError) as refused:
        extract(body, **given)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_an_article_about_privacy_is_no_consent_page() -> None:
    head = HEAD.replace("Towns agree to share the cost of a bridge", "We value your privacy")
    assert extract(html(head=head, h1="We value your privacy")).title == "We value your privacy"


def test_html_under_a_wrong_content_type_is_read() -> None:
    assert extract(html(), content_type="application/json").word_count == 81


def test_a_flash_of_one_sentence_survives() -> None:
    flash = "The northern council has voted for the new bridge by nine votes to four."
    assert extract(html(body=f"<p>{flash}</p>")).text == flash


def test_languages_that_are_left_out_become_dead_letters() -> None:
    kept = ExtractionSettings(languages=("fr",))
    with pytest.raises(ExtractionError) as refused:
        extract_article(page(html()), RUN, kept)
    assert refused.value.code == "language_filtered"


def test_titles_with_nul_and_half_surrogates_fit_the_table() -> None:
    headline = "Towns \\ud800agree\\u0000 on a <em>bridge</em>"
    head = f'<script type="application/ld+json">{{"@type": "Article", "headline": "{headline}"}}</script>'
    article = extract(html(head=head, h1=""))
    assert (article.title, article.title_source) == ("Towns agree on a bridge", "jsonld")
    assert to_row(article)
    fed = extract(html(h1=""), entry={"title": "Towns\x00 \udfffagree"})
    assert fed.title == "Towns agree"


def given_html(text: str, url: str | None = URL, given: Given = Given()) -> Article:  # noqa: B008
    return extract_html(text, url, given, "id:7", RUN, ExtractionSettings())


def test_a_page_given_by_hand_takes_the_same_way() -> None:
    by_hand = given_html(html(head=HEAD))
    fetched = extract(html(head=HEAD))
    assert by_hand.text == fetched.text
    assert by_hand.article_id == fetched.article_id
    assert by_hand.feed_url is None


def test_what_is_given_goes_before_what_the_page_says() -> None:
    at = datetime(2020, 2, 3, tzinfo=UTC)
    article = given_html(html(head=HEAD), given=Given(at, "My title", "My paper", "de"))
    assert (article.published_at, article.published_at_source) == (at, "given")
    assert (article.title, article.title_source) == ("My title", "given")
    assert (article.publisher, article.language) == ("My paper", "de")


def test_a_given_page_without_an_address_is_known_by_its_id() -> None:
    article = given_html(html(head=HEAD), url=None)
    assert article.article_id == hashlib.sha256(b"id:7").hexdigest()[:32]
    assert article.domain is None


def test_a_given_page_without_a_date_is_refused() -> None:
    with pytest.raises(DocumentError) as refused:
        given_html(html(), url="https://harbour.example/a")
    assert refused.value.code == "date_missing"


def test_a_given_fragment_and_given_bytes_are_read() -> None:
    fragment = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    at = Given(published_at=FETCHED_AT)
    assert given_html(fragment, given=at).text == "\n\n".join(PARAGRAPHS)
    latin = html(head='<meta charset="iso-8859-1">').encode("cp1252")
    read = extract_html(latin, None, at, "id:8", RUN, ExtractionSettings())
    assert "“We could" in read.text


def test_an_empty_given_page_is_refused() -> None:
    with pytest.raises(RecordError) as refused:
        given_html("  ", given=Given(published_at=FETCHED_AT))
    assert refused.value.code == "page_empty"


def test_a_moved_page_keeps_the_address_it_ended_at() -> None:
    moved = replace(page(html(head=HEAD)), url="https://m.harbour.example/bridge?fbclid=1")
    article = extract_article(moved, RUN, ExtractionSettings())
    assert article.url == "https://m.harbour.example/bridge?fbclid=1"
    assert article.canonical_url == "https://m.harbour.example/2026/10/04/bridge-talks"
