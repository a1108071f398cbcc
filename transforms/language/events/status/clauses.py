"""What one clause or noun phrase says of its own truth: negation, modals, adverbs, conditions."""

from dataclasses import dataclass

from spacy.tokens import Token

from transforms.language.events.syntax.grammar import child, children, is_finite, labelled
from transforms.language.events.syntax.tables import sentence_of
from transforms.language.events.syntax.words import is_in, lemma, load_words

CERTAINTY_ORDER = ("actual", "probable", "possible", "hypothetical")
OPEN_CONDITIONS = frozenset(["if", "unless", "whether", "lest", "provided", "providing"])
WILL = frozenset(["will", "shall", "'ll", "wo"])
_POSSIBLE = frozenset(["may", "might", "could", "can", "ca"])
_PLANNED = WILL | frozenset(["would", "'d", "should", "must", "ought", "need"])
_NEGATIVE_WORDS = frozenset(["no", "neither", "nobody", "none", "nothing", "never"])
_HARDLY = frozenset(["hardly", "scarcely"])
_ENDING = 6
"""Tokens at the end of a sentence among which a question mark may stand."""
_NEARLY = frozenset(["almost", "nearly"])
_NEVER = frozenset(["never", "neither", "nor", "nowhere", *_HARDLY])


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
    """Read determiners and adjectives: "no talks", "any truce", "alleged attack", "averted strike"."""
    words = load_words()
    if denies_noun(noun):
        found.negated = True
    for c in noun.children:
        low = c.lower_
        if c.dep_ == "amod":
            for certainty in ("hypothetical", "possible", "probable"):
                if low in words[f"{certainty}_adjectives"]:
                    found.weaken(certainty)
            if low in words["undone_adjectives"]:
                found.negate()


def read_any(noun: Token, found: Findings) -> None:
    """ "any attack would": an open case, unless it is denied ("the absence of any attack")."""
    if not found.negated and any(c.lower_ == "any" for c in children(noun, "det")):
        found.weaken("hypothetical")


def denies_noun(noun: Token) -> bool:
    """ "no talks", "not a single shop", "hardly any aid", "neither side"."""
    return any(
        c.lower_ in _NEGATIVE_WORDS
        or c.lower_ in _HARDLY
        or (c.dep_ == "neg" and not _is_cancelled(c))
        for head in [noun, *children(noun, "nummod")]
        for c in children(head, "det", "neg", "advmod", "preconj", "predet")
    )


def _is_cancelled(negation: Token) -> bool:
    """ "whether or not", "may or may not", "not only": a "not" that denies nothing."""
    before = [t.lower_ for t in negation.doc[max(0, negation.i - 3) : negation.i]]
    if "or" in before[-1:] or (len(before) == 3 and before[1] == "or" and before[0] == before[2]):
        return True
    following = negation.doc[negation.i + 1 : negation.i + 2]
    return any(t.lower_ in ("only", "just", "merely") for t in following)


def read_clause(verb: Token, found: Findings) -> None:
    """Read negation, modals, adverbs, conditions and questions of one clause."""
    hedged = any(_hedges(c) for c in children(verb, "advmod"))
    for label, c in labelled(verb):
        if label == "aux":
            # "will probably": the adverb says how sure it is
            if not (hedged and c.lower_ in WILL):
                read_modal(c, found)
            found.announced = found.announced or c.lower_ in WILL
        elif label == "mark":
            _read_mark(verb, c, found)
        elif _denies(c):
            found.negate()
        elif label == "advmod":
            _read_adverb(c, found)
        elif label == "advcl" and is_condition(c):
            _hang_on(c, verb, found)
    if is_condition(verb):
        found.weaken("hypothetical")
        found.conditional = True
    if is_question(verb) or _is_command(verb):
        found.weaken("hypothetical")
        found.announced = False


def _hang_on(condition: Token, verb: Token, found: Findings) -> None:
    """ "will attack if", "the deal collapses if either side attacks"."""
    if has_modal(verb):
        found.conditional = True
    elif verb.tag_ in ("VBZ", "VBP") and condition.tag_ in ("VBZ", "VBP"):
        found.weaken("hypothetical")


def _is_command(verb: Token) -> bool:
    """ "Please free our sons": a bare verb that begins its sentence or its quotation."""
    if verb.tag_ != "VB" or children(verb, "aux", "nsubj", "nsubjpass", "mark", "expl"):
        return False
    before = [
        t for t in verb.doc[verb.left_edge.i : verb.i] if t.dep_ not in ("intj", "advmod", "neg")
    ]
    opens = verb.left_edge.i == sentence_of(verb).start or verb.left_edge.nbor(-1).text == '"'
    return verb.dep_ in ("ROOT", "ccomp") and opens and all(t.is_punct for t in before)


def read_modal(aux: Token, found: Findings) -> None:
    """Read one auxiliary."""
    if aux.lower_ in _POSSIBLE:
        found.weaken("possible")
    elif aux.lower_ == "must" and any(c.lower_ == "have" for c in children(aux.head, "aux")):
        # "must have been attacked" concludes
        found.weaken("probable")
    elif aux.lower_ in _PLANNED:
        found.weaken("hypothetical")


def _read_mark(verb: Token, mark: Token, found: Findings) -> None:
    if mark.lower_ in ("before", "until") and not is_finite(verb):
        found.weaken("hypothetical")


def _hedges(adverb: Token) -> bool:
    words = load_words()
    return adverb.lower_ in words["probable_adverbs"] | words["possible_adverbs"]


def _read_adverb(adverb: Token, found: Findings) -> None:
    words = load_words()
    for certainty in ("probable", "possible"):
        if adverb.lower_ in words[f"{certainty}_adverbs"]:
            found.weaken(certainty)


def _denies(word: Token) -> bool:
    """ "not", "never", "no longer", "no one", "no talks", "in no way"."""
    if word.dep_ == "neg":
        # "no" beside a verb belongs to "longer"
        return word.lower_ != "no" and not _is_cancelled(word)
    if word.dep_ in ("advmod", "preconj", "cc"):
        return word.lower_ in _NEVER or _is_no_longer(word) or _is_near_miss(word)
    if word.dep_ == "prep":
        return any(is_in(o, "occasions") and denies_noun(o) for o in children(word, "pobj"))
    if word.dep_ not in ("nsubj", "nsubjpass", "dobj"):
        return False
    return word.lower_ in _NEGATIVE_WORDS or denies_noun(word)


def _is_near_miss(adverb: Token) -> bool:
    """ "nearly captured the port": it was not captured."""
    verb = adverb.head
    return adverb.lower_ in _NEARLY and verb.tag_ == "VBD" and adverb.i == verb.i - 1


def _is_no_longer(adverb: Token) -> bool:
    if adverb.lower_ not in ("longer", "more") or adverb.i == 0:
        return False
    return bool(adverb.nbor(-1).lower_ == "no")


def is_condition(clause: Token) -> bool:
    """The clause begins with "if", "unless", "whether", "provided that", "in case", "should he"."""
    if any(m.lower_ in OPEN_CONDITIONS for m in children(clause, "mark")):
        return True
    head = clause.head
    if clause.dep_ in ("pcomp", "ccomp", "dobj"):
        return head.lower_ in ("provided", "providing", "assuming", "supposing")
    if clause.dep_ in ("acl", "relcl"):
        return head.lower_ == "case" and head.dep_ in ("pobj", "mark")
    return clause.dep_ == "advcl" and _is_inverted(clause)


def _is_inverted(clause: Token) -> bool:
    """ "should the talks fail", "had he known"."""
    own = child(clause, "nsubj", "nsubjpass")
    helpers = [c for c in children(clause, "aux") if c.lower_ in ("should", "had", "were")]
    return own is not None and any(h.i < own.i and h.i == clause.left_edge.i for h in helpers)


def has_modal(verb: Token) -> bool:
    """An auxiliary such as "will" or "may" stands with the verb."""
    return any(a.tag_ == "MD" for a in children(verb, "aux"))


def is_negated(verb: Token) -> bool:
    """The verb has a "not" of its own, or is yet to be done."""
    return any(_denies(c) for c in children(verb, "neg", "advmod")) or is_yet_to_be(verb)


def is_yet_to_be(verb: Token) -> bool:
    """ "have yet to meet", "is yet to be named": the infinitive has not come to pass."""
    if lemma(verb) not in ("be", "have", "remain"):
        return False
    return any(c.lower_ == "yet" for c in children(verb, "advmod")) and any(
        c.dep_ in ("xcomp", "ccomp") for c in verb.children
    )


def is_question(verb: Token) -> bool:
    """The verb heads a direct question: a question mark ends its sentence or its clause."""
    if is_in(verb, "reporting"):
        # the question mark is that of what is asked ("he questioned …: will they leave?")
        return False
    if any(c.text.startswith("?") for c in children(verb, "punct")):
        return True
    if verb.dep_ != "ROOT":
        return False
    # a closing quotation mark or a line break may follow the question mark
    ending = [t for t in sentence_of(verb)[-_ENDING:] if not t.is_space][-3:]
    return any(t.text.startswith("?") for t in ending)
