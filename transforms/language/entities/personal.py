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


def meant(name: Name, leaders: Sequence[Name], full: Sequence[list[Name]]) -> int | None:
    """Return which full name a single word stands for: by surname, else by first name.

    Of two with the same surname it is the one named more often in full, whom the article is
    about; then the one named last before it.
    """
    key = normalised(name.text)
    for position in (-1, 0):
        fits = [i for i, n in enumerate(leaders) if bare(normalised(n.text))[position] == key]
        if fits:
            return max(fits, key=lambda i: (len(full[i]), recency(name, full[i])))
    return None


def recency(name: Name, group: Iterable[Name]) -> tuple[int, int]:
    """Rank a group by its last full mention before the name, else by its first one after it."""
    before = [n.start for n in group if n.start < name.start]
    return (1, max(before)) if before else (0, -min(n.start for n in group))
