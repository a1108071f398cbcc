"""Datelines: "MANILA -- " before a sentence, which the parser may take for its subject."""

from spacy.tokens import Token

_DASHES = frozenset(["--", "—", "–", "-", ":"])
_MAX_DATELINE = 12


def past_dateline(noun: Token) -> Token | None:
    """Return a subject, or the noun behind a dateline that the parser took for the subject.

    "MANILA -- President Arroyo has pardoned": the place before the dash is not who acts.
    """
    end = _dateline_end(noun)
    if noun.i >= end:
        return noun
    behind = [
        t
        for t in noun.sent
        if t.i >= end and t.head.i < end and t.pos_ in ("NOUN", "PROPN", "PRON")
    ]
    return next(
        (t for t in behind if t.dep_ in ("appos", "conj", "dep", "nsubj", "npadvmod")), None
    )


def _dateline_end(token: Token) -> int:
    """Return the first position after "PLACE (AGENCY) --"; the sentence's start without a dateline."""
    start: int = token.sent.start
    first = token.doc[start]
    if not first.is_upper and first.ent_type_ != "GPE":
        return start
    for i in range(start, min(start + _MAX_DATELINE, token.sent.end)):
        word = token.doc[i]
        if word.text in _DASHES and i > start and (i < 2 or word.text != "-" or word.whitespace_):
            return i + 1 if _is_dateline(list(token.doc[start:i])) else start
        if word.pos_ in ("VERB", "AUX", "DET", "PRON") and not word.is_upper:
            return start
    return start


def _is_dateline(words: list[Token]) -> bool:
    """ "MANILA", "Tehran, March 15, IRNA", "Cebu City": names, days and agencies and nothing else."""
    first = words[0]
    if first.is_upper and len(first) > 2:
        return True
    return first.ent_type_ == "GPE" and all(
        w.pos_ in ("PROPN", "NUM", "PUNCT", "X") or w.ent_type_ == "DATE" for w in words
    )
