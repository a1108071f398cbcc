"""Entity ids: functions of content, the same for the same entity in every article."""

import hashlib
import unicodedata


def normalised(name: str) -> str:
    """Fold case, accents, white space and dots: "U. N." and "UN" are one name."""
    flat = unicodedata.normalize("NFKD", name).casefold()
    kept = (c for c in flat if not unicodedata.combining(c) and c not in ".'’")
    return " ".join("".join(kept).split())


def entity_id(name: str, kind: str, knowledge_id: str | None = None) -> str:
    """Return 32 hex digits: hash of the knowledge-base id, else of normalised name and type.

    >>> entity_id("Moscow", "GPE") == entity_id("moscow", "GPE")
    True
    """
    key = knowledge_id or f"name:{kind}:{normalised(name)}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
