"""Classes of words: governing verbs that shape status and control, nouns that frames ask for."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from spacy.symbols import VERB
from spacy.tokens import Doc, Token

from transforms.language.events.lexicon.categories import DATA, read_yaml
from transforms.language.events.lexicon.entries import load_classes
from transforms.language.events.syntax.grammar import children, conjuncts
from transforms.language.findings import EntityIndex, TimeExpression

ACTING_ENTITIES = frozenset(["PERSON", "NORP", "ORG", "GPE", "PRODUCT"])
"""PRODUCT is what the tagger makes of names that it does not know."""
PLACE_ENTITIES = frozenset(["GPE", "LOC", "FAC"])


@cache
def load_words(path: Path = DATA / "verbs.yaml") -> Mapping[str, frozenset[str]]:
    """Read the classes of governing words: class name → lemmas.

    Raises:
        ValueError: a class holds something that is no word.
    """
    read = read_yaml(path)
    for name, words in read.items():
        if odd := [word for word in words if not isinstance(word, str)]:
            raise ValueError(f"{path}: {name} holds {odd[0]!r}; quote it to make it a word")
    return {name: frozenset(words) for name, words in read.items()}


@cache
def load_lemmas(path: Path = DATA / "lemmas.yaml") -> Mapping[str, str]:
    """Read the verb forms whose lemma the pipeline gets wrong: form → lemma."""
    read: dict[str, str] = read_yaml(path)
    return read


def lemma(token: Token) -> str:
    """Return the lemma in lower case."""
    if token.pos == VERB and (mended := load_lemmas().get(token.lower_)) is not None:
        return mended
    return str(token.lemma_).lower()


def is_in(token: Token, *names: str) -> bool:
    """Tell whether the token's lemma belongs to one of the classes of ``verbs.yaml``."""
    words, word = load_words(), lemma(token)
    if len(names) == 1:  # most questions: without a generator they cost half as much
        return word in words[names[0]]
    return any(word in words[name] for name in names)


def is_phrase_in(verb: Token, *names: str) -> bool:
    """Tell whether the verb with one of its particles ("rule out", "stop short") is of a class."""
    words = load_words()
    particles = [c.lower_ for c in children(verb, "prt", "advmod", "prep")]
    phrases = [f"{lemma(verb)} {particle}" for particle in particles]
    return any(phrase in words[name] for phrase in phrases for name in names)


TIME = "TIME"
_TYPES_KEY = "newsbeam_entity_types"


def project_names(doc: Doc, entities: EntityIndex, times: Iterable[TimeExpression]) -> None:
    """Note for each word the type of its entity, or TIME, for ``entity_type``.

    The entity finder's types are better than the tagger's; they go to ``doc.user_data``, since the
    rules look at words in many places and the parse itself must stay as it is.
    """
    types: dict[int, str] = {}
    for entity in entities.entities:
        for mention in entity.mentions:
            if mention.kind == "name":
                _note(doc, types, mention.start, mention.end, entity.type)
    for time in times:
        _note(doc, types, time.start, time.end, TIME)
    doc.user_data[_TYPES_KEY] = types


def _note(doc: Doc, types: dict[int, str], start: int, end: int, kind: str) -> None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is not None:
        types.update((token.i, kind) for token in span)


def entity_type(token: Token) -> str:
    """Return the type of the entity a word belongs to; empty where it belongs to none."""
    types: dict[int, str] | None = token.doc.user_data.get(_TYPES_KEY)
    if types is None:
        return TIME if token.ent_type_ in ("DATE", "TIME") else str(token.ent_type_)
    return types.get(token.i, "")


def is_party(token: Token) -> bool:
    """Somebody who can act: a person, an organisation, a state, people."""
    if token.lower_ == "state" and _is_condition_of(token):
        return False
    if kind := entity_type(token):
        return kind in ACTING_ENTITIES or lemma(token) in load_classes()["PARTY"]
    if token.pos_ == "PRON":
        return token.lower_ in load_words()["personal"]
    return token.pos_ == "PROPN" or lemma(token) in load_classes()["PARTY"] or _names_people(token)


def _is_condition_of(state: Token) -> bool:
    """ "a state of emergency" is no state."""
    words = load_words()["conditions_of_things"]
    return any(
        o.lower_ in words
        for p in children(state, "prep")
        if p.lower_ == "of"
        for o in children(p, "pobj")
    )


def _names_people(noun: Token) -> bool:
    """ "loyalists", "bystanders": nouns of agents that no list holds whole."""
    word = lemma(noun)
    if word in load_classes()["PEOPLE"]:
        return True
    if noun.pos_ != "NOUN" or word in load_classes()["AGENTLIKE_THINGS"]:
        return False
    if word.endswith(("ist", "man", "woman", "ologist", "crat")):
        return True
    return noun.tag_ == "NNS" and word.endswith(("er", "or", "ee", "ant", "ian"))


def is_place(token: Token) -> bool:
    """A named place, or a common noun for one."""
    if kind := entity_type(token):
        return kind in PLACE_ENTITIES or lemma(token) in load_classes()["TERRITORY"]
    return token.pos_ == "PROPN" or lemma(token) in load_classes()["TERRITORY"]


@cache
def _spelled_out(terms: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Split terms into lemmas, those of classes included, and the names of the classes."""
    kinds = frozenset(term for term in terms if term.isupper())
    plain = set(terms - kinds)
    for kind in kinds:
        plain |= load_classes().get(kind, frozenset())
    return frozenset(plain), kinds


def fits(token: Token, terms: frozenset[str]) -> bool:
    """Tell whether a noun, one of its conjuncts, or what it counts ("dozens of …") is of a class."""
    return any(_fits(noun, terms) for head in conjuncts(token) for noun in counted(head))


def _fits(token: Token, terms: frozenset[str]) -> bool:
    plain, kinds = _spelled_out(terms)
    if lemma(token) in plain or "ANY" in kinds:
        return True
    if "PARTY" in kinds and is_party(token):
        return True
    if "LIFE" in kinds and is_person(token):
        return True
    return bool(kinds & {"PLACE", "TERRITORY"}) and is_place(token)


def is_person(token: Token) -> bool:
    """Somebody who can be hurt: a named person, people of a nation, agents, a number of people."""
    if kind := entity_type(token):
        return kind in ("PERSON", "NORP")
    if token.pos_ == "NUM":
        return token.like_num and not any(c.tag_ == "$" for c in token.children)
    if token.pos_ == "PRON":
        return token.lower_ in load_words()["personal"]
    return token.pos_ == "PROPN" or _names_people(token)


def counted(token: Token) -> list[Token]:
    """Return the noun and, where it only counts, the noun after its "of"."""
    if lemma(token) not in load_words()["quantities"]:
        return [token]
    counted = [o for p in children(token, "prep") if p.lower_ == "of" for o in children(p, "pobj")]
    return [token, *counted]
