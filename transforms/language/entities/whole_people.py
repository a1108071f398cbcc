"""People's names at their full length, where the tagger saw a part: "Kumara Jayasuriya"."""

from collections.abc import Sequence

from transforms.language.entities.known_names import is_country_word
from transforms.language.entities.organisations import organisations
from transforms.language.entities.personal_names import first_names, is_family_name
from transforms.language.entities.words import words
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised
from transforms.language.view import Name, View

MAX_WORDS = 6

# "Kim-led", "Putin-era": what follows the hyphen is no part of a name.
_NO_SYLLABLES = frozenset(
    [
        "led",
        "era",
        "run",
        "like",
        "born",
        "based",
        "style",
        "backed",
        "owned",
        "held",
        "linked",
        "free",
    ]
)


def whole_people(view: View, names: Sequence[Name]) -> list[Name]:
    """Stretch people's names to both sides, and join a first name that got a type of its own.

    Args:
        view: the article.
        names: in the order of the text; none overlap.
    """
    result: list[Name] = []
    for name in names:
        floor = result[-1].last if result else 0
        if floor > name.first:
            continue
        if name.label == "PERSON":
            if result and floor == name.first and is_given_alone(view, result[-1]):
                floor = result.pop().first
                name = view.name(floor, name.last, "PERSON", name.tagged) or name
            first, last = begin(view, name, floor), end(view, name)
            if (first, last) != (name.first, name.last):
                name = view.name(first, last, "PERSON", name.tagged) or name
        result.append(name)
    return result


def is_given_alone(view: View, name: Name) -> bool:
    """Tell whether a single word with a type of its own may be the first name of the next."""
    if name.last - name.first > 1 or name.label not in ("PERSON", "NORP", "ORG", "GPE"):
        return False
    no_people = (
        gazetteer().people(name.text) is None and normalised(name.text) not in words().groups
    )
    return is_given(view, name.first) or (name.label == "NORP" and no_people)


def begin(view: View, name: Name, floor: int) -> int:
    """Return where the name begins: first names that the tagger left out."""
    first = name.first
    while first > floor and name.last - first < MAX_WORDS and is_given(view, first - 1):
        first -= 1
    return first


def is_given(view: View, i: int) -> bool:
    """Tell whether a word before a person's name belongs to it.

    A first or family name does; so does a name that nobody knows at the beginning of a sentence,
    where the tagger is blind.
    """
    word, lower = view.words[i], view.lower[i]
    if not (word.isalpha() and view.capital(i) and view.pos[i] == "PROPN") or word.isupper():
        return False
    lists = words()
    if lower in lists.titles | lists.role_heads | lists.organisation_heads | lists.never_open:
        return False
    if lower in lists.never_names or is_country_word(word) or word in organisations().by_name:
        return False
    if lower in first_names() or is_family_name(word):
        return True
    known = gazetteer().is_town(word) or lower in gazetteer().territories
    return i in view.begins_sentence and not known and lower not in view.small_words


def end(view: View, name: Name) -> int:
    """Return where the name ends: "Jae-won", "Khalid bin Turki al-Jaber"."""
    last = name.last
    while last + 1 < len(view.words) and last - name.first < 2 * MAX_WORDS:
        if is_syllable(view, last):
            last += 2
        elif (step := behind_particle(view, last)) > last:
            last = step
        else:
            break
    return last


def is_syllable(view: View, i: int) -> bool:
    """Tell whether "-won" follows without a space."""
    glued = view.starts[i] == view.ends[i - 1] and view.starts[i + 1] == view.ends[i]
    tail = view.words[i + 1]
    return (
        view.words[i] == "-"
        and glued
        and tail.isalpha()
        and (tail[:1].isupper() or (len(tail) < 7 and tail not in _NO_SYLLABLES))
        and view.pos[i + 1] in ("PROPN", "NOUN", "X", "ADJ", "PRON", "VERB")
    )


def behind_particle(view: View, i: int) -> int:
    """Return where "bin Turki" or "al-Jaber" behind a name ends; i where there is none."""
    last = i
    while last < len(view.words) and view.lower[last] in words().name_particles:
        last += 1
        if last < len(view.words) and view.words[last] == "-":
            last += 1
    follows = last < len(view.words) and view.capital(last) and view.words[last].isalpha()
    return last + 1 if last > i and follows else i
