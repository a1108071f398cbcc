"""Headlines, authors, languages and the rest: each wrong one is a wrong cell in the table."""

import json

import pytest
from lxml.html import document_fromstring

from transforms.extraction.authors import choose_authors
from transforms.extraction.checks import parse_consent_signs
from transforms.extraction.cleaning import agreement, clean_line, count_words
from transforms.extraction.facts import read_facts
from transforms.extraction.language import choose_language, language_code
from transforms.extraction.structured import PageSays, read_structured
from transforms.extraction.titles import choose_title, without_site

ENGLISH = "The two river towns agreed to share the cost of a new bridge over the water. " * 5
FRENCH = "Les deux villes se sont entendues pour partager le prix du pont sur la rivière. " * 5


def title_of(
    h1: str = "", jsonld: str = "", og: str = "", title: str = "", feed: str | None = None
) -> tuple[str, str] | None:
    head = f"<title>{title}</title>" + (f'<meta property="og:title" content="{og}">' if og else "")
    if jsonld:
        node = json.dumps({"@type": "NewsArticle", "headline": jsonld})
        head += f'<script type="application/ld+json">{node}</script>'
    tree = document_fromstring(f"<html><head>{head}</head><body>{h1}<p>x</p></body></html>")
    found = choose_title(tree, read_structured(tree), ["Harbour Herald", "harbour.example"], feed)
    return (found.text, found.source) if found else None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"h1": "<h1>Live</h1><h1>Bridge deal signed</h1>", "og": "Bridge deal signed!"},
         ("Bridge deal signed", "h1")),
        ({"h1": "<h1>World</h1>", "og": "Bridge deal signed"}, ("Bridge deal signed", "og")),
        ({"h1": "<h1>World</h1>", "og": "A bridge", "jsonld": "Bridge deal"}, ("Bridge deal", "jsonld")),
        ({"title": "Bridge deal signed | Harbour Herald"}, ("Bridge deal signed", "title")),
        ({"h1": "<h1>Bridge deal signed</h1>", "feed": "Bridge deal signed"},
         ("Bridge deal signed", "h1")),
        ({"h1": "<h1>World</h1>", "feed": "Bridge deal"}, ("Bridge deal", "feed")),
        ({"h1": "<h1>Bridge <em>deal</em> signed</h1>"}, ("Bridge deal signed", "h1")),
        ({}, None),
    ],
)  # fmt: skip
def test_the_headline_is_the_articles_own(
    given: dict[str, str], expected: tuple[str, str] | None
) -> None:
    assert title_of(**given) == expected


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Bridge deal - Harbour Herald", "Bridge deal"),
        ("Bridge deal | News | Harbour Herald", "Bridge deal | News"),
        ("Harbour Herald: Bridge deal", "Harbour Herald: Bridge deal"),
        ("Harbour Herald | Bridge deal", "Bridge deal"),
        ("Bridge deal — HARBOUR.EXAMPLE", "Bridge deal"),
        ("Talks - Harbour Herald reporters arrested on the bridge", None),
        ("Harbour Herald", "Harbour Herald"),
        ("A well-known toll", "A well-known toll"),
    ],
)
def test_only_the_name_of_the_site_is_cut_off(title: str, bare: str | None) -> None:
    assert without_site(title, ["Harbour Herald", "harbour.example"]) == (bare or title)


@pytest.mark.parametrize(
    ("jsonld", "trafilatura", "feed", "names"),
    [
        ([{"name": "Ann Lee"}, {"name": "Bo Chen"}], "X Y", [], ["Ann Lee", "Bo Chen"]),
        ("By Ann Lee and Bo Chen", None, [], ["Ann Lee", "Bo Chen"]),
        ({"name": ["Ann Lee", "ann lee"]}, None, [], ["Ann Lee"]),
        ([{"name": "https://x.example/ann"}], "Ann Lee; Bo Chen", [], ["Ann Lee", "Bo Chen"]),
        (None, None, ["desk@x.example (Ann Lee)", "Bo Chen (Reuters)"], ["Bo Chen"]),
        ({"name": "Santiago Ramón y Cajal"}, None, [], ["Santiago Ramón y Cajal"]),
        ({"name": 7}, None, [], []),
    ],
)
def test_authors_are_names_in_order(
    jsonld: object, trafilatura: str | None, feed: list[str], names: list[str]
) -> None:
    assert choose_authors(PageSays(article={"author": jsonld}), trafilatura, feed) == names


@pytest.mark.parametrize(
    ("text", "claims", "language"),
    [
        (ENGLISH, ["fr"], "en"),
        (FRENCH, ["en-US"], "fr"),
        ("Bridge deal", ["de-AT"], "de"),
        ("Bridge deal", [None, "x-default", "nl"], "nl"),
        (ENGLISH, [], "en"),
    ],
)
def test_long_texts_speak_for_themselves(
    text: str, claims: list[str | None], language: str
) -> None:
    assert choose_language(text, claims) == language


@pytest.mark.parametrize(
    ("claim", "code"),
    [("en-GB", "en"), ("zh_Hans", "zh"), ("deu", "de"), ("english", None), ("", None), ("xyz", None)],
)  # fmt: skip
def test_language_tags(claim: str, code: str | None) -> None:
    assert language_code(claim) == code


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (" a \n b ", "a b"),
        ("a &amp; b<br>c", "a & b c"),
        ("\ud800a\x00\u200b", "a"),
        ("3 < 4 > 2", "3 < 4 > 2"),
        ("e\u0301", "é"),
        ("  ", None),
        (3, None),
    ],
)
def test_clean_lines(value: object, line: str | None) -> None:
    assert clean_line(value) == line


def test_words_are_counted_in_every_script() -> None:
    assert count_words("Don't pay 3.5 a year – e-mail us") == 7
    assert count_words("橋の費用") == 4
    assert count_words("мост через реку") == 3


def test_agreement_is_token_f1() -> None:
    assert agreement("a b c d", "a b x y") == 0.5
    assert agreement("", "a") == 0.0


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "H"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "H",}\n//]]>',
        '[{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "H"}}];',
        '{"@type": "Article"}</script><script type="application/LD+JSON">{"@type":"Report","name":"H"}',
        '{"@type": "Article", "headline": "H", "articleBody": "line\nbreak"}',
    ],
)
def test_careless_json_ld_is_read(script: str) -> None:
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    article = read_structured(document_fromstring(page)).article
    assert "H" in (article.get("headline"), article.get("name"))


@pytest.mark.parametrize(
    "script", ["[" * 100_000, "{", "", "null", '"text"', '{"@graph": [[1, null]]}']
)
def test_broken_json_ld_counts_as_absent(script: str) -> None:
    page = f'<html><body><script type="application/ld+json">{script}</script></body></html>'
    assert read_structured(document_fromstring(page)).article == {}


def test_addresses_that_are_none_are_passed_over() -> None:
    head = '<meta property="og:image" content="javascript:x"><meta property="og:image" content="/b.png">'
    tree = document_fromstring(f"<html><head>{head}</head><body></body></html>")
    facts = read_facts(tree, read_structured(tree), None, "https://a.example/c/d")
    assert facts.image_url == "https://a.example/b.png"


@pytest.mark.parametrize(
    ("value", "paywalled"),
    [(False, True), ("False", True), ("https://schema.org/False", True), (True, False), ("x", None), (None, None)],
)  # fmt: skip
def test_paywalls(value: object, paywalled: bool | None) -> None:
    facts = read_facts(None, PageSays(article={"isAccessibleForFree": value}), None, None)
    assert facts.paywalled is paywalled


@pytest.mark.parametrize(
    "listed",
    [None, {"hosts": ["a"]}, {"hosts": ["A"], "paths": ["/a"], "headings": ["a"]},
     {"hosts": [], "paths": ["/a"], "headings": ["a"]}],
)  # fmt: skip
def test_a_mistake_in_the_list_of_consent_signs_is_named(listed: object) -> None:
    with pytest.raises(ValueError, match="consent_signs"):
        parse_consent_signs(listed)
