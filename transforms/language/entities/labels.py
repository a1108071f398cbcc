"""One type for one surface: the tagger's votes over the whole article, weighed with other signs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.language.entities.first_names import first_names
from transforms.language.entities.names import cut
from transforms.language.entities.words import words
from transforms.language.places.evidence import place_evidence
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.words import place_words
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View, surfaces_of

Scores = dict[str, float]
Sign = tuple[str, float]

SURE = 100.0
"""More than any number of votes of the tagger."""

BIG_TOWN = 100_000
"""Inhabitants from which a name alone speaks for the town, without "in" or "near" before it."""

METROPOLIS = 1_000_000
"""Inhabitants from which a town stands against a person of that surname."""


def relabelled(view: View, names: Iterable[Name]) -> list[Name]:
    """Give every surface one type, then cut titles off those that turned out to be people."""
    surfaces = surfaces_of(names)
    scores = {s.key: evidence(view, s) for s in surfaces}
    for surface in surfaces:
        if is_named_by_its_end(surface, scores):
            scores[surface.key]["PERSON"] = scores[surface.key].get("PERSON", 0) + 2.5
    taken_for = {key: best(votes) for key, votes in scores.items()}
    for key, score in place_evidence(view, surfaces, taken_for):
        scores[key]["GPE"] = scores[key].get("GPE", 0) + score
    people = full_names(surfaces, scores)
    result: list[Name] = []
    for surface in surfaces:
        label = decided(surface, scores[surface.key], people)
        for name in surface.names:
            if label == "PERSON" != name.label:
                again = cut(view, name.first, name.last, label, name.tagged)
                result.extend([again] if again else [])
            else:
                result.append(replace(name, label=label))
    return sorted(result, key=lambda n: n.start)


def is_named_by_its_end(surface: Surface, scores: dict[str, Scores]) -> bool:
    """Tell whether the article goes on with the last word alone, as it does with people.

    Firms are called by their first word ("Goldman"), or by what they are ("the bank").
    """
    tokens = surface.key.split()
    lists = words()
    if len(tokens) != 2 or not all(t.isalpha() and len(t) > 2 for t in tokens):
        return False
    kinds = lists.organisation_heads | lists.facility_heads | lists.location_heads
    votes = scores[surface.key]
    plain = not {*tokens} & (kinds | lists.event_heads | lists.company_suffixes)
    return plain and tokens[1] in scores and max(votes.values()) < 50 and "ORG" in votes


def decided(surface: Surface, scores: Scores, people: Counter[str]) -> str:
    """Choose the type with the highest score; a full name decides for its surname."""
    bearers = people[surface.key]
    if bearers and scores.get("GPE", 0) < SURE:
        extra = bearers if is_well_known_place(surface) else SURE
        scores = {**scores, "PERSON": scores.get("PERSON", 0) + extra}
    return best(scores)


def is_well_known_place(surface: Surface) -> bool:
    """Tell whether a surname is also a place that an article may well mean."""
    tables = gazetteer()
    return surface.key in tables.territories or tables.is_town(surface.text, BIG_TOWN)


def best(scores: Scores) -> str:
    """Return the type with the highest score; of equal ones the first by name."""
    return max(sorted(scores), key=lambda label: scores[label])


def full_names(surfaces: list[Surface], scores: dict[str, Scores]) -> Counter[str]:
    """Count, for each surname and first name, the mentions of the full names that have it."""
    found: Counter[str] = Counter()
    for surface in surfaces:
        tokens = [t for t in surface.key.split() if t not in words().name_suffixes]
        if len(tokens) > 1 and best(scores[surface.key]) == "PERSON":
            # Malays, Icelanders and Ethiopians go by the first name.
            ends = {tokens[-1], tokens[0], " ".join(tokens[-2:]) if len(tokens) > 2 else tokens[-1]}
            found.update(dict.fromkeys(ends - words().name_particles, len(surface.names)))
    return found


def evidence(view: View, surface: Surface) -> Scores:
    """Sum up what speaks for each type: votes, tables, the form of the name, its neighbours."""
    scores: Scores = defaultdict(float)
    for name in surface.names:
        scores[name.label] += 1.0 if name.tagged else 0.6
    signs = [*known_type(surface, scores), *form_signs(view, surface), *acronym_signs(surface)]
    signs += [sign for name in surface.names for sign in neighbour_signs(view, name)]
    for label, score in signs:
        scores[label] += score
    for label, score in town_signs(view, surface, scores):
        scores[label] += score
    return scores


def known_type(surface: Surface, votes: Scores) -> list[Sign]:
    """Say what the tables know: organisations, peoples and countries."""
    tables, key = gazetteer(), surface.key
    entries = words().organisations
    if entry := next((e for n in surface.names if (e := entries.get(n.text))), None):
        return [(entry.type, SURE)]
    if key in tables.peoples or key in words().groups:
        return [("NORP", 2.0 if "PERSON" in votes and key in first_names() else SURE)]
    places = tables.territories.get(key, ())
    if any(p.kind == "country" for p in places):
        only_person = set(votes) == {"PERSON"} and len(key.split()) == 1
        return [("GPE", 1.0 if only_person else SURE)]
    return [(p.type, 4.0 if len(key.split()) > 1 else 1.5) for p in places[:1]]


def form_signs(view: View, surface: Surface) -> list[Sign]:
    """Read the words of the name: "Ministry", "Inc.", "River", a first name."""
    lists, name = words(), surface.names[0]
    lower = [w for w in view.lower[name.first : name.last] if w not in ("'s", "-", ".")]
    if len(lower) < 2:
        kind = lower and lower[0] in lists.organisation_heads | lists.institution_words
        return [("ORG", 3.0)] if kind else []
    if lower[0] in lists.operation_words:
        return [("EVENT", 3.0)]
    head = lower[lower.index("of") - 1] if "of" in lower[1:] else lower[-1]
    for heads, label, score in (
        (lists.company_suffixes, "ORG", 3.0),
        (lists.organisation_heads, "ORG", 3.0),
        (lists.location_heads, "LOC", 2.0),
        (lists.facility_heads, "FAC", 1.5),
        (lists.event_heads, "EVENT", 1.0),
    ):
        if head in heads or (heads is lists.location_heads and lower[0] in heads):
            return [(label, score)]
    if lower[0] in first_names() and len(lower) <= 3 and not gazetteer().is_town(surface.text):
        return [("PERSON", 2.0)]
    return []


def acronym_signs(surface: Surface) -> list[Sign]:
    """Take "NRA" for an organisation rather than a place; known countries are sure already."""
    text = surface.text
    acronym = text.isupper() and text.isalpha() and 1 < len(text) < 6
    known = surface.key in gazetteer().territories or gazetteer().is_town(text)
    return [("ORG", 1.1 * len(surface.names))] if acronym and not known else []


def neighbour_signs(view: View, name: Name) -> Iterator[Sign]:
    """Read the words around a name: a title before it, an age or "who" behind it."""
    before, after = view.before(name.first), view.after(name.last)
    if before in ("mr.", "mrs.", "ms.", "dr.", "mr", "mrs", "ms", "dr"):
        yield "PERSON", SURE
    elif is_behind_title(view, name):
        yield "PERSON", 4.0
    if is_dateline(view, name):
        yield "GPE", 3.0
    if after == "," and is_age(view.after(name.last + 1)):
        yield "PERSON", 3.0
    if after == "who" or (after == "," and view.after(name.last + 1) == "who"):
        yield "PERSON", 0.7


def is_dateline(view: View, name: Name) -> bool:
    """Tell whether a name in capitals opens a paragraph: "BEDFORD, N.H. (AP) - "."""
    opens = name.first == 0 or "\n" in view.words[name.first - 1]
    long_enough = name.text.isupper() and len(name.text) > 3
    return opens and long_enough and view.after(name.last) in (",", "(", "—", "–", "-", "--")


def is_behind_title(view: View, name: Name) -> bool:
    """Tell "President Xi" from "State Department", where the title is part of another name."""
    title = view.before(name.first) in words().role_heads and view.capital(name.first - 1)
    return title and view.lower[name.first] not in words().organisation_heads


def is_age(word: str) -> bool:
    """Tell whether a word may be a person's age."""
    return word.isdigit() and len(word) == 2


def town_signs(view: View, surface: Surface, scores: Scores) -> Iterator[Sign]:
    """Weigh "in X", "the town of X" and the table of towns."""
    if any(is_called_town(view, name) for name in surface.names):
        yield "GPE", 4.0
    if max(scores.get("NORP", 0), scores.get("ORG", 0)) >= SURE or is_compound_name(surface):
        return
    placed = [view.before(n.first) for n in surface.names]
    inner = sum(word in words().inner_prepositions for word in placed)
    outer = sum(word in words().place_prepositions for word in placed) - inner
    is_first_name = surface.key in first_names()
    if gazetteer().is_town(surface.text) and not (is_first_name and not inner):
        big = gazetteer().is_town(surface.text, BIG_TOWN)
        if inner or "GPE" in scores or "PERSON" not in scores:
            yield "GPE", 1.6 if big else 0.6
        elif big:  # one vote of the tagger for a person does not stand against Goma
            yield "GPE", 1.1
        # No table has them as a people, but one as a town.
        yield "GPE", scores.get("NORP", 0)
        if any(territory_follows(view, name) for name in surface.names):
            yield "GPE", 3.0
        yield "GPE", 1.5 * min(inner, 6) + 0.7 * min(outer, 6)
    elif not is_first_name:
        yield "GPE", 1.2 * min(inner, 6)
        # A place of which nothing ever happens "in" or "near" it is a firm.
        often = len(surface.names) > 2 and surface.key not in gazetteer().territories
        if often and not inner + outer:
            yield "ORG", 1.05 * len(surface.names)


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
    return len(surface.key.split()) > 2 or (
        len(surface.key.split()) == 2 and not gazetteer().is_town(surface.text)
    )


def is_called_town(view: View, name: Name) -> bool:
    """Tell whether the text itself says so: "the town of X", "X region", "X province"."""
    lists = words()
    of_town = (
        view.before(name.first) == "of"
        and name.first > 1
        and view.lower[name.first - 2] in lists.place_nouns - {"state", "area", "port"}
    )
    region = view.after(name.last) in ("region", "province", "oblast", "district", "county")
    return of_town or region
