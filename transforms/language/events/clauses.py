"""What one clause or noun phrase says of its own truth: negation, modals, adverbs, conditions."""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.events.grammar import child, children, is_finite
from transforms.language.events.words import is_in, load_words

CERTAINTY_ORDER = ("actual", "probable", "possible", "hypothetical")
OPEN_CONDITIONS = frozenset(["if", "unless", "whether", "lest", "provided"])
WILL = frozenset(["will", "shall", "'ll", "wo"])
_POSSIBLE = frozenset(["may", "might", "could"])
_PLANNED = WILL | frozenset(["would", "'d", "should", "must", "can", "ca", "ought", "need"])
_NEGATIVE_WORDS = frozenset(["no", "neither", "nobody", "none", "nothing", "never"])


@dataclass
class Findings:
    """What was met on the way up from a predicate; the weakest certainty is kept.

    Attributes:
        negated, certainty: so far.
        announced: said to come, without a doubt or a wish ("will meet").
        willing: the actor offers or promises it himself ("is ready to", "said it will").
        conditional: hangs on a condition ("will attack if").
        failed: tried in vain ("failed to agree").
    """

    negated: bool = False
    certainty: str = "actual"
    announced: bool = False
    willing: bool = False
    conditional: bool = False
    failed: bool = False

    def weaken(self, certainty: str) -> None:
        """Lower the certainty, never raise it."""
        if CERTAINTY_ORDER.index(certainty) > CERTAINTY_ORDER.index(self.certainty):
            self.certainty = certainty

    def negate(self) -> None:
        """Turn the polarity: "did not fail to" affirms."""
        self.negated = not self.negated


def read_noun(noun: Token, found: Findings) -> None:
    """Read determiners and adjectives: "no talks", "any truce", "alleged attack"."""
    words = load_words()
    for c in noun.children:
        low = c.lower_
        if c.dep_ in ("det", "neg", "advmod") and low in _NEGATIVE_WORDS:
            found.negated = True
        elif c.dep_ == "det" and low == "any":
            found.weaken("hypothetical")
        elif c.dep_ == "amod":
            for certainty in ("hypothetical", "possible", "probable"):
                if low in words[f"{certainty}_adjectives"]:
                    found.weaken(certainty)


def read_clause(verb: Token, found: Findings) -> None:
    """Read negation, modals, adverbs, conditions and questions of one clause."""
    for c in verb.children:
        if c.dep_ == "aux":
            read_modal(c, found)
            found.announced = found.announced or c.lower_ in WILL
        elif c.dep_ == "mark":
            _read_mark(verb, c, found)
        elif _denies(c):
            found.negate()
        elif c.dep_ == "advmod":
            _read_adverb(c, found)
        elif c.dep_ == "advcl" and is_condition(c) and has_modal(verb):
            found.conditional = True
    if is_question(verb):
        found.weaken("hypothetical")
        found.announced = False


def read_modal(aux: Token, found: Findings) -> None:
    """Read one auxiliary."""
    if aux.lower_ in _POSSIBLE:
        found.weaken("possible")
    elif aux.lower_ in _PLANNED:
        found.weaken("hypothetical")


def _read_mark(verb: Token, mark: Token, found: Findings) -> None:
    if mark.lower_ in OPEN_CONDITIONS:
        found.weaken("hypothetical")
        found.conditional = True
    elif mark.lower_ in ("before", "until") and not is_finite(verb):
        found.weaken("hypothetical")


def _read_adverb(adverb: Token, found: Findings) -> None:
    words = load_words()
    for certainty in ("probable", "possible"):
        if adverb.lower_ in words[f"{certainty}_adverbs"]:
            found.weaken(certainty)


def _denies(word: Token) -> bool:
    """ "not", "never", "no one", "no talks"."""
    if word.dep_ == "neg":
        return True
    if word.dep_ in ("advmod", "preconj", "cc"):
        return word.lower_ in ("never", "neither", "nor")
    if word.dep_ not in ("nsubj", "nsubjpass", "dobj"):
        return False
    return word.lower_ in _NEGATIVE_WORDS or any(
        c.lower_ in ("no", "neither") for c in children(word, "det", "neg", "preconj")
    )


def is_condition(clause: Token) -> bool:
    """The clause begins with "if", "unless", "whether"."""
    return any(m.lower_ in OPEN_CONDITIONS for m in children(clause, "mark"))


def has_modal(verb: Token) -> bool:
    """An auxiliary such as "will" or "may" stands with the verb."""
    return any(a.tag_ == "MD" for a in children(verb, "aux"))


def is_negated(verb: Token) -> bool:
    """The verb has a "not" of its own."""
    return child(verb, "neg") is not None


def is_question(verb: Token) -> bool:
    """The verb heads a direct question: a question mark ends its sentence or its clause."""
    if is_in(verb, "reporting"):
        # the question mark is that of what is asked ("he questioned …: will they leave?")
        return False
    if any(c.text.startswith("?") for c in children(verb, "punct")):
        return True
    # a closing quotation mark or a line break may follow the question mark
    ending = [t for t in verb.sent if not t.is_space][-3:]
    return bool(verb.dep_ == "ROOT" and any(t.text.startswith("?") for t in ending))
