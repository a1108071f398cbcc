"""What a user says about how texts are read; light to import, since configurations hold it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LexiconFile:
    """A lexicon file of a user's own, as text, since it travels to workers: its name and content."""

    name: str
    text: str
