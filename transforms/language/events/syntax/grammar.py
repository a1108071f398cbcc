"""Questions put to the parse: who is the subject, what governs a clause, where a conjunct belongs.

Labels are those of ClearNLP, which spaCy's English pipelines use.
"""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from transforms.language.datelines import past_dateline
from transforms.language.events.lexicon.categories import DATA, read_yaml
from transforms.language.events.syntax.tables import tables_of

SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass"])
OBJECTS = frozenset(["dobj", "obj"])
FINITE_TAGS = frozenset(["VBD", "VBZ", "VBP", "MD"])
RELATIVE_TAGS = frozenset(["WDT", "WP", "WP$", "WRB"])
CLAUSAL = frozenset(
    ["ccomp", "xcomp", "acl", "relcl", "advcl", "pcomp", "csubj", "csubjpass", "parataxis"]
)
MAX_CLIMB = 40
"""No real sentence nests deeper; a cap keeps the walk over a broken parse short."""


def children(token: Token, *labels: str) -> list[Token]:
    """Return the children with one of the labels, in order."""
    of_token = labelled(token)
    return [c for label, c in of_token if label in labels] if of_token else []


def labelled(token: Token) -> list[tuple[str, Token]]:
    """Return all children with their labels, in order."""
    return tables_of(token.doc).children[token.i]


def child(token: Token, *labels: str) -> Token | None:
    """Return the first child with one of the labels."""
    for label, c in labelled(token):
        if label in labels:
            return c
    return None


def ancestors(token: Token) -> Iterator[Token]:
    """Go up from a token (not included) to its root."""
    for _ in range(MAX_CLIMB):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def is_verb(token: Token) -> bool:
    """A verb as the head of a clause: tagged so, or an auxiliary that stands alone."""
    return bool(token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in _HELPERS))


_HELPERS = frozenset(["aux", "auxpass"])


def is_finite(verb: Token) -> bool:
    """The verb or one of its auxiliaries carries tense."""
    if any(c.tag_ == "TO" for c in children(verb, "aux")):
        return False
    return verb.tag_ in FINITE_TAGS or any(
        c.tag_ in FINITE_TAGS for c in children(verb, "aux", "auxpass")
    )


def is_infinitive(verb: Token) -> bool:
    """The verb follows "to"."""
    return any(c.tag_ == "TO" for c in children(verb, "aux"))


def is_content_clause(clause: Token) -> bool:
    """ "the report that rebels burned it": it tells what the noun says, whatever the parser calls it."""
    if clause.dep_ not in ("acl", "relcl"):
        return False
    return any(m.lower_ == "that" for m in children(clause, "mark"))


def is_passive(verb: Token) -> bool:
    """A passive clause, or a bare participle that modifies its object ("troops sent to")."""
    if child(verb, "auxpass", "nsubjpass", "agent", "csubjpass") is not None:
        return True
    if verb.tag_ != "VBN" or child(verb, "aux") is not None or children(verb, *OBJECTS):
        return False
    if verb.dep_ == "ccomp" and verb.head.lemma_ in ("order", "want", "have"):
        # "ordered the editor jailed"
        return child(verb, "nsubj") is not None
    return verb.dep_ in ("acl", "amod", "relcl", "advcl") or _shares_passive(verb)


def _shares_passive(verb: Token) -> bool:
    shares = verb.dep_ == "conj" and not children(verb, *SUBJECTS)
    return bool(shares and verb.head.tag_ == "VBN" and is_passive(verb.head))


def first_conjunct(token: Token) -> Token:
    """Return the first of the coordinated words that a token belongs to.

    A finite verb that the parser hangs on an infinitive ("noted the need to control … and
    signaled") is moved up to the nearest finite verb.
    """
    for _ in range(MAX_CLIMB):
        if token.dep_ != "conj" or token.head.i == token.i:
            return token
        token = coordinated_with(token)
    return token


def coordinated_with(token: Token) -> Token:
    """Return the word that a conjunct stands beside, mending what the parser often gets wrong.

    A verb hung on a noun ("lay down arms and surrender") belongs to the noun's verb; a finite verb
    hung on an infinitive ("noted the need to control … and signaled") to the finite verb above; a
    past verb without a subject, hung on a present or an expletive clause that a past verb reports
    ("said there have been signals and offered"), to the reporting verb.
    """
    head = token.head
    if token.pos_ != "VERB":
        return head
    if head.pos_ in ("NOUN", "PROPN", "PRON") and token.tag_ != "VBG":
        return next((a for a in ancestors(head) if is_verb(a)), head)
    if not is_finite(token) or head.pos_ not in ("VERB", "AUX"):
        return head
    if not is_finite(head) and head.dep_ in _NON_FINITE_DEPS:
        return next((a for a in ancestors(head) if is_verb(a) and is_finite(a)), head)
    return head.head if _belongs_above(token, head) else head


def _belongs_above(token: Token, head: Token) -> bool:
    if head.dep_ != "ccomp" or children(token, "mark"):
        return False
    if children(token, *SUBJECTS):
        return _is_told_apart(token, head)
    if child(head, "expl") is not None:
        return True
    if _tense(token) != "past" or _tense(head.head) != "past":
        return False
    return _tense(head) == "present" or _is_speakers_own(token, head)


def _is_told_apart(token: Token, head: Token) -> bool:
    """ "Spain said it would send dogs, and the Red Cross has begun": behind a comma, in the present,
    beside a clause put back in time by "said"."""
    if _tense(head.head) != "past" or _tense(token) != "present" or _tense(head) == "present":
        return False
    return any(c.text == "," for c in children(head, "punct") if c.i < token.i)


@cache
def _acts_of_speech() -> frozenset[str]:
    return frozenset(read_yaml(DATA / "verbs.yaml")["acts_of_speech"])


def _is_speakers_own(token: Token, head: Token) -> bool:
    """ "said students were beaten and demanded an inquiry": who says goes on to demand."""
    own = child(head, "nsubj", "nsubjpass")
    return token.lemma_ in _acts_of_speech() and own is not None and own.pos_ != "PRON"


def _tense(verb: Token) -> str | None:
    for word in [*children(verb, "aux", "auxpass"), verb]:
        if word.tag_ in ("VBZ", "VBP"):
            return "present"
        if word.tag_ == "VBD":
            return "past"
        if word.tag_ in ("MD", "TO"):
            return None
    return None


_NON_FINITE_DEPS = frozenset(["xcomp", "acl", "pcomp", "advcl", "conj"])


def conjuncts(token: Token) -> list[Token]:
    """Return a word and those coordinated with it below it, in order."""
    found, queue = [token], [token]
    while queue and len(found) < MAX_CLIMB:
        for nxt in children(queue.pop(0), "conj"):
            found.append(nxt)
            queue.append(nxt)
    return found


def subject_of_clause(verb: Token) -> Token | None:
    """Return the verb's own grammatical subject, or the one it shares with its conjuncts."""
    for _ in range(MAX_CLIMB):
        own = next(
            (s for c in children(verb, "nsubj", "nsubjpass") if (s := past_dateline(c))), None
        )
        if own is not None:
            return own
        if verb.dep_ != "conj" or verb.head.i == verb.i:
            return None
        verb = coordinated_with(verb)
    return None


def antecedent(pronoun: Token) -> Token:
    """Return the noun that a relative pronoun stands for; other words stand for themselves."""
    if pronoun.tag_ not in RELATIVE_TAGS:
        return pronoun
    for above in ancestors(pronoun):
        if above.dep_ == "relcl" and above.head.i < pronoun.i:
            return above.head
        if above.dep_ in ("ccomp", "advcl") and above.head.dep_ != "relcl":
            break
    return pronoun


def prepositions(token: Token, *words: str) -> list[Token]:
    """Return the prepositions that hang on a token, all or those named."""
    return [
        c
        for c in children(token, "prep", "agent", "dative", "prt")
        if (not words or c.lower_ in words) and c.pos_ in ("ADP", "SCONJ", "PART", "ADV")
    ]


def prepositional_objects(preposition: Token) -> list[Token]:
    """Return what a preposition governs, conjuncts included; "out of X" counts as "out"."""
    found: list[Token] = []
    for c in children(preposition, "pobj", "pcomp", "prep"):
        found += prepositional_objects(c) if c.dep_ == "prep" else conjuncts(c)
    return found


def object_tokens(verb: Token) -> list[Token]:
    """Return direct objects with their conjuncts; in a passive clause its subject."""
    known = tables_of(verb.doc).objects
    if verb.i not in known:
        known[verb.i] = _objects_of(verb)
    return list(known[verb.i])


def _objects_of(verb: Token) -> list[Token]:
    if is_passive(verb):
        return passive_subjects(verb)
    direct = [t for o in children(verb, *OBJECTS) for t in conjuncts(antecedent(o))]
    direct += [t for c in children(verb, "ccomp") if _has_addressee(c) for t in _addressed(c)]
    direct += [t for c in children(verb, "ccomp") if _is_bare_noun(c) for t in conjuncts(c)]
    if not direct and verb.dep_ == "relcl" and subject_of_clause(verb) is not None:
        own = subject_of_clause(verb)
        # "the town (that) they captured": a reduced relative clause leaves its object out
        if own is not None and own.tag_ not in RELATIVE_TAGS and not _has_relative(verb):
            direct = [verb.head]
    return direct


def _has_addressee(clause: Token) -> bool:
    """ "told the editor to publish", "let the editor publish", "found the banker guilty"."""
    if is_infinitive(clause) or _is_bare_infinitive(clause):
        return True
    return bool(clause.pos_ == "ADJ" and not children(clause, "mark", "cop"))


def _is_bare_infinitive(clause: Token) -> bool:
    governed = clause.head.lemma_ in ("let", "make", "have", "help")
    return bool(governed and clause.tag_ == "VB" and not children(clause, "aux", "mark"))


def _is_bare_noun(clause: Token) -> bool:
    """ "let the inspectors into the plant": the parser sees a clause without a verb."""
    let = clause.head.lemma_ == "let" and clause.pos_ in ("NOUN", "PROPN")
    return bool(let and not children(clause, "nsubj", "mark", "aux", "cop"))


def _addressed(infinitive: Token) -> list[Token]:
    """ "told the editor to publish": who is told is parsed as the infinitive's subject."""
    return [t for s in children(infinitive, "nsubj") for t in conjuncts(s)]


def _has_relative(verb: Token) -> bool:
    return any(c.tag_ in RELATIVE_TAGS for c in verb.children) or any(
        g.tag_ in RELATIVE_TAGS for c in children(verb, "prep") for g in c.children
    )


def passive_subjects(verb: Token) -> list[Token]:
    """Return what suffers the verb in a passive clause or beside a bare participle."""
    own = subject_of_clause(verb)
    if own is not None:
        return conjuncts(antecedent(own))
    top = first_conjunct(verb)
    if top.dep_ in ("acl", "relcl", "amod"):
        return [top.head]
    return []


def complement(verb: Token) -> Token | None:
    """Return the infinitive or clause that completes a verb ("agreed to send", "said he will")."""
    for c in verb.children:
        if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i:
            return c
        if c.dep_ == "prep" and (inner := child(c, "pcomp")) is not None:
            return inner
    return None
