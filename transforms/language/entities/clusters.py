"""Names that mean the same entity, joined: surname to full name, acronym to expansion, U.S. to US."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.language.entities.personal import is_same_person, meant
from transforms.language.entities.words import Organisation, words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.place import Place
from transforms.language.places.resolution import PlaceNames, resolved
from transforms.language.places.words import state_of
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View, surfaces_of

PLACE_LABELS = frozenset(["GPE", "LOC"])


@dataclass(frozen=True)
class Cluster:
    """The names of one entity, in the order of the text.

    Attributes:
        name: fullest name.
        key: knowledge-base id, None where the tables do not know the entity.
        place: for places, and the country of a people.
        organisation: for organisations of the tables.
        place_reason: why a place has no row in the tables.
        country: ISO 3166-1 code of a place that the tables do not know, as the article has it.
    """

    name: str
    label: str
    names: tuple[Name, ...]
    key: str | None = None
    place: Place | None = None
    organisation: Organisation | None = None
    country: str | None = None
    place_reason: str | None = None


def clustered(view: View, names: Sequence[Name], parts: Sequence[Name] = ()) -> list[Cluster]:
    """Join the names of an article into entities.

    Args:
        view: the article.
        names: all its names.
        parts: places inside other names, which speak for what lies near them.
    """
    by_label: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        by_label["GPE" if name.label in PLACE_LABELS else name.label].append(name)
    found: list[Cluster] = []
    for label, members in by_label.items():
        if label == "PERSON":
            found.extend(people(members))
        elif label == "GPE":
            peoples_named = by_label.get("NORP", ())
            found.extend(map(place_cluster, resolved(view, members, peoples_named, parts)))
        elif label == "NORP":
            found.extend(peoples(members))
        else:
            found.extend(others(view, members, label))
    return found


# --- people ------------------------------------------------------------------------------------


def people(names: Sequence[Name]) -> list[Cluster]:
    """Join people's names: the full ones first, then each short one to the full one it means."""
    groups: list[list[Name]] = []
    short: list[Name] = []
    for surface in sorted(surfaces_of(names), key=lambda s: -len(s.key.split())):
        if len(surface.key.split()) == 1:
            short.extend(surface.names)
            continue
        home = next((g for g in groups if is_same_person(surface.key, normalised(g[0].text))), None)
        if home is None:
            groups.append(list(surface.names))
        else:
            home.extend(surface.names)
    # The longest spelling leads each group ("Vladimir Vladimirovich Putin"); it names the entity.
    leaders = [g[0] for g in groups]
    full = [list(g) for g in groups]
    alone: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(short, key=lambda n: n.start):
        at = meant(name, leaders, full)
        (groups[at] if at is not None else alone[normalised(name.text)]).append(name)
    groups.extend(alone.values())
    return [person(group) for group in groups]


def person(group: list[Name]) -> Cluster:
    """Make a cluster of one person's names."""
    return Cluster(group[0].text, "PERSON", in_text_order(group))


# --- places and peoples ------------------------------------------------------------------------


def place_cluster(found: PlaceNames) -> Cluster:
    """Name a country by its usual name, other places as the article does."""
    place, names = found.place, in_text_order(found.names)
    label = Counter(n.label for n in names).most_common(1)[0][0]
    if place is None:
        return Cluster(
            longest(names),
            label,
            names,
            country=found.country,
            place_reason=found.reason,
        )
    label = place.type if place.kind != "town" else "GPE"
    name = place.name if place.kind == "country" else spelling(names, place.name)
    return Cluster(name, label, names, key=place.key, place=place)


def spelling(group: Sequence[Name], known_as: str) -> str:
    """Return the table's name where the article uses it, also in capitals, else its longest."""
    written = {normalised(n.text) for n in group}
    if all(state_of(n.text) for n in group):
        return known_as
    return known_as if normalised(known_as) in written else longest(group)


def peoples(names: Sequence[Name]) -> list[Cluster]:
    """Join "Ukrainian" and "Ukrainians", "Shia" and "Shiites", "Democrat" and "Democrats"."""
    tables = gazetteer()
    groups: dict[str, list[Name]] = defaultdict(list)
    standing: dict[str, tuple[str, str | None, Place | None]] = {}
    entries = words().organisations
    for surface in surfaces_of(names):
        known = tables.people(surface.text)
        key, name, place = surface.key, None, None
        if known:
            key, name, place = f"people:{known[1].code}:{known[0]}", known[0], known[1]
        elif surface.key in words().groups:
            name = words().groups[surface.key]
            key = f"group:{normalised(name)}"
        elif entry := entries.get(surface.text):
            key, name = f"org:{entry.key}", entry.names[0]
            place = tables.by_code.get(entry.country or "")
        else:
            key = surface.key.removesuffix("s")
        groups[key].extend(surface.names)
        standing.setdefault(key, (name or surface.text, key if ":" in key else None, place))
    return [
        Cluster(standing[key][0], "NORP", in_text_order(g), standing[key][1], standing[key][2])
        for key, g in groups.items()
    ]


# --- all others --------------------------------------------------------------------------------


def others(view: View, names: Sequence[Name], label: str) -> list[Cluster]:
    """Join organisations and all else: tables, acronyms, short forms of long names."""
    surfaces = sorted(surfaces_of(names), key=lambda s: (-len(s.key.split()), s.names[0].start))
    groups: list[list[Surface]] = []
    for surface in surfaces:
        homes = [
            g for g in groups if label == "ORG" and any(is_short_of(view, surface, s) for s in g)
        ]
        known = [g for g in groups if entry_of(surface) and entry_of(g[0]) == entry_of(surface)]
        if known or len(homes) == 1:
            (known or homes)[0].append(surface)
        else:
            groups.append([surface])
    return [other(group, label) for group in groups]


def other(group: Sequence[Surface], label: str) -> Cluster:
    """Make a cluster of surfaces; the longest spelling names it."""
    names = in_text_order(n for surface in group for n in surface.names)
    entry = next((e for s in group if (e := entry_of(s))), None)
    key = f"org:{entry.key}" if entry else None
    return Cluster(longest(names), label, names, key=key, organisation=entry)


def entry_of(surface: Surface) -> Organisation | None:
    """Return what the tables know of an organisation."""
    return next((e for n in surface.names if (e := words().organisations.get(n.text))), None)


def is_short_of(view: View, short: Surface, full: Surface) -> bool:
    """Tell whether one name is an acronym or a short form of a longer one."""
    if entry_of(short) and entry_of(full) and entry_of(short) != entry_of(full):
        return False
    a, b = short.key.split(), full.key.split()
    if len(a) >= len(b):
        return False
    if len(a) == 1 and short.text.isupper() and len(short.text) > 1:
        return is_acronym(short.text, full.text) or in_parentheses(view, short, full)
    if b[: len(a)] == a:
        lists = words()
        rest_says_kind = all(
            w in lists.company_suffixes | lists.organisation_heads for w in b[len(a) :]
        )
        return rest_says_kind and a[0] not in lists.organisation_heads
    return b[-len(a) :] == a and (len(a) > 1 or a[0] in words().organisation_heads)


def is_acronym(short: str, full: str) -> bool:
    """Tell whether the letters are the initials of the capitalised words, or of all words."""
    letters = short.replace(".", "")
    pieces = full.replace("-", " ").split()
    capitals = "".join(p[0] for p in pieces if p[0].isupper())
    everything = "".join(p[0] for p in pieces).upper()
    return letters in (capitals, everything)


def in_parentheses(view: View, short: Surface, full: Surface) -> bool:
    """Tell whether the text itself joins them: "Full Name (FN)"."""
    ends = {n.last for n in full.names}
    return any(view.before(n.first) == "(" and n.first - 1 in ends for n in short.names)


def longest(names: Iterable[Name]) -> str:
    """Return the longest spelling, of equally long ones the first."""
    return max(names, key=lambda n: (len(n.text.split()), len(n.text), -n.start)).text


def in_text_order(names: Iterable[Name]) -> tuple[Name, ...]:
    """Sort names by place."""
    return tuple(sorted(names, key=lambda n: n.start))
