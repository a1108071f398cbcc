"""Names of the tables found in a text: countries, peoples, organisations, longest first."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.language.entities.known_people import known_people
from transforms.language.entities.organisations import organisations
from transforms.language.entities.personal_names import first_names
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised
from transforms.language.view import Name, View


class Known(NamedTuple):
    """A name of the tables: its words, also folded, its type, and whether capitals matter."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    label: str
    exact: bool


def widened(view: View, names: list[Name]) -> list[Name]:
    """Widen a span to the known name that it is part of: "Islamic" to "Islamic State"."""
    result: list[Name] = []
    for name in names:
        if result and result[-1].last > name.first:
            continue
        result.append(wider(view, name))
    return result


def wider(view: View, name: Name) -> Name:
    """Return the longest known name of several words that begins here and covers the span."""
    for known in known_by_first_word().get(normalised(view.words[name.first]), ()):
        last = name.first + len(known.words)
        if last > name.last and stands_at(view, name.first, known):
            return view.name(name.first, last, known.label) or name
    return name


def known_names(view: View, taken: list[bool]) -> Iterator[Name]:
    """Yield countries, peoples and organisations of the tables, longest first at each place."""
    for i, word in enumerate(view.words):
        if taken[i] or not (word[:1].isupper() or word == "al"):
            continue
        for known in known_by_first_word().get(normalised(word), ()):
            if stands_at(view, i, known) and not is_part_of_more(view, i, len(known.words)):
                name = view.name(i, i + len(known.words), known.label, tagged=False)
                if name is not None:
                    yield name
                break
        else:
            yield from compound(view, i)


def compound(view: View, i: int) -> Iterator[Name]:
    """Yield the country of "U.S.-led" and "Russian-backed", which the tokeniser leaves whole."""
    match = re.fullmatch(r"([A-Z][\w.]*)-[a-z]+", view.words[i])
    if match and is_country_word(match[1]):
        start = view.starts[i]
        label = "NORP" if gazetteer().people(match[1]) else "GPE"
        yield Name(i, i + 1, start, start + len(match[1]), match[1], label, tagged=False)


def stands_at(view: View, i: int, known: Known) -> bool:
    """Compare a known name with the tokens at i; capitals matter in acronyms ("us" is no "US")."""
    tokens = view.words[i : i + len(known.words)]
    if known.exact:
        return tuple(tokens) == known.words
    return tuple(normalised(t) for t in tokens) == known.folded and not any(
        t.islower() and not w.islower() for t, w in zip(tokens, known.words, strict=True)
    )


def is_part_of_more(view: View, i: int, length: int) -> bool:
    """Tell whether a single known word stands inside a longer unknown name ("Jordan Smith")."""
    last = i + length
    if length > 1:
        return False
    if view.pos[i] not in ("PROPN", "ADJ", "NOUN"):
        return True
    follows = last < len(view.words) and view.capital(last) and view.pos[last] == "PROPN"
    leads = i > 0 and view.capital(i - 1) and view.pos[i - 1] == "PROPN"
    known = view.words[i].isupper() or view.pos[i] == "ADJ" or is_country_word(view.words[i])
    return (follows or leads) and not (known and not (leads and view.lower[i - 1] in first_names()))


@lru_cache(maxsize=16_384)
def is_country_word(text: str) -> bool:
    """Tell whether a text is a country's name or its people's."""
    tables = gazetteer()
    places = tables.territories.get(normalised(text), ())
    return any(p.kind == "country" for p in places) or tables.people(text) is not None


@cache
def known_by_first_word() -> dict[str, list[Known]]:
    """Index all known names by their first word, the longest first."""
    listed = list(gazetteer().spellings)
    listed += [(form, "NORP") for form in words().group_forms]
    known = organisations().by_name
    listed += [(name, entry.type) for name, entry in known.items()]
    listed += [(p.name, "PERSON") for p in known_people().everybody if " " in p.name]
    found: dict[str, list[Known]] = {}
    for name, label in listed:
        tokens = tuple(re.findall(r"'s|[^\s'-]+|-", name.replace("’", "'")))
        folded = tuple(normalised(t) for t in tokens)
        exact = name in known or (name.isupper() and len(name) < 7)
        found.setdefault(folded[0], []).append(Known(tokens, folded, label, exact))
    for entries in found.values():
        entries.sort(key=lambda k: (-len(k.words), k.words))
    return found
