"""What a governing word says of the clause below it: wishes, refusals, failures, appearances."""

from spacy.tokens import Token

from transforms.language.events.status.claims import (
    accusation,
    is_called_false,
    is_hearsay,
    is_unproven,
)
from transforms.language.events.status.clauses import (
    Findings,
    has_modal,
    is_condition,
    is_negated,
    is_question,
    is_yet_to_be,
    read_modal,
)
from transforms.language.events.syntax.grammar import (
    OBJECTS,
    child,
    children,
    is_content_clause,
    is_finite,
    is_infinitive,
    is_passive,
    is_verb,
    prepositions,
)
from transforms.language.events.syntax.words import is_in, is_phrase_in, lemma, load_words

_FOR_PLANS = frozenset(["on", "to", "about", "against", "of", "with", "for"])
_CLAUSES = frozenset(["xcomp", "ccomp", "csubj", "csubjpass"])


def read_governor(token: Token, found: Findings) -> Token | None:
    """Read the word that governs a clause.

    Args:
        token: head of the clause.
        found: what is known so far; changed.

    Returns:
        The word from which to go on up; None at the end of the way.
    """
    head = token.head
    if token.dep_ in _CLAUSES:
        return _of_complement(token, head, found)
    if token.dep_ == "pcomp":
        return _of_gerund(token, head, found)
    if token.dep_ == "acl" or is_content_clause(token):
        return _of_modifier(token, head, found)
    if token.dep_ == "relcl" and is_infinitive(token):
        found.weaken("hypothetical")
    elif token.dep_ == "advcl":
        _of_adverbial(token, head, found)
    return None


def _of_complement(token: Token, head: Token, found: Findings) -> Token | None:
    wanted = token.dep_ == "xcomp" or is_infinitive(token)
    if head.pos_ == "ADJ":
        _of_adjective(head, wanted, found)
        return head.head if head.dep_ in ("acomp", "conj", "oprd") else None
    if not is_verb(head):
        return None
    _of_predicate(token, head, wanted, found)
    if is_in(head, "denying", "negative") or is_phrase_in(head, "negative"):
        _of_refusal(head, wanted, found)
    elif is_hearsay(token, head):
        found.weaken("probable")
    elif _is_wished(token, head, wanted):
        found.weaken("hypothetical")
    elif not wanted and is_in(head, "doubting"):
        found.weaken("possible")
    elif is_in(head, "uncertain_verbs") or (not wanted and is_in(head, "beliefs")):
        found.weaken("probable")
    elif wanted and is_infinitive(token):
        _of_auxiliary_like(head, found)
    if token.dep_ == "ccomp" and is_in(head, "promising") and _speaks_of_himself(token, head):
        found.willing = found.willing or _has_will(token)
    _read_governing_clause(head, token, found)
    # what is reported stands by itself, whatever becomes of the report ("is afraid to say that")
    return None if token.dep_ == "ccomp" and is_in(head, "reporting") else head


def _of_predicate(token: Token, copula: Token, wanted: bool, found: Findings) -> None:
    """ "it is possible that", "it is not true that", "that they met is false"."""
    if lemma(copula) != "be" or token.i == copula.i:
        return
    adjective = child(copula, "acomp")
    if adjective is None:
        return
    _of_adjective(adjective, wanted, found)
    truth = adjective.lower_ in load_words()["truth_adjectives"]
    if truth and is_negated(copula) and not wanted and not is_condition(token):
        found.negate()


def _of_refusal(head: Token, wanted: bool, found: Findings) -> None:
    """ "failed to agree", "denied that they fired"; "refused to sign" was never done."""
    if is_in(head, "denying"):
        found.negate()
    elif is_phrase_in(head, "ruling_out"):
        _of_ruling_out(head, found)
    elif is_in(head, "fact_negative") or is_phrase_in(head, "fact_negative"):
        if wanted:
            found.negate()
            found.failed = found.failed or lemma(head) == "fail"
    elif wanted:
        found.negate()
        found.weaken("hypothetical")


def _of_ruling_out(head: Token, found: Findings) -> None:
    """ "ruled out sending troops" will not send; what cannot be ruled out is possible."""
    if is_negated(head):
        found.weaken("possible")
        found.negate()
    else:
        found.weaken("hypothetical")
    found.negate()


def _of_auxiliary_like(head: Token, found: Findings) -> None:
    """ "are to meet", "going to meet", "has to meet"; "are yet to meet" have not."""
    if lemma(head) in ("be", "go", "have", "ought", "remain") and not is_yet_to_be(head):
        found.weaken("hypothetical")


def _speaks_of_himself(clause: Token, reporting: Token) -> bool:
    """ "The rebels said they would release": a pronoun for the speaker acts."""
    own, speaker = child(clause, "nsubj"), child(reporting, "nsubj")
    pronouns = ("he", "she", "it", "they", "i", "we")
    return own is not None and speaker is not None and own.lower_ in pronouns


def _has_will(verb: Token) -> bool:
    return any(a.lower_ in ("will", "would", "'ll", "'d", "shall") for a in children(verb, "aux"))


def _is_wished(token: Token, head: Token, wanted: bool) -> bool:
    if is_in(head, "demand_that") or _is_subjunctive(token, head):
        return True
    if is_in(head, "asking"):
        # "asked why nobody came" takes it for a fact that nobody came
        return not _is_presupposed(token)
    fact = token.tag_ == "VBG" and is_in(head, "gerund_of_fact")
    return wanted and is_in(head, "intent") and not fact


def _is_subjunctive(clause: Token, head: Token) -> bool:
    """ "insists that Togo release the crew", "suggested that he resign"."""
    own = child(clause, "nsubj", "nsubjpass")
    if own is None or own.tag_ not in ("NN", "NNP") or not is_in(head, "subjunctive"):
        return False
    passive = child(clause, "auxpass")
    bare = clause.tag_ in ("VB", "VBP") if passive is None else passive.tag_ == "VB"
    return bare and child(clause, "aux") is None


def _is_presupposed(clause: Token) -> bool:
    return any(c.lower_ in ("why", "how", "when", "where") for c in children(clause, "advmod"))


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


def _of_adjective(adjective: Token, wanted: bool, found: Findings) -> None:
    words = load_words()
    low = adjective.lower_
    found.willing = found.willing or low in words["willing_adjectives"]
    if low in words["negative_adjectives"]:
        found.negate()
    if low in words["capable_adjectives"] and _is_past(adjective.head):
        # "was able to escape", "were unable to land": it came to pass, or it did not
        return
    if low in words["probable_adjectives"]:
        found.weaken("probable")
    elif low in words["possible_adjectives"] and not wanted:
        found.weaken("possible")
    elif low in words["hypothetical_adjectives"] or low in words["possible_adjectives"]:
        found.weaken("hypothetical")


def _is_past(verb: Token) -> bool:
    return bool(verb.tag_ == "VBD" and not has_modal(verb))


def _of_gerund(token: Token, preposition: Token, found: Findings) -> Token | None:
    """ "accused of attacking" reports; "kept from attacking", "plans for attacking" do not."""
    head = preposition.head
    if {preposition.lower_, head.lower_} & _INSTEAD or _is_instead_of(preposition):
        found.negate()
        return None
    if preposition.lower_ == "before" or head.i == preposition.i:
        return None
    if (verb := accusation(preposition)) is not None:
        if is_passive(verb) and not prepositions(verb, "by") and is_in(verb, "charging"):
            found.weaken("probable")
        return None if is_in(verb, "reporting", "charging") else verb
    if is_verb(head):
        if is_phrase_in(head, "negative") or (
            preposition.lower_ == "from" and is_in(head, "negative")
        ):
            _of_refusal(head, True, found)
        elif preposition.lower_ in _FOR_PLANS and is_in(head, "intent", "minded"):
            found.weaken("hypothetical")
        return head
    if head.pos_ == "ADJ":
        _of_adjective(head, True, found)
        return None
    return _of_modifier(token, head, found)


def _is_instead_of(preposition: Token) -> bool:
    return any(c.lower_ == "instead" for c in children(preposition, "advmod"))


_INSTEAD = frozenset(["without", "instead", "short", "far"])


def _of_modifier(token: Token, noun: Token, found: Findings) -> Token | None:
    """ "a plan to attack", "the refusal to talk", "no interest in talking"; "reports that"."""
    # "the offer, accepted by the union": a bare participle tells what was done with it
    done = token.dep_ == "acl" and token.tag_ in ("VBN", "VBD") and not is_content_clause(token)
    told = token.dep_ == "pcomp" or is_content_clause(token)
    if is_in(noun, "fact_negative_nouns") and not done:
        found.negate()
        return None
    if told and is_called_false(noun):
        found.negate()
        return None
    if told and is_unproven(noun):
        found.weaken("probable")
    elif is_infinitive(token) or (is_in(noun, "hypothetical_nouns") and not done):
        found.weaken("hypothetical")
    if is_in(noun, "negative_nouns") or any(c.lower_ == "no" for c in children(noun, "det")):
        found.negate()
    verb = noun.head
    if noun.dep_ not in (*OBJECTS, "attr") or not is_verb(verb):
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


def _is_awaited(clause: Token, marks: set[str], head: Token) -> bool:
    """ "will fight until the army leaves"; "until" and a present wait for what is to come."""
    if "until" in marks and clause.tag_ in ("VBZ", "VBP"):
        return True
    return bool(marks & {"until", "once", "before"}) and has_modal(head)


def _of_adverbial(token: Token, head: Token, found: Findings) -> None:
    marks = {m.lower_ for m in children(token, "mark")}
    if "than" in marks and not is_finite(token):
        # "rather than attack"
        found.negate()
    elif is_infinitive(token):
        # a purpose: "to counter the advance"
        if not _is_outcome(token, head):
            found.weaken("hypothetical")
    elif _is_awaited(token, marks, head):
        found.weaken("hypothetical")
    elif not marks and not is_finite(token) and is_verb(head):
        # "will sign, ending the war": a participle shares the main clause's fate
        for aux in children(head, "aux"):
            read_modal(aux, found)
