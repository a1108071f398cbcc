"""Names that mean the same entity, joined: surname to full name, acronym to expansion, U.S. to US."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.language.entities.capitals import written_out
from transforms.language.entities.companies import companies, company_key
from transforms.language.entities.known_names import is_country_word
from transforms.language.entities.known_people import KnownPerson
from transforms.language.entities.organisations import Organisation, organisations
from transforms.language.entities.personal import FullNames
from transforms.language.entities.roles import country_of_institution
from transforms.language.entities.words import words
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
        person: for people of the tables.
        place_reason: why a place has no row in the tables.
        country: ISO 3166-1 code of a place that the tables do not know, as the article has it.
    """

    name: str
    label: str
    names: tuple[Name, ...]
    key: str | None = None
    place: Place | None = None
    organisation: Organisation | None = None
    person: KnownPerson | None = None
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
    countries = countries_named(view, found)
    for label, members in by_label.items():
        if label not in ("PERSON", "GPE", "NORP"):
            found.extend(others(view, members, label, countries))
    return found


def countries_named(view: View, clusters: Iterable[Cluster]) -> frozenset[str]:
    """Return the codes of the countries that an article speaks of: of its places, the publisher's."""
    codes = {view.document.publisher_country or ""}
    codes.update(c.place.country or "" for c in clusters if c.place is not None)
    return frozenset(codes - {""})


# --- people ------------------------------------------------------------------------------------


def people(names: Sequence[Name]) -> list[Cluster]:
    """Join people's names: the full ones first, then each short one to the full one it means."""
    people_named = FullNames()
    short: list[Name] = []
    for surface in sorted(surfaces_of(names), key=lambda s: -len(s.key.split())):
        if len(surface.key.split()) == 1:
            short.extend(surface.names)
        else:
            people_named.add(surface.key, surface.names)
    # The longest spelling leads each group ("Vladimir Vladimirovich Putin"); it names the entity.
    groups = people_named.groups
    full = [list(group) for group in groups]
    alone: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(short, key=lambda n: n.start):
        at = people_named.meant(name, full)
        (groups[at] if at is not None else alone[normalised(name.text)]).append(name)
    return [person(group) for group in (*groups, *alone.values())]


def person(group: list[Name]) -> Cluster:
    """Make a cluster of one person's names."""
    return Cluster(written_out(group), "PERSON", in_text_order(group))


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
    entries = organisations().by_name
    for surface in surfaces_of(names):
        known = tables.people(surface.text)
        key, name, place = surface.key, None, None
        if known:
            key, name, place = f"people:{known[1].code}:{known[0]}", known[0], known[1]
        elif surface.key in words().groups:
            name = words().groups[surface.key]
            key = f"group:{normalised(name)}"
        elif entry := entries.get(surface.text):
            key, name = entry.key, entry.names[0]
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


def others(
    view: View, names: Sequence[Name], label: str, countries: frozenset[str]
) -> list[Cluster]:
    """Join organisations and all else: tables, acronyms, short forms of long names."""
    surfaces = sorted(surfaces_of(names), key=lambda s: (-len(s.key.split()), s.names[0].start))
    known_as = {s.key: entry_of(s, countries) for s in surfaces}
    groups: list[list[Surface]] = []
    for surface in surfaces:
        entry = known_as[surface.key]
        homes = [
            g
            for g in groups
            if label == "ORG"
            and any(
                not (entry and known_as[s.key] and entry != known_as[s.key])
                and is_short_of(view, surface, s)
                for s in g
            )
        ]
        known = [g for g in groups if entry and any(known_as[s.key] == entry for s in g)]
        if known or len(homes) == 1:
            (known or homes)[0].append(surface)
        else:
            groups.append([surface])
    return [other(group, label, known_as) for group in groups]


def other(
    group: Sequence[Surface], label: str, known_as: Mapping[str, Organisation | None]
) -> Cluster:
    """Make a cluster of surfaces; the longest spelling names it."""
    names = in_text_order(n for surface in group for n in surface.names)
    entry = next((e for s in group if (e := known_as[s.key])), None)
    if entry is None and label == "ORG":
        entry = next((f for s in group if (f := firm_of(s))), None)
    key = entry.key if entry else None
    return Cluster(longest(names), label, names, key=key, organisation=entry)


def entry_of(surface: Surface, countries: frozenset[str]) -> Organisation | None:
    """Return what the table knows of an organisation."""
    known = organisations()
    for text in dict.fromkeys(n.text for n in surface.names):
        if entry := known.named(text, countries):
            return entry
        # "U.S. Homeland Security", "the Indian Congress"
        first, _, rest = text.partition(" ")
        country = country_of_institution(text) if is_country_word(first) else None
        if country and (entry := known.named(rest, frozenset([country]))):
            return entry if entry.country == country else None
    return None


def firm_of(surface: Surface) -> Organisation | None:
    """Return a firm of one of the tables, whatever "Inc." or "AG" is behind its name."""
    if entry := organisations().firm(surface.text):
        return entry
    wikidata_id = companies().get(company_key(surface.text))
    if wikidata_id is None:
        return None
    return Organisation(f"wikidata:{wikidata_id}", "ORG", None, wikidata_id, (surface.text,))


def is_short_of(view: View, short: Surface, full: Surface) -> bool:
    """Tell whether one name is an acronym or a short form of a longer one."""
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
    """Return the longest spelling, of equally long ones the first, in capitals only if it must be."""
    by_length = sorted(names, key=lambda n: (-len(n.text.split()), -len(n.text), n.start))
    return written_out(by_length)


def in_text_order(names: Iterable[Name]) -> tuple[Name, ...]:
    """Sort names by place."""
    return tuple(sorted(names, key=lambda n: n.start))
