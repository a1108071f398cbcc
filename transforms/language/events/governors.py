"""What a governing word says of the clause below it: wishes, refusals, failures, appearances."""

from spacy.tokens import Token

from transforms.language.events.clauses import (
    Findings,
    has_modal,
    is_condition,
    is_negated,
    is_question,
    read_modal,
)
from transforms.language.events.grammar import (
    OBJECTS,
    child,
    children,
    is_finite,
    is_infinitive,
    is_verb,
)
from transforms.language.events.words import is_in, lemma, load_words

_FOR_PLANS = frozenset(["on", "to", "about", "against", "of"])


def read_governor(token: Token, found: Findings) -> Token | None:
    """Read the word that governs a clause.

    Args:
        token: head of the clause.
        found: what is known so far; changed.

    Returns:
        The word from which to go on up; None at the end of the way.
    """
    head = token.head
    if token.dep_ in ("xcomp", "ccomp"):
        return _of_complement(token, head, found)
    if token.dep_ == "pcomp":
        return _of_gerund(token, head, found)
    if token.dep_ == "acl":
        return _of_modifier(token, head, found)
    if token.dep_ == "relcl" and is_infinitive(token):
        found.weaken("hypothetical")
    elif token.dep_ == "advcl":
        _of_adverbial(token, head, found)
    return None


def _of_complement(token: Token, head: Token, found: Findings) -> Token | None:
    if head.pos_ == "ADJ":
        _of_adjective(head, found)
        return head.head if head.dep_ in ("acomp", "conj", "oprd") else None
    if not is_verb(head):
        return None
    wanted = token.dep_ == "xcomp" or is_infinitive(token)
    if is_in(head, "fact_negative", "negative"):
        _of_refusal(head, wanted, found)
    elif _is_wished(token, head, wanted):
        found.weaken("hypothetical")
    elif is_in(head, "uncertain_verbs"):
        found.weaken("probable")
    elif wanted and is_infinitive(token):
        _of_auxiliary_like(head, found)
    if token.dep_ == "ccomp" and is_in(head, "promising") and _speaks_of_himself(token, head):
        found.willing = found.willing or _has_will(token)
    _read_governing_clause(head, token, found)
    # what is reported stands by itself, whatever becomes of the report ("is afraid to say that")
    return None if token.dep_ == "ccomp" and is_in(head, "reporting") else head


def _of_refusal(head: Token, wanted: bool, found: Findings) -> None:
    """ "failed to agree", "denied that they fired"; "refused to sign" was never done."""
    if is_in(head, "fact_negative"):
        found.negate()
        found.failed = found.failed or lemma(head) == "fail"
    elif wanted:
        found.negate()
        found.weaken("hypothetical")


def _of_auxiliary_like(head: Token, found: Findings) -> None:
    """ "are to meet", "going to meet", "has to meet"; "are yet to meet" have not."""
    if lemma(head) == "be" and any(c.lower_ == "yet" for c in head.children):
        found.negate()
    elif lemma(head) in ("be", "go", "have"):
        found.weaken("hypothetical")


def _speaks_of_himself(clause: Token, reporting: Token) -> bool:
    """ "The rebels said they would release": a pronoun for the speaker acts."""
    own, speaker = child(clause, "nsubj"), child(reporting, "nsubj")
    pronouns = ("he", "she", "it", "they", "i", "we")
    return own is not None and speaker is not None and own.lower_ in pronouns


def _has_will(verb: Token) -> bool:
    return any(a.lower_ in ("will", "would", "'ll", "'d", "shall") for a in children(verb, "aux"))


def _is_wished(token: Token, head: Token, wanted: bool) -> bool:
    if is_in(head, "demand_that", "asking"):
        return True
    fact = token.tag_ == "VBG" and is_in(head, "gerund_of_fact")
    return wanted and is_in(head, "intent") and not fact


def _read_governing_clause(head: Token, token: Token, found: Findings) -> None:
    """A governing verb that is itself negated or modal: "does not want to fight"."""
    if is_in(head, "reporting") and not is_in(head, "intent"):
        return
    if is_negated(head) and token.dep_ in ("xcomp", "acl"):
        found.negate()
    for aux in children(head, "aux"):
        read_modal(aux, found)
    if is_condition(head) or is_question(head):
        found.weaken("hypothetical")


def _of_adjective(adjective: Token, found: Findings) -> None:
    words = load_words()
    low = adjective.lower_
    found.willing = found.willing or low in words["willing_adjectives"]
    if low in words["negative_adjectives"]:
        found.negate()
    if low in words["probable_adjectives"]:
        found.weaken("probable")
    elif low in words["hypothetical_adjectives"] or low in words["possible_adjectives"]:
        found.weaken("hypothetical")


def _of_gerund(token: Token, preposition: Token, found: Findings) -> Token | None:
    """ "accused of attacking" reports; "kept from attacking", "plans for attacking" do not."""
    head = preposition.head
    if preposition.lower_ in ("without", "instead"):
        found.negate()
        return None
    if preposition.lower_ == "before" or head.i == preposition.i:
        return None
    if is_verb(head):
        if preposition.lower_ == "from" and is_in(head, "negative"):
            _of_refusal(head, True, found)
        elif preposition.lower_ in _FOR_PLANS and is_in(head, "intent"):
            found.weaken("hypothetical")
        return head
    if head.pos_ == "ADJ":
        _of_adjective(head, found)
        return None
    return _of_modifier(token, head, found)


def _of_modifier(token: Token, noun: Token, found: Findings) -> Token | None:
    """ "a plan to attack", "the refusal to talk", "no interest in talking"; "reports that"."""
    done = token.dep_ == "acl" and token.tag_ == "VBN" and not is_finite(token)
    if is_infinitive(token) or (is_in(noun, "hypothetical_nouns") and not done):
        # "the offer, accepted by the union": a bare participle tells what was done with it
        found.weaken("hypothetical")
    if is_in(noun, "negative_nouns") or any(c.lower_ == "no" for c in children(noun, "det")):
        found.negate()
    verb = noun.head
    if noun.dep_ not in (*OBJECTS, "attr") or not is_verb(verb):
        return None
    if lemma(verb) == "deny" and is_in(noun, "reporting_nouns") and is_finite(token):
        found.negate()
        return None
    if not (is_negated(verb) or has_modal(verb)):
        return None
    _read_governing_clause(verb, token, found)
    return verb


def _is_outcome(infinitive: Token, head: Token) -> bool:
    """ "withstood a siege to beat Senegal", "marched to the square to protest": it came to pass."""
    if head.tag_ not in ("VBD", "VBN") or has_modal(head) or is_negated(head):
        return False
    if is_in(head, "gathering"):
        return lemma(infinitive) in ("protest", "demonstrate", "rally", "denounce", "oppose")
    return is_in(head, "outcome_after") and is_in(infinitive, "outcomes")


def _of_adverbial(token: Token, head: Token, found: Findings) -> None:
    marks = {m.lower_ for m in children(token, "mark")}
    if is_infinitive(token):
        # a purpose: "to counter the advance"
        if not _is_outcome(token, head):
            found.weaken("hypothetical")
    elif marks & {"until", "once", "before"} and has_modal(head):
        found.weaken("hypothetical")
    elif not marks and not is_finite(token) and is_verb(head):
        # "will sign, ending the war": a participle shares the main clause's fate
        for aux in children(head, "aux"):
            read_modal(aux, found)
