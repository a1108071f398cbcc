"""Entity ids: functions of content, the same for the same entity in every article."""

import hashlib

from transforms.language.spelling import normalised


def entity_id(name: str, kind: str, knowledge_id: str | None = None) -> str:
    """Return 32 hex digits: hash of the knowledge-base id, else of normalised name and type.

    >>> entity_id("Moscow", "GPE") == entity_id("moscow", "GPE")
    True
    """
    key = knowledge_id or f"name:{kind}:{normalised(name) or name}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
