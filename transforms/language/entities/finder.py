"""The whole of it: one parsed article in, its entities out."""

from schemas.entities import ENTITY_TYPES, EntityMention
from transforms.language.document import Document
from transforms.language.entities.identifiers import entity_id, normalised
from transforms.language.findings import EntityIndex, FoundEntity, in_order


def find_entities(document: Document) -> EntityIndex:
    """Return the named entities of an article with all their mentions, sorted by first mention.

    A pipeline that tags no names gives an empty index.
    """
    groups: dict[tuple[str, str], list[EntityMention]] = {}
    for span in document.doc.ents:
        if span.label_ not in ENTITY_TYPES:
            continue
        start, end = document.offsets(span)
        if start < end:
            text = document.words(start, end)
            mention = EntityMention(start=start, end=end, text=text, kind="name")
            groups.setdefault((normalised(text), span.label_), []).append(mention)
    found = [
        FoundEntity(
            entity_id=entity_id(mentions[0].text, kind),
            name=mentions[0].text,
            type=kind,
            mentions=tuple(mentions),
        )
        for (_, kind), mentions in groups.items()
    ]
    return EntityIndex(in_order(found))
