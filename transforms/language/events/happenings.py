"""Happenings without an entry of the lexicon: verbs that tell an event of no known type.

The lexicon names the types; no list names every verb that something happens by ("the dam burst",
"guards burned the archive"). A verb that no entry fits is still an event, untyped, unless it is one
of the verbs of being, having, thinking, seeming, beginning and the like (``no_happening``), reports,
or only carries an event noun. On the open half of the golden articles two of three such verbs are
triggers.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from transforms.language.events.lexicon.entries import Frame, lexicon_of
from transforms.language.events.predicates.frames import NOMINAL_TAGS, Predicate
from transforms.language.events.status.clauses import Findings, denies_noun
from transforms.language.events.status.nouns import read_free_noun
from transforms.language.events.syntax.grammar import OBJECTS, child, children, is_infinitive
from transforms.language.events.syntax.tables import tables_of
from transforms.language.events.syntax.words import is_in, is_phrase_in, lemma, load_words

_NO_HEADS = frozenset(["aux", "auxpass", "amod", "compound", "case", "prep", "nmod", "dep"])
_ATTRIBUTIVE = frozenset(["amod", "compound", "nmod", "det"])


def find_happenings(doc: Doc, known: Sequence[Predicate]) -> list[Predicate]:
    """Return the verbs and nouns of a text that tell an event and are no predicate of it yet.

    Args:
        doc: the parsed text.
        known: what the lexicon finds in it.
    """
    lights = [p.light for p in known if p.light is not None and not is_in(p.light, "ending")]
    taken = {p.token.i for p in known} | {light.i for light in lights}
    tables = tables_of(doc)
    verbs = [Predicate(t, _frame(t)) for t in tables.verbs if _tells_event(t, taken)]
    nouns = [_spoken_noun(t, taken) for t in tables.nouns if t.i not in taken]
    return [*verbs, *(noun for noun in nouns if noun is not None)]


def _spoken_noun(token: Token, taken: Collection[int]) -> Predicate | None:
    """Return an event noun whose entry does not fit, where the sentence says if it happens.

    "without an agreement", "hopes for a truce": what the entry asks for need not be named.
    """
    if token.tag_ not in NOMINAL_TAGS or token.dep_ == "compound":
        return None
    frames = lexicon_of(token.doc).get((lemma(token), "noun"), ())
    if not frames or _belongs_to_verb(token, taken):
        return None
    if not _is_spoken_of(token):
        return None
    return Predicate(token, replace(frames[-1], event_type=None, mode=None))


def _is_spoken_of(noun: Token) -> bool:
    """What stands around the noun says whether it happens; an adjective alone is not enough."""
    found = Findings()
    read_free_noun(noun, None, found)
    return denies_noun(noun) or found.negated or found.certainty != "actual"


def _belongs_to_verb(noun: Token, taken: Collection[int]) -> bool:
    """The verb above tells the event, unless it only says that the noun is wanted or denied."""
    verb = noun.head
    if noun.dep_ not in (*OBJECTS, "nsubjpass") or verb.i not in taken:
        return False
    return not is_in(verb, "noun_wish", "averting", "denying") and not is_phrase_in(
        verb, "averting", "ruling_out"
    )


def _tells_event(token: Token, taken: Collection[int]) -> bool:
    if token.dep_ in _NO_HEADS or token.i in taken or not token.is_alpha:
        return False
    if token.dep_ == "advcl" and is_infinitive(token):
        # what something is done for is an aim, not a happening ("came to monitor the vote")
        return False
    return _is_told_by(token) and not _is_noun_in_disguise(token)


def _is_told_by(verb: Token) -> bool:
    if is_in(verb, "telling_acts"):
        return child(verb, "ccomp", "parataxis") is None and not _stands_by_quote(verb)
    if is_in(verb, "implicative") and child(verb, "xcomp") is not None:
        return False
    if is_in(verb, "acts_on_object") and _is_done_to(verb):
        return True
    particles = {c.lower_ for c in children(verb, "prt", "advmod")}
    if particles & load_words()["telling_particles"]:
        return not is_in(verb, "reporting")
    if is_in(verb, "no_happening", "empty", "reporting"):
        return False
    # "paid attention"
    return not any(is_in(o, "idle_objects") for o in children(verb, *OBJECTS))


def _is_done_to(verb: Token) -> bool:
    objects = children(verb, *OBJECTS, "nsubjpass")
    return bool(objects) and not any(_makes_phrase(o) for o in objects)


def _makes_phrase(noun: Token) -> bool:
    """ "took place", "held talks": the verb adds nothing to the noun."""
    return is_in(noun, "idle_objects") or (lemma(noun), "noun") in lexicon_of(noun.doc)


def _stands_by_quote(verb: Token) -> bool:
    """ "…," he replied: the verb only reports."""
    return any(c.text == '"' for c in children(verb, "punct"))


def _is_noun_in_disguise(token: Token) -> bool:
    """ "the training of": the tagger sees a verb, the parse a noun with an article."""
    return bool(children(token, *_ATTRIBUTIVE))


def _frame(token: Token) -> Frame:
    return Frame(lemma(token), "verb", None, None, example="", recipient=("object",))
