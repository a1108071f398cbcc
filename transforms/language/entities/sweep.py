"""The second look over the whole text: every surface found again, runaway names cut."""

from collections import Counter, defaultdict

from transforms.language.entities.names import names_something
from transforms.language.entities.words import words
from transforms.language.spelling import normalised
from transforms.language.view import Name, View, marked


def unglued(view: View, names: list[Name]) -> list[Name]:
    """Cut what a headline in capitals glued to a person: "Donald Trump Ties"."""
    keys = Counter(normalised(n.text) for n in names)
    surnames = {normalised(n.text).split()[-1] for n in names if is_full(n)}
    return [cut_tail(view, n, keys, surnames) if is_full(n) else n for n in names]


def is_full(name: Name) -> bool:
    """Tell whether it is a person's name of several words."""
    return name.label == "PERSON" and " " in name.text


def cut_tail(view: View, name: Name, keys: Counter[str], surnames: set[str]) -> Name:
    """Cut the last word if it is never a name of its own and the one before it is."""
    *front, tail = normalised(name.text).split() or [""]
    if not front or keys[tail] or tail in words().name_suffixes or name.last - name.first < 2:
        return name
    known_before = keys[front[-1]] > 1 and keys[front[-1]] > keys[normalised(name.text)]
    if len(front) == 1 and front[0] not in surnames:
        return name
    if not (known_before or (len(front) > 1 and keys[" ".join(front)])):
        return name
    return view.name(name.first, name.last - 1, name.label, name.tagged) or name


def found_again(view: View, names: list[Name]) -> list[Name]:
    """Find every surface, and every surname, again where nothing else was found."""
    taken = marked(names, len(view.words))
    found = list(names)
    index = by_first_token(view, names)
    counts = Counter(n.text for n in names)
    for i, word in enumerate(view.words):
        if taken[i]:
            continue
        for tokens, label in index.get(word, ()):
            last = i + len(tokens)
            there = view.words[i:last] == list(tokens) and not any(taken[i:last])
            if there and is_free(view, i, last, counts[word]):
                name = view.name(i, last, label, tagged=False)
                if name is not None:
                    found.append(name)
                    taken[i:last] = [True] * len(tokens)
                break
    return sorted(found, key=lambda n: n.start)


def by_first_token(view: View, names: list[Name]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Index the surfaces of an article by their first token, the longest first."""
    surfaces: dict[tuple[str, ...], str] = {}
    for name in names:
        tokens = tuple(view.words[name.first : name.last])
        surfaces.setdefault(tokens, name.label)
        full = name.label == "PERSON" and len(tokens) > 1 and len(tokens[-1]) > 2
        if full and names_something(view, name.last - 1, name.last):
            surfaces.setdefault(tokens[-1:], "PERSON")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for tokens, label in sorted(surfaces.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        found[tokens[0]].append((tokens, label))
    return found


def is_free(view: View, first: int, last: int, count: int) -> bool:
    """Tell whether tokens stand there as a name: capital, and not a word that begins a sentence.

    The tagger takes a surname at the beginning of a sentence for a noun now and then; a surface
    that the article has elsewhere is believed, unless it is a word of the article as well.
    """
    if last - first > 1:
        return True
    word = view.words[first]
    if not any(c.isupper() for c in word):
        return False
    if first not in view.begins_sentence:
        return True
    return word.lower() not in view.small_words and (view.pos[first] == "PROPN" or count > 1)
