"""Where event words tell no such event: sport, markets, weather, courts of opinion, figures of speech."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.tokens import Token

from transforms.language.events.categories import DATA, read_yaml
from transforms.language.events.frames import Predicate
from transforms.language.events.grammar import (
    OBJECTS,
    children,
    object_tokens,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.participants import owners, subject_tokens
from transforms.language.events.words import lemma


@dataclass(frozen=True)
class Context:
    """A field of life whose language borrows event words.

    Attributes:
        words: lemmas of which two in a sentence show the field.
        subjects: lemmas of grammatical subjects that alone show it ("markets retreat").
        objects: lemmas of objects and of nouns after the predicate that alone show it ("war on drugs").
        types: PLOVER categories that do not hold there.
    """

    words: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    types: frozenset[str]


@cache
def load_contexts(path: Path = DATA / "contexts.yaml") -> Mapping[str, Context]:
    """Read the fields of life and their words."""
    return {
        name: Context(**{key: frozenset(words) for key, words in facts.items()})
        for name, facts in read_yaml(path).items()
    }


def is_out_of_place(predicate: Predicate) -> bool:
    """Tell whether the predicate's type does not hold, given what stands around it."""
    sentence: frozenset[str] | None = None
    for context in load_contexts().values():
        if predicate.frame.event_type not in context.types:
            continue
        if _by_arguments(predicate, context):
            return True
        if context.words:
            sentence = sentence or _lemmas(predicate.token)
            if len(sentence & context.words) >= 2:
                return True
    return False


def _lemmas(token: Token) -> frozenset[str]:
    return frozenset(lemma(t) for t in token.sent)


def _by_arguments(predicate: Predicate, context: Context) -> bool:
    token = predicate.token
    if predicate.frame.pos == "verb":
        subjects, objects = subject_tokens(token), object_tokens(token)
    else:
        subjects, objects = owners(token), [*children(token, "compound", "amod")]
    after = [
        o
        for p in prepositions(token, "on", "against", "with", "of", "to", "from", "for", "in", "by")
        for o in prepositional_objects(p)
    ]
    return any(lemma(t) in context.subjects for t in subjects) or any(
        lemma(t) in context.objects for t in (*objects, *after, *children(token, *OBJECTS))
    )
