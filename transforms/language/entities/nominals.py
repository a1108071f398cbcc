"""Descriptions that stand for an entity named before: "the Russian president", "the town"."""

from collections.abc import Iterator, Sequence

from transforms.language.entities.referents import Places, Referent
from transforms.language.entities.words import words
from transforms.language.view import Name, View

SENTENCES_BACK = 4


def nominals(
    view: View, names: Sequence[Name], referents: Sequence[Referent], places: Places
) -> Iterator[tuple[int, int, Referent]]:
    """Yield (first, last token, entity) for descriptions of which there is only one reading."""
    peoples = {n.first: n for n in names if n.label == "NORP"}
    for i, word in enumerate(view.lower):
        if word != "the" or (i + 1 in places.by_token and i + 1 not in peoples):
            continue
        if i + 1 in peoples:
            last = peoples[i + 1].last
            if view.after(last) in words().leader_heads and is_end(view, last + 1):
                found = leader(places.by_token[i + 1], view.after(last), referents)
                if found is not None:
                    yield i, last + 1, found
        elif is_end(view, i + 2):
            found = described(view, i, referents)
            if found is not None:
                yield i, i + 2, found


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


def leader(people: Referent, head: str, referents: Sequence[Referent]) -> Referent | None:
    """Return the only person who bears such a role for that people's country."""
    fits = [r for r in referents if r.label == "PERSON" and leads(r, people.country, head)]
    return fits[0] if len(fits) == 1 else None


def leads(person: Referent, country: str | None, head: str) -> bool:
    """Tell whether a person is this country's president, or leader of any kind."""
    heads = {r.head for r in person.roles if r.country == country}
    return bool(country) and (
        head in heads or (head == "leader" and bool(heads & words().leader_heads))
    )


def described(view: View, i: int, referents: Sequence[Referent]) -> Referent | None:
    """Return what "the town" or "the ministry" stands for: the last one named in the text before."""
    noun = view.after(i + 1)
    if noun in words().town_nouns:
        fits = [r for r in referents if r.label == "GPE" and is_town(r)]
        return last_named(view, i, fits)
    if noun in words().organisation_heads:
        fits = [r for r in referents if r.label == "ORG" and named_by(r, noun)]
        return last_named(view, i, fits) if len(fits) == 1 else None
    return None


def is_town(referent: Referent) -> bool:
    """Tell whether a place is a town as far as the tables know it."""
    place = referent.cluster.place
    return place is None or place.kind == "town"


def named_by(referent: Referent, noun: str) -> bool:
    """Tell whether the noun is a word of the name: "ministry" of "Russian Defense Ministry"."""
    return noun in referent.cluster.name.casefold().split()


def last_named(view: View, i: int, fits: Sequence[Referent]) -> Referent | None:
    """Return the one named last before token i, within a few sentences."""
    starts = [s for s in view.sentence_starts if s <= i][-SENTENCES_BACK:]
    floor = starts[0] if starts else 0
    named = [(n.first, r) for r in fits for n in r.cluster.names if floor <= n.first < i]
    return max(named, key=lambda pair: pair[0])[1] if named else None
