"""``newsbeam explain`` as its user calls it: every way in, both ways out, and what cannot be used."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import lxml.html
import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app, main

TEXT = """\
LAGOS, Nigeria — Police in Kano arrested five men on Tuesday, Governor Amina Bello said.

“We will not let <armed> gangs rule & rob,” she told reporters. Chad denied that it had sent troops.
"""


def explain(*arguments: str) -> str:
    """Run the command and return what it prints."""
    result = CliRunner().invoke(app, ["explain", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command, which must not work, and return what it says."""
    with pytest.raises(SystemExit) as ended:
        main(["explain", *arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err


def of_class(node: lxml.html.HtmlElement, *names: str) -> list[lxml.html.HtmlElement]:
    """Return the nodes below that have all these classes."""
    return [n for n in node.iterdescendants() if set(names) <= set(n.get("class", "").split())]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def page(article: Path) -> lxml.html.HtmlElement:
    target = article.with_suffix(".html")
    assert str(target) in explain(str(article), "--date", "2026-10-08", "--html", str(target))
    return lxml.html.document_fromstring(target.read_text("utf-8"))


def test_the_terminal_shows_text_and_tables(article: Path) -> None:
    shown = explain(str(article), "--date", "2026-10-08", "--title", "Five held in Kano")
    assert shown.startswith("Five held in Kano")
    for heading in ("Events", "Places", "Quotes", "Times"):
        assert f"\n{heading}" in shown
    assert "2026-10-06" in shown


def test_a_single_sentence_needs_no_file() -> None:
    shown = explain("--sentence", "Chad denied on Monday that it had sent troops to Sudan.")
    assert "Chad" in shown
    assert "MOBILIZE" in shown


def test_each_event_says_which_entry_and_rules_made_it(article: Path) -> None:
    shown = " ".join(explain("--sentence", "Chad threatened to bomb Kufra if it attacked.").split())
    assert "bomb ASSAULT" in shown
    assert "entry in assault.yaml: verb bomb" in shown
    assert "the words above it make it" in shown
    assert "entry in" not in explain(str(article), "--date", "2026-10-08")
    assert "entry in" in explain(str(article), "--date", "2026-10-08", "--why")


def test_the_page_has_the_whole_text_and_only_the_text(page: lxml.html.HtmlElement) -> None:
    paragraphs = [p.text_content() for p in page.iterfind(".//article/p")]
    assert "\n\n".join(paragraphs) == TEXT


def test_every_mark_on_the_page_has_its_card(page: lxml.html.HtmlElement) -> None:
    refs = {r for m in page.iterfind(".//*[@data-refs]") for r in m.get("data-refs").split()}
    cards = [card.get("id") for card in of_class(page, "card")]
    assert refs == set(cards)
    assert len(cards) == len(set(cards))
    [kano] = [c for c in of_class(page, "card", "place") if c.text_content().startswith("Kano")]
    assert page.findall(f'.//circle[@data-refs="{kano.get("id")}"]'), "Kano is not on the map"


def test_the_page_needs_nothing_from_outside(page: lxml.html.HtmlElement) -> None:
    assert not page.xpath("//link | //img | //iframe | //script[@src]")
    assert "default-src 'none'" in page.find(".//meta[@http-equiv]").get("content")
    styles = "".join(style.text_content() for style in page.iterfind(".//style"))
    assert not re.search(r"url\(|@import", styles)


def test_the_page_works_in_a_browser(article: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        assert not os.environ.get("CI"), "CI must have a browser: .ci/run installs it"
        pytest.skip("no chromium on this machine")
    target = article.with_suffix(".html")
    explain(str(article), "--date", "2026-10-08", "--html", str(target))
    # Words are hovered over and a layer is switched off, as a reader would; the DOM is read after.
    acts = dedent("""
        <script>
        document.querySelector('article .l-event').dispatchEvent(new PointerEvent('pointerenter'));
        const box = document.querySelector('input[data-layer=quote]');
        box.checked = false;
        box.dispatchEvent(new Event('change'));
        </script></body>""")
    target.write_text(target.read_text("utf-8").replace("</body>", acts), "utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--dump-dom",
    ]
    shown = subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path / 'profile'}", target.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    dom = lxml.html.document_fromstring(shown)
    assert of_class(dom, "card", "event", "lit"), "the event's card does not light up"
    assert "off-quote" in dom.body.get("class")


def test_a_page_and_a_document_are_told_by_their_form(tmp_path: Path) -> None:
    body = "<p>Police in Kano arrested five men on Tuesday, officials said on the radio.</p>" * 3
    html = tmp_path / "page.html"
    html.write_text(f"<html><head><title>Five held</title></head><body>{body}</body></html>")
    assert "Kano" in explain(str(html), "--date", "2026-10-08")
    document = tmp_path / "one.json"
    document.write_text('{"id": 1,\n "text": "Chad sent troops.",\n "published_at": "2026-10-08"}')
    assert "Chad" in explain(str(document))


def test_what_the_user_says_goes_over_what_the_document_says(tmp_path: Path) -> None:
    document = tmp_path / "one.json"
    text = b'{"id": 1, "text": "Chad sent troops on Monday.", "published_at": "2026-10-08"}'
    document.write_bytes(b"\xef\xbb\xbf" + text)
    assert "2026-10-05" in explain(str(document))
    assert "2025-03-03" in explain(str(document), "--date", "2025-03-05")


def test_a_page_is_decoded_as_browsers_do(tmp_path: Path) -> None:
    body = (
        "<p>La Police a Malm\xf6 arrested five men in Malm\xf6 on Tuesday, officials said.</p>" * 3
    )
    page = f'<html><head><meta charset="iso-8859-1"></head><body>{body}</body></html>'
    path = tmp_path / "page.html"
    path.write_bytes(page.encode("latin-1"))
    assert "Malmö" in explain(str(path), "--date", "2026-10-08", "--language", "en")


def test_a_foreign_text_does_not_steer_the_terminal() -> None:
    shown = explain("--sentence", "Putin met Xi \x1b]0;owned\x07 in \x1b[31mMoscow.")
    assert "\x1b]0" not in shown
    assert "\x07" not in shown


def test_words_in_brackets_are_a_text(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("{Updated} Chad sent troops to Sudan, <Reuters> said.")
    assert "Chad" in explain(str(path), "--language", "en")


def test_a_language_without_a_pipeline_is_said_and_not_guessed_at() -> None:
    words = "Le président de la République a rencontré mardi à Dakar le chef de l'opposition."
    shown = explain("--sentence", words)
    assert "no language pipeline is configured for fr" in shown
    assert "PERSON" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either a FILE or --sentence"),
        (("missing.txt",), "missing.txt: cannot be read"),
        (("--sentence", "Chad sent troops.", "--date", "Monday"), "published_at"),
        (("--sentence", "  "), "text"),
    ],
)
def test_what_cannot_be_used_is_said(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *arguments)


def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"abc\xff\xfe")
    assert "byte 3 is not UTF-8" in refused(capsys, str(path))
    path.write_bytes(b'{"id": 1}\n{"id": 2}\n')
    assert "has 2 documents" in refused(capsys, str(path))
    path.write_bytes(b" \n")
    assert "is empty" in refused(capsys, str(path))
