"""Where a paper is from, as far as its address says: "theparisnews.com", "cambridge-news.co.uk"."""

from collections.abc import Sequence
from functools import lru_cache

from transforms.language.places.candidates import Asked
from transforms.language.places.gazetteer import KNOWN_TOWN, gazetteer
from transforms.language.places.place import Place
from transforms.language.places.words import place_words

MIN_LETTERS = 4
"""Shorter names of towns are parts of other words."""


def home_of(host: str | None) -> tuple[Place, ...]:
    """Return what the paper's own town may be, if its address names one."""
    names = (town_in_address(part) for part in addresses(host))
    name = next((n for n in names if n), None)
    return gazetteer().towns(name) if name else ()


def is_home(host: str | None, question: Asked) -> bool:
    """Tell whether the paper's address holds a name of the article: "parispi.net"."""
    key = question.stem.replace(" ", "")
    return len(key) >= MIN_LETTERS and any(key in p.replace("-", "") for p in addresses(host))


def country_of(host: str | None) -> str | None:
    """Return the country whose own top-level domain a host has: "civil.ge" -> "GE"."""
    last = (host or "").rpartition(".")[2].casefold()
    if last in place_words().free_domains:
        return None
    code = place_words().country_domains.get(last, last.upper())
    return code if code in gazetteer().by_code and len(code) == 2 else None


def addresses(host: str | None) -> list[str]:
    """Return the telling parts of a host name: "chronicle.augusta.com" -> "chronicle", "augusta"."""
    parts = (host or "").casefold().removeprefix("www.").split(".")[:-1]
    return [part for part in parts if len(part) >= MIN_LETTERS]


@lru_cache(maxsize=1024)
def town_in_address(name: str) -> str | None:
    """Return the town that is left of an address without "daily", "news" and the like."""
    words = sorted(place_words().paper_words, key=len, reverse=True)
    for start in range(len(name)):
        for end in range(len(name), start + MIN_LETTERS - 1, -1):
            middle = name[start:end].strip("-").replace("-", " ")
            rest = (name[:start].strip("-"), name[end:].strip("-"))
            is_rest = len(middle) < MIN_LETTERS or middle in words
            around = not is_rest and all(is_made_of(part, words) for part in rest)
            if around and gazetteer().is_town(middle, KNOWN_TOWN):
                return middle
    return None


def is_made_of(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text is nothing but words of a list, or empty."""
    if not text:
        return True
    text = text.strip("-")
    return any(text.startswith(w) and is_made_of(text[len(w) :], words) for w in words)
