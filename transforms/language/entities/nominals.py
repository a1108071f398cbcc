"""Descriptions that stand for an entity named before: "the Russian president", "the town", "the firm".

What is not sure is left alone: a description is resolved where one entity fits and no other was
named near it.
"""

from collections.abc import Iterator, Sequence

from transforms.language.entities.referents import Places, Referent
from transforms.language.entities.words import words
from transforms.language.view import Name, View

SENTENCES_BACK = 4

_UNDER = frozenset(["vice", "deputy", "assistant"])

NEAR = 2
"""Sentences, its own among them, in which a firm or country must have been named."""


def nominals(
    view: View, names: Sequence[Name], referents: Sequence[Referent], places: Places
) -> Iterator[tuple[int, int, Referent]]:
    """Yield (first, last token, entity) for descriptions of which there is only one reading."""
    peoples = {n.first: n for n in names if n.label == "NORP"}
    for i, word in enumerate(view.lower):
        if word != "the" or (i + 1 in places.by_token and i + 1 not in peoples):
            continue
        people = peoples.get(i + 1)
        last = role_end(view, people.last if people else i + 1)
        if last is not None and is_end(view, last):
            found = (
                leader(view, people, last, places.by_token[i + 1], referents)
                if people
                else bearer(view, i, last, referents)
            )
        elif people is None and is_end(view, i + 2):
            last, found = i + 2, described(view, i, referents)
        else:
            continue
        if found is not None and last is not None and not is_apposition(view, i, found):
            yield i, last, found


def is_apposition(view: View, i: int, referent: Referent) -> bool:
    """Tell whether it stands right behind the name: "Ana Lopes, the minister," names her once."""
    return view.before(i) == "," and any(n.last == i - 1 for n in referent.cluster.names)


def is_end(view: View, last: int) -> bool:
    """Tell whether a noun phrase ends here: no name, noun, "of" or "in" follows."""
    if last >= len(view.words):
        return True
    follows = view.lower[last]
    return follows not in ("of", "in", "for", "between", "with", "-") and view.pos[last] not in (
        "NOUN",
        "PROPN",
        "ADJ",
    )


def role_end(view: View, first: int) -> int | None:
    """Return where "foreign minister" at ``first`` ends; None where no role stands there."""
    lists = words()
    last = first
    while last < min(first + 3, len(view.lower) - 1) and view.lower[last] in lists.titles:
        if view.lower[last] in lists.role_heads and view.lower[last + 1] not in lists.role_heads:
            break
        last += 1
    fits = last < len(view.lower) and view.lower[last] in lists.role_heads
    return last + 1 if fits and view.words[last].islower() else None


# --- people ------------------------------------------------------------------------------------


def leader(
    view: View, nationality: Name, last: int, nation: Referent, referents: Sequence[Referent]
) -> Referent | None:
    """Return the only person who bears such a role for that people's country."""
    said = view.lower[nationality.last : last]
    people = [r for r in referents if r.label == "PERSON"]
    for country in (nation.country, None):
        fits = [r for r in people if leads(r, country, said)]
        if fits:
            return fits[0] if len(fits) == 1 and nation.country else None
    return None


def leads(person: Referent, country: str | None, said: Sequence[str]) -> bool:
    """Tell whether a person is this country's president, or leader of any kind; None: of none."""
    roles = [r for r in person.roles if r.country == country or person.country == country]
    if said == ["leader"]:
        return country is not None and any(r.head in words().leader_heads for r in roles)
    return any(set(said) <= set(r.text.casefold().split()) for r in roles)


def bearer(view: View, i: int, last: int, referents: Sequence[Referent]) -> Referent | None:
    """Return whom "the minister" means: the only one of that role, or the one named last of them."""
    said = set(view.lower[i + 1 : last])
    fits = [r for r in referents if r.label == "PERSON" and bears(r, said)]
    if not fits:
        return only_person(view, i, referents)
    named = [r for r in fits if last_place(view, i, [r], SENTENCES_BACK * 2) is not None]
    if len(named) > 1:
        named = [r for r in named if last_place(view, i, [r], NEAR) is not None]
    return named[0] if len(named) == 1 else None


def bears(person: Referent, said: set[str]) -> bool:
    """Tell whether a role says so: "minister" of "Defense Minister", no "president" of a vice."""
    for role in person.roles:
        text = set(role.text.casefold().replace("-", " ").split())
        if said <= text and not (text & _UNDER) - said:
            return True
    return False


def only_person(view: View, i: int, referents: Sequence[Referent]) -> Referent | None:
    """Return the only person named in the sentence before, whom a new word describes.

    "Dmitry Volkov was jailed. The journalist had filmed a protest."
    """
    noun = view.after(i + 1)
    lists = words()
    callings = (lists.person_nouns | lists.sports_roles) - lists.bystanders
    new = noun in callings and noun not in view.lower[:i]
    if not new or i not in view.sentence_starts:
        return None
    people = [r for r in referents if r.label == "PERSON"]
    named = [r for r in people if last_place(view, i, [r], NEAR) is not None]
    return named[0] if len(named) == 1 and named[0].gender in (None, gender_of(noun)) else None


def gender_of(noun: str) -> str | None:
    """Return the gender of "actress"; that of a noun that says nothing is any."""
    lists = words()
    if noun in lists.male_words:
        return "m"
    return "f" if noun in lists.female_words else None


# --- all others --------------------------------------------------------------------------------


def described(view: View, i: int, referents: Sequence[Referent]) -> Referent | None:
    """Return what "the town", "the ministry" or "the company" stands for."""
    noun, lists = view.after(i + 1), words()
    if noun in lists.town_nouns:
        fits = [r for r in referents if r.label == "GPE" and is_town(r)]
        return last_named(view, i, fits)
    if noun in lists.country_nouns:
        fits = [r for r in referents if r.label == "GPE" and is_country(r)]
        return nearest_only(view, i, fits)
    named = [r for r in referents if r.label == "ORG" and named_by(r, noun)]
    if noun in lists.organisation_heads and named:
        return last_named(view, i, named, 3 * SENTENCES_BACK) if len(named) == 1 else None
    if noun in lists.company_nouns:
        fits = [r for r in referents if r.label == "ORG" and is_company(r)]
        return nearest_only(view, i, fits)
    if noun in lists.body_nouns:
        fits = [r for r in referents if r.label == "ORG" and not is_office(r)]
        return nearest_only(view, i, fits)
    return only_person(view, i, referents)


def is_town(referent: Referent) -> bool:
    """Tell whether a place is a town as far as the tables know it."""
    place = referent.cluster.place
    return place is None or place.kind == "town"


def is_country(referent: Referent) -> bool:
    """Tell whether a place is a country."""
    place = referent.cluster.place
    return place is not None and place.kind == "country"


def is_office(referent: Referent) -> bool:
    """Tell whether an organisation is part of a state: "Defense Ministry", "Kremlin"."""
    return bool(set(referent.cluster.name.casefold().split()) & words().office_words)


def is_company(referent: Referent) -> bool:
    """Tell whether an organisation may be a firm: no office, no union of states, no armed group."""
    entry = referent.cluster.organisation
    international = entry is not None and entry.country is None and len(entry.names) > 1
    return not is_office(referent) and not international


def named_by(referent: Referent, noun: str) -> bool:
    """Tell whether the noun is a word of the name: "ministry" of "Russian Defense Ministry"."""
    return noun in referent.cluster.name.casefold().split()


# --- where they were named ---------------------------------------------------------------------


def nearest_only(view: View, i: int, fits: Sequence[Referent]) -> Referent | None:
    """Return the only one named in this sentence or the one before; of several the first subject."""
    near = [r for r in fits if last_place(view, i, [r], NEAR) is not None]
    if len(near) > 1:
        near = [r for r in near if is_last_subject(view, i, r)]
    return near[0] if len(near) == 1 else None


def is_last_subject(view: View, i: int, referent: Referent) -> bool:
    """Tell whether it is the subject of the sentence before."""
    floor = floor_of(view, i, NEAR)
    own = view.sentence_starts[bisect_starts(view, i)]
    return any(
        floor <= n.first < own and view.tokens[n.last - 1].dep_ in ("nsubj", "nsubjpass")
        for n in referent.cluster.names
    )


def bisect_starts(view: View, i: int) -> int:
    """Return the number of the sentence that a token stands in."""
    return sum(1 for s in view.sentence_starts if s <= i) - 1


def floor_of(view: View, i: int, sentences: int) -> int:
    """Return the first token of the last few sentences up to token i."""
    starts = [s for s in view.sentence_starts if s <= i][-sentences:]
    return starts[0] if starts else 0


def last_place(view: View, i: int, fits: Sequence[Referent], sentences: int) -> int | None:
    """Return where one of them was named last before token i, within a few sentences."""
    floor = floor_of(view, i, sentences)
    named = [n.first for r in fits for n in r.cluster.names if floor <= n.first < i]
    return max(named, default=None)


def last_named(
    view: View, i: int, fits: Sequence[Referent], sentences: int = SENTENCES_BACK
) -> Referent | None:
    """Return the one named last before token i, within a few sentences."""
    placed = [(at, r) for r in fits if (at := last_place(view, i, [r], sentences)) is not None]
    return max(placed, key=lambda pair: pair[0])[1] if placed else None
