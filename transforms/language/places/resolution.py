"""Which places the names of an article mean, decided for all of them together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.language.places.candidates import Asked, asked, countries_of
from transforms.language.places.choice import chosen
from transforms.language.places.place import Place
from transforms.language.view import Name, View, surfaces_of

NOT_KNOWN, FAR = "not_in_gazetteer", "namesakes_only_far_from_other_places"


@dataclass(frozen=True)
class PlaceNames:
    """The names of one place.

    Attributes:
        place: None where the tables do not know it.
        country: of the place; where that is None, the one in which the article puts it.
        reason: why there is no place.
    """

    names: tuple[Name, ...]
    place: Place | None
    country: str | None
    reason: str | None = None


def resolved(
    view: View, names: Sequence[Name], people_names: Iterable[Name], parts: Sequence[Name] = ()
) -> list[PlaceNames]:
    """Join an article's names of places by what they mean, else by name.

    Args:
        view: the article.
        names: its names of places.
        people_names: its names of peoples, which speak for their countries.
        parts: places inside its other names; they are no names of their own ("the Texas
            Legislature" acts, not Texas), but speak for what lies near them.
    """
    surfaces = surfaces_of([*names, *parts])
    keys = {s.key for s in surfaces}
    questions = [asked(view, surface, keys) for surface in surfaces]
    answers = chosen(questions, countries_of(view, people_names), view.document.host)
    groups: dict[str, list[Asked]] = defaultdict(list)
    known: dict[str, Place | None] = {}
    for question, place in zip(questions, answers, strict=True):
        key = place.key if place else question.stem
        groups[key].append(question)
        known[key] = place
    everywhere = only_country(place for place in known.values() if place)
    inner = set(parts)
    found = (joined(group, known[key], everywhere, inner) for key, group in groups.items())
    return [one for one in found if one.names]


def only_country(places: Iterable[Place]) -> str | None:
    """Return the country in which all places of an article lie, if they are two or more."""
    codes = [place.country for place in places]
    return codes[0] if len(codes) > 1 and len(set(codes)) == 1 else None


def joined(
    group: Sequence[Asked], place: Place | None, everywhere: str | None, parts: set[Name]
) -> PlaceNames:
    """Put the surfaces of one place together; what is only part of another name is left out."""
    found = (name for question in group for name in question.surface.names)
    names = tuple(name for name in found if name not in parts)
    if place is not None:
        return PlaceNames(names, place, place.country)
    inside = next((p.country for question in group for p in question.inside), None)
    is_land = all(name.label == "GPE" for name in names)
    reason = FAR if any(question.candidates for question in group) else NOT_KNOWN
    return PlaceNames(names, None, inside or (everywhere if is_land else None), reason)
