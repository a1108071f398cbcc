"""Which fields of life a text speaks of (sport, markets, disasters …), and how far that reaches."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spacy.symbols import ADJ, NOUN, NUM, PROPN, VERB
from spacy.tokens import Doc, Span, Token

from transforms.language.events.lexicon.categories import DATA, read_yaml
from transforms.language.events.lexicon.entries import load_classes
from transforms.language.events.syntax.tables import sentence_of, tables_of
from transforms.language.events.syntax.words import entity_type, lemma

REACHES = ("sentence", "paragraph", "document")
_NOMINAL = frozenset([NOUN, PROPN, ADJ, NUM])
_SCORED = re.compile(r"(?<![\d-])\d{1,3}[-–]\d{1,3}(?![\d-])")
_OLD_YEAR = re.compile(r"(?<![\d.,$€£-])(1[0-8]\d\d|190\d|191[0-3])(?![\d.,]*\d)")
"""A year before 1914: who speaks of it tells history."""
_ANY_VERB, _ANY_SCORE, _ANY_YEAR = "(verb)", "(score)", "(year)"
_NEEDED_IN_SENTENCE = 2
_NEEDED_IN_PARAGRAPH = 3
_TOKENS_PER_CUE = 20
_NEEDED_IN_DOCUMENT = (2, 10)
"""A document's field takes one cue in twenty words, but no fewer than two and no more than ten;
so chosen that the demo's sport reports pass in whole and no other report of it does."""


@dataclass(frozen=True)
class Field:
    """A field of life whose language borrows event words; ``contexts.yaml`` explains the keys."""

    types: frozenset[str]
    reach: str = "sentence"
    scores: bool = False
    private: bool = False
    old_years: bool = False
    strong: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    tellers: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    literal: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    unless_near: frozenset[str] = frozenset()


@cache
def load_fields(path: Path = DATA / "contexts.yaml") -> Mapping[str, Field]:
    """Read the fields of life.

    Raises:
        ValueError: a field has an unknown key, reach or class; the message names it.
    """
    return {name: _field(f"{path.name}: {name}", facts) for name, facts in read_yaml(path).items()}


def _field(where: str, facts: dict[str, Any]) -> Field:
    if unknown := set(facts) - set(Field.__dataclass_fields__):
        raise ValueError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    if facts.get("reach", "sentence") not in REACHES:
        raise ValueError(f"{where}: reach {facts['reach']!r}; expected {', '.join(REACHES)}")
    values: dict[str, Any] = {
        key: _words(where, value) if isinstance(value, list) and key != "types" else value
        for key, value in facts.items()
    }
    return Field(**{**values, "types": frozenset(facts["types"])})


def _words(where: str, listed: list[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in listed:
        if word.isupper() and word not in load_classes():
            raise ValueError(f"{where}: unknown class {word}; classes.yaml lists them")
        found |= load_classes()[word] if word.isupper() else {word}
    return frozenset(found)


@dataclass(frozen=True)
class Cues:
    """Which fields hold in which sentences, by the number of a sentence's first token."""

    by_sentence: Mapping[int, frozenset[str]]

    def around(self, token: Token) -> frozenset[str]:
        """Return the fields that hold where a word stands."""
        return self.by_sentence.get(sentence_of(token).start, frozenset())


@cache
def _weights() -> tuple[dict[str, list[tuple[str, int]]], dict[str, list[str]]]:
    """Return nominal cue → (field, weight), and verbal cue → fields."""
    nominal: dict[str, list[tuple[str, int]]] = {}
    verbal: dict[str, list[str]] = {}
    for name, field in load_fields().items():
        for word in field.strong | field.names:
            nominal.setdefault(word, []).append((name, 2))
        for word in field.words - field.strong - field.names:
            nominal.setdefault(word, []).append((name, 1))
        for word in field.verbs:
            verbal.setdefault(word, []).append(name)
    return nominal, verbal


Found = dict[str, dict[str, int]]
"""Field → cue → weight; each cue counts once."""


def read_cues(doc: Doc) -> Cues:
    """Return the fields of life that each sentence of a document speaks of."""
    sentences = list(doc.sents)
    own = [_cues_of(s) for s in sentences]
    groups = _paragraphs(sentences)
    whole = _joined(own)
    everywhere = {n for n, c in whole.items() if _fills_document(n, c, len(doc))}
    found: dict[int, frozenset[str]] = {}
    for group in groups:
        together = _joined([own[i] for i in group])
        near = {n for n, c in together.items() if _fills_paragraph(n, c)}
        for i in group:
            here = {n for n, c in own[i].items() if sum(c.values()) >= _NEEDED_IN_SENTENCE}
            found[sentences[i].start] = frozenset(here | near | everywhere)
    return Cues(found)


def _cues_of(sentence: Span) -> Found:
    nominal, verbal = _weights()
    tokens = tables_of(sentence.doc).tokens
    found: Found = {}
    for i in range(sentence.start, sentence.end):
        token = tokens[i]
        if token.pos in _NOMINAL:
            word = lemma(token)
            for cue in (_hyphened(tokens, i, word), word, token.lower_):
                for name, weight in nominal.get(cue, ()):
                    if cue not in load_fields()[name].names or entity_type(token) != "GPE":
                        # a town may bear the name of a team
                        found.setdefault(name, {})[word] = weight
        elif token.pos == VERB:
            for name in verbal.get(lemma(token), ()):
                found.setdefault(name, {})[_ANY_VERB] = 1
    text = sentence.text
    if _SCORED.search(text):
        for name in _fields_with("scores"):
            found.setdefault(name, {})[_ANY_SCORE] = 1
    if _OLD_YEAR.search(text):
        for name in _fields_with("old_years"):
            found.setdefault(name, {})[_ANY_YEAR] = 2
    return found


def _fields_with(fact: str) -> list[str]:
    return [name for name, field in load_fields().items() if getattr(field, fact)]


def _hyphened(tokens: Sequence[Token], i: int, word: str) -> str:
    """ "half-time", which the tokenizer takes apart."""
    if i < 2 or tokens[i - 1].text != "-" or tokens[i - 1].whitespace_ or tokens[i - 2].whitespace_:
        return ""
    return f"{tokens[i - 2].lower_}-{word}"


def _paragraphs(sentences: list[Span]) -> list[list[int]]:
    """Group sentences by the blank lines between them."""
    groups: list[list[int]] = [[]]
    for i, sentence in enumerate(sentences):
        groups[-1].append(i)
        ending = "".join(t.text_with_ws for t in sentence[-3:])[-3:]
        if "\n\n" in ending or sentence[-1].text.count("\n") > 1:
            groups.append([])
    return [g for g in groups if g]


def _joined(parts: list[Found]) -> Found:
    whole: Found = {}
    for part in parts:
        for name, cues in part.items():
            whole.setdefault(name, {}).update(cues)
    return whole


def _fills_paragraph(name: str, cues: Mapping[str, int]) -> bool:
    reaches = load_fields()[name].reach != "sentence"
    return reaches and _is_sure(cues) and sum(cues.values()) >= _NEEDED_IN_PARAGRAPH


def _fills_document(name: str, cues: Mapping[str, int], tokens: int) -> bool:
    least, most = _NEEDED_IN_DOCUMENT
    needed = min(max(tokens / _TOKENS_PER_CUE, least), most)
    reaches = load_fields()[name].reach == "document"
    return reaches and _is_sure(cues) and sum(cues.values()) >= needed


def _is_sure(cues: Mapping[str, int]) -> bool:
    """Words that other fields use too ("match", "goal", "wave") do not reach beyond their sentence."""
    return _ANY_SCORE in cues or max(cues.values()) > 1
