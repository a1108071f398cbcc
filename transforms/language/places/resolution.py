"""Which place a name means in this article."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.language.places.gazetteer import Place, gazetteer
from transforms.language.places.words import place_words
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View, surfaces_of


@dataclass(frozen=True)
class PlaceNames:
    """The names of one place; ``place`` is None where the tables do not know it."""

    names: tuple[Name, ...]
    place: Place | None


def resolved(view: View, names: Sequence[Name], people_names: Iterable[Name]) -> list[PlaceNames]:
    """Join places by what the gazetteer says they are, else by name without "region"."""
    context = codes_named(view, names, people_names)
    groups: dict[str, list[Name]] = defaultdict(list)
    known: dict[str, Place] = {}
    surfaces = surfaces_of(names)
    keys = {s.key for s in surfaces}
    for surface in surfaces:
        stem = without_region_word(surface.key)
        place = place_of(view, surface, stem if stem in keys else surface.text, context)
        key = place.key if place else stem
        groups[key].extend(surface.names)
        if place:
            known[key] = place
    return [PlaceNames(tuple(group), known.get(key)) for key, group in groups.items()]


def place_of(view: View, surface: Surface, text: str, context: frozenset[str]) -> Place | None:
    """Look a place up; a sea or mountain range is no town of the same name."""
    tables = gazetteer()
    if code := state_of(surface.text):
        return tables.by_code.get(code)
    inside = frozenset(code for name in surface.names for code in named_behind(view, name))
    place = tables.place(text, context, inside)
    is_town = place is not None and place.kind == "town"
    return None if is_town and surface.names[0].label == "LOC" else place


def state_of(text: str) -> str | None:
    """Return the code of "Calif.", also where its dot was taken for the sentence's."""
    known = place_words().state_abbreviations
    return known.get(text) or known.get(f"{text}.")


def named_behind(view: View, name: Name) -> list[str]:
    """Return the codes of the region or country behind a comma: "Paris, Texas", "Bedford, N.H."."""
    if view.after(name.last) != "," or name.last + 1 >= len(view.words):
        return []
    first, second = name.last + 1, name.last + 2
    if code := state_of(view.words[first]):
        return [code]
    tables = gazetteer()
    for words_behind in (view.words[first : second + 1], view.words[first:second]):
        found = tables.territories.get(normalised(" ".join(words_behind)), ())
        if found and words_behind[0][:1].isupper():
            return [p.code for p in found]
    return []


def without_region_word(key: str) -> str:
    """ "kursk oblast" -> "kursk"; one word stays."""
    first, *rest = key.split() or [""]
    while rest and rest[-1] in place_words().region_words:
        rest.pop()
    return " ".join([first, *rest])


def codes_named(
    view: View, place_names: Iterable[Name], people_names: Iterable[Name]
) -> frozenset[str]:
    """Return the codes of the countries and regions that an article speaks of.

    Countries and regions themselves, peoples, towns of which there is no second, the publisher's.
    """
    tables, codes = gazetteer(), {view.document.publisher_country or ""}
    for name in place_names:
        found = tables.territories.get(normalised(name.text), ()) or only_one(name.text)
        codes.update(c for place in found for c in (place.code, place.country) if c)
    for name in people_names:
        if known := tables.people(name.text):
            codes.add(known[1].country or known[1].code)
    return frozenset(codes)


def only_one(text: str) -> tuple[Place, ...]:
    """Return a town if no other has its name, or none that is a tenth of its size."""
    towns = gazetteer().towns(text)
    alone = all(other.population * 10 <= towns[0].population for other in towns[1:])
    return towns[:1] if alone else ()
