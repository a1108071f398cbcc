"""What an article calls a person: "Russian President", "a spokesman for the ministry"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.language.entities.organisations import organisations
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised
from transforms.language.view import Name, View

MAX_ROLE_WORDS = 8
"""Longer appositions tell a story, not a role."""


@dataclass(frozen=True)
class Role:
    """Words beside a name that say who it is.

    Attributes:
        first, last: the tokens.
        text: "Russian President".
        head: the role's head word in small letters: "president".
        country: the country whose role it is, ISO 3166-1 alpha-2; None where it does not say.
    """

    first: int
    last: int
    text: str
    head: str
    country: str | None


def roles_of(view: View, names: Iterable[Name], others: Sequence[Name]) -> list[Role]:
    """Return the roles beside a person's names, in the order of the text, each once.

    In a language whose words for roles we do not know there are none.

    Args:
        view: the article.
        names: the person's own names.
        others: all names of the article, by which the countries in roles are known.
    """
    found: dict[str, Role] = {}
    for name in names if view.document.has_rules else ():
        for first, last in (before(view, name), behind(view, name)):
            role = make_role(view, first, last, others)
            if role is not None and not holds_person(first, last, others):
                found.setdefault(role.text.casefold(), role)
    return list(found.values())


def holds_person(first: int, last: int, others: Sequence[Name]) -> bool:
    """Tell whether another person stands there: that is the next of a list, no apposition."""
    return any(n.label == "PERSON" and first <= n.first and n.last <= last for n in others)


def before(view: View, name: Name) -> tuple[int, int]:
    """Return the words before a name that may be its role: "former U.S. President"."""
    lists, first = words(), name.first
    while first > 0 and view.lower[first - 1] in lists.titles:
        first -= 1
    # "Ukraine's top commander, Gen. X": the description stands before a comma.
    if view.before(first) == "," and view.before(first - 1) in lists.role_heads:
        return phrase_before(view, first - 1), first - 1
    first = name.first
    while first > 0 and name.first - first < MAX_ROLE_WORDS and is_role_word(view, first - 1):
        first -= 1
    while first < name.first and view.words[first] in ("'s", "'", "-", "&"):
        first += 1
    # "a member of Epstein's circle": what is his is not he.
    return (name.first if view.before(name.first) == "of" else first), name.first


def is_role_word(view: View, i: int) -> bool:
    """Tell whether a word may belong to a role before a name."""
    word, lower = view.words[i], view.lower[i]
    if lower in words().titles or lower in words().role_heads:
        return True
    if word in ("'s", "-", "&") or lower == "of":
        return lower != "of" or (i > 0 and view.lower[i - 1] in words().role_heads)
    if word[:1].isupper() and view.pos[i] in ("PROPN", "ADJ"):
        return True
    before_title = view.after(i + 1) in words().titles | words().role_heads
    return before_title and view.tokens[i].dep_ in ("compound", "amod", "nmod")


def phrase_before(view: View, end: int) -> int:
    """Return where the noun phrase begins that ends before ``end``: "Ukraine's top commander"."""
    first = end
    while first > 0 and end - first < MAX_ROLE_WORDS:
        word = view.words[first - 1]
        if not (word.isalpha() or word in ("'s", "'", "-") or view.pos[first - 1] == "PROPN"):
            break
        if view.pos[first - 1] not in ("ADJ", "NOUN", "PROPN", "PART", "PUNCT"):
            break
        first -= 1
    return first


def behind(view: View, name: Name) -> tuple[int, int]:
    """Return an apposition: ", the French foreign minister,"."""
    if view.after(name.last) != ",":
        return name.last, name.last
    first = last = name.last + 1
    while last < len(view.words) and last - first <= MAX_ROLE_WORDS + 1:
        if view.words[last] in (",", ".", ";", ":", "—", "–", "(", '"') or "\n" in view.words[last]:
            break
        if view.pos[last] in ("VERB", "AUX") or view.lower[last] in ("who", "which"):
            break
        last += 1
    if first < last and view.lower[first] in ("a", "an", "the"):
        first += 1
    heads = view.lower[first : min(last, first + 5)]
    fits = last - first <= MAX_ROLE_WORDS and any(w in words().role_heads for w in heads)
    return (
        (first, last) if fits and view.after(last) in (",", ".", ";", "—", "–") else (first, first)
    )


def make_role(view: View, first: int, last: int, others: Sequence[Name]) -> Role | None:
    """Make a role of tokens that have a role's head word among them."""
    heads = [i for i in range(first, last) if view.lower[i] in words().role_heads]
    if not heads:
        return None
    # "spokesman for the ministry": the head is the last one before a preposition.
    links = [i for i in range(first, last) if view.pos[i] == "ADP"]
    head = max((i for i in heads if not links or i < links[0]), default=heads[0])
    text = view.document.text[view.starts[first] : view.ends[last - 1]]
    return Role(
        first, last, " ".join(text.split()), view.lower[head], country_in(first, last, others)
    )


def country_in(first: int, last: int, others: Sequence[Name]) -> str | None:
    """Return the country that names within ``first:last`` stand for; None for none or several."""
    codes = {c for n in others if first <= n.first and n.last <= last and (c := country_word(n))}
    return codes.pop() if len(codes) == 1 else None


def country_word(name: Name) -> str | None:
    """Return the code of a country's or people's name, also at the head of an institution's."""
    tables = gazetteer()
    if known := tables.people(name.text):
        return known[1].country
    if entry := organisations().known(name.text):
        return entry.country
    if name.label == "ORG":
        return country_of_institution(name.text)
    place = next(iter(tables.territory(name.text)), None)
    return place.country if place and name.label == "GPE" else None


def country_of_institution(text: str) -> str | None:
    """Return the country in "U.S. Treasury", "Bank of England", "Russian Defense Ministry"."""
    tables, pieces = gazetteer(), text.split()
    spans = [pieces[:1], pieces[:2], pieces[-1:], pieces[-2:]]
    for piece in spans[:2] + (spans[2:] if "of" in pieces else []):
        phrase = " ".join(piece)
        if len(phrase) == len(text):
            continue
        if known := tables.people(phrase):
            return known[1].country
        if place := next(iter(tables.territories.get(normalised(phrase), ())), None):
            return place.country
    return None
