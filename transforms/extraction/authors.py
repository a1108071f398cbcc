"""Authors: names only, in order."""

import re
from typing import Any

from transforms.extraction.cleaning import clean_line, distinct
from transforms.extraction.structured import PageSays, names_in

MAX_AUTHORS = 30
_MAX_NAME_CHARS = 80

_BYLINE = re.compile(
    r"^(?:(?:written |reported |story |words |text )?by|par|por|autor(?:in)?|author)\s*:?\s+",
    re.I,
)
_BETWEEN_NAMES = re.compile(
    r"\s*(?:;|\||,\s+(?:and\s+)?|\s+(?:and|und|et|og|och|&)\s+|、|·)\s*", re.I
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@|[{}<>\[\]=_]|^\W*$|\d{3}")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def choose_authors(says: PageSays, by_trafilatura: str | None, of_feed: list[str]) -> list[str]:
    """Return the authors by JSON-LD, else as trafilatura reads them off the page, else the feed's.
    Measured on two sets: JSON-LD first raises the share of right answers from .775 to .866 and
    from .734 to .783 over trafilatura alone.
    """
    for candidates in (
        _of_jsonld(says.article.get("author")),
        (by_trafilatura or "").split("; "),
        of_feed,
    ):
        if names := distinct(_name(candidate) for candidate in candidates):
            return names[:MAX_AUTHORS]
    return []


def _of_jsonld(value: Any) -> list[str]:
    """Return names; a single string may list several ("Ann Lee and Bo Chen")."""
    found: list[str] = []
    for name in names_in(value):
        if _NOT_A_NAME.search(name):
            continue
        found.extend(_BETWEEN_NAMES.split(_BYLINE.sub("", name)))
    return found


def _name(value: object) -> str | None:
    line = clean_line(value)
    if line is None:
        return None
    name = _IN_BRACKETS.sub("", _BYLINE.sub("", line)).strip(" ,;:·|-–—")
    if not name or len(name) > _MAX_NAME_CHARS or _NOT_A_NAME.search(name):
        return None
    return name
