"""Who did it, to whom: actors and recipients as words of the parse.

Control, conjuncts, relative clauses, participles and nominalisations are followed to the words
that fill the role; ``naming`` turns those words into entities.
"""

from spacy.tokens import Token

from transforms.language.entities.names import is_country_word
from transforms.language.events.grammar import (
    MAX_CLIMB,
    OBJECTS,
    ancestors,
    antecedent,
    child,
    children,
    complement,
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
from transforms.language.events.lexicon import Frame, load_classes
from transforms.language.events.words import (
    ACTING_ENTITIES,
    counted,
    entity_type,
    is_in,
    is_party,
    is_place,
    lemma,
)

MAX_DEPTH = 6
"""Control chains ("agreed to try to help to …") deeper than this are parser noise."""


def subject_tokens(verb: Token, depth: int = 0) -> list[Token]:
    """Return who does what a verb says: subject, agent of a passive, or controller."""
    if is_passive(verb):
        return agents(verb)
    own = subject_of_clause(verb)
    if own is not None and own.dep_ == "nsubj":
        return _without_self(conjuncts(antecedent(own)), verb)
    if own is not None:
        # "was arrested and confessed": the passive subject acts in the second clause
        return conjuncts(antecedent(own))
    return _controllers(first_conjunct(verb), depth)


def agents(verb: Token) -> list[Token]:
    """Return who follows "by" in a passive clause."""
    return [o for p in prepositions(verb, "by") for o in prepositional_objects(p)]


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
    if verb.dep_ == "acl":
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
        return conjuncts(noun)
    if noun.pos_ == "ADJ":
        return _of_adjective(noun, depth)
    return _of_noun(noun, depth)


def _of_noun(noun: Token, depth: int) -> list[Token]:
    """Return whose plan, threat or order a noun is."""
    own = owners(noun)
    if own:
        return own
    head = noun.head
    if is_verb(head) and noun.dep_ in (*OBJECTS, "attr"):
        return _acting(head, depth + 1)
    if noun.dep_ == "pobj" and head.head.i != head.i:
        return _governed_by(head.head, depth + 1) if depth < MAX_DEPTH else []
    return [noun] if is_party(noun) else []


def owners(noun: Token) -> list[Token]:
    """Return who stands before a noun as its doer: "Ukraine's raid", "a U.S. proposal"."""
    found = [t for c in children(noun, "poss") for t in conjuncts(c)]
    found += [
        c
        for c in children(noun, "compound", "amod", "nmod")
        if entity_type(c) in (*ACTING_ENTITIES, "FAC") and c.pos_ in ("PROPN", "ADJ", "NOUN")
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
    found = [
        t
        for p in prepositions(noun, *(_COMES_FROM[:-1] if away else _COMES_FROM))
        for t in _parties(p)
    ]
    if frame.of == "actor":
        found += [t for p in prepositions(noun, "of") for t in _parties(p)]
    before = [t for t in owners(noun) if not is_scene(t, frame)]
    found += [t for t in before if t.dep_ == "poss" or not found]
    if light is not None and not is_in(light, "light_passive"):
        subjects = agents(light) if is_passive(light) else subject_tokens(light)
        found = _unique([*[t for t in subjects if t.i != noun.i], *found])
    return found or _purpose_actors(noun)


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


def _purpose_actors(noun: Token) -> list[Token]:
    """ "the arrival of the envoy for talks": who comes for it takes part in it."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and is_in(noun.head.head, "phase_nouns"):
        noun = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("for", "at", "in", "during"):
        return []
    head = noun.head.head
    if is_verb(head):
        return _acting(head, 1)
    if head.pos_ == "NOUN" and head.i != noun.i:
        return [t for p in prepositions(head, "of", "by") for t in _parties(p)] or owners(head)
    return []


def _parties(preposition: Token) -> list[Token]:
    return [t for t in prepositional_objects(preposition) if t.pos_ != "VERB"]


ANY_SLOTS = ("object", "dative", "to", "with", "against", "from", "for", "on", "in", "into", "of")
"""Where an embedded clause may name somebody, whatever its verb means."""


Slots = list[tuple[str, list[Token]]]
"""Candidates for a role: the slot's name and the words that fill it, best slot first."""


def verb_recipients(verb: Token, slots: tuple[str, ...]) -> Slots:
    """Return candidates for the recipient of a verb, for each slot that is filled."""
    objects = object_tokens(verb)
    heads = [verb, *[t for t in objects if t.i > verb.i]]
    found = [(slot, _fill(verb, slot, objects, heads)) for slot in slots or ANY_SLOTS]
    return [(slot, tokens) for slot, tokens in found if tokens]


def _fill(verb: Token, slot: str, objects: list[Token], heads: list[Token]) -> list[Token]:
    if slot == "object":
        return objects
    if slot == "party":
        return [t for t in objects if is_party(counted(t)[-1])]
    if slot == "dative":
        return _datives(verb)
    if slot == "subject":
        return subject_tokens(verb)
    return [] if slot == "none" else _after(heads, slot)


def _datives(verb: Token) -> list[Token]:
    return [t for d in children(verb, "dative") if d.pos_ != "ADP" for t in conjuncts(d)]


def _after(heads: list[Token], preposition: str) -> list[Token]:
    return [t for h in heads for p in prepositions(h, preposition) for t in _parties(p)]


def noun_recipients(
    noun: Token, light: Token | None, slots: tuple[str, ...], of: str | None
) -> Slots:
    """Return candidates for the recipient of an event noun, best slot first."""
    heads = [noun] if light is None else [noun, light]
    named = [s for s in slots if s not in ("object", "party", "dative", "none")]
    if of == "recipient" and "of" not in named:
        named.insert(0, "of")
    found = [(slot, _after(heads, slot)) for slot in named]
    if light is not None:
        found.append(("dative", _datives(light)))
        if is_in(light, "light_passive"):
            found.append(("subject", subject_tokens(light)))
    return [(slot, tokens) for slot, tokens in found if tokens]


def embedded_recipients(verb: Token) -> Slots:
    """Return candidates from the clause that completes a verb ("agreed to help Haiti").

    In a "that" clause the one of whom something is asked is its subject.
    """
    clause = complement(verb)
    if clause is None or not is_verb(clause):
        return []
    found: Slots = []
    if clause.dep_ == "ccomp" and (own := subject_of_clause(clause)) is not None:
        found.append(("subject", conjuncts(antecedent(own))))
    found += verb_recipients(clause, ())
    deeper = complement(clause)
    if deeper is not None and is_verb(deeper):
        found += verb_recipients(deeper, ())
    anybody = [t for t in clause.subtree if t.i > clause.i and _names_somebody(t)]
    return [*found, ("anybody", anybody[:1])]


def _names_somebody(token: Token) -> bool:
    return entity_type(token) in ("GPE", "ORG", "PERSON", "NORP", "LOC", "FAC") and not any(
        a.dep_ in ("relcl", "advcl") for a in [token, *list(ancestors(token))[:4]]
    )


def party_within(token: Token) -> Token | None:
    """Return the party that a thing belongs to: "Kremlin positions", "the offer of Iran"."""
    if is_party(token) or is_place(token):
        return token
    for c in children(token, "poss", "compound", "amod", "nmod"):
        if entity_type(c) in ("GPE", "NORP", "ORG", "PERSON", "FAC", "LOC"):
            return c
    for p in prepositions(
        token, "of", "by", "from", "with", "against", "on", "to", "for", "in", "between", "at"
    ):
        for o in _parties(p):
            if is_party(o) or is_place(o):
                return o
    return None


def maker(thing: Token) -> Token | None:
    """Return whose decision or statement it is: "the decision of the state government"."""
    found = [o for p in prepositions(thing, "of", "by", "from") for o in _parties(p)]
    return next(
        (o for o in found if is_party(o) and lemma(thing) in load_classes()["CONDITION"]), None
    )


def named_deep_within(thing: Token) -> Token | None:
    """Return the first one named anywhere in a phrase: "offers for talks by the Kabul government"."""
    return next((t for t in thing.subtree if _names_somebody(t) and _leads_to(t, thing)), None)


_INNER = frozenset(
    ["prep", "pobj", "pcomp", "poss", "compound", "amod", "nmod", "appos", "acl", "agent", "nsubj"]
) | frozenset(["nsubjpass", "dobj"])


def _leads_to(token: Token, thing: Token) -> bool:
    """The way up stays inside the phrase: no conjunct, no relative clause, nothing it is "about"."""
    while token.i != thing.i:
        if token.dep_ == "acl" and token.tag_ != "VBN":
            return False
        if token.dep_ not in _INNER or token.lower_ in ("about", "over") or token.head.i == token.i:
            return False
        token = token.head
    return True


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
