"""Who and what an article names: names found and joined, canonical entities, who "he" is."""

from transforms.language.entities.finder import find_entities

__all__ = ["find_entities"]
