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
    """ "northern iraq" -> "iraq"; one word stays."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in place_words().sides else key
