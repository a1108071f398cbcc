"""Cues in a parsed text: the words that report, who speaks, and the clause they govern."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.language.datelines import in_dateline
from transforms.language.quotes.cues import cues
from transforms.language.quotes.marks import MarkedText
from transforms.language.quotes.speakers import nearer_apposition, neighbour_of, subject_of

# "declined to say whether" reports nothing.
_REFUSALS = frozenset({"decline", "refuse", "fail"})


@dataclass(frozen=True)
class Cue:
    """A word that reports, outside quotation marks.

    Attributes:
        token: the verb or noun; for "according to" the first word.
        lemma: what the ``cue`` column says.
        kind: verb, noun or source ("according to").
    """

    token: Token
    lemma: str
    kind: str

    @property
    def start(self) -> int:
        """Offset of the word."""
        return int(self.token.idx)

    def speaker(self, marks: MarkedText) -> Token | None:
        """Return the head word of the speaker, None where the text does not tell.

        Who speaks does not stand inside the quoted words; where the parse says so, the order of
        the words decides.
        """
        if self.kind == "source":
            return _named_source(self.token)
        if self.kind == "noun":
            return _owner(self.token)
        head = subject_of(self.token)
        if head is None or marks.at(head.idx) is not None:
            return neighbour_of(self.token, marks)
        return nearer_apposition(self.token, head)


def find_cues(doc: Doc, marks: MarkedText) -> list[Cue]:
    """Return all cues that stand outside marks, in order."""
    found = (_cue(token) for token in doc)
    return [cue for cue in found if cue is not None and marks.at(cue.start) is None]


def _cue(token: Token) -> Cue | None:
    words = cues()
    lemma = token.lemma_.lower()
    pos = token.pos_
    if pos == "VERB":
        if token.lower_ == "according":
            return Cue(token, "according to", "source")
        compound = token.i > 0 and token.doc[token.i - 1].text == "-"  # "so-called"
        return Cue(token, lemma, "verb") if lemma in words.marking and not compound else None
    if pos == "NOUN" and lemma in words.nouns:
        return Cue(token, lemma, "noun")
    return None


def _named_source(according: Token) -> Token | None:
    for preposition in according.children:
        if preposition.lower_ == "to":
            return next((t for t in preposition.children if t.dep_ in ("pobj", "dobj")), None)
    return None


def _owner(noun: Token) -> Token | None:
    """Return whose claim it is: "his claim", "a claim by X", "X issued a statement"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "of"):
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    verb = next((t for t in noun.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return subject_of(verb) if verb is not None else None


def reported_clauses(cue: Cue) -> list[tuple[int, int]]:
    """Return offsets of the clause a verb of saying governs; two parts where the cue breaks it.

    Empty where it governs none, or reports nothing ("did not say whether", "declined to say").
    """
    if cue.kind == "source":
        return _rest_of_clause(cue.token)
    if cue.kind != "verb" or cue.lemma not in cues().clausal or _reports_nothing(cue.token):
        return []
    clause = next((t for t in cue.token.children if t.dep_ == "ccomp"), None)
    if clause is not None:
        return _parts(clause, cue.token)
    if cue.token.dep_ == "parataxis" and cue.token.head.pos_ in ("VERB", "AUX"):
        return _parts(cue.token.head, cue.token)
    return []


def _reports_nothing(verb: Token) -> bool:
    if any(t.dep_ == "neg" for t in verb.children):
        return True
    return verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _REFUSALS


def _parts(clause: Token, cue: Token) -> list[tuple[int, int]]:
    """Return the stretches of a clause before and behind its cue."""
    left_out = set() if cue.is_ancestor(clause) else {t.i for t in cue.subtree}
    left_out |= _strays(clause, cue)
    tokens = [t for t in clause.subtree if t.i not in left_out]
    before = [t for t in tokens if t.i < cue.i]
    behind = [t for t in tokens if t.i > cue.i]
    return [part for part in (_stretch(before), _stretch(behind)) if part is not None]


def _strays(clause: Token, cue: Token) -> set[int]:
    """Return the words of a second verb that the parse hangs on the report instead of its cue.

    "He said there are signals and offered hope": the tense tells that he offered it.
    """
    if (
        cue.tag_ != "VBD"
        or clause.tag_ == "VBD"
        or any(t.tag_ == "VBD" for t in clause.children if t.dep_ == "aux")
    ):
        return set()
    strays = (
        t
        for t in clause.conjuncts
        if t.tag_ == "VBD" and not any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in t.children)
    )
    return {t.i for stray in strays for t in stray.subtree}


def _stretch(tokens: list[Token]) -> tuple[int, int] | None:
    """Return where the tokens begin and end; None where they hold no verb, or only one word."""
    trimmed = _trim(tokens)
    if len(trimmed) < 2 or not any(t.pos_ in ("VERB", "AUX") for t in trimmed):
        return None
    return int(trimmed[0].idx), int(trimmed[-1].idx + len(trimmed[-1]))


def _trim(tokens: list[Token]) -> list[Token]:
    first, last = 0, len(tokens)
    while first < last and (
        _is_edge(tokens[first]) or tokens[first].dep_ == "mark" or in_dateline(tokens[first])
    ):
        first += 1
    while last > first and (_is_edge(tokens[last - 1]) or tokens[last - 1].dep_ == "cc"):
        last -= 1
    return tokens[first:last]


def _is_edge(token: Token) -> bool:
    return bool(token.is_punct or token.is_space) and token.text not in ("$", "%", ")")


def _rest_of_clause(according: Token) -> list[tuple[int, int]]:
    head = according
    while head.pos_ not in ("VERB", "AUX") or head == according:
        if head.head == head:
            return []
        head = head.head
    inside = {t.i for t in according.subtree}
    tokens = [t for t in head.subtree if t.i not in inside]
    if not any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in head.children):
        return []
    before = [t for t in tokens if t.i < according.i]
    behind = [t for t in tokens if t.i > according.i]
    longer = before if len(before) >= len(behind) else behind
    part = _stretch(longer)
    return [part] if part else []
