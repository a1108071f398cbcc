"""Who says it: from a cue to its subject, and from a subject to a mention and its entity."""

from spacy.tokens import Span, Token

from transforms.language.datelines import in_dateline
from transforms.language.document import Document
from transforms.language.findings import EntityIndex, FoundSource
from transforms.language.quotes.cues import cues
from transforms.language.quotes.marks import MarkedText

_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})
# These clauses share the subject of the clause they hang on.
_SHARING = frozenset({"conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep"})
_NOMINAL = frozenset({"PROPN", "NOUN", "PRON"})
_STOPS = frozenset({".", "!", "?", ";", ":"})
_MAX_WORDS = 12
_MAX_CLAUSE = 150
"""The longest stretch without a stop in 800 texts of news has 147 tokens; a text of forgotten marks
and stops goes on for thousands, and is asked for each of its cues."""
_MAX_CLIMB = 4


def subject_of(verb: Token, depth: int = 0) -> Token | None:
    """Return the head word of whoever does the saying; None where the clause does not tell.

    Follows "X, who said", "was quoted as saying", "left, saying", "said by X", "said X".
    """
    for child in verb.children:
        if child.dep_ in _SUBJECTS and not in_dateline(child):
            return _antecedent(child, verb)
        if child.dep_ == "nsubjpass":
            return _of_passive(child, verb)
    if depth >= _MAX_CLIMB or verb.head == verb:
        return None
    if verb.dep_ in ("acl", "relcl"):
        return verb.head
    return subject_of(verb.head, depth + 1) if verb.dep_ in _SHARING else None


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.lower_ in _RELATIVES and verb.dep_ == "relcl":
        return verb.head
    return subject


def _of_passive(subject: Token, verb: Token) -> Token | None:
    if verb.lemma_.lower() in cues().passive_reports:
        return _antecedent(subject, verb)
    for child in verb.children:
        if child.dep_ == "agent":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def nearer_apposition(verb: Token, head: Token) -> Token:
    """Return the aide in "Clinton, a top aide said, ...", which the parse takes for Clinton."""
    left = verb.nbor(-1) if verb.i else verb
    return left if left.dep_ == "appos" and left.head == head else head


def neighbour_of(verb: Token, marks: MarkedText) -> Token | None:
    """Return the noun beside a verb of saying, where the parse has no use: "…,” said a person"."""
    first = _clause_start(verb, marks)
    if first == verb.i:
        return _first_noun(verb.doc[verb.i + 1 : verb.i + 1 + _MAX_WORDS])
    left = _past_parenthesis(verb.nbor(-1))
    behind_marks = first > 0 and marks.at(verb.doc[first - 1].idx) is not None
    if behind_marks or left.is_punct:
        return _first_noun(verb.doc[first : verb.i])
    while left.i > first and left.pos_ in ("ADV", "AUX", "PART"):
        left = left.nbor(-1)
    return left if left.pos_ in _NOMINAL else None


def _past_parenthesis(token: Token) -> Token:
    """Return the word before "(R-WI)", if that is where the token ends."""
    at = token
    while token.text == ")" and at.i > 0 and token.i - at.i < _MAX_WORDS:
        at = at.nbor(-1)
        if at.text == "(" and at.i > 0:
            return at.nbor(-1)
    return token


def _clause_start(verb: Token, marks: MarkedText) -> int:
    at, farthest = verb.i, max(0, verb.i - _MAX_CLAUSE)
    while at > farthest:
        left = verb.doc[at - 1]
        if left.text in _STOPS or "\n" in left.text or marks.at(left.idx) is not None:
            break
        at -= 1
    while at < verb.i and verb.doc[at].is_punct:
        at += 1
    return at


def _first_noun(words: Span) -> Token | None:
    """Return the last word of the first row of nouns: Silver in "Nate Silver, the guru"."""
    head: Token | None = None
    for token in words:
        if token.pos_ in _NOMINAL:
            head = token
        elif head is not None or token.pos_ not in ("DET", "ADJ", "NUM", "ADP", "PART", "ADV"):
            break
    return head


def source_of(head: Token, document: Document, entities: EntityIndex) -> FoundSource:
    """Return the mention a head word belongs to, with its entity; without one, its noun phrase."""
    start, end = head.idx, head.idx + len(head)
    known = entities.covering(start, end)
    if known is not None:
        mention, entity = known
        return FoundSource(mention.start, mention.end, entity.name, entity.entity_id)
    start = _phrase_start(head)
    return FoundSource(start, end, document.words(start, end), None)


def _phrase_start(head: Token) -> int:
    first = head
    for child in head.lefts:
        if child.dep_ in ("det", "amod", "compound", "nummod", "poss", "quantmod", "nmod") and (
            head.i - child.left_edge.i < _MAX_WORDS
        ):
            first = child.left_edge
            break
    while first.i < head.i and (first.is_punct or first.is_space):
        first = first.nbor()
    return int(first.idx)
