"""What each name of an article may mean, and what the words beside it say of that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.language.places.distance import kilometres
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.names import without_region_word, without_side
from transforms.language.places.place import Place
from transforms.language.places.unseen import is_dateline
from transforms.language.places.words import place_words, state_of
from transforms.language.view import Name, Surface, View

MAX_CANDIDATES = 40
"""Most populous places of a name that are weighed; there are 180 San Antonios."""

LARGE_TOWN = 100_000
"""Inhabitants from which a name may be a town's though the tagger takes it for a coast or valley."""

STATE_WORDS = frozenset(["state", "states", "province", "provinces"])

MILLION = 1_000_000
"""Inhabitants from which a town is hardly passed over for a namesake."""

CLOSING = frozenset([",", ".", ")", "(", "-", "–", "—", ";", ":", "?", "!", '"', "'", ""])
"""Marks behind the state in "in Paris, Texas, on Monday"; the text may end there too."""

INSIDE_KM = 120.0
"""How far a town may lie from the middle of the county that is named behind it."""


@dataclass(frozen=True)
class Asked:
    """A surface and what it may mean.

    Attributes:
        surface: all names written alike.
        stem: the key without "region" or "north".
        candidates: places of that name, already without those elsewhere than ``inside``.
        inside: what is named behind a comma: "Paris, Texas".
        weight: number of its names.
    """

    surface: Surface
    stem: str
    candidates: tuple[Place, ...]
    inside: tuple[Place, ...]
    hinted: frozenset[str] = frozenset()

    @property
    def weight(self) -> int:
        """Number of mentions."""
        return len(self.surface.names)


def asked(view: View, surface: Surface, keys: set[str]) -> Asked:
    """Collect what a surface may mean.

    Args:
        view: the article.
        surface: names written alike.
        keys: of all surfaces; "Kursk region" is Kursk where the article says that as well.
    """
    stem = without_region_word(surface.key)
    inside = tuple(place for name in surface.names for place in named_behind(view, name))
    if code := state_of(surface.text):
        state = gazetteer().by_code.get(code)
        return Asked(surface, stem, (state,) if state else (), ())
    found = found_by(surface, stem, stem in keys)
    if surface.names[0].label == "LOC":  # a sea or mountain range is no town of the same name
        found = tuple(p for p in found if p.kind != "town" or p.population >= LARGE_TOWN)
    if any(is_called_state(view, name) for name in surface.names):
        found = tuple(p for p in found if p.kind == "region") or found
    elif any(is_dateline(view, name.first, name.last) for name in surface.names):
        found = tuple(p for p in found if p.kind != "region") or found
    there = tuple(p for p in found if any(lies_in(p, area) for area in inside))
    if goes_on(view, surface, found, there):
        inside, there = (), ()
    if inside and not may_be_list(found, inside):
        return Asked(surface, stem, there[:MAX_CANDIDATES], inside)
    first = [p for p in found if p in there]
    found = tuple(dict.fromkeys([*first, *found]))
    return Asked(surface, stem, found[:MAX_CANDIDATES], inside, frozenset(p.key for p in there))


def found_by(surface: Surface, stem: str, stem_is_named: bool) -> tuple[Place, ...]:
    """Look a name up as it is written, then without "region", then without "northern"."""
    tables = gazetteer()
    if surface.key in place_words().sides:
        return ()
    loose = surface.key.rpartition(" ")[2] in place_words().loose_region_words
    forms = [stem, surface.text] if stem_is_named and loose else [surface.text, stem]
    for form in dict.fromkeys([*forms, without_side(stem)]):
        if found := tables.candidates(form):
            return found
    return ()


def goes_on(view: View, surface: Surface, found: Sequence[Place], there: Sequence[Place]) -> bool:
    """Tell whether what stands behind the comma is no address but the sentence that goes on.

    "At talks in Geneva, Iran said": no Geneva lies in Iran, and Iran acts. A large town is rather
    named beside another place than in a wrong one.
    """
    if not found:
        return False
    largest = max(found, key=lambda p: p.population)
    if there:
        return largest not in there and largest.population >= MILLION and is_open(view, surface)
    return largest.population >= LARGE_TOWN or is_open(view, surface)


def is_open(view: View, surface: Surface) -> bool:
    """Tell whether the words behind every comma are no apposition, which a mark would close."""
    return all(closing(view, name) not in CLOSING for name in surface.names)


def closing(view: View, name: Name) -> str:
    """Return the first word behind a name's comma that is none of the name behind it."""
    i = name.last + 1
    while i < len(view.words) and view.capital(i):
        i += 1
    return view.after(i)


def is_called_state(view: View, name: Name) -> bool:
    """Tell whether the text says so: "the state of Washington", "New York state"."""
    before = view.before(name.first) == "of" and view.before(name.first - 1) in STATE_WORDS
    return before or view.after(name.last) in STATE_WORDS


def may_be_list(candidates: Iterable[Place], inside: Sequence[Place]) -> bool:
    """Tell whether "Ghana, Nigeria" or "Oregon, Texas" may be neighbours in a list.

    States are listed with states and countries with countries; "Ontario, Canada" is no list.
    """
    kinds = {p.kind for p in inside}
    is_sea = any(p.type == "LOC" for p in candidates)
    return is_sea or any(p.kind in kinds and p.kind != "district" for p in candidates)


def lies_in(place: Place, area: Place) -> bool:
    """Tell whether a place lies in a country, region or district."""
    if area.kind == "country":
        return place.country == area.code
    if area.kind == "region":
        return place.code == area.code and place.key != area.key
    near = place.point and area.point and kilometres(place.point, area.point) <= INSIDE_KM
    return bool(near) and place.country == area.country and place.key != area.key


def named_behind(view: View, name: Name) -> list[Place]:
    """Return the region or country behind a comma: "Paris, Texas", "Bedford, N.H."."""
    if view.after(name.last) != "," or name.last + 1 >= len(view.words):
        return []
    first = name.last + 1
    tables = gazetteer()
    for size in (2, 1):
        if code := state_of(" ".join(view.words[first : first + size])):
            return [place for place in [tables.by_code.get(code)] if place]
    if not view.capital(first):
        return []
    for size in (3, 2, 1):
        phrase = " ".join(view.words[first : first + size])
        found = [*tables.territory(phrase)]
        if size > 1:
            found += [p for p in tables.index.find(phrase) if p.kind == "district"]
        if found:
            return [p for p in found if p.type == "GPE"]
    return []


def countries_of(view: View, people_names: Iterable[Name]) -> dict[str, int]:
    """Count the countries for which an article's peoples and its publisher speak."""
    found: dict[str, int] = {}
    if code := view.document.publisher_country:
        found[code] = 1
    for name in people_names:
        if known := gazetteer().people(name.text):
            code = known[1].country or known[1].code
            found[code] = found.get(code, 0) + 1
    return found
