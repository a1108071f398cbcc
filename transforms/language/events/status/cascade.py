"""Whether it happened: polarity and certainty, by a cascade over the parse.

Each word on the way from the predicate up to its root may weaken what is said: negation, modals,
conditions, questions, wishes, refusals. The way passes through conjuncts and embedded clauses, so
that "agreed to halt and withdraw" weakens both verbs. The weakest finding wins. (The idea is that
of FactBank's source-introducing and modality-bearing predicates, Saurí and Pustejovsky 2009.)
"""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.events.predicates.frames import Predicate
from transforms.language.events.status.clauses import (
    WILL,
    Findings,
    has_modal,
    is_condition,
    is_negated,
    is_question,
    read_any,
    read_clause,
    read_modal,
    read_noun,
)
from transforms.language.events.status.governors import read_governor
from transforms.language.events.status.nouns import read_free_noun
from transforms.language.events.syntax.grammar import (
    MAX_CLIMB,
    child,
    children,
    coordinated_with,
    is_finite,
    is_infinitive,
    is_verb,
)
from transforms.language.events.syntax.words import is_in, is_phrase_in


@dataclass(frozen=True)
class Status:
    """Polarity and certainty of an event, and findings that precedence rules ask for.

    Attributes:
        polarity: affirmed or negated.
        certainty: actual, probable, possible or hypothetical.
        announced, willing, conditional: as in ``Findings``.
        refused: negated by will, not as a fact ("will not sign", "failed to agree").
    """

    polarity: str
    certainty: str
    announced: bool = False
    willing: bool = False
    conditional: bool = False
    refused: bool = False


def status_of(predicate: Predicate) -> Status:
    """Return polarity and certainty of what a predicate tells."""
    found = Findings()
    if predicate.frame.pos == "verb":
        _read_upwards(predicate.token, found)
    else:
        read_noun(predicate.token, found)
        _read_carrier(predicate, found)
        read_any(predicate.token, found)
    return Status(
        polarity="negated" if found.negated else "affirmed",
        certainty=found.certainty,
        announced=found.announced,
        willing=found.willing,
        conditional=found.conditional,
        refused=found.negated and (found.failed or found.announced or found.willing),
    )


def _read_upwards(verb: Token, found: Findings) -> None:
    read_clause(verb, found)
    _climb(verb, found)


def _read_carrier(predicate: Predicate, found: Findings) -> None:
    """Read the light verb of an event noun, or whatever governs it."""
    light = predicate.light
    if light is None:
        verb = read_free_noun(predicate.token, predicate.frame.event_type, found)
        if verb is not None:
            _read_carrying(verb, found)
        return
    if is_in(light, "ending"):
        # "urged them to stop the shelling": there is shelling
        return
    if is_in(light, "hypothetical_lights"):
        found.weaken("hypothetical")
    if is_in(light, "negative", "averting") or is_phrase_in(light, "averting"):
        found.negate()
    _read_carrying(light, found)


def _read_carrying(verb: Token, found: Findings) -> None:
    """Read the verb that tells of a noun; the noun's own "no" counts once ("made no comment")."""
    negated_by_noun = found.negated
    _read_upwards(verb, found)
    if negated_by_noun and not is_negated(verb):
        found.negated = True


def _climb(verb: Token, found: Findings) -> None:
    """Go up through the clauses that govern a verb."""
    token = verb
    for _ in range(MAX_CLIMB):
        if token.head.i == token.i:
            return
        if token.dep_ == "conj":
            token = _through_conjunct(token, found)
            continue
        above = read_governor(token, found)
        if above is None:
            return
        token = above


def _through_conjunct(token: Token, found: Findings) -> Token:
    """Share what the first conjunct's auxiliaries say, where the second has no subject of its own."""
    head = coordinated_with(token)
    if not is_verb(head):
        return head
    shares = child(token, "nsubj", "nsubjpass") is None
    own_tense = is_finite(token) and (is_infinitive(head) or has_modal(head) or is_negated(head))
    if shares and not own_tense:
        _share_clause(head, found)
    if shares and token.tag_ in ("VB", "VBP") and _wants_infinitive(head):
        # "we need to talk and have a call": the second infinitive is tagged a present
        found.weaken("hypothetical")
    if is_question(head) and not is_in(head, "reporting"):
        found.weaken("hypothetical")
        found.announced = False
    return head


def _share_clause(head: Token, found: Findings) -> None:
    for c in children(head, "aux"):
        read_modal(c, found)
        found.announced = found.announced or c.lower_ in WILL
    if is_negated(head) and not any(c.lower_ == "but" for c in children(head, "cc")):
        found.negated = True
    if is_condition(head):
        found.weaken("hypothetical")
        found.conditional = True


def _wants_infinitive(verb: Token) -> bool:
    clause = child(verb, "xcomp")
    return clause is not None and is_infinitive(clause) and is_in(verb, "intent")
