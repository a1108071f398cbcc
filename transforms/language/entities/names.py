"""Names as spans: the tagger's cut to size and joined, and those it did not see."""

from collections.abc import Iterator

from schemas.entities import ENTITY_TYPES
from transforms.language.entities.known_names import is_country_word, known_names
from transforms.language.entities.personal_names import common_words, first_names, is_family_name
from transforms.language.entities.titles import begins_body, ends_in_role, general_bodies, is_thing
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.unseen import divides
from transforms.language.spelling import normalised
from transforms.language.times.holidays import holidays
from transforms.language.view import Name, View, marked, overlapping

# Labels of pipelines that are not trained on OntoNotes.
_OTHER_LABELS = {"PER": "PERSON"}

# A title or an agreement may end in small letters ("Gone with the wind"); other names do not.
_ANY_CASE = frozenset(["WORK_OF_ART", "LAW", "EVENT"])


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
    if view.lower[last - 1] in words().organisation_heads:
        return False
    leads = view.words[first + 1 : i] if view.lower[first] == "the" else view.words[first:i]
    return normalised(" ".join(leads)) in gazetteer().territories


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
    if last - first > 2 and view.words[last - 2] == "-" and label == "PERSON":
        return word.isalpha()
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
        title = title and view.capital(i + 1) and not begins_body(view, i)
        # "Martin Luther King Smith": inside a name these are names.
        if title and (i == first or view.lower[i] not in ("king", "prince", "baron", "justice")):
            return i + 1
    return first


def is_holiday(view: View, first: int, last: int) -> bool:
    """Tell whether a phrase is a holiday, with its year or without: a time, and nobody's name."""
    if last - first > 1 and view.words[last - 1].isdigit():
        last -= 1
    return " ".join(view.words[first:last]) in holidays()


def names_something(view: View, first: int, last: int) -> bool:
    """Refuse single words that are no names, weekdays, pronouns, bare titles, numbers; and holidays."""
    if is_holiday(view, first, last):
        return False
    if last - first > 1:
        titles_alone = all(w in words().titles for w in view.lower[first:last])
        return not titles_alone or begins_body(view, first)
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
    """Join a country's word to the institution behind it or before it: "U.S." + "Treasury"."""
    result: list[Name] = []
    for name in names:
        last = result[-1] if result else None
        if last is not None and last.last == name.first and belongs(view, last, name):
            result.pop()
            whole = view.name(last.first, name.last, "ORG")
            result.extend([whole] if whole else [])
        elif last is not None and is_of(view, last, name):
            result.pop()
            result.append(view.name(last.first, name.last, "ORG") or last)
        else:
            result.append(name)
    return result


def is_of(view: View, institution: Name, country: Name) -> bool:
    """Tell whether they read "National Union of Journalists" + "of the" + "Philippines"."""
    between = view.lower[institution.last : country.first]
    tokens = view.lower[institution.first : institution.last]
    heads = words().organisation_heads
    return (
        between in (["of"], ["of", "the"])
        and institution.label == "ORG"
        and len(tokens) > 1
        and (tokens[-1] in heads or ("of" in tokens and tokens[tokens.index("of") - 1] in heads))
        and country.label == "GPE"
        and is_country_word(country.text)
    )


def belongs(view: View, country: Name, institution: Name) -> bool:
    """Tell whether the first names a country or people and the second only says which office."""
    rest = view.lower[institution.first : institution.last]
    lists = words()
    is_territory = normalised(country.text) in gazetteer().territories
    if country.label == "GPE" and is_territory and institution.label == "ORG" and len(rest) > 1:
        return rest[-1] in lists.organisation_heads and rest[0] not in lists.titles
    return is_country_word(country.text) and all(w in lists.institution_words for w in rest)


def unseen_names(view: View, names: list[Name]) -> list[Name]:
    """Return names that the tagger missed: known ones, people behind titles, organisations."""
    taken = marked(names, len(view.words))
    found: list[Name] = []
    for finder in (known_names, general_bodies, titled_people, organisations):
        for name in finder(view, taken):
            if not overlapping(taken, name.first, name.last):
                found.append(name)
                taken[name.first : name.last] = [True] * (name.last - name.first)
    return found


def titled_people(view: View, taken: list[bool]) -> Iterator[Name]:
    """Yield untagged names behind a title: "Gen. Paulo Mendes"."""
    lists = words()
    for i in range(1, len(view.words)):
        if taken[i] or view.before(i) not in lists.titles or not view.capital(i - 1):
            continue
        if is_thing(view, i):
            continue
        last = i
        while last < min(i + 4, len(view.words)) and name_like(view, last) and not taken[last]:
            last += 1
        if last == i or ends_in_role(view, last):
            continue
        if view.lower[i] not in lists.titles | lists.organisation_heads:
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
        if last - first > 1:
            if view.lower[last - 1] in lists.organisation_heads | lists.company_suffixes:
                name = cut(view, first, last, "ORG", tagged=False)
                if name is not None and first not in view.begins_sentence:
                    yield name
            elif last - first <= 4 and is_person_like(view, first, last):
                name = cut(view, first, last, "PERSON", tagged=False)
                if name is not None:
                    yield name
        first = last


def is_person_like(view: View, first: int, last: int) -> bool:
    """Tell whether capitalised words begin with a first name or end with a family name."""
    given = view.lower[first] in first_names()
    family = is_family_name(view.words[last - 1])
    if given and family:
        return True
    common = any(w in common_words() for w in view.lower[first:last])
    return (given or family) and (first not in view.begins_sentence or not common)


def name_like(view: View, i: int) -> bool:
    """Tell whether a token looks like part of a proper name."""
    return view.pos[i] == "PROPN" and view.capital(i) and view.lower[i] not in words().never_names


def houses(view: View, names: list[Name]) -> list[Name]:
    """Widen a name to the house behind it: "the Santa Maria hospital"; a large town stays one."""
    return [house(view, name) or name for name in names]


def house(view: View, name: Name) -> Name | None:
    """Return the house that a name is of; None where none stands behind it."""
    known = gazetteer()
    if view.after(name.last) not in words().house_nouns or view.before(name.first) != "the":
        return None
    if known.is_town(name.text, 100_000) or normalised(name.text) in known.territories:
        return None
    if (
        name.label not in ("GPE", "LOC", "PERSON", "ORG", "FAC")
        or view.tokens[name.last].tag_ == "NNS"
    ):
        return None
    return view.name(name.first, name.last + 1, "FAC", name.tagged)
