"""Questions about clauses that coreference asks of a dependency parse (ClearNLP labels)."""

from collections.abc import Iterator

from spacy.tokens import Token

from transforms.language.view import View

SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass"])
OBJECTS = frozenset(["dobj", "dative", "pobj", "attr", "oprd"])
CLAUSES = frozenset(["ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "parataxis", "conj"])
RELATIVES = frozenset(["who", "which", "that", "whom"])

MAX_CLIMB = 40
"""Steps; deeper trees come from lists that the parser took for sentences."""


def own_subject(verb: Token) -> Token | None:
    """Return the subject that stands beside this very verb."""
    return next((t for t in verb.children if t.dep_ in SUBJECTS), None)


def subject(verb: Token) -> Token | None:
    """Return the subject of a verb; of a joined one ("and stressed") that of the first."""
    for _ in range(MAX_CLIMB):
        found = own_subject(verb)
        if found is not None:
            return antecedent_of_relative(found, verb)
        if verb.dep_ in ("conj", "xcomp") and verb.head != verb and is_verb(verb.head):
            verb = verb.head
        elif verb.dep_ in ("acl", "relcl") and not is_verb(verb.head):
            return verb.head
        else:
            return None
    return None


def antecedent_of_relative(found: Token, verb: Token) -> Token:
    """Return the noun that "who" stands for."""
    if found.lower_ in RELATIVES and verb.dep_ == "relcl":
        return verb.head
    return found


def is_verb(token: Token) -> bool:
    """Tell whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX")


def clause_verb(token: Token) -> Token | None:
    """Return the verb of the clause that a word stands in; None for a phrase without one."""
    for _ in range(MAX_CLIMB):
        if is_verb(token) and not token.dep_.startswith("aux"):
            return token
        if token.head == token:
            return None
        token = token.head
    return None


def is_in_subject(token: Token, verb: Token) -> bool:
    """Tell whether a word stands inside the subject of a verb ("his army" in "his army fled")."""
    for _ in range(MAX_CLIMB):
        if token.head == verb:
            return token.dep_ in SUBJECTS
        if token.head == token:
            return False
        token = token.head
    return False


def outer_clauses(verb: Token) -> Iterator[tuple[Token, str]]:
    """Yield what governs a clause, inner first, each with the link that led to it.

    A verb ("he said that ..."), or the noun that a clause hangs on ("the claim that ...").
    """
    for _ in range(MAX_CLIMB):
        link = verb.dep_
        if verb.head == verb:
            return
        governor = verb.head
        if link == "pcomp" or governor.pos_ in ("ADP", "SCONJ"):
            governor = governor.head
        yield governor, link
        above = governor if is_verb(governor) else clause_verb(governor)
        if above is None or above == verb:
            return
        if above != governor:
            yield above, "nominal"
        verb = above


def possessor(noun: Token) -> Token | None:
    """Return "Ukraine" in "Ukraine's hopes" and "Russian" in "a Russian claim"."""
    named = [t for t in noun.children if t.dep_ in ("poss", "amod", "compound", "nmod")]
    return next((t for t in named if t.ent_type_ or t.dep_ == "poss"), None)


def in_quotation(view: View) -> list[bool]:
    """Tell of each token whether it stands between quotation marks; a paragraph end closes them."""
    found, inside = [], False
    for word, start in zip(view.words, view.starts, strict=True):
        if word.count("\n") >= 2:
            inside = False
        elif word in ('"', "``", "''"):
            mark = view.document.text[start]
            inside = True if mark in "“«„" else False if mark in "”»" else not inside
        found.append(inside)
    return found
