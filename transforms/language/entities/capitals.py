"""Names in a line of capitals, such as a headline: those that the article writes out elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from transforms.language.entities.known_names import is_country_word
from transforms.language.entities.labels import is_no_name
from transforms.language.entities.organisations import organisations
from transforms.language.entities.personal_names import common_words
from transforms.language.entities.words import words
from transforms.language.spelling import normalised
from transforms.language.view import Name, View, marked, overlapping

MIN_WORDS = 3
"""Shorter lines are datelines, acronyms and names of agencies."""

Spellings = dict[str, list[tuple[tuple[str, ...], str]]]
"""By first token: all tokens in capitals, and the type; the longest first."""


def found_in_capitals(view: View, names: Sequence[Name]) -> list[Name]:
    """Find the article's own names in its lines of capitals, in place of the tagger's guesses.

    Where the tagger reads a longer name of the same type around one word of ours, it is right
    ("BARACK OBAMA"); a name of words that the article writes small elsewhere is none.
    """
    lines = [line for line in _lines(view) if _is_in_capitals(view, line)]
    inside = {i for line in lines for i in line}
    if not inside:
        return list(names)
    guessed = [n for n in names if n.first in inside]
    sure = [n for n in names if n.first not in inside]
    spellings = _spellings(view, sure)
    ours = [name for line in lines for name in _again(view, line, spellings)]
    kept = [n for n in guessed if _is_wider(n, ours)]
    taken = marked(kept, len(view.words))
    ours = [n for n in ours if not overlapping(taken, n.first, n.last)]
    taken = marked([*kept, *ours], len(view.words))
    kept += [n for n in guessed if not overlapping(taken, n.first, n.last) and _is_name(view, n)]
    return sorted([*sure, *ours, *kept], key=lambda n: n.start)


def _lines(view: View) -> Iterator[range]:
    """Yield the tokens of each line of the text."""
    first = 0
    for i, word in enumerate([*view.words, "\n"]):
        if "\n" in word:
            yield range(first, i)
            first = i + 1


def _is_in_capitals(view: View, line: range) -> bool:
    written = [view.words[i] for i in line if any(c.isalpha() for c in view.words[i])]
    return len(written) >= MIN_WORDS and all(word.isupper() for word in written)


def _spellings(view: View, names: Iterable[Name]) -> Spellings:
    """Index the names as capitals write them, people's also by their last word."""
    labels: dict[tuple[str, ...], str] = {}
    for name in names:
        tokens = tuple(word.upper() for word in view.words[name.first : name.last])
        labels.setdefault(tokens, name.label)
        if name.label == "PERSON" and len(tokens[-1]) > 2:
            labels.setdefault(tokens[-1:], "PERSON")
    found: Spellings = defaultdict(list)
    for tokens, label in sorted(labels.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        found[tokens[0]].append((tokens, label))
    return found


def _again(view: View, line: range, spellings: Spellings) -> Iterator[Name]:
    done = line.start
    for i in line:
        for tokens, label in spellings.get(view.words[i], ()) if i >= done else ():
            last = i + len(tokens)
            there = last <= line.stop and tuple(view.words[i:last]) == tokens
            if there and (len(tokens) > 1 or _says_a_name(view, i)):
                name = view.name(i, last, label, tagged=False)
                if name is not None:
                    yield name
                    done = last
                break


def _says_a_name(view: View, i: int) -> bool:
    """Tell whether a word in capitals can only be the name: "MAY" and "COOK" may be verbs."""
    word = view.lower[i]
    if is_country_word(view.words[i]):
        return word not in view.small_words
    plain = view.small_words | common_words() | words().never_names
    return len(word) > 2 and word not in plain


def _is_wider(guess: Name, ours: Iterable[Name]) -> bool:
    """Tell whether the tagger's name holds one word of ours, and more."""
    return any(
        guess.first <= n.first
        and n.last <= guess.last
        and n.last - n.first == 1 < guess.last - guess.first
        and n.label == guess.label
        for n in ours
    )


def _is_name(view: View, guess: Name) -> bool:
    """Refuse the tagger's "FIRE IN": words of every day, one of which the article writes small."""
    if is_country_word(guess.text) or organisations().known(guess.text):
        return True
    written = set(view.lower[guess.first : guess.last])
    small = written & (view.small_words | words().never_names)
    return not small or not all(word in small or is_no_name(word) for word in written)


def written_out(names: Sequence[Name]) -> str:
    """Return the first spelling, in capitals only where the article has it so more often."""
    counts = Counter(n.text for n in names)
    first = names[0].text
    small = (n.text for n in names if not n.text.isupper())
    same = (text for text in small if normalised(text) == normalised(first))
    other = next(same, first) if first.isupper() else first
    return other if counts[other] >= counts[first] else first
