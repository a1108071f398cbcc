"""Whether it happened: polarity and certainty, by a cascade over the parse.

Each word on the way from the predicate up to its root may weaken what is said: negation, modals,
conditions, questions, wishes, refusals. The way passes through conjuncts and embedded clauses, so
that "agreed to halt and withdraw" weakens both verbs. The weakest finding wins.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.events.frames import Predicate
from transforms.language.events.grammar import (
    MAX_CLIMB,
    OBJECTS,
    child,
    children,
    coordinated_with,
    is_finite,
    is_infinitive,
    is_verb,
)
from transforms.language.events.words import is_in, lemma, load_words

CERTAINTY_ORDER = ("actual", "probable", "possible", "hypothetical")
_POSSIBLE = frozenset(["may", "might", "could"])
_PLANNED = frozenset(
    ["will", "shall", "'ll", "wo", "would", "'d", "should", "must", "can", "ca", "ought", "need"]
)
_WILL = frozenset(["will", "shall", "'ll", "wo"])
_CONDITIONS = frozenset(["if", "unless", "whether", "lest", "until", "once", "before", "provided"])
_OPEN_CONDITIONS = frozenset(["if", "unless", "whether", "lest", "provided"])
SPEECH_ACTS = frozenset(["REQUEST", "AGREE", "THREATEN", "ACCUSE", "REJECT"])
"""An offer that is refused has been made: what becomes of it does not weaken the noun."""
_NEGATIVE_WORDS = frozenset(["no", "neither", "nobody", "none", "nothing", "never"])


@dataclass(frozen=True)
class Status:
    """Polarity and certainty of an event, and two findings that precedence rules ask for.

    Attributes:
        polarity: affirmed or negated.
        certainty: actual, probable, possible or hypothetical.
        announced: said to come, without a doubt or a wish ("will meet").
        willing: the actor offers or promises it himself ("is ready to", "said it will").
        conditional: hangs on a condition ("will attack if").
        refused: negated by will, not as a fact ("will not sign", "failed to agree").
    """

    polarity: str = "affirmed"
    certainty: str = "actual"
    announced: bool = False
    willing: bool = False
    conditional: bool = False
    refused: bool = False


class _Findings:
    """What was met on the way up."""

    def __init__(self) -> None:
        self.negated = False
        self.certainty = "actual"
        self.announced = False
        self.willing = False
        self.conditional = False
        self.failed = False

    def weaken(self, certainty: str) -> None:
        if CERTAINTY_ORDER.index(certainty) > CERTAINTY_ORDER.index(self.certainty):
            self.certainty = certainty

    def status(self) -> Status:
        polarity = "negated" if self.negated else "affirmed"
        refused = self.negated and (self.failed or self.announced or self.willing)
        return Status(
            polarity, self.certainty, self.announced, self.willing, self.conditional, refused
        )


def status_of(predicate: Predicate) -> Status:
    """Return polarity and certainty of what a predicate tells."""
    found = _Findings()
    token = predicate.token
    if predicate.frame.pos == "noun":
        _look_at_noun(token, found)
        if predicate.light is not None:
            _look_at_light(predicate.light, found)
            token = predicate.light
        else:
            if predicate.frame.event_type not in SPEECH_ACTS:
                _climb_noun(token, found)
            return found.status()
    _look_at_clause(token, found)
    _climb(token, found)
    return found.status()


def _look_at_light(light: Token, found: _Findings) -> None:
    if is_in(light, "hypothetical_lights"):
        found.weaken("hypothetical")
    if is_in(light, "negative"):
        found.negated = True


def _look_at_noun(noun: Token, found: _Findings) -> None:
    words = load_words()
    for c in noun.children:
        if c.dep_ in ("det", "neg", "advmod") and c.lower_ in _NEGATIVE_WORDS:
            found.negated = True
        if c.dep_ == "amod":
            if c.lower_ in words["probable_adjectives"]:
                found.weaken("probable")
            elif c.lower_ in words["possible_adjectives"]:
                found.weaken("possible")
            elif c.lower_ in words["hypothetical_adjectives"]:
                found.weaken("hypothetical")
        if c.dep_ == "det" and c.lower_ == "any":
            found.weaken("hypothetical")


def _look_at_clause(verb: Token, found: _Findings) -> None:
    """Read negation, modals, adverbs, conditions and questions of one clause."""
    words = load_words()
    for c in verb.children:
        low = c.lower_
        if c.dep_ == "neg" or (
            c.dep_ in ("advmod", "preconj", "cc") and low in ("never", "neither", "nor")
        ):
            found.negated = True
        elif c.dep_ == "aux":
            _look_at_modal(c, found)
            found.announced = found.announced or low in _WILL
        elif c.dep_ == "advmod":
            if low in words["probable_adverbs"]:
                found.weaken("probable")
            elif low in words["possible_adverbs"]:
                found.weaken("possible")
        elif c.dep_ in ("nsubj", "nsubjpass", "dobj") and _is_negative_phrase(c):
            found.negated = True
        elif c.dep_ == "mark" and low in _OPEN_CONDITIONS:
            found.weaken("hypothetical")
            found.conditional = True
        elif c.dep_ == "mark" and low in ("before", "until") and not is_finite(verb):
            found.weaken("hypothetical")
        elif c.dep_ == "advcl" and _is_condition(c) and _has_modal(verb):
            found.conditional = True
    if _is_question(verb):
        found.weaken("hypothetical")
        found.announced = False


def _look_at_modal(aux: Token, found: _Findings) -> None:
    low = aux.lower_
    if low in _POSSIBLE:
        found.weaken("possible")
    elif low in _PLANNED:
        found.weaken("hypothetical")


def _is_negative_phrase(noun: Token) -> bool:
    return noun.lower_ in _NEGATIVE_WORDS or any(
        c.lower_ in ("no", "neither") for c in children(noun, "det", "neg", "preconj")
    )


def _is_condition(clause: Token) -> bool:
    return any(m.lower_ in _OPEN_CONDITIONS for m in children(clause, "mark"))


def _has_modal(verb: Token) -> bool:
    return any(a.tag_ == "MD" for a in children(verb, "aux"))


def _is_question(verb: Token) -> bool:
    """The verb heads a direct question: the sentence ends in a question mark in its clause."""
    if any(c.text.startswith("?") for c in children(verb, "punct")):
        return True
    # a closing quotation mark or a line break may follow the question mark
    ending = [t for t in verb.sent if not t.is_space][-3:]
    return bool(verb.dep_ == "ROOT" and any(t.text.startswith("?") for t in ending))


def _climb(verb: Token, found: _Findings) -> None:
    """Go up through the clauses that govern a verb."""
    token = verb
    for _ in range(MAX_CLIMB):
        if token.head.i == token.i:
            return
        if token.dep_ == "conj":
            token = _through_conjunct(token, found)
            continue
        above = _governor(token, found)
        if above is None:
            return
        token = above


def _through_conjunct(token: Token, found: _Findings) -> Token:
    """Share what the first conjunct's auxiliaries say, where the second has no subject of its own."""
    head = coordinated_with(token)
    if not is_verb(head):
        return head
    shares = child(token, "nsubj", "nsubjpass") is None
    own_tense = is_finite(token) and (is_infinitive(head) or _has_modal(head) or _negated(head))
    if shares and not own_tense:
        for c in children(head, "aux"):
            _look_at_modal(c, found)
            found.announced = found.announced or c.lower_ in _WILL
        if _negated(head) and not _contrasted(token):
            found.negated = True
        if any(m.lower_ in _OPEN_CONDITIONS for m in children(head, "mark")):
            found.weaken("hypothetical")
            found.conditional = True
    if shares and token.tag_ in ("VB", "VBP") and _wants_infinitive(head):
        # "we need to talk and have a call": the second infinitive is tagged a present
        found.weaken("hypothetical")
    if _is_question(head) and not _is_reporting(head):
        found.weaken("hypothetical")
        found.announced = False
    return head


def _wants_infinitive(verb: Token) -> bool:
    clause = child(verb, "xcomp")
    return clause is not None and is_infinitive(clause) and is_in(verb, "intent")


def _is_reporting(verb: Token) -> bool:
    return is_in(verb, "reporting")


def _negated(verb: Token) -> bool:
    return child(verb, "neg") is not None


def _contrasted(token: Token) -> bool:
    return any(c.lower_ == "but" for c in children(token.head, "cc"))


def _governor(token: Token, found: _Findings) -> Token | None:
    """Read what governs a clause; return where to go on, None at the end of the way."""
    head, label = token.head, token.dep_
    if label in ("xcomp", "ccomp", "pcomp") and label != "pcomp":
        return _of_complement(token, head, found)
    if label == "pcomp":
        return _of_gerund(token, head, found)
    if label == "acl":
        _of_noun(token, head, found)
        above = _clause_of(head)
        if above is not None:
            _look_at_governing(above, token, found)
            if _negated(above):
                found.negated = True
        return above
    if label == "relcl":
        if is_infinitive(token):
            found.weaken("hypothetical")
        return None
    if label == "advcl":
        return _of_adverbial(token, head, found)
    return None


def _of_complement(token: Token, head: Token, found: _Findings) -> Token | None:
    if head.pos_ == "ADJ":
        _of_adjective(head, found)
        return head.head if head.dep_ in ("acomp", "conj", "oprd") else None
    if not is_verb(head):
        return None
    weak_complement = token.dep_ == "xcomp" or is_infinitive(token)
    if is_in(head, "fact_negative"):
        found.negated = True
        found.failed = found.failed or lemma(head) == "fail"
    elif is_in(head, "negative") and weak_complement:
        found.negated = True
        found.weaken("hypothetical")
    elif is_in(head, "intent") and weak_complement and not _is_gerund_of_fact(token, head):
        found.weaken("hypothetical")
    elif is_in(head, "demand_that") or is_in(head, "asking"):
        found.weaken("hypothetical")
    elif token.dep_ == "ccomp" and is_in(head, "promising") and _speaks_of_himself(token, head):
        found.willing = found.willing or _has_will(token)
    elif is_in(head, "uncertain_verbs"):
        found.weaken("probable")
    elif head.lemma_ == "be" and is_infinitive(token) and token.dep_ == "xcomp":
        _of_be_to(token, head, found)
    elif head.lemma_ == "go" and is_infinitive(token):
        found.weaken("hypothetical")
    elif head.lemma_ == "have" and is_infinitive(token):
        found.weaken("hypothetical")
    _look_at_governing(head, token, found)
    return head


def _speaks_of_himself(clause: Token, reporting: Token) -> bool:
    """ "The rebels said they would release": a pronoun for the speaker acts."""
    own, speaker = child(clause, "nsubj"), child(reporting, "nsubj")
    return bool(
        own is not None
        and speaker is not None
        and own.pos_ == "PRON"
        and own.lower_ in ("he", "she", "it", "they", "i", "we")
    )


def _has_will(verb: Token) -> bool:
    return any(a.lower_ in ("will", "would", "'ll", "'d", "shall") for a in children(verb, "aux"))


def _of_be_to(token: Token, head: Token, found: _Findings) -> None:
    """ "are to meet" is a plan; "are yet to be worked out" has not happened."""
    if any(c.lower_ == "yet" for c in head.children):
        found.negated = True
        return
    found.weaken("hypothetical")
    found.future = True


def _is_gerund_of_fact(token: Token, head: Token) -> bool:
    return bool(
        token.tag_ == "VBG" and head.lemma_ in ("see", "welcome", "discuss", "mean", "support")
    )


def _look_at_governing(head: Token, token: Token, found: _Findings) -> None:
    """A governing verb that is itself negated or modal: "does not want to fight"."""
    if is_in(head, "reporting") and not is_in(head, "intent"):
        return
    if _negated(head) and token.dep_ == "xcomp":
        found.negated = True
    for aux in children(head, "aux"):
        _look_at_modal(aux, found)
    if any(m.lower_ in _OPEN_CONDITIONS for m in children(head, "mark")):
        found.weaken("hypothetical")
    if _is_question(head):
        found.weaken("hypothetical")


def _of_adjective(adjective: Token, found: _Findings) -> None:
    words = load_words()
    low = adjective.lower_
    found.willing = found.willing or low in words["willing_adjectives"]
    if low in words["negative_adjectives"]:
        found.negated = True
    if low in words["probable_adjectives"]:
        found.weaken("probable")
    elif low in words["hypothetical_adjectives"] or low in words["possible_adjectives"]:
        found.weaken("hypothetical")


def _of_gerund(token: Token, preposition: Token, found: _Findings) -> Token | None:
    """ "accused of attacking" reports; "prevented from attacking" and "plans for attacking" do not."""
    head = preposition.head
    if preposition.lower_ == "without":
        found.negated = True
        return None
    if preposition.lower_ == "before":
        return None
    if head.i == preposition.i:
        return None
    if is_verb(head):
        if is_in(head, "negative") and preposition.lower_ == "from":
            found.negated = True
            found.weaken("hypothetical")
        elif is_in(head, "intent") and preposition.lower_ in ("on", "to", "about", "against", "of"):
            found.weaken("hypothetical")
        elif preposition.lower_ == "instead":
            found.negated = True
        return head
    _of_noun(token, head, found)
    if head.pos_ == "ADJ":
        _of_adjective(head, found)
    return _clause_of(head)


def _of_noun(token: Token, noun: Token, found: _Findings) -> None:
    if is_in(noun, "hypothetical_nouns") or is_infinitive(token):
        found.weaken("hypothetical")
    if noun.lower_ in load_words()["negative_nouns"]:
        found.negated = True
    if any(c.lower_ == "no" for c in children(noun, "det")):
        found.negated = True


def _clause_of(noun: Token) -> Token | None:
    """Return the verb whose object a noun is, for the status of the noun's own complement."""
    if noun.dep_ in (*OBJECTS, "attr") and is_verb(noun.head):
        return noun.head if _negated(noun.head) or _has_modal(noun.head) else None
    return None


def _of_adverbial(token: Token, head: Token, found: _Findings) -> Token | None:
    marks = {m.lower_ for m in children(token, "mark")}
    if is_infinitive(token):
        # purpose: "to counter the advance"
        found.weaken("hypothetical")
        return None
    if marks & _CONDITIONS - _OPEN_CONDITIONS and _has_modal(head):
        found.weaken("hypothetical")
    if not is_finite(token) and not marks and is_verb(head):
        # "will sign, ending the war": a participle shares the main clause's fate
        for aux in children(head, "aux"):
            _look_at_modal(aux, found)
    return None


def _climb_noun(noun: Token, found: _Findings) -> None:
    """Read what governs an event noun that no light verb carries."""
    words = load_words()
    token = noun
    for _ in range(4):
        head = token.head
        if head.i == token.i:
            return
        if token.dep_ == "conj":
            token = head
            continue
        if token.dep_ == "pobj":
            above = head.head
            if above.pos_ in ("NOUN", "PROPN"):
                if above.lemma_.lower() in words["hypothetical_nouns"] and head.lower_ in (
                    "for",
                    "of",
                    "on",
                    "to",
                    "about",
                ):
                    found.weaken("hypothetical")
                    return
                token = above
                continue
            if is_verb(above) and _noun_hangs_on(above, head.lower_):
                _weaken_by(above, found)
            return
        if token.dep_ in OBJECTS and is_verb(head):
            _weaken_by(head, found)
            return
        if token.dep_ in ("nsubj", "nsubjpass") and is_verb(head):
            _of_happening(token, head, found)
            return
        return


def _noun_hangs_on(verb: Token, preposition: str) -> bool:
    return preposition in ("for", "on", "to", "against", "of", "from") and is_in(
        verb, "intent", "negative", "asking"
    )


def _weaken_by(verb: Token, found: _Findings) -> None:
    """ "called for talks", "rejected the truce", "will continue the mobilisation"."""
    if is_in(verb, "noun_intent"):
        found.weaken("hypothetical")
    if is_in(verb, "aspectual"):
        _look_at_clause(verb, found)
        _climb(verb, found)


def _of_happening(noun: Token, verb: Token, found: _Findings) -> None:
    """ "talks will resume": the verb tells whether the noun takes place."""
    if is_in(verb, "happen") or verb.lemma_ == "be":
        _look_at_clause(verb, found)
        _climb(verb, found)
    elif noun.dep_ == "nsubjpass" and is_in(verb, "noun_intent"):
        found.weaken("hypothetical")
