"""Which of a person's names belong together: full names with full names, short ones with full."""

from collections.abc import Iterable, Sequence

from transforms.language.entities.words import words
from transforms.language.spelling import normalised
from transforms.language.view import Name


def is_same_person(short: str, full: str) -> bool:
    """Tell whether "joe biden" may be "joseph r biden jr", "bin salman" "mohammed bin salman"."""
    a, b = bare(short), bare(full)
    if len(a) < 2 or a == b:
        return a == b and len(a) > 1
    if b[-len(a) :] == a or b[: len(a)] == a:
        return True
    initials = a[0][0] == b[0][0] and (len(a[0]) == 1 or len(b[0]) == 1)
    return a[-1] == b[-1] and (a[0] == b[0] or initials)


def bare(name: str) -> list[str]:
    """Return the words of a name without "Jr." and the like."""
    return [w for w in name.split() if w not in words().name_suffixes]


class FullNames:
    """The people of an article by their full names, found by their first and last words.

    Attributes:
        groups: names of each person; the first of a group is its longest spelling.
    """

    def __init__(self) -> None:
        """Begin without anybody."""
        self.groups: list[list[Name]] = []
        self._keys: list[str] = []
        self._by_word: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})

    def add(self, key: str, names: Iterable[Name]) -> None:
        """Put names with that normalised spelling to the person they may mean, or to a new one."""
        home = next((i for i in self._near(key) if is_same_person(key, self._keys[i])), None)
        if home is not None:
            self.groups[home].extend(names)
            return
        pieces = bare(key)
        for index, position in zip(self._by_word, (0, -1), strict=True):
            if pieces:
                index.setdefault(pieces[position], []).append(len(self.groups))
        self.groups.append(list(names))
        self._keys.append(key)

    def _near(self, key: str) -> list[int]:
        """Return those with the same first or last word, in their order."""
        pieces = bare(key) or [""]
        first, last = self._by_word
        return sorted({*first.get(pieces[0], ()), *last.get(pieces[-1], ())})

    def meant(self, name: Name, full: Sequence[Sequence[Name]]) -> int | None:
        """Return whom a single word stands for: by surname, else by first name.

        Of two with the same surname it is the one named more often in full, whom the article is
        about; then the one named last before it.

        Args:
            name: the single word.
            full: each person's full names.
        """
        key = normalised(name.text)
        for index in reversed(self._by_word):
            if fits := index.get(key):
                return max(fits, key=lambda i: (len(full[i]), recency(name, full[i])))
        return None


def recency(name: Name, group: Iterable[Name]) -> tuple[int, int]:
    """Rank a group by its last full mention before the name, else by its first one after it."""
    before = [n.start for n in group if n.start < name.start]
    return (1, max(before)) if before else (0, -min(n.start for n in group))
