"""Where event words tell no such event: sport, markets, disasters, debates, figures of speech."""

from collections.abc import Iterable
from functools import cache, cached_property

from spacy.tokens import Token

from transforms.language.events.lexicon.entries import load_classes
from transforms.language.events.predicates.fields import Cues, Field, load_fields
from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.syntax.actors import owners, subject_tokens
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    ancestors,
    children,
    coordinated_with,
    is_passive,
    is_verb,
    object_tokens,
    prepositional_objects,
    prepositions,
)
from transforms.language.events.syntax.tables import sentence_of
from transforms.language.events.syntax.words import counted, entity_type, fits, lemma

_BEHIND = ("on", "against", "with", "of", "to", "from", "for", "in", "by", "at", "between")
_AIMED = frozenset(["on", "against", "with", "of", "to", "from", "at"])
"""Prepositions whose noun is what a deed is done to: "war on drugs", not "raid in a bid to"."""
_BY_ARGUMENTS = frozenset(
    ["ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "PROTEST", "RETREAT", "THREATEN", "CONCEDE"]
)
"""Types that a borrowed subject or object belies; one may well endorse a goal."""
_HURTING = frozenset(["kill", "injure", "hurt", "wound", "destroy"])
_HARMING = frozenset(["injure", "hurt"])
_DEEDS = frozenset(
    [
        "attack",
        "clash",
        "fighting",
        "shooting",
        "strike",
        "raid",
        "riot",
        "violence",
        "protest",
        "war",
        "stabbing",
        "bombing",
        "blast",
        "explosion",
    ]
)


def is_out_of_place(predicate: Predicate, cues: Cues) -> bool:
    """Tell whether the predicate's type does not hold, given what stands around it.

    Args:
        predicate: a predicate with its entry of the lexicon.
        cues: the fields of life that the document's sentences speak of.
    """
    event_type = predicate.frame.event_type
    if event_type is None:
        return False
    if event_type == "ASSAULT" and (_by_accident(predicate) or not _can_be_hit(predicate)):
        return True
    near = cues.around(predicate.token)
    sides = _Sides(predicate)
    return any(
        ((name in near and not field.private) or _by_arguments(predicate, sides, field, near, name))
        and not _is_real(predicate, sides, field)
        for name, field in _fields_for(event_type, predicate.name)
    )


@cache
def _fields_for(event_type: str, predicate: str) -> tuple[tuple[str, Field], ...]:
    """Return the fields whose language borrows the words of a type, or this predicate of it."""
    return tuple(
        (name, field)
        for name, field in load_fields().items()
        if event_type in field.types
        and predicate not in field.literal
        and (not field.predicates or predicate in field.predicates)
    )


class _Sides:
    """Words beside a predicate: who does it, whom it befalls, what follows; read when asked for."""

    def __init__(self, predicate: Predicate) -> None:
        self._predicate = predicate
        self._is_verb = predicate.frame.pos == "verb"
        self._asked = predicate.frame.object | predicate.frame.pobj

    @cached_property
    def subjects(self) -> list[Token]:
        token, carrier = self._predicate.token, self._predicate.light
        if self._is_verb:
            return _spelled_out(subject_tokens(token))
        return owners(token) + (subject_tokens(carrier) if carrier else [])

    @cached_property
    def _before(self) -> list[Token]:
        token = self._predicate.token
        return object_tokens(token) if self._is_verb else children(token, "compound", "amod")

    @cached_property
    def objects(self) -> list[Token]:
        return self._unasked(self._before)

    @cached_property
    def _prepositions(self) -> list[Token]:
        heads = [h for h in (self._predicate.token, self._predicate.light) if h is not None]
        if self._is_verb:
            # "declared war on waste"
            heads += [t for t in self._before if lemma(t) in self._asked]
        return [p for h in heads for p in prepositions(h, *_BEHIND)]

    @cached_property
    def behind(self) -> list[Token]:
        return self._unasked(t for p in self._prepositions for t in _governed(p))

    @cached_property
    def aims(self) -> list[Token]:
        aimed = (t for p in self._prepositions if p.lower_ in _AIMED for t in _governed(p))
        return [*self.objects, *self._unasked(aimed)]

    def _unasked(self, tokens: Iterable[Token]) -> list[Token]:
        return [t for t in tokens if lemma(t) not in self._asked]


def _spelled_out(subjects: list[Token]) -> list[Token]:
    """ "police said they had detained": a pronoun stands for who speaks."""
    found = list(subjects)
    for pronoun in subjects:
        clause = pronoun.head
        if pronoun.pos_ == "PRON" and clause.dep_ == "ccomp":
            found += children(clause.head, "nsubj")
    return found


def _governed(preposition: Token) -> list[Token]:
    return [c for o in prepositional_objects(preposition) for c in counted(o)]


def _by_arguments(
    predicate: Predicate, sides: _Sides, field: Field, near: frozenset[str], name: str
) -> bool:
    if field.tellers and _is_told_in(predicate.token, field.tellers):
        return True
    if predicate.frame.event_type not in _BY_ARGUMENTS or (field.private and name not in near):
        return False
    if any(_is_one_of(t, field.subjects) for t in sides.subjects):
        return True
    if any(_is_one_of(t, field.objects) or _has_role_in(t, field.objects) for t in sides.aims):
        return True
    if not field.modifiers:
        return False
    nouns = [predicate.token, *children(predicate.token, *OBJECTS), *sides.behind]
    return any(lemma(c) in field.modifiers for n in nouns for c in children(n, "compound", "amod"))


def _is_one_of(token: Token, words: frozenset[str]) -> bool:
    """The noun itself; a known name that only looks like a common word is none."""
    return lemma(token) in words and entity_type(token) in ("", "ORG", "PRODUCT", "EVENT")


def _has_role_in(name: Token, words: frozenset[str]) -> bool:
    """ "coach Lena Brandt"."""
    before = children(name, "compound", "nmod", "appos") if name.pos_ == "PROPN" else []
    return any(lemma(t) in words for t in before)


def _is_told_in(token: Token, tellers: frozenset[str]) -> bool:
    """ "the film tells how …", "in the novel …"."""
    for verb in [token, *ancestors(token)]:
        if not is_verb(verb):
            continue
        if verb.i != token.i and any(lemma(s) in tellers for s in children(verb, "nsubj")):
            return True
        if any(
            lemma(o) in tellers
            for p in prepositions(verb, "in")
            if p.i < verb.i
            for o in prepositional_objects(p)
        ):
            return True
    return False


def _is_real(predicate: Predicate, sides: _Sides, field: Field) -> bool:
    """Somebody armed does it, or a bystander is hurt."""
    if field.unless_near and any(
        lemma(t) in field.unless_near
        for t in sentence_of(predicate.token)
        if t.pos_ in ("NOUN", "PROPN")
    ):
        return True
    if not field.unless:
        return False
    hard = load_classes()["HARD"]
    acting = [*sides.subjects, *sides.behind]
    if predicate.frame.pos == "noun":
        acting.append(predicate.token)
    if any(lemma(w) in hard & field.unless for t in acting for w in _phrase(t)):
        return True
    suffering = [*sides.objects, *sides.behind]
    return any(lemma(w) in field.unless for t in suffering for w in counted(t))


def _phrase(noun: Token) -> list[Token]:
    return [noun, *children(noun, "compound", "amod", "poss", "nmod", "appos"), *counted(noun)[1:]]


def _can_be_hit(predicate: Predicate) -> bool:
    """ "attacked the reasoning", "savings were destroyed", "an attack on the verdict" hurt nobody."""
    if predicate.frame.pos == "verb":
        suffering = object_tokens(predicate.token)
    else:
        suffering = [
            t
            for p in prepositions(predicate.token, "on", "against")
            for t in prepositional_objects(p)
        ]
    asked = predicate.frame.object | predicate.frame.pobj
    common = [counted(t)[-1] for t in suffering]
    return not common or any(
        t.pos_ not in ("NOUN", "ADJ") or lemma(t) in asked or entity_type(t) or fits(t, _TARGETS)
        for t in common
    )


_TARGETS = frozenset(
    [
        "TARGET",
        "BUILDING",
        "LIFE",
        "PARTY",
        "PLACE",
        "FORCE",
        "WEAPON",
        "ASSET",
        "ROAD",
        "CAPTIVE",
        "VIOLENCE",
        "MEETING",
    ]
)
"""Classes of what can be hit, destroyed, fought or waged for real."""


def _by_accident(predicate: Predicate) -> bool:
    """ "a ferry sank, killing nine", "trucks collided and three were killed", "killed in a fire"."""
    token = predicate.token
    if predicate.name not in _HURTING or predicate.frame.pos != "verb":
        return False
    if predicate.name in _HARMING and is_passive(token) and not subject_tokens(token):
        # "was hurt in training": nobody did it, unless arms are named
        hard = load_classes()["HARD"]
        return not any(lemma(t) in hard or lemma(t) in _DEEDS for t in sentence_of(token))
    nature = load_classes()["NATURE"]
    if any(lemma(o) in nature for p in prepositions(token, "in") for o in prepositional_objects(p)):
        return True
    beside = children(token, "advcl", "conj")
    if token.dep_ in ("advcl", "conj") and token.head.i != token.i:
        beside.append(coordinated_with(token) if token.dep_ == "conj" else token.head)
    return any(_is_accident(verb) for verb in beside if is_verb(verb))


def _is_accident(verb: Token) -> bool:
    if lemma(verb) in load_classes()["ACCIDENT"]:
        return not object_tokens(verb)
    subjects = children(verb, "nsubj")
    nature = load_classes()["NATURE"]
    return any(lemma(w) in nature for s in subjects for w in [s, *children(s, "compound")])
