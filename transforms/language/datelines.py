"""Datelines ("MANILA (AP) --", "Tehran, March 15 -"): where they end, and who stands behind them."""

from spacy.tokens import Doc, Span, Token

_DASHES = frozenset(["--", "—", "–", "-", ":"])
_MAX_DATELINE = 12


def past_dateline(noun: Token) -> Token | None:
    """Return a subject, or the noun behind a dateline that the parser took for the subject.

    "MANILA -- President Arroyo has pardoned": the place before the dash is not who acts.
    """
    end = _datelines(noun.doc).get(noun.i, 0)
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


def in_dateline(token: Token) -> bool:
    """Tell whether a word stands in a dateline."""
    return token.i < _datelines(token.doc).get(token.i, 0)


DATELINES_KEY = "newsbeam_datelines"


def _datelines(doc: Doc) -> dict[int, int]:
    """Return the positions inside datelines → the first position behind; read once a document."""
    known: dict[int, int] | None = doc.user_data.get(DATELINES_KEY)
    if known is None:
        ends = [(s.start, _dateline_end(s)) for s in doc.sents]
        known = {i: end for start, end in ends for i in range(start, end)}
        doc.user_data[DATELINES_KEY] = known
    return known


def _dateline_end(sentence: Span) -> int:
    """Return the first position after "PLACE (AGENCY) --"; the sentence's start without a dateline."""
    start: int = sentence.start
    first = sentence[0]
    if first.pos_ != "PROPN" and not first.is_upper:
        return start
    for i in range(start, min(start + _MAX_DATELINE, sentence.end)):
        word = sentence.doc[i]
        if word.text in _DASHES and i > start and (i < 2 or word.text != "-" or word.whitespace_):
            return i + 1 if _is_dateline(list(sentence.doc[start:i])) else start
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
