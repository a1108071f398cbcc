"""Whether the words around a time look back or ahead."""

from spacy.tokens import Doc, Span, Token

from transforms.language.times.words import TenseWords, vocabulary

BACK, AHEAD, PLANNED, UNKNOWN = "back", "ahead", "planned", "unknown"
_CLAUSE = frozenset({"VERB", "AUX"})
_LINKS = frozenset({"ADV", "ADP", "ADJ", "SCONJ"})
_PREPOSITIONS = frozenset({"prep", "pcomp", "agent"})


def direction(doc: Doc, start: int, end: int) -> str:
    """Return BACK, AHEAD, PLANNED or UNKNOWN for the expression at ``doc.text[start:end]``.

    PLANNED: a noun governs it that mostly lies ahead ("the November election"). UNKNOWN: another
    noun does ("the March 15 attack"), or nothing.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return UNKNOWN
    words = vocabulary().tense
    if _through_phrase(span, words):
        return AHEAD
    where = _of_clause(_governor(span), words)
    if where != BACK and span.start and doc[span.start - 1].lower_ in words.ahead:
        return AHEAD
    return PLANNED if where == UNKNOWN and _on_scheduled(span, words) else where


def governing_verb(doc: Doc, start: int, end: int) -> Token | None:
    """Return the verb whose time the expression tells; None where a noun or nothing governs it."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return None if span is None else _governor(span)


def _governor(span: Span) -> Token | None:
    token = span.root
    while token.pos_ not in _CLAUSE:
        outside = not span.start <= token.i < span.end
        if token.head == token or (outside and not _links(token)):
            return None
        token = token.head
    return token


def _links(token: Token) -> bool:
    """Tell what may stand between a time and its verb: "returned to office in January".

    The parse hangs "in January" on the office; only what has a date of its own keeps it.
    """
    if token.pos_ in _LINKS or token.dep_ in _PREPOSITIONS or token.ent_type_ in ("DATE", "TIME"):
        return True
    timed = vocabulary().tense.timed_nouns
    return token.dep_ in ("pobj", "dobj") and token.lemma_.lower() not in timed


def _through_phrase(span: Span, words: TenseWords) -> bool:
    """Tell "ahead of Thursday's vote" and "due Thursday"."""
    if "ahead of" in span.doc[max(0, span.start - 3) : span.start].text.lower():
        return True
    for token in (span.root, *span.root.ancestors):
        if token.pos_ in _CLAUSE:
            return False
        if token.lemma_.lower() in words.plan_words and token.pos_ in ("ADJ", "ADP"):
            return True
    return False


def _on_scheduled(span: Span, words: TenseWords) -> bool:
    nouns = (t for t in span.root.ancestors if t.pos_ in ("NOUN", "PROPN"))
    nearest = next(nouns, None)
    return nearest is not None and nearest.lemma_.lower() in words.scheduled_nouns


def _of_clause(verb: Token | None, words: TenseWords) -> str:
    if verb is None:
        return UNKNOWN
    children = list(verb.children)
    auxiliaries = {t.lemma_.lower() for t in children if t.dep_ in ("aux", "auxpass")}
    auxiliaries |= {"will" for t in children if t.lower_ in ("wo", "'ll")}
    if any(t.lower_ == "to" and t.dep_ == "aux" for t in children):
        return _of_infinitive(verb, words)
    modals = auxiliaries & words.future_modals
    if modals and "have" not in auxiliaries:
        negated = any(t.dep_ == "neg" for t in children)
        return BACK if negated and modals & words.past_when_negated else AHEAD
    return _of_finite(verb, children, auxiliaries, words)


def _of_infinitive(verb: Token, words: TenseWords) -> str:
    head = verb.head
    if head == verb:
        return UNKNOWN
    if (
        head.lemma_.lower() in words.plan_words
        or verb.dep_ in ("acl", "relcl")
        or head.lemma_ == "go"
    ):
        return AHEAD
    if head.lemma_ == "be":
        return AHEAD
    return _of_clause(head, words) if head.pos_ in _CLAUSE else UNKNOWN


def _of_finite(verb: Token, children: list[Token], auxiliaries: set[str], words: TenseWords) -> str:
    if (
        verb.tag_ in ("VBN", "JJ")
        and verb.lemma_.lower() in words.plan_words
        and "have" not in auxiliaries
    ):
        return AHEAD
    if verb.tag_ == "VBD" or "have" in auxiliaries:
        return BACK
    if verb.tag_ in ("VBZ", "VBP"):
        plan = verb.lemma_.lower() in words.present_plans or _is_condition(verb, words)
        return AHEAD if plan else BACK
    if verb.tag_ in ("VBG", "VBN"):
        return _of_participle(verb, children, auxiliaries, words)
    if verb.dep_ == "conj" and verb.head.pos_ in _CLAUSE:
        return _of_clause(verb.head, words)
    return UNKNOWN


def _of_participle(
    verb: Token, children: list[Token], auxiliaries: set[str], words: TenseWords
) -> str:
    tags = {t.tag_ for t in children if t.dep_ in ("aux", "auxpass")}
    present = bool(tags & {"VBZ", "VBP"})
    if present and (verb.tag_ == "VBG" or _is_condition(verb, words)):
        return AHEAD
    if tags == {"VB"}:
        return AHEAD  # "ordered that it be released by Thursday"
    if auxiliaries or verb.dep_ == "ROOT":
        return BACK
    if verb.dep_ in ("conj", "advcl", "xcomp", "ccomp") and verb.head.pos_ in _CLAUSE:
        return _of_clause(verb.head, words)
    return BACK if verb.tag_ == "VBN" else UNKNOWN


def _is_condition(verb: Token, words: TenseWords) -> bool:
    """Tell "if he wins in November", "when it votes on Sunday"."""
    return any(
        t.lower_ in words.conditionals for t in verb.children if t.dep_ in ("mark", "advmod")
    )
