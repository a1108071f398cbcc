"""Titles that name no person: "the General Staff", "the Chief Executive", "Major Depression"."""

from collections.abc import Iterator

from transforms.language.entities.personal_names import common_words
from transforms.language.entities.words import words
from transforms.language.view import Name, View

_ARTICLES = frozenset(["the", "a", "an"])
_MAX_WORDS = 4


def begins_body(view: View, i: int) -> bool:
    """Tell whether "General" at i begins a body's name: "General Staff", "General Security"."""
    follows = i + 1 < len(view.words) and view.capital(i + 1)
    return view.words[i] == "General" and follows and view.lower[i + 1] in words().general_bodies


def general_bodies(view: View, taken: list[bool]) -> Iterator[Name]:
    """Yield untagged bodies: "General Staff", "General Directorate of Health"."""
    for i in range(len(view.words)):
        if begins_body(view, i) and not (taken[i] or taken[i + 1]):
            name = view.name(i, _end(view, i + 2, taken), "ORG", tagged=False)
            if name is not None:
                yield name


def _end(view: View, last: int, taken: list[bool]) -> int:
    """Return where a body's name ends: at its last capital, also behind "of"."""

    def goes_on(i: int) -> bool:
        return i < len(view.words) and view.pos[i] == "PROPN" and view.capital(i) and not taken[i]

    first = last
    while last - first < _MAX_WORDS and goes_on(last):
        last += 1
    return last + 2 if view.after(last) == "of" and goes_on(last + 1) else last


def is_thing(view: View, i: int) -> bool:
    """Tell whether the word at i, behind a title, makes a thing or an office of it.

    Nobody is called "the Chief Cook": with an article, and at the beginning of a sentence behind an
    adjective that is a title as well ("Major"), a word of every day is no name.
    """
    if begins_body(view, i - 1):
        return True
    first = i - 1
    while first > 0 and view.lower[first - 1] in words().titles:
        first -= 1
    plain = view.lower[i] in common_words() | words().ranks
    bare = first in view.begins_sentence and view.lower[i - 1] in words().plain_titles
    return plain and (bare or view.before(first) in _ARTICLES)


def ends_in_role(view: View, last: int) -> bool:
    """Tell whether what follows a title is the rest of it: "Chief Operating Officer"."""
    return view.lower[last - 1] in words().role_heads & common_words()
