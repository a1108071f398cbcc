"""Who did it: actors as words of the parse.

Control, conjuncts, relative clauses, participles and nominalisations are followed to the words
that fill the role; ``participants.naming`` turns those words into entities.
"""

from spacy.tokens import Token

from transforms.language.entities.known_names import is_country_word
from transforms.language.events.lexicon.entries import Frame, load_classes
from transforms.language.events.syntax.grammar import (
    MAX_CLIMB,
    OBJECTS,
    antecedent,
    child,
    children,
    conjuncts,
    first_conjunct,
    is_infinitive,
    is_passive,
    is_verb,
    object_tokens,
    passive_subjects,
    prepositional_objects,
    prepositions,
    subject_of_clause,
)
from transforms.language.events.syntax.words import (
    ACTING_ENTITIES,
    entity_type,
    is_in,
    is_party,
    lemma,
)

MAX_DEPTH = 6
"""Control chains ("agreed to try to help to …") deeper than this are parser noise."""


def subject_tokens(verb: Token, depth: int = 0) -> list[Token]:
    """Return who does what a verb says: subject, agent of a passive, or controller."""
    if is_passive(verb):
        return agents(verb) or (passive_subjects(verb) if is_in(verb, "middle") else [])
    own = subject_of_clause(verb)
    if own is not None and own.dep_ == "nsubj":
        return _without_self(conjuncts(antecedent(own)), verb)
    if own is not None:
        # "was arrested and confessed": the passive subject acts in the second clause
        return conjuncts(antecedent(own))
    return _controllers(first_conjunct(verb), depth)


def agents(verb: Token) -> list[Token]:
    """Return who follows "by" in a passive clause.

    The parser may hang the agent on a noun between ("were freed in Gao by the army").
    """
    near = [o for p in prepositions(verb, "by") for o in prepositional_objects(p)]
    if near:
        return near
    between = [n for p in prepositions(verb) for n in prepositional_objects(p)]
    deep = [o for n in between for p in prepositions(n, "by") for o in prepositional_objects(p)]
    return [o for o in deep if is_party(o)]


def _without_self(tokens: list[Token], verb: Token) -> list[Token]:
    return [t for t in tokens if t.i != verb.i]


def _acting(verb: Token, depth: int) -> list[Token]:
    """Return who is talked about in a clause: its subject even where it suffers the verb."""
    if is_passive(verb):
        return passive_subjects(verb) or subject_tokens(verb, depth)
    return subject_tokens(verb, depth)


def _controllers(verb: Token, depth: int) -> list[Token]:
    """Return who acts in a clause without a subject of its own."""
    if depth > MAX_DEPTH or verb.head.i == verb.i:
        return []
    head = verb.head
    if verb.dep_ == "pcomp":
        return _governed_by(head.head, depth) if head.head.i != head.i else []
    if verb.dep_ == "acl" or (verb.dep_ == "relcl" and is_infinitive(verb)):
        return _of_modified(verb, head, depth)
    if verb.dep_ == "advcl" and _is_whether_to(verb) and object_tokens(head):
        # "presented the Kremlin with a dilemma: whether to accept": who has the choice acts
        return object_tokens(head)
    if verb.dep_ in ("advcl", "prep") and _is_afterthought(verb):
        return _governed_by(_finite_above(head), depth, by_object=False)
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "prep"):
        return _governed_by(head, depth)
    return []


def _is_afterthought(participle: Token) -> bool:
    """ "ordered them to leave, accusing them": behind a comma, a participle is the main subject's."""
    before = participle.left_edge.i - 1
    return participle.tag_ == "VBG" and before >= 0 and participle.doc[before].text == ","


def _finite_above(verb: Token) -> Token:
    """Return the finite verb that an infinitive hangs on, at any depth."""
    for _ in range(MAX_DEPTH):
        if not is_infinitive(verb) or verb.dep_ not in ("xcomp", "ccomp", "advcl", "conj"):
            break
        verb = verb.head
    return verb


def _is_whether_to(verb: Token) -> bool:
    return is_infinitive(verb) and any(m.lower_ == "whether" for m in children(verb, "mark"))


def _governed_by(head: Token, depth: int, by_object: bool = True) -> list[Token]:
    if is_verb(head):
        rules = by_object and is_in(head, "object_control")
        controlled = _object_controllers(head) if rules else []
        return controlled or _acting(head, depth + 1)
    if head.pos_ == "ADJ":
        return _of_adjective(head, depth)
    if head.pos_ in ("NOUN", "PROPN"):
        return _of_noun(head, depth)
    return []


def _object_controllers(verb: Token) -> list[Token]:
    objects = object_tokens(verb) or [
        o for p in prepositions(verb, "on", "upon", "with", "for") for o in prepositional_objects(p)
    ]
    return [t for t in objects if is_party(t)] or objects[:1]


def _of_adjective(adjective: Token, depth: int) -> list[Token]:
    """ "is ready to speak": the subject of the copula acts."""
    head = adjective.head
    if adjective.dep_ in ("acomp", "xcomp", "oprd", "conj") and is_verb(head):
        return _acting(head, depth + 1)
    return [head] if adjective.dep_ in ("amod", "relcl") and head.i != adjective.i else []


def _of_modified(verb: Token, noun: Token, depth: int) -> list[Token]:
    """A participle's noun acts ("troops fighting in"); an infinitive is up to the noun's owner."""
    if not is_infinitive(verb) and verb.tag_ == "VBG":
        # "released a statement criticising": the sender speaks
        return (
            _of_noun(noun, depth) if lemma(noun) in load_classes()["MESSAGE"] else conjuncts(noun)
        )
    if noun.pos_ == "ADJ":
        return _of_adjective(noun, depth)
    return _of_noun(noun, depth)


def _of_noun(noun: Token, depth: int) -> list[Token]:
    """Return whose plan, threat or order a noun is."""
    own = owners(noun) or _planners(noun)
    if own:
        return own
    head = noun.head
    if is_verb(head) and noun.dep_ in (*OBJECTS, "attr"):
        return _acting(head, depth + 1)
    if noun.dep_ == "pobj" and head.head.i != head.i:
        return _governed_by(head.head, depth + 1) if depth < MAX_DEPTH else []
    return [noun] if is_party(noun) else []


def _planners(noun: Token) -> list[Token]:
    """ "the refusal of Mali to meet him", "a threat by the union to strike": those behind it."""
    if not is_in(noun, "hypothetical_nouns", "fact_negative_nouns", "negative_nouns"):
        return []
    return [t for p in prepositions(noun, "of", "by") for t in parties(p) if is_party(t)]


def owners(noun: Token) -> list[Token]:
    """Return who stands before a noun as its doer: "Ukraine's raid", "a U.S. proposal"."""
    found = [t for c in children(noun, "poss") for t in conjuncts(c)]
    found += [
        c
        for c in children(noun, "compound", "amod", "nmod")
        if entity_type(c) in (*ACTING_ENTITIES, "FAC") and c.pos_ in ("PROPN", "ADJ", "NOUN")
    ]
    # "a Saudi-led strike", "the UN-brokered truce"
    led = [c for c in children(noun, "amod") if c.tag_ == "VBN"]
    found += [
        t
        for c in led
        for t in children(c, "npadvmod", "nmod", "compound")
        if entity_type(t) in ACTING_ENTITIES
    ]
    return found


_COMES_FROM = ("by", "between", "among", "from")


def noun_actors(noun: Token, light: Token | None, frame: Frame, away: bool) -> list[Token]:
    """Return who does what an event noun names.

    Args:
        noun: the event noun.
        light: the verb that carries it, if any.
        frame: its entry of the lexicon.
        away: "from" says what is left ("withdrawal from"), not who does it ("criticism from").
    """
    sides = _COMES_FROM[:-1] if away else _COMES_FROM
    found = [t for p in prepositions(noun, *sides) for t in parties(p)] or _sides_of(noun)
    if frame.of == "actor":
        found += [t for p in prepositions(noun, "of") for t in parties(p)]
    before = [t for t in owners(noun) if not is_scene(t, frame)]
    found += [t for t in before if t.dep_ == "poss" or not found]
    if light is not None and is_in(light, "light_passive"):
        # "received support from Norway": the preposition may hang on the verb
        found += [t for p in prepositions(light, "from", "by") for t in parties(p)]
    elif light is not None:
        subjects = agents(light) if is_passive(light) else subject_tokens(light)
        found = _unique([*[t for t in subjects if t.i != noun.i], *found])
    return found or _purpose_actors(noun, frame)


def _sides_of(noun: Token) -> list[Token]:
    """ "fighting broke out between": the sides hang on the verb that says it takes place."""
    if noun.dep_ not in ("nsubj", "nsubjpass") or not is_verb(noun.head):
        return []
    found = [t for p in prepositions(noun.head, "between", "among") for t in parties(p)]
    return [t for t in found if is_party(t)]


PHYSICAL = frozenset(["ASSAULT", "PROTEST", "CONSULT", None])
"""Types of events that a town before the noun is the scene of, not the doer."""


def is_scene(before: Token, frame: Frame) -> bool:
    """ "the Paris attacks", "the Geneva talks": a town before the noun is where it was."""
    return bool(
        before.dep_ == "compound"
        and frame.event_type in PHYSICAL
        and entity_type(before) == "GPE"
        and not is_country_word(before.text)
    )


_BESIDE = frozenset(["on", "after", "before", "following"])
_ON_THE_WAY = _BESIDE | frozenset(["for", "at", "in", "during"])


def _is_beside(noun: Token, verb: Token, frame: Frame) -> bool:
    """ "is on a visit to Chile"; "after talks with Chad, the king left": he was there."""
    if noun.head.lower_ == "on":
        return is_verb(verb) and is_in(verb, "staying", "moving")
    return frame.event_type == "CONSULT" and bool(prepositions(noun, "with", "to", "of"))


def _purpose_actors(noun: Token, frame: Frame) -> list[Token]:
    """ "the arrival of the envoy for talks": who comes for it takes part in it."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and is_in(noun.head.head, "phase_nouns"):
        noun = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in _ON_THE_WAY:
        return _sender(noun)
    head = noun.head.head
    if noun.head.lower_ in _BESIDE and not _is_beside(noun, head, frame):
        return []
    if is_verb(head):
        # "sentenced the man for the attack": who suffers the verb has done what it is for
        punished = noun.head.lower_ == "for" and is_in(head, "punishing")
        return object_tokens(head) if punished else _acting(head, 1)
    if head.pos_ == "ADJ":
        blamed = lemma(head) in ("responsible", "guilty")
        return _of_adjective(head, 1) if blamed else []
    if head.pos_ == "NOUN" and head.i != noun.i:
        named = [t for p in prepositions(head, "of", "by") for t in parties(p)] or owners(head)
        claimed = not named and lemma(head) in ("responsibility", "credit") and is_verb(head.head)
        # "claimed responsibility for the attack"
        return _acting(head.head, 1) if claimed else named
    return []


def _sender(noun: Token) -> list[Token]:
    """ "donations came from Ireland": who sends what moves."""
    moving = noun.dep_ == "nsubj" and is_verb(noun.head) and is_in(noun.head, "moving")
    return [t for p in prepositions(noun.head, "from") for t in parties(p)] if moving else []


def parties(preposition: Token) -> list[Token]:
    """Return the nouns that a preposition governs."""
    return [t for t in prepositional_objects(preposition) if t.pos_ != "VERB"]


def _unique(tokens: list[Token]) -> list[Token]:
    seen: dict[int, Token] = {}
    for token in tokens:
        seen.setdefault(token.i, token)
    return list(seen.values())[:MAX_CLIMB]


def is_dummy(token: Token) -> bool:
    """Words that fill a place and name nobody."""
    return bool(token.dep_ == "expl" or lemma(token) in ("this", "that", "which", "there", "what"))


def has_own_subject(verb: Token) -> bool:
    """The clause names its subject itself."""
    return child(verb, "nsubj", "nsubjpass") is not None
