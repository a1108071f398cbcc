"""What the rules ask of a parse again and again, read once a document.

The rules ask for children some ninety times a sentence, every token that spaCy hands out is made anew,
and who asks it for the sentence of a token has it look at the whole document first.
"""

from dataclasses import dataclass
from typing import Any

from spacy.symbols import NOUN, VERB
from spacy.tokens import Doc, Span, Token

from transforms.language.datelines import DATELINES_KEY

_KEY = "newsbeam_tables"


@dataclass(frozen=True)
class Tables:
    """A parse in tables.

    Attributes:
        tokens: all of them.
        children: of each token, with their labels, in order.
        verbs, nouns: the tokens that are tagged so.
        sentences: all of them.
        sentence_at: for each token, which of the sentences it stands in.
        objects: of verbs, as far as somebody has asked.
    """

    tokens: list[Token]
    children: list[list[tuple[str, Token]]]
    verbs: list[Token]
    nouns: list[Token]
    sentences: list[Span]
    sentence_at: list[int]
    objects: dict[int, list[Token]]


def tables_of(doc: Doc) -> Tables:
    """Return the tables of a document."""
    known: Tables | None = doc.user_data.get(_KEY)
    if known is None:
        known = doc.user_data[_KEY] = _read(doc)
    return known


def sentence_of(token: Token) -> Span:
    """Return the sentence in which a token stands."""
    tables = tables_of(token.doc)
    return tables.sentences[tables.sentence_at[token.i]]


def _read(doc: Doc) -> Tables:
    tokens = list(doc)
    children: list[list[tuple[str, Token]]] = [[] for _ in tokens]
    by_tag: dict[int, list[Token]] = {VERB: [], NOUN: []}
    heads, tags = _column(doc, "HEAD"), _column(doc, "POS")
    for i, (token, steps, tag) in enumerate(zip(tokens, heads, tags, strict=True)):
        if steps:
            children[i + steps].append((token.dep_, token))
        if tag in by_tag:
            by_tag[tag].append(token)
    sentences = list(doc.sents)
    sentence_at = [n for n, sentence in enumerate(sentences) for _ in range(len(sentence))]
    return Tables(tokens, children, by_tag[VERB], by_tag[NOUN], sentences, sentence_at, {})


def _column(doc: Doc, attribute: str) -> list[int]:
    """Return an attribute of all tokens; heads are steps to the left or to the right."""
    column: Any = doc.to_array([attribute])
    read: list[int] = column.astype("int64").ravel().tolist()
    return read


def forget_tables(doc: Doc) -> None:
    """Drop what was read once a document; the tokens in it would else keep the document alive."""
    doc.user_data.pop(_KEY, None)
    doc.user_data.pop(DATELINES_KEY, None)
