"""What a pronoun may stand for at all: number, gender, and when "it" means nothing."""

from spacy.tokens import Token

from transforms.language.entities.grammar import OBJECTS, SUBJECTS
from transforms.language.entities.referents import THINGS, Referent
from transforms.language.entities.words import words

PERSONAL = {
    **dict.fromkeys(["he", "him", "his", "himself"], "m"),
    **dict.fromkeys(["she", "her", "hers", "herself"], "f"),
    **dict.fromkeys(["it", "its", "itself"], "thing"),
    **dict.fromkeys(["they", "them", "their", "theirs", "themselves"], "plural"),
}

# "It seems that", "it is clear that": nothing is meant by the pronoun.
_EMPTY_VERBS = frozenset(
    ["seem", "appear", "happen", "turn", "remain", "rain", "snow", "emerge", "follow", "take"]
)


def agrees(referent: Referent, kind: str) -> bool:
    """Compare number and gender."""
    if kind in ("m", "f"):
        return referent.label == "PERSON" and referent.gender in (kind, None)
    if kind == "thing":
        return referent.label in THINGS
    return referent.label == "ORG" or (
        referent.label == "NORP" and any(n.text.endswith("s") for n in referent.cluster.names)
    )


def stops(noun: Token, kind: str) -> bool:
    """Tell whether an unnamed subject would fit the pronoun, so that nothing is sure."""
    if noun.pos_ == "PRON":
        return noun.lower_ in PERSONAL and PERSONAL[noun.lower_] == kind
    plural = noun.tag_ in ("NNS", "NNPS")
    if kind == "plural":
        return plural or has_company(noun)
    if kind == "thing":
        return not plural and noun.pos_ in ("NOUN", "PROPN")
    person = noun.lower_ in words().role_heads | words().male_words | words().female_words
    return not plural and person


def is_person_word(noun: Token) -> bool:
    """Tell whether a noun always means a person: "spokesman"."""
    lists = words()
    return (
        noun.lower_ in lists.role_heads | lists.person_nouns | lists.male_words | lists.female_words
    )


def has_company(noun: Token) -> bool:
    """Tell whether it is one of several: "Putin and Trump"."""
    return any(t.dep_ == "conj" for t in noun.children)


def is_empty(pronoun: Token) -> bool:
    """Tell whether "it" means nothing: "it is clear that", "it appeared that", "it was time to"."""
    if pronoun.dep_ == "expl":
        return True
    if pronoun.dep_ not in SUBJECTS:
        return pronoun.dep_ in OBJECTS
    verb = pronoun.head
    clause = any(
        t.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "acl", "relcl") for t in verb.children
    )
    if verb.lemma_ in _EMPTY_VERBS:
        return clause
    filler = [t for t in verb.children if t.dep_ in ("acomp", "attr", "oprd")]
    return verb.lemma_ == "be" and bool(filler) and (clause or any(own_clause(t) for t in filler))


def own_clause(token: Token) -> bool:
    """Tell whether a clause hangs on an adjective or noun: "time to end", "clear that"."""
    return any(t.dep_ in ("ccomp", "xcomp", "acl", "relcl", "advcl") for t in token.children)
