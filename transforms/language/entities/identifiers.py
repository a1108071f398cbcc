"""Entity ids: functions of content, the same for the same entity in every article."""

import hashlib
import unicodedata

_DROPPED = str.maketrans("", "", ".'’`")


def normalised(name: str) -> str:
    """Fold case, accents, white space and dots: "U. N." and "UN" differ, "U.N." and "UN" do not."""
    if not name.isascii():
        flat = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(name.casefold().translate(_DROPPED).replace("-", " ").split())


def entity_id(name: str, kind: str, knowledge_id: str | None = None) -> str:
    """Return 32 hex digits: hash of the knowledge-base id, else of normalised name and type.

    >>> entity_id("Moscow", "GPE") == entity_id("moscow", "GPE")
    True
    """
    key = knowledge_id or f"name:{kind}:{normalised(name) or name}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
