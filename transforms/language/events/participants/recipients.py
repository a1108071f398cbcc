"""To whom it was done: candidates for the recipient as words of the parse, best first."""

from collections.abc import Sequence

from spacy.tokens import Token

from transforms.language.events.lexicon.entries import load_classes
from transforms.language.events.syntax.actors import agents, parties, subject_tokens
from transforms.language.events.syntax.grammar import (
    ancestors,
    antecedent,
    children,
    complement,
    conjuncts,
    is_passive,
    is_verb,
    object_tokens,
    prepositional_objects,
    prepositions,
    subject_of_clause,
)
from transforms.language.events.syntax.words import (
    TIME,
    counted,
    entity_type,
    fits,
    is_in,
    is_party,
    is_place,
    lemma,
)

ANY_SLOTS = ("object", "dative", "to", "with", "against", "from", "for", "on", "in", "into", "of")
"""Where an embedded clause may name somebody, whatever its verb means."""


Slots = list[tuple[str, list[Token]]]
"""Candidates for a role: the slot's name and the words that fill it, best slot first."""


def verb_recipients(verb: Token, slots: tuple[str, ...], carried: Sequence[Token] = ()) -> Slots:
    """Return candidates for the recipient of a verb, for each slot that is filled.

    Args:
        verb: the verb.
        slots: where to look, in order.
        carried: nouns that make a phrase of the verb ("go on strike"); prepositions may hang there.
    """
    objects = object_tokens(verb)
    heads = [verb, *[t for t in objects if t.i > verb.i], *carried]
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
    found = [t for d in children(verb, "dative") if d.pos_ != "ADP" for t in conjuncts(d)]
    return found or _swallowed(verb)


def _swallowed(verb: Token) -> list[Token]:
    """ "granted relief workers access": the parser takes who is given for a part of what is given."""
    if not is_in(verb, "giving"):
        return []
    before = [c for o in object_tokens(verb) for c in children(o, "compound", "nmod")]
    return [c for c in before if c.tag_ == "NNS" and is_party(c)]


def _after(heads: list[Token], preposition: str) -> list[Token]:
    return [t for h in heads for p in prepositions(h, preposition) for t in parties(p)]


def noun_recipients(
    noun: Token, light: Token | None, slots: tuple[str, ...], of: str | None
) -> Slots:
    """Return candidates for the recipient of an event noun, best slot first."""
    heads = [noun] if light is None else [noun, light]
    if noun.dep_ == "nsubj" and is_verb(noun.head) and is_in(noun.head, "moving", "happen"):
        # "donations came to the town", "talks resumed with the rebels"
        heads.append(noun.head)
    named = [s for s in slots if s not in ("object", "party", "dative", "none")]
    if of == "recipient" and "of" not in named:
        named.insert(0, "of")
    found = [(slot, _after(heads, slot)) for slot in named]
    found += [("subject", _laid_upon(noun))]
    if light is not None:
        found.append(("dative", _datives(light)))
        if is_in(light, "light_passive"):
            found.append(("subject", subject_tokens(light)))
    return [(slot, tokens) for slot, tokens in found if tokens]


def embedded_recipients(clause: Token | None, asked: bool = False) -> Slots:
    """Return candidates from the clause that completes a word ("agreed to help Haiti").

    With ``asked``, something is demanded: in a "that" clause, of its subject.
    """
    if clause is None:
        return []
    found: Slots = []
    if asked and clause.dep_ == "ccomp" and (own := subject_of_clause(clause)) is not None:
        found.append(("subject", conjuncts(antecedent(own))))
    if not is_verb(clause):
        return found
    made = is_in(clause, "creating")
    # what is set up is nobody yet: it is set up for somebody, or somewhere
    found += verb_recipients(clause, _WITHOUT_OBJECT if made else ())
    deeper = complement(clause)
    if deeper is not None and is_verb(deeper):
        found += verb_recipients(deeper, ())
    anybody = [t for t in clause.subtree if t.i > clause.i and _names_somebody(t)]
    return [*found, ("anybody", [c for t in anybody[:1] for c in conjuncts(t)])]


_WITHOUT_OBJECT = tuple(slot for slot in ANY_SLOTS if slot != "object")


def _names_somebody(token: Token) -> bool:
    return entity_type(token) in ("GPE", "ORG", "PERSON", "NORP", "LOC", "FAC") and not any(
        a.dep_ in ("relcl", "advcl") for a in [token, *list(ancestors(token))[:4]]
    )


def givers(verb: Token) -> list[Token]:
    """ "received tents from Japan": who stands behind "from", on the verb or on what was got."""
    heads = [verb, *object_tokens(verb)]
    return [t for h in heads for p in prepositions(h, "from") for t in parties(p)]


def _laid_upon(noun: Token) -> list[Token]:
    """ "is under investigation", "came under attack": the subject suffers it."""
    if noun.dep_ != "pobj" or noun.head.lower_ != "under" or not is_verb(noun.head.head):
        return []
    verb = noun.head.head
    return subject_tokens(verb) if is_in(verb, "staying", "moving") else []


def said_of(clause: Token) -> Token | None:
    """ "alleged that the embassy paid them": who is said to have done it, if it is somebody."""
    own = subject_of_clause(clause) if clause.dep_ == "ccomp" else None
    own = antecedent(own) if own is not None else None
    return own if own is not None and own.pos_ != "PRON" and is_party(own) else None


def party_within(token: Token, owned: bool = True) -> Token | None:
    """Return the party that a thing belongs to: "Kremlin positions", "the offer of Iran".

    With ``owned`` false, who stands before the noun does not count.
    """
    if is_party(token) or is_place(token):
        return token
    for c in children(token, "poss", "compound", "amod", "nmod") if owned else ():
        if entity_type(c) in ("GPE", "NORP", "ORG", "PERSON", "FAC", "LOC"):
            return c
    made_by = [] if fits(token, _RESTRICTING) else _agents_of(token)
    if made_by and is_party(made_by[0]):
        return made_by[0]
    for p in prepositions(
        token, "of", "by", "from", "with", "against", "on", "to", "for", "in", "between", "at"
    ):
        for o in parties(p):
            if is_party(o) or is_place(o):
                return o
    return _in_clause_of(token)


_RESTRICTING = frozenset(["RESTRICTION"])
"""What somebody imposed on somebody else: the other suffers it."""


def _in_clause_of(thing: Token) -> Token | None:
    """ "claims that two officers lied": they; "the ban that it imposed on aid groups": them."""
    for clause in children(thing, "acl", "relcl"):
        own = subject_of_clause(clause)
        if clause.dep_ == "acl" and own is not None and children(clause, "mark"):
            return next((t for t in conjuncts(own) if is_party(t)), None)
        for p in prepositions(clause, "on", "against"):
            for o in parties(p):
                if is_party(o):
                    return o
    return None


def asked_about(preposition: Token) -> Token | None:
    """ "an inquiry into whether the mayor lied": the mayor."""
    for clause in children(preposition, "pcomp"):
        own = subject_of_clause(clause) if is_verb(clause) else None
        if own is not None:
            return own
    return None


def far_behind(heads: list[Token], slots: tuple[str, ...], anything: bool = False) -> list[Token]:
    """Return the parties behind a slot's preposition that the parser hung deeper in the phrase.

    With ``anything``, any noun will do that is no time.

    "imposed sanctions over the killings, including a travel ban, on the generals".
    """
    wanted = [s for s in slots if s not in ("object", "party", "dative", "none", "of", "in", "to")]
    for head in heads:
        for token in head.subtree:
            deep = token.lower_ == "between" or _is_within(token, head)
            if token.lower_ in wanted and token.dep_ == "prep" and deep:
                nouns = [t for t in parties(token) if entity_type(t) != TIME]
                found = [t for t in nouns if anything or is_party(t)]
                if found:
                    return found
    return []


_SHALLOW = frozenset(["prep", "pobj", "dobj", "conj", "appos", "acl", "attr"])


def _is_within(token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep_ not in _SHALLOW or token.head.i == token.i:
            return False
        token = token.head
    return True


def members(token: Token) -> list[Token]:
    """ "groups such as Oxfam and Caritas", "parties including the Greens": those that are named."""
    found = [
        o
        for p in children(token, "prep")
        if p.lower_ in ("including", "like", "as")
        if p.lower_ != "as" or any(c.lower_ == "such" for c in children(p, "amod", "advmod"))
        for o in prepositional_objects(p)
    ]
    return [t for t in found if is_party(t) and entity_type(t) != TIME]


def sharers(noun: Token) -> list[Token]:
    """ "British and French negotiators": the two sides behind one noun."""
    if noun.tag_ not in ("NNS", "NNPS"):
        return []
    before = [c for c in children(noun, "amod", "compound", "nmod", "poss") if _is_side(c)]
    if not any(children(c, "cc") for c in before):
        return []
    sides = {t.i: t for c in before for t in conjuncts(c) if _is_side(t)}
    return list(sides.values()) if len(sides) > 1 else []


def _is_side(token: Token) -> bool:
    return entity_type(token) in ("GPE", "NORP", "ORG")


def maker(thing: Token) -> Token | None:
    """Return whose decision or statement it is: "the decision of the state government"."""
    found = [o for p in prepositions(thing, "of", "by", "from") for o in parties(p)]
    return next(
        (o for o in found if is_party(o) and lemma(thing) in load_classes()["CONDITION"]), None
    )


def doer(deed: Token) -> Token | None:
    """ "the seizure of the ship by Iran", "abuses committed by the army": who is blamed for it."""
    by = [o for p in prepositions(deed, "by") for o in parties(p)]
    return next((o for o in [*by, *_agents_of(deed)] if is_party(o)), None)


def _agents_of(thing: Token) -> list[Token]:
    """ "a complaint filed by the party", "conditions set by the bloc": who made it."""
    return [t for clause in children(thing, "acl") if is_passive(clause) for t in agents(clause)]


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
