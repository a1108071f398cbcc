"""Predicates: the words of a text that name happenings, matched with their entry of the lexicon."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.language.events.lexicon.categories import load_categories
from transforms.language.events.lexicon.entries import Frame, lexicon_of
from transforms.language.events.syntax.actors import subject_tokens
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    children,
    complement,
    is_infinitive,
    is_passive,
    is_verb,
    object_tokens,
    prepositional_objects,
    prepositions,
    subject_of_clause,
)
from transforms.language.events.syntax.tables import tables_of
from transforms.language.events.syntax.words import TIME, entity_type, fits, is_in, is_party, lemma

_NO_OBJECT = frozenset(["NONE"])
NOMINAL_TAGS = frozenset(["NN", "NNS", "VBG"])


@dataclass(frozen=True)
class Predicate:
    """A word that names a happening.

    Attributes:
        token: the head word.
        frame: the entry of the lexicon that fits best.
        light: for nouns, the verb that only carries it ("held" in "held talks").
        relaxed: no entry fits whole; this one does, but for its class of objects.
    """

    token: Token
    frame: Frame
    light: Token | None = None
    relaxed: bool = False

    @property
    def name(self) -> str:
        """Lemma with the particle where there is one."""
        particle = self.frame.particle
        return f"{self.frame.lemma} {particle}" if particle else self.frame.lemma


def find_predicates(doc: Doc) -> list[Predicate]:
    """Return the predicates of a parsed text, in order.

    An event noun and the verb that carries it are one predicate: the noun, where the verb adds
    nothing ("launched a raid"); the verb, where it makes something else of it ("called off talks").
    """
    tables = tables_of(doc)
    verbs = {p.token.i: p for t in tables.verbs if (p := match_verb(t)) is not None}
    nouns = {p.token.i: p for t in tables.nouns if (p := match_noun(t)) is not None}
    for noun in list(nouns.values()):
        if noun.light is None:
            continue
        verb = verbs.get(noun.light.i)
        if verb is not None and (verb.relaxed or _noun_decides(verb, noun)):
            del verbs[verb.token.i]
        elif verb is not None and _verb_decides(verb, noun):
            del nouns[noun.token.i]
        elif verb is not None and not _verb_stands(verb, noun):
            del verbs[verb.token.i]
    for noun in list(nouns.values()):
        verb = verbs.get(noun.token.head.i)
        if noun.light is None and verb is not None and _takes(verb, noun.token):
            del nouns[noun.token.i]
    return sorted([*verbs.values(), *nouns.values()], key=lambda p: p.token.i)


def _verb_decides(verb: Predicate, noun: Predicate) -> bool:
    """A frame that asks for such an object and gives it another type speaks for the whole.

    So does one whose verb only sets in motion what the noun names: "ordered the arrest of".
    """
    if not verb.frame.object or verb.frame.actor == "from":
        # "received weapons and support": what is received tells of itself
        return False
    if verb.frame.event_type != noun.frame.event_type:
        return True
    return is_in(verb.token, "setting_in_motion") and fits(noun.token, verb.frame.object)


def _noun_decides(verb: Predicate, noun: Predicate) -> bool:
    """ "held joint exercises": what kind of exercises they are says more than that they were held."""
    return bool(noun.frame.modifier) and is_in(verb.token, "carrying")


def _verb_stands(verb: Predicate, noun: Predicate) -> bool:
    """ "proposed a conference": an act of its own beside what it is about."""
    return verb.frame.event_type not in (None, noun.frame.event_type)


def _takes(verb: Predicate, noun: Token) -> bool:
    """The frame asks for this very noun as its object: the verb tells the event."""
    return bool(noun.dep_ in OBJECTS and verb.frame.object and fits(noun, verb.frame.object))


def match_verb(token: Token) -> Predicate | None:
    """Return the predicate a verb names, if the lexicon has a frame that fits."""
    if token.pos_ != "VERB" or token.dep_ in ("aux", "auxpass", "amod", "compound", "case"):
        return None
    frames: Sequence[Frame] = lexicon_of(token.doc).get((lemma(token), "verb"), ())
    if not frames:
        return None
    has_object = bool(object_tokens(token))
    if len(frames) > 1:
        frames = _with_words(frames, {t.lower_ for t in token.subtree})
    for frame in frames:
        if frame.object and has_object == (frame.object == _NO_OBJECT):
            continue
        if _verb_fits(token, frame):
            return Predicate(token, frame, relaxed=frame.last)
    return _relaxed(token, frames) if has_object else None


def _with_words(frames: Sequence[Frame], words: Set[str]) -> list[Frame]:
    """Sort out, before the parse is asked, the entries whose small words are not there at all."""
    return [
        f
        for f in frames
        if (f.particle is None or f.particle in words)
        and (not f.prep or not words.isdisjoint(f.prep))
    ]


def _relaxed(verb: Token, frames: Sequence[Frame]) -> Predicate | None:
    """Return what the entries of a verb agree on where only the class of its objects is new.

    "eased the quarantine hours": every entry of "ease" is a concession. Material conflict is not
    guessed, and a verb whose entries disagree, or whose sense its object decides ("led the army"),
    says nothing.
    """
    if is_in(verb, "empty", "reporting", "many_sensed"):
        return None
    near = [f.bare for f in frames if not f.last and _verb_fits(verb, f.bare)]
    types = {f.event_type for f in near}
    event_type = types.pop() if len(types) == 1 else None
    if event_type is None or load_categories()[event_type].quad == _MATERIAL_CONFLICT:
        return None
    return Predicate(verb, near[0], relaxed=True)


_MATERIAL_CONFLICT = 4


def match_noun(token: Token) -> Predicate | None:
    """Return the predicate a noun names, if the lexicon has a frame that fits."""
    if token.pos_ != "NOUN" or token.tag_ not in NOMINAL_TAGS or token.dep_ == "compound":
        return None
    for frame in lexicon_of(token.doc).get((lemma(token), "noun"), ()):
        if _noun_fits(token, frame):
            return Predicate(token, frame, light_verb(token))
    return None


def light_verb(noun: Token) -> Token | None:
    """Return the verb that only carries an event noun ("held talks", "engaged in talks")."""
    top = _counting(noun)
    head = top.head
    if top.dep_ in (*OBJECTS, "nsubjpass") and is_in(head, "light"):
        return head if top.dep_ != "nsubjpass" or is_passive(head) else None
    if top.dep_ == "pobj" and head.lower_ in ("in", "into", "out", "under", "with"):
        verb = head.head
        carried = is_verb(verb) and is_in(verb, "light") and not is_passive(verb)
        return verb if carried and not _has_object(verb) else None
    return None


def _counting(noun: Token) -> Token:
    """ "a week of drills", "the first of three raids", "talks and visits": what stands for the noun."""
    for _ in range(_MAX_STEPS):
        if noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
            noun = noun.head
        elif _is_counted(noun):
            noun = noun.head.head
        else:
            break
    return noun


def _is_counted(noun: Token) -> bool:
    return bool(
        noun.dep_ == "pobj"
        and noun.head.lower_ == "of"
        and is_in(noun.head.head, "quantities", "phase_nouns", "spells")
    )


_MAX_STEPS = 4


def _has_object(verb: Token) -> bool:
    return bool(children(verb, *OBJECTS))


def _verb_fits(verb: Token, frame: Frame) -> bool:
    return (
        not (frame.without and children(verb, *frame.without))
        and _particle_fits(verb, frame)
        and _clause_fits(verb, frame)
        and _object_fits(verb, frame)
        and (not frame.prep or _preposition_fits(_governors(verb, frame), frame))
        and (not frame.subject or any(fits(t, frame.subject) for t in subject_tokens(verb)))
    )


def _governors(verb: Token, frame: Frame) -> list[Token]:
    """Return the words that a preposition of the verb may hang on."""
    return [verb, *_within_object(verb, frame), *_particles(verb, frame)]


def _within_object(verb: Token, frame: Frame) -> list[Token]:
    """Return the words that a preposition of the verb may hang on by mistake.

    "returned a pendant that was found in Lima to Chile": where a frame says what stands behind the
    preposition, it may hang as deep as it likes.
    """
    objects = children(verb, *OBJECTS)
    if not (frame.pobj and frame.object):
        return objects
    return [t for o in objects for t in o.subtree if t.dep_ not in ("conj", "appos")][:_MAX_DEEP]


_MAX_DEEP = 40
"""Words of an object's phrase that are looked through."""


def _object_fits(verb: Token, frame: Frame) -> bool:
    if not frame.object:
        return True
    objects = object_tokens(verb)
    if frame.object == _NO_OBJECT:
        return not objects
    return any(fits(t, frame.object) for t in objects)


def _particle_fits(verb: Token, frame: Frame) -> bool:
    if frame.particle is None:
        return True
    return any(
        c.lower_ == frame.particle
        and (c.dep_ != "prep" or (c.i > verb.i and not children(c, "pobj")))
        for c in children(verb, "prt", "advmod", "prep", "acomp", "oprd", "ccomp")
    ) or any(
        # "held the army responsible": the parser may hang it on the object
        c.lower_ == frame.particle and c.i > o.i
        for o in children(verb, *OBJECTS)
        for c in children(o, "amod", "prt", "advmod")
    )


def _particles(verb: Token, frame: Frame) -> list[Token]:
    """ "pulled out of": the preposition may hang on the particle."""
    return [c for c in children(verb, "prep", "advmod", "prt") if c.lower_ == frame.particle]


def _clause_fits(verb: Token, frame: Frame) -> bool:
    if frame.clause is None:
        return True
    clause = complement(verb)
    if clause is None:
        return False
    if frame.clause == "to":
        return is_infinitive(clause)
    if frame.clause == "ing":
        return bool(clause.tag_ == "VBG" and subject_of_clause(clause) is None)
    if frame.clause == "must":
        return _says_must(clause)
    return bool(clause.dep_ == "ccomp")


def _says_must(clause: Token) -> bool:
    """ "that Chad must leave", "that Chad leave"."""
    own = subject_of_clause(clause)
    if own is None or own.dep_ not in ("nsubj", "nsubjpass") or own.pos_ == "PRON":
        return False
    return is_party(own) and (_obliges(clause) or _is_subjunctive(clause))


def _obliges(clause: Token) -> bool:
    return any(a.lower_ in ("must", "should") for a in children(clause, "aux"))


def _is_subjunctive(clause: Token) -> bool:
    passive = children(clause, "auxpass")
    head = passive[0] if passive else clause
    own = subject_of_clause(clause)
    # "that Beijing explain": a bare verb behind a singular
    bare = head.tag_ == "VBP" and own is not None and own.tag_ in ("NN", "NNP")
    return (head.tag_ == "VB" or bare) and not children(clause, "aux")


def _preposition_fits(heads: Iterable[Token], frame: Frame) -> bool:
    if not frame.prep:
        return True
    found = [p for head in heads for p in prepositions(head, *frame.prep) if not _of_time(p)]
    if not frame.pobj:
        return bool(found)
    return any(fits(o, frame.pobj) for p in found for o in prepositional_objects(p))


def _of_time(preposition: Token) -> bool:
    """ "on Tuesday" is no "strike on"."""
    objects = prepositional_objects(preposition)
    return bool(objects) and all(entity_type(o) == TIME for o in objects)


def _noun_fits(noun: Token, frame: Frame) -> bool:
    if frame.modifier and not any(
        fits(c, frame.modifier) for c in children(noun, "compound", "amod", "nmod")
    ):
        return False
    if not frame.prep:
        return True
    heads = [noun] if (light := light_verb(noun)) is None else [noun, light]
    return _preposition_fits(heads, frame)
