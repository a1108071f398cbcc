"""Names in languages of whose grammar we know no rules: the tagger's, held against the tables.

No word of English is looked for. The tagger's spans are cut at small words and titles, typed by what
the tables know of them, and looked up by their English names where the language has others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml
from spacy.tokens import Span

from schemas.entities import ENTITY_TYPES
from transforms.language.entities.organisations import organisations
from transforms.language.entities.personal_names import first_names
from transforms.language.entities.sweep import found_again
from transforms.language.exonyms import exonyms
from transforms.language.places.gazetteer import gazetteer
from transforms.language.spelling import normalised
from transforms.language.view import Name, View

_LABELS = {"PER": "PERSON"}
"""Of pipelines that are not trained on OntoNotes."""

_INNER = ("-", "'", "’", "&")
"""Marks inside names."""

LARGE_TOWN = 100_000
"""Inhabitants from which a single word that the tagger takes for a person is a town."""


@dataclass(frozen=True)
class Lists:
    """Words of a language, in small letters; ``data/other_languages.yaml`` says what for."""

    particles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()


@cache
def lists_of(language: str) -> Lists:
    """Return a language's words; empty lists for one that the file does not have.

    Raises:
        ValueError: the file has other lists than these for it.
    """
    source = files("transforms.language.entities") / "data" / "other_languages.yaml"
    lists = yaml.safe_load(source.read_text("utf-8")).get(language)
    if lists is None:
        return Lists()
    if set(lists) != set(Lists.__dataclass_fields__):
        raise ValueError(f"other_languages.yaml: {language} has {', '.join(sorted(lists))}")
    return Lists(**{name: frozenset(words.split()) for name, words in lists.items()})


def names_by_tables(view: View) -> list[Name]:
    """Return an article's names; ``text`` is the English name where the language has another."""
    seen = [
        name
        for span in view.document.doc.ents
        for first, last in pieces(view, span)
        if (name := typed(view, first, last, _LABELS.get(span.label_, span.label_)))
    ]
    names = found_again(view, sorted(seen, key=lambda n: n.start))
    return [in_english(view, name) for name in names]


def pieces(view: View, span: Span) -> Iterator[tuple[int, int]]:
    """Cut a span where a name ends: at marks, titles and small words that no name has inside.

    An organisation may have any small words behind its first ("Banque mondiale").
    """
    lists = lists_of(view.document.language)
    begin, is_body = span.start, span.label_ == "ORG"
    for i in range(span.start, span.end + 1):
        at_end = i == span.end or not (view.words[i][:1].isalnum() or view.words[i] in _INNER)
        if at_end or (not is_body and ends_name(view, i, lists)):
            yield from trimmed(view, begin, i, lists)
            begin = i + 1


def ends_name(view: View, i: int, lists: Lists) -> bool:
    """Tell whether a word is none of a name: a title, or small and no particle."""
    is_small = view.words[i][:1].islower() and view.lower[i] not in lists.particles
    return is_small or view.lower[i] in lists.titles


def trimmed(view: View, first: int, last: int, lists: Lists) -> Iterator[tuple[int, int]]:
    """Take articles and particles off the ends; nothing is left of a piece without a capital.

    A capital inside a sentence belongs to the name: "selon Le Monde".
    """
    small = lists.particles | lists.articles
    while first < last and (view.lower[first] in small or not view.capital(first)):
        if view.capital(first) and first not in view.begins_sentence and last - first > 1:
            break
        first += 1
    while last > first and (
        view.lower[last - 1] in small or not view.words[last - 1][:1].isalnum()
    ):
        last -= 1
    if first < last:
        yield first, last


def typed(view: View, first: int, last: int, label: str) -> Name | None:
    """Give a piece the type that the tables know, else the tagger's; None for what is no name."""
    name = view.name(first, last, label)
    if name is None:
        return None
    if exonym := exonyms(view.document.language).get(normalised(name.text)):
        return replace(name, label=exonym.type)
    if entry := organisations().known(name.text):
        return replace(name, label=entry.type)
    if label in ("LOC", "PERSON") and (kind := place_type(name)):
        return replace(name, label=kind)
    return name if label in ENTITY_TYPES else None


def place_type(name: Name) -> str | None:
    """Return GPE or LOC for a place of the tables; a person's name needs a large town."""
    tables = gazetteer()
    found = tables.candidates(name.text)
    if name.label == "LOC":
        return found[0].type if found else None
    alone = " " not in name.text and normalised(name.text) not in first_names()
    return "GPE" if alone and tables.is_town(name.text, LARGE_TOWN) else None


def in_english(view: View, name: Name) -> Name:
    """Return the name by which the tables know it; the article's words stand where they stand."""
    exonym = exonyms(view.document.language).get(normalised(name.text))
    return replace(name, text=exonym.english, label=exonym.type) if exonym else name
