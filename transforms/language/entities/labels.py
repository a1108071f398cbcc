"""One type for one surface: the tagger's votes over the whole article, weighed with other signs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.language.entities.known_people import known_people
from transforms.language.entities.names import cut
from transforms.language.entities.organisations import organisations
from transforms.language.entities.personal_names import common_words, first_names, is_family_name
from transforms.language.entities.titles import begins_body, is_thing
from transforms.language.entities.town_signs import BIG_TOWN, SURE, Scores, Sign, town_signs
from transforms.language.entities.words import words
from transforms.language.places.evidence import place_evidence
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.words import state_of
from transforms.language.spelling import normalised
from transforms.language.view import Name, Surface, View, surfaces_of

SHIPS = frozenset(["USS", "HMS", "INS", "HMAS", "HMCS", "USNS", "RMS"])
"""Before a ship's name."""

PRIOR = {"EVENT": 6, "FAC": 5, "GPE": 4, "ORG": 3, "LOC": 2, "NORP": 1}
"""Which of two equally likely types to believe."""

SPEECH_FORMS = frozenset(["said", "says", "told", "added", "wrote", "recalled", "replied"])

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
    surfaces = [
        s for s in surfaces if best_score(scores[s.key]) > 0 and not only_begins(view, s, people)
    ]
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


def only_begins(view: View, surface: Surface, people: Counter[str]) -> bool:
    """Tell whether a common word has its capital from the sentence that it begins, each time."""
    word = surface.key
    known = surface.text in organisations().at_home or word in gazetteer().territories
    return (
        word in common_words()
        and not surface.text.isupper()
        and not known
        and organisations().known(surface.text) is None
        and not people[word]
        and all(n.first in view.begins_sentence and n.tagged for n in surface.names)
        and surface.names[0].label != "ORG"
    )


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


def best_score(scores: Scores) -> float:
    """Return the score of the likeliest type."""
    return max(scores.values())


def best(scores: Scores) -> str:
    """Return the type with the highest score; of equal ones the more frequent in news."""
    return max(sorted(scores), key=lambda label: (round(scores[label], 6), PRIOR.get(label, 0)))


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
    signs = [
        *known_type(view, surface, scores),
        *form_signs(view, surface),
        *acronym_signs(surface),
    ]
    signs += [sign for name in surface.names for sign in neighbour_signs(view, name)]
    for label, score in signs:
        scores[label] += score
    for label, score in town_signs(view, surface, scores):
        scores[label] += score
    if (
        all(is_no_name(w) for w in surface.key.split())
        and scores["PERSON"] < len(surface.names) * 2
    ):
        scores["PERSON"] -= 2.0 * len(surface.names)
    return scores


def is_no_name(word: str) -> bool:
    """Tell whether a word of a name is one of every day: "press", "of"."""
    return word in common_words() or len(word) < 3


def known_type(view: View, surface: Surface, votes: Scores) -> list[Sign]:
    """Say what the tables know: organisations, peoples and countries."""
    tables, key = gazetteer(), surface.key
    known = organisations()
    if entry := next((e for n in surface.names if (e := known.known(n.text))), None):
        return [(entry.type, SURE)]
    if key in known_people().full:
        return [("PERSON", 8.0)]
    if people := known_people().short.get(key):
        return [("PERSON", 3.0 if any(key in p.sure for p in people) else 1.0)]
    if state_of(surface.text) and all(view.before(n.first) == "," for n in surface.names):
        return [("GPE", SURE)]
    if surface.text in known.at_home:
        return [("ORG", 3.0)]
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
    if normalised(lower[0]) == "radio":
        return [("ORG", 3.0)]
    if begins_body(view, name.first):
        return [("ORG", 4.0)]
    if lower[0] in lists.operation_words:
        return [("EVENT", 3.0)]
    if view.words[name.first] in SHIPS:
        return [("PRODUCT", SURE)]
    head = lower[lower.index("of") - 1] if "of" in lower[1:] else lower[-1]
    for heads, label, score in (
        (lists.company_suffixes, "ORG", 3.0),
        (lists.organisation_heads, "ORG", 3.0),
        (lists.location_heads, "LOC", 2.0),
        (lists.facility_heads, "FAC", 1.5),
        (lists.event_heads, "EVENT", 1.0),
    ):
        if head in heads or (heads is lists.location_heads and lower[0] in lists.location_openers):
            return [(label, score)]
    if len(lower) <= 4 and not gazetteer().is_town(surface.text):
        given, family = lower[0] in first_names(), is_family_name(lower[-1])
        return [("PERSON", 2.0 * given + 1.5 * family)] if given or family else []
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
    if after == "," and is_described(view, name.last + 1):
        yield "PERSON", 2.5
    several = name.last - name.first > 1
    if several and after in ("'s", "'") and view.after(name.last + 1) in words().kin_words:
        yield "PERSON", 2.0
    if after in SPEECH_FORMS:
        yield "PERSON", 0.6 if several else 0.3
    if after == "who" or (after == "," and view.after(name.last + 1) == "who"):
        yield "PERSON", 0.7


def is_described(view: View, i: int) -> bool:
    """Tell whether "a teacher in ..." stands at i."""
    if view.after(i) not in ("a", "an", "the", "his", "her"):
        return False
    phrase = view.lower[i + 1 : i + 5]
    ends = [
        k for k, w in enumerate(phrase) if w in (",", ".", "of", "in", "at", "for", "who", "from")
    ]
    return any(w in words().person_nouns for w in phrase[: ends[0] if ends else len(phrase)])


def is_dateline(view: View, name: Name) -> bool:
    """Tell whether a name in capitals opens a paragraph: "BEDFORD, N.H. (AP) - "."""
    opens = name.first == 0 or "\n" in view.words[name.first - 1]
    long_enough = name.text.isupper() and len(name.text) > 3
    return opens and long_enough and view.after(name.last) in (",", "(", "—", "–", "-", "--")


def is_behind_title(view: View, name: Name) -> bool:
    """Tell "President Xi" from "State Department", where the title is part of another name."""
    if name.first == 0 or view.before(name.first) not in words().role_heads:
        return False
    title = view.capital(name.first - 1) and not is_thing(view, name.first)
    return title and view.lower[name.first] not in words().organisation_heads


def is_age(word: str) -> bool:
    """Tell whether a word may be a person's age."""
    return word.isdigit() and len(word) == 2
