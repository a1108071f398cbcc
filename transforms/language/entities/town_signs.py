"""What speaks for a place: prepositions, the table of towns, "the town of X", "X province"."""

from collections.abc import Iterator

from transforms.language.entities.personal_names import first_names, is_family_name
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.words import place_words
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View

Scores = dict[str, float]
Sign = tuple[str, float]

SURE = 100.0
"""More than any number of votes of the tagger."""

BIG_TOWN = 100_000
"""Inhabitants from which a name alone speaks for the town, without "in" or "near" before it."""

ARTICLES = ("Al ", "Ar ", "As ", "Ad ", "An ", "Az ", "At ", "Ash ", "El ")
"""Arabic ones, as GeoNames writes them before a town's name: "Ar Raqqah"."""


def town_signs(view: View, surface: Surface, scores: Scores) -> Iterator[Sign]:
    """Weigh "in X", "the town of X" and the table of towns."""
    if any(is_called_town(view, name) for name in surface.names):
        yield "GPE", 4.0
    if max(scores.get("NORP", 0), scores.get("ORG", 0)) >= SURE or is_compound_name(surface):
        return
    placed = [preposition(view, n) for n in surface.names]
    inner = sum(word in words().inner_prepositions for word in placed)
    outer = sum(word in words().place_prepositions for word in placed) - inner
    is_first_name = surface.key in first_names()
    if is_town(surface.text) and not (is_first_name and not inner):
        big = is_town(surface.text, BIG_TOWN)
        if inner or "GPE" in scores or "PERSON" not in scores:
            yield "GPE", 1.6 if big else 0.6
        elif big:  # one vote of the tagger for a person does not stand against Goma
            yield "GPE", 1.1
        if big and " " in surface.key and surface.key.split()[0] not in first_names():
            yield "GPE", 3.0
        if " " not in surface.key and not is_family_name(surface.text):
            yield "PERSON", -0.4 * scores.get("PERSON", 0)
        # No table has them as a people, but one as a town.
        yield "GPE", scores.get("NORP", 0)
        if any(territory_follows(view, name) for name in surface.names):
            yield "GPE", 3.0
        yield "GPE", 1.5 * min(inner, 6) + 0.7 * min(outer, 6)
    elif not is_first_name:
        # What mostly stands elsewhere is a movement or a firm: "life in Scientology".
        if 3 * inner >= len(surface.names):
            yield "GPE", 1.2 * min(inner, 6)
        # A place of which nothing ever happens "in" or "near" it is a firm.
        often = len(surface.names) > 2 and surface.key not in gazetteer().territories
        if often and not inner + outer:
            yield "ORG", 1.05 * len(surface.names)


def is_town(text: str, min_population: int = 0) -> bool:
    """Tell whether there is a town of that name, with or without an Arabic article."""
    known = gazetteer()
    return known.is_town(text, min_population) or (
        " " not in text and any(known.is_town(a + text, min_population) for a in ARTICLES)
    )


def preposition(view: View, name: Name) -> str:
    """Return the preposition before a name; "close to", "north of", "residents of" count as near."""
    before, last = view.before(name.first), view.before(name.first - 1)
    if before == "to" and last in ("close", "next"):
        return "near"
    if before == "of" and last in words().near_nouns:
        return "near"
    return before


def territory_follows(view: View, name: Name) -> bool:
    """Tell whether a country or region stands behind a comma: "Bedford, New Hampshire"."""
    last = name.last
    if view.after(last) != "," or last + 1 >= len(view.words) or not view.capital(last + 1):
        return False
    pairs = (view.words[last + 1 : last + 2], view.words[last + 1 : last + 3])
    known = gazetteer().territories
    return view.words[last + 1] in place_words().state_abbreviations or any(
        normalised(" ".join(pair)) in known for pair in pairs
    )


def is_compound_name(surface: Surface) -> bool:
    """Tell whether a name of several words speaks for itself: "in Smith Barney" is no town."""
    return len(surface.key.split()) > 1 and not gazetteer().is_town(surface.text)


def is_called_town(view: View, name: Name) -> bool:
    """Tell whether the text itself says so: "the town of X", "X region", "X province"."""
    lists = words()
    of_town = (
        view.before(name.first) == "of"
        and name.first > 1
        and view.lower[name.first - 2] in lists.place_nouns - {"state", "area", "port"}
    )
    region = view.after(name.last) in lists.region_nouns
    return of_town or region
