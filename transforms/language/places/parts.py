"""Places named inside other names: Texas in "Texas Legislature", Torrington in its fire department.

They are no mentions by name, but they say where an article plays: a story on the sheriff's office of
a county is a story from that county.
"""

from collections.abc import Iterable, Iterator, Sequence

from transforms.language.places.evidence import lies_near, points_of
from transforms.language.places.gazetteer import KNOWN_TOWN, gazetteer
from transforms.language.places.place import Place
from transforms.language.places.words import place_words, state_of
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View, surfaces_of

HOLDERS = frozenset(["ORG", "FAC", "EVENT", "PERSON"])
MAX_WORDS = 4
MIN_LETTERS = 4
"""Shorter names of towns are too often something else."""


def parts_of(view: View, names: Sequence[Name], whole: Iterable[str]) -> list[Name]:
    """Return the places inside the names of organisations, buildings and events.

    Args:
        view: the article.
        names: all its names.
        whole: names that are known as they are ("Bank of England"): nothing is taken out of them.
    """
    known = frozenset(whole)
    holders = [
        n
        for n in names
        if n.label in HOLDERS and n.last - n.first > 1 and n.text not in known and not is_road(n)
    ]
    if not holders:
        return []
    surfaces = surfaces_of(n for n in names if n.label in ("GPE", "LOC"))
    around = points_of(view, surfaces)
    keys = {s.key for s in surfaces}
    return [part for holder in holders for part in parts_in(view, holder, keys, around)]


def is_road(name: Name) -> bool:
    """Tell whether a name is a street's: Dublin Road need not be in Dublin."""
    return normalised(name.text).rpartition(" ")[2] in place_words().road_words


def parts_in(view: View, holder: Name, keys: set[str], around: Sequence[Place]) -> Iterator[Name]:
    """Yield the places of one name, the longest first, none inside another."""
    first = holder.first
    while first < holder.last:
        for last in range(min(holder.last, first + MAX_WORDS), first, -1):
            part = view.name(first, last, "GPE", tagged=False)
            shorter = part and (first, last) != (holder.first, holder.last)
            if part and shorter and is_place(view, holder, part, keys, around):
                yield part
                first = last - 1
                break
        first += 1


def is_place(view: View, holder: Name, part: Name, keys: set[str], around: Sequence[Place]) -> bool:
    """Tell whether words of a name are a place: one of the article, a state, a county, a town."""
    key = normalised(part.text)
    lists = place_words()
    if holder.label == "PERSON":  # "Harris County Clerk"
        return " " in key and key.rpartition(" ")[2] in lists.division_heads
    if not view.capital(part.first) or not view.capital(part.last - 1):
        return False
    if key in lists.business_words | lists.civic_words | lists.sides:
        return False
    if key in keys or state_of(part.text):
        return True
    tables = gazetteer()
    if any(p.type == "GPE" for p in tables.territories.get(key, ())):
        return True
    found = tables.index.find(part.text)
    if " " in key and key.rpartition(" ")[2] in lists.division_heads:
        return bool(found)
    opens = part.first == holder.first or view.before(part.first) in ("of", "in", "the", "-")
    if not opens or len(key) < MIN_LETTERS:
        return False
    near = lies_near(Surface(key, (part,)), around)
    rest = {*view.lower[holder.first : part.first], *view.lower[part.last : holder.last]}
    large = tables.is_town(part.text, KNOWN_TOWN)
    return near or (large and bool(rest & lists.civic_words))
