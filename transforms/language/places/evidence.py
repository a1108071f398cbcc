"""What speaks for a name's being a place: its form, the words beside it, the places around it.

The tagger takes small towns for firms and people. A town that the table has, and near which the
article's other places lie, is more likely meant than a firm of that name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from transforms.language.places.candidates import Asked, asked
from transforms.language.places.choice import chosen
from transforms.language.places.distance import kilometres
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.place import Place
from transforms.language.places.unseen import is_dateline, is_party_mark
from transforms.language.places.words import place_words, state_of
from transforms.language.view import Name, Surface, View

CALLED_DIVISION = 8.0
LISTED_COUNTY = 4.0
INHABITED = 1.6
HOME_OF_PERSON = 2.5
OPENING = 4.0
NEARBY = {"ORG": 1.3, "PERSON": 0.8, "NORP": 1.3, "PRODUCT": 1.3, "FAC": 1.3}
"""For each mention, by what the name would be taken for otherwise."""

MAX_COUNTED = 4
NEARBY_KM = 60.0


def place_evidence(
    view: View, surfaces: Sequence[Surface], labels: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    """Yield the keys of surfaces that may be places, with how much speaks for that.

    Args:
        view: the article.
        surfaces: its names by spelling.
        labels: what each is taken for, by key.
    """
    found: dict[str, float] = {}
    for surface in surfaces:
        score = sum(s for name in surface.names[:MAX_COUNTED] for s in signs(view, surface, name))
        if score:
            found[surface.key] = score
    sure = [s for s in surfaces if labels[s.key] == "GPE" or s.key in found]
    around = points_of(view, sure)
    for surface in surfaces:
        label = labels[surface.key]
        if label in NEARBY and lies_near(surface, around):
            extra = NEARBY[label] * min(len(surface.names), MAX_COUNTED)
            found[surface.key] = found.get(surface.key, 0.0) + extra
    yield from found.items()


def signs(view: View, surface: Surface, name: Name) -> Iterator[float]:
    """Weigh the form of a name and the words on both sides of it."""
    lists, after = place_words(), view.after(name.last)
    last = surface.key.rpartition(" ")[2]
    if " " in surface.key and last in lists.division_heads:
        yield CALLED_DIVISION if is_surely_called(surface) else 0.0
        return
    if state_of(surface.text) and surface.text.isupper():
        yield OPENING
    if is_listed_county(view, name):
        yield LISTED_COUNTY
    if not gazetteer().index.find(surface.text):
        return
    based = after == "-" and view.after(name.last + 1) == "based"
    if based or after in lists.inhabitants:
        yield INHABITED
    if is_dateline(view, name.first, name.last) or is_party_mark(view, name.first - 1):
        yield OPENING
    if view.before(name.first) in ("of", "from") and is_age_before(view, name.first - 1):
        yield HOME_OF_PERSON


def is_surely_called(surface: Surface) -> bool:
    """Tell whether "X County" is a name, not a sentence's "County" alone."""
    return all(word[:1].isupper() for word in surface.text.split())


def is_listed_county(view: View, name: Name) -> bool:
    """Tell "Muscogee" in "Muscogee and Harris counties"."""
    if not gazetteer().index.find(f"{name.text} County"):
        return False
    for word in view.lower[name.last : name.last + 12]:
        if word == "counties":
            return True
        if word in (".", ";") or "\n" in word:
            return False
    return False


def is_age_before(view: View, i: int) -> bool:
    """Tell whether ", 39," stands before token i."""
    return i >= 3 and view.words[i - 1] == "," and view.words[i - 2].isdigit()


def points_of(view: View, surfaces: Sequence[Surface]) -> list[Place]:
    """Return the regions, districts and towns that an article's places are taken for."""
    keys = {s.key for s in surfaces}
    questions: list[Asked] = [asked(view, surface, keys) for surface in surfaces]
    answers = chosen(questions, {}, view.document.host)
    return [p for p in answers if p and p.kind != "country"]


def lies_near(surface: Surface, around: Iterable[Place]) -> bool:
    """Tell whether a place of that name lies near one of others."""
    if len(surface.key.split()) > 3:
        return False
    named = [p for p in gazetteer().index.find(surface.text) if not p.other_name]
    return any(is_beside(p, other) for p in named for other in around if p.key != other.key)


def is_beside(place: Place, other: Place) -> bool:
    """Tell whether two towns are near each other, or one lies in the other, a state."""
    if place.country != other.country:
        return False
    if place.kind == "region":
        return place.code == other.code
    near = place.point and other.point and kilometres(place.point, other.point) <= NEARBY_KM
    return bool(near) and other.kind != "region"
