"""From the HTML inside feeds to plain text: one line, or paragraphs."""

import re

from lxml import etree

from transforms.feeds.documents import drop_forbidden

PARAGRAPH_BREAK = "\n\n"

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dir div dl dt fieldset "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section "
        "summary table tbody tfoot thead tr ul",
    )
)
_CELLS = frozenset({"td", "th"})
_NO_TEXT = frozenset(
    re.findall(
        r"\w+",
        "script style template noscript iframe object embed svg math head title textarea select "
        "button audio video canvas figcaption",
    )
)

_SPACE = re.compile(r"[^\S\n]+")
_ANY_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"[^\S\n]*\n\s*\n\s*")
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS))}|br)\b", re.I)

# Markup in a text that says it is plain: only tags that writers of titles really use, so that a
# headline on "<template>" stays whole, and references, which nobody means to be read as such.
_MARKUP = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp|[lr]squo|[lr]dquo|[mn]dash|hellip);"
    r"|</?(?:a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|s|small|span|strong|sub|sup|tt|u)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)


def _root_of(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(f"<div>{html}</div>".encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _space_of(tag: str) -> str:
    """Return the white space that an element stands for at its start and end."""
    if tag in _BLOCKS:
        return PARAGRAPH_BREAK
    return " " if tag in _CELLS else ""


def _pieces(root: etree._Element) -> list[str]:
    """Return the words in order, with line breaks where the page would break them."""
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            pieces.append("\n" if tag == "br" else _space_of(tag))
            if tag in _NO_TEXT:
                walk.skip_subtree()
            else:
                pieces.append(_ANY_SPACE.sub(" ", element.text or ""))
        else:
            pieces.append(_space_of(tag))
            pieces.append(_ANY_SPACE.sub(" ", element.tail or ""))
    return pieces


def _lines_to_paragraphs(text: str) -> str:
    parts = (_ANY_SPACE.sub(" ", part).strip() for part in _BLANK_LINES.split(text))
    return PARAGRAPH_BREAK.join(part for part in parts if part)


def has_markup(text: str) -> bool:
    """Tell whether a text that says it is plain has HTML in it all the same."""
    return _MARKUP.search(text) is not None


def html_paragraphs(html: str) -> str:
    """Return the text of a piece of HTML: paragraphs separated by one blank line, no markup.

    Two ``<br>`` end a paragraph; where there is no block at all, a blank line does. Scripts, embeds
    and captions are left out. Never raises for bad HTML.
    """
    html = drop_forbidden(html)
    if "<" not in html and "&" not in html:
        return _lines_to_paragraphs(html)
    if not _BLOCK_TAG.search(html):
        html = _BLANK_LINES.sub("<br><br>", html)
    root = _root_of(html)
    return "" if root is None else _lines_to_paragraphs(drop_forbidden("".join(_pieces(root))))


def text_paragraphs(text: str) -> str:
    """Return plain text as paragraphs separated by one blank line."""
    return _lines_to_paragraphs(drop_forbidden(text))


def one_line(text: str, *, html: bool) -> str | None:
    """Return a title or name as one line of plain text; None where nothing is left."""
    words = html_paragraphs(text) if html or has_markup(text) else drop_forbidden(text)
    return _ANY_SPACE.sub(" ", words).strip() or None
