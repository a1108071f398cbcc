"""Capitals that stand for a government: "Moscow denied it", told from "in Moscow"."""

from collections.abc import Iterable

from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.place import Place
from transforms.language.places.words import place_words
from transforms.language.view import Name, View

_SUBJECTS = frozenset(["nsubj"])


def government_role(view: View, names: Iterable[Name], place: Place | None) -> str | None:
    """Return "government of Russia" where a capital says or decides something, else None.

    Needs a dependency parse and English verbs; without them there is no role.
    """
    if view.document.language != "en" or place is None or not gazetteer().is_capital(place):
        return None
    country = gazetteer().by_code.get(place.country or "")
    if country is None or not any(acts(view, name) for name in names):
        return None
    return f"government of {country.name}"


def acts(view: View, name: Name) -> bool:
    """Tell whether a name is the subject of a verb of saying or deciding."""
    token = view.tokens[name.last - 1]
    head = token.head
    return token.dep_ in _SUBJECTS and head.lemma_ in place_words().government_verbs
