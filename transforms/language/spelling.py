"""Names compared as readers compare them: without case, accents, dots and hyphens."""

import unicodedata

_DROPPED = str.maketrans("", "", ".'’`")


def normalised(name: str) -> str:
    """Fold case, accents, white space and dots: "U. N." and "UN" differ, "U.N." and "UN" do not."""
    if not name.isascii():
        flat = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(name.casefold().translate(_DROPPED).replace("-", " ").split())
