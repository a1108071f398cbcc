"""Names as spans: the tagger's cut to size and joined, and those it did not see."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from schemas.entities import ENTITY_TYPES
from transforms.language.entities.first_names import first_names
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.unseen import divides
from transforms.language.spelling import normalised
from transforms.language.view import Name, View, marked, overlapping

# Labels of pipelines that are not trained on OntoNotes.
_OTHER_LABELS = {"PER": "PERSON"}

# A title or an agreement may end in small letters ("Gone with the wind"); other names do not.
_ANY_CASE = frozenset(["WORK_OF_ART", "LAW", "EVENT"])


class Known(NamedTuple):
    """A name of the tables: its words, also folded, its type, and whether capitals matter."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    label: str
    exact: bool


def tagged_names(view: View) -> list[Name]:
    """Return the tagger's spans of the ten named types, cut to size."""
    found: list[Name] = []
    for span in view.document.doc.ents:
        label = _OTHER_LABELS.get(span.label_, span.label_)
        if label in ENTITY_TYPES:
            for first, last in parts(view, span.start, span.end, label):
                name = cut(view, first, last, label)
                if name is not None:
                    found.append(name)
    return found


def parts(view: View, first: int, last: int, label: str) -> Iterator[tuple[int, int]]:
    """Split a span at line breaks, and a list of people or places at its "and"."""
    listed = label in ("PERSON", "GPE", "NORP")
    splits = frozenset(["(", ")", *(["and", ",", ";"] if listed else [])])
    begin = first
    for i in range(first, last):
        if i > begin and person_begins(view, begin, i, last, label):
            yield begin, i
            begin = i
        if view.lower[i] in splits or "\n" in view.words[i] or divides(view, i):
            if begin < i:
                yield begin, i
            begin = i + 1
    if begin < last:
        yield begin, last


def person_begins(view: View, first: int, i: int, last: int, label: str) -> bool:
    """Tell whether a place and a person run together: "Middle East" + "Tobias Ellwood"."""
    if label not in ("ORG", "PERSON") or last - i < 2 or view.lower[i] not in first_names():
        return False
    return normalised(" ".join(view.words[first:i])) in gazetteer().territories


def cut(view: View, first: int, last: int, label: str, tagged: bool = True) -> Name | None:
    """Cut articles, titles, possessives and small words off a span; None if no name is left."""
    while first < last and not opens_name(view, first, last):
        first += 1
    while last > first and not closes_name(view, first, last, label):
        last -= 1
    if label == "PERSON":
        first = behind_title(view, first, last)
    if first >= last or not names_something(view, first, last):
        return None
    return view.name(first, last, label, tagged)


def opens_name(view: View, first: int, last: int) -> bool:
    """Tell whether a name may begin with this token: "al-Shabab", "iPhone", not "the", "mid"."""
    word, lower = view.words[first], view.lower[first]
    if not word[:1].isalnum() or lower in words().never_open:
        return False
    if any(c.isupper() for c in word) or not word.isascii():
        return True
    return lower in words().name_particles and last - first > 1


def closes_name(view: View, first: int, last: int, label: str) -> bool:
    """Tell whether a name may end with the token before ``last``."""
    word = view.words[last - 1]
    if word in ("'s", "'S", "'") or not any(c.isalnum() for c in word):
        return False
    if word.lower().rstrip(".") in words().never_close:
        return False
    if word.isdigit():
        return last - first > 1
    return label in _ANY_CASE or not (word.islower() and word.isalpha() and word.isascii())


def behind_title(view: View, first: int, last: int) -> int:
    """Return where the name proper begins in "Foreign Minister Ana Lopes"."""
    lists = words()
    for i in range(last - 2, first - 1, -1):
        title = view.lower[i] in lists.titles and view.lower[i + 1] not in lists.name_suffixes
        title = title and view.capital(i + 1)
        # "Martin Luther King Smith": inside a name these are names.
        if title and (i == first or view.lower[i] not in ("king", "prince", "baron", "justice")):
            return i + 1
    return first


def names_something(view: View, first: int, last: int) -> bool:
    """Refuse single words that are no names: weekdays, pronouns, bare titles, numbers."""
    if last - first > 1:
        return not all(w in words().titles for w in view.lower[first:last])
    # "Defense" before "Secretary" is half a title.
    titles = words().titles
    if view.lower[first] in titles and view.after(last) in titles and view.capital(last):
        return False
    word, lower = view.words[first], view.lower[first]
    if lower in words().never_names and word.title() not in first_names():
        return False
    if lower in words().titles & words().role_heads and lower not in first_names():
        return False
    return any(c.isalpha() for c in word) and len(word) > 1


def joined(view: View, names: list[Name]) -> list[Name]:
    """Join a country's word to the institution behind it: "U.S." + "Treasury"."""
    result: list[Name] = []
    for name in names:
        last = result[-1] if result else None
        if last is not None and last.last == name.first and belongs(view, last, name):
            result.pop()
            whole = view.name(last.first, name.last, "ORG")
            result.extend([whole] if whole else [])
        else:
            result.append(name)
    return result


def belongs(view: View, country: Name, institution: Name) -> bool:
    """Tell whether the first names a country or people and the second only says which office."""
    if not is_country_word(country.text):
        return False
    rest = view.lower[institution.first : institution.last]
    return all(word in words().institution_words for word in rest)


@cache
def is_country_word(text: str) -> bool:
    """Tell whether a text is a country's name or its people's."""
    tables = gazetteer()
    places = tables.territories.get(normalised(text), ())
    return any(p.kind == "country" for p in places) or tables.people(text) is not None


def unseen_names(view: View, names: list[Name]) -> list[Name]:
    """Return names that the tagger missed: known ones, people behind titles, organisations."""
    taken = marked(names, len(view.words))
    found: list[Name] = []
    for finder in (known_names, titled_people, organisations):
        for name in finder(view, taken):
            if not overlapping(taken, name.first, name.last):
                found.append(name)
                taken[name.first : name.last] = [True] * (name.last - name.first)
    return found


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


@cache
def known_by_first_word() -> dict[str, list[Known]]:
    """Index all known names by their first word, the longest first."""
    listed = list(gazetteer().spellings)
    listed += [(form, "NORP") for form in words().group_forms]
    listed += [(name, entry.type) for name, entry in words().organisations.items()]
    found: dict[str, list[Known]] = {}
    for name, label in listed:
        tokens = tuple(re.findall(r"'s|[^\s'-]+|-", name.replace("’", "'")))
        folded = tuple(normalised(t) for t in tokens)
        exact = name in words().organisations or (name.isupper() and len(name) < 7)
        found.setdefault(folded[0], []).append(Known(tokens, folded, label, exact))
    for entries in found.values():
        entries.sort(key=lambda k: (-len(k.words), k.words))
    return found


def titled_people(view: View, taken: list[bool]) -> Iterator[Name]:
    """Yield untagged names behind a title: "Gen. Paulo Mendes"."""
    lists = words()
    for i in range(1, len(view.words)):
        if taken[i] or view.before(i) not in lists.titles or not view.capital(i - 1):
            continue
        last = i
        while last < min(i + 4, len(view.words)) and name_like(view, last) and not taken[last]:
            last += 1
        if last > i and view.lower[i] not in lists.titles | lists.organisation_heads:
            name = cut(view, i, last, "PERSON", tagged=False)
            if name is not None:
                yield name


def organisations(view: View, taken: list[bool]) -> Iterator[Name]:
    """Yield untagged runs of capitalised words around "Ministry", "University", "Party"."""
    lists = words()
    first = 0
    while first < len(view.words):
        if taken[first] or not name_like(view, first):
            first += 1
            continue
        last = first + 1
        while last < len(view.words) and not taken[last] and name_like(view, last):
            last += 1
        if last - first > 1 and first not in view.begins_sentence:
            if view.lower[last - 1] in lists.organisation_heads | lists.company_suffixes:
                name = cut(view, first, last, "ORG", tagged=False)
                if name is not None:
                    yield name
            elif last - first <= 3 and view.lower[first] in first_names():
                name = cut(view, first, last, "PERSON", tagged=False)
                if name is not None:
                    yield name
        first = last


def name_like(view: View, i: int) -> bool:
    """Tell whether a token looks like part of a proper name."""
    return view.pos[i] == "PROPN" and view.capital(i) and view.lower[i] not in words().never_names
