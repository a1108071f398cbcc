"""Places that the tagger does not see, and where it runs a place into what stands beside it."""

from collections.abc import Iterable, Iterator

from transforms.language.places.gazetteer import gazetteer
from transforms.language.places.words import place_words, state_of
from transforms.language.view import Name, View, marked, overlapping

DASHES = frozenset(["-", "–", "—", "--"])
PARTIES = frozenset(["D", "R", "I"])
MAX_WORDS = 3


def unseen_places(view: View, seen: Iterable[Name]) -> list[Name]:
    """Return datelines, states behind a town, homes of politicians, counties: where no name is yet."""
    taken = marked(list(seen), len(view.words))
    spans = [*datelines(view), *homes(view), *states_behind(view, seen), *divisions(view)]
    spans += towns(view)
    found = []
    for first, last in spans:
        name = None if overlapping(taken, first, last) else view.name(first, last, "GPE", False)
        if name is not None:
            found.append(name)
            taken[first:last] = [True] * (last - first)
    return found


def datelines(view: View) -> Iterator[tuple[int, int]]:
    """Yield "XENIA" in "XENIA — The girlfriend", also within a text that lost its line breaks."""
    lines = {i for i, word in enumerate(view.words) if word.isupper() and view.before(i).isdigit()}
    for first in sorted(view.begins_sentence | lines):
        last = first
        while last < len(view.words) and view.capital(last) and last - first < MAX_WORDS:
            last += 1
        if first < last and is_dateline(view, first, last):
            yield first, last


def is_dateline(view: View, first: int, last: int) -> bool:
    """Tell whether a town of the table opens a sentence, with a dash or a bracket behind it."""
    text = view.document.text[view.starts[first] : view.ends[last - 1]]
    dated = text.isupper() and view.before(first).isdigit()  # "March 30, 2009 NEWARK -- "
    opens = first in view.begins_sentence or dated or (first > 0 and "\n" in view.words[first - 1])
    if not opens or len(text) < 4 or is_hyphen(view, last):
        return False
    follows = view.after(last)
    sure = follows in DASHES or (text.isupper() and follows in ("(", ",", ":"))
    return sure and bool(gazetteer().candidates(text))


def towns(view: View) -> Iterator[tuple[int, int]]:
    """Yield "Hounslow" in "both from Hounslow": a town of the table behind "in" or "from"."""
    for i in range(1, len(view.words)):
        is_free = view.pos[i] == "PROPN" and not view.tokens[i].ent_type_  # "in March" is a date
        if is_free and view.before(i) in place_words().placing_words:
            last = i
            while view.after(last) and view.pos[last] == "PROPN" and view.capital(last):
                last += 1
            text = view.document.text[view.starts[i] : view.ends[last - 1]] if last > i else ""
            if len(text) > 3 and last - i <= MAX_WORDS and gazetteer().is_town(text):
                yield i, last


def is_hyphen(view: View, i: int) -> bool:
    """Tell whether token i ties two words together: "Logan-Rogersville"."""
    return i < len(view.words) and view.words[i] == "-" and view.starts[i] == view.ends[i - 1]


def homes(view: View) -> Iterator[tuple[int, int]]:
    """Yield "Ocilla" in "Jay Roberts (R-Ocilla)"."""
    for i in range(2, len(view.words)):
        if is_party_mark(view, i - 1) and view.capital(i):
            last = i + 1
            while view.after(last)[:1].isalpha() and view.capital(last) and last - i < MAX_WORDS:
                last += 1
            yield i, last


def is_party_mark(view: View, i: int) -> bool:
    """Tell whether token i is the hyphen of "D-Calif."."""
    if view.words[i] != "-" or view.words[i - 1] not in PARTIES:
        return False
    return i > 1 and view.words[i - 2] in (",", "(")


def states_behind(view: View, seen: Iterable[Name]) -> Iterator[tuple[int, int]]:
    """Yield "Ky." in "Louisville, Ky.", where a place stands before the comma."""
    for name in seen:
        i = name.last + 1
        if view.after(name.last) == "," and i < len(view.words):
            for size in (2, 1):
                if state_of(" ".join(view.words[i : i + size])):
                    yield i, i + size
                    break


def divisions(view: View) -> Iterator[tuple[int, int]]:
    """Yield "Rapides Parish" in "Rapides Parish Sheriff's Office"."""
    for i, word in enumerate(view.lower):
        if word in place_words().division_heads and view.capital(i):
            for first in range(max(0, i - MAX_WORDS), i):
                text = view.document.text[view.starts[first] : view.ends[i]]
                if view.capital(first) and gazetteer().index.find(text):
                    yield first, i + 1
                    break


def divides(view: View, i: int) -> bool:
    """Tell whether no name goes on over token i: a dash, the mark of a party.

    A hyphen with space around it stands behind a dateline, or in a name of a text badly set.
    """
    if view.words[i] == "-":
        before = view.words[i - 1] if i else ""
        line = before.isupper() and len(before) > 3 and not is_hyphen(view, i)
        return line or is_party_mark(view, i)
    if view.words[i] in DASHES:
        return True
    return i + 1 < len(view.words) and is_party_mark(view, i + 1)
