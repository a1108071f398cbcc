"""Names of places compared as readers compare them."""

from transforms.language.places.words import place_words
from transforms.language.spelling import normalised

_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "ft": "fort",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}


def place_key(name: str) -> str:
    """Return a name without case, accents and dots, its first word written in full.

    >>> place_key("St. Paul") == place_key("saint paul")
    True
    """
    first, _, rest = normalised(name).partition(" ")
    return f"{_SHORT.get(first, first)} {rest}" if rest else first


def without_region_word(key: str) -> str:
    """ "kursk oblast" -> "kursk"; one word stays."""
    first, *rest = key.split() or [""]
    while rest and rest[-1] in place_words().region_words:
        rest.pop()
    return " ".join([first, *rest])


def without_side(key: str) -> str:
    """ "northern iraq" -> "iraq", "city of santa ana" -> "santa ana"; one word stays."""
    words, lists = key.split(), place_words()
    while len(words) > 1 and words[0] in lists.sides:
        words.pop(0)
    if len(words) > 2 and words[1] == "of" and words[0] in lists.region_words:
        words = words[3:] if words[2] == "the" and len(words) > 3 else words[2:]
    return " ".join(words)
