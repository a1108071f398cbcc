"""The lexicon: which words, in which frame, name which PLOVER category.

A frame is a verb or a noun with what must stand beside it: a particle, a preposition, a class of
subject or object, an infinitive. Every entry carries a sentence that shows it, and the tests run
them all. The entries are our own; no published dictionary was copied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Doc

from transforms.language.events.lexicon.categories import DATA, load_categories, read_yaml
from transforms.language.settings import LexiconFile

UNTYPED = "UNTYPED"
CLAUSES = ("to", "that", "ing", "must")
WILD = ("ANY", "NONE")
"""Any object at all; no object."""


@dataclass(frozen=True)
class Frame:
    """One entry.

    Attributes:
        lemma, pos: the head word and "verb" or "noun".
        event_type, mode: PLOVER; None for a happening that no category covers.
        example: a sentence in which the entry must fire.
        particle: "off" in "call off".
        prep: one of these prepositions must hang on the head.
        pobj: what those prepositions govern: classes of ``classes.yaml`` (upper case) or lemmas.
        object, subject: classes or lemmas of the direct object and the subject.
        modifier: classes or lemmas of a noun before the head noun ("hunger" strike).
        without: labels of the parse that no child of the head may bear ("oprd": called him a liar).
        clause: the complement that the head must have: "to", "that", "ing", or "must", a clause that
            says what a party has to do.
        actor: "object" where the grammatical object does the deed ("expelled" never; "hosted" no);
            "from" where the subject gets it from who follows "from" or "by" ("received tents from").
        recipient: slots that may hold the recipient, in order: "object", a preposition, or "none".
        of: for nouns, who follows "of": "actor" or "recipient".
        source: file that the entry stands in.
        last: a last resort, for verbs that mean little ("gave X to Y"): tried when no other entry
            fits, and only where actor and recipient are named.
    """

    lemma: str
    pos: str
    event_type: str | None
    mode: str | None
    example: str
    particle: str | None = None
    prep: tuple[str, ...] = ()
    pobj: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    modifier: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    clause: str | None = None
    actor: str = "subject"
    recipient: tuple[str, ...] = ()
    of: str | None = None
    source: str = ""
    last: bool = False

    @property
    def conditions(self) -> tuple[Any, ...]:
        """What must stand beside the head; two entries of a lemma may not share them."""
        return (
            self.particle,
            self.prep,
            self.pobj,
            self.object,
            self.subject,
            self.modifier,
            self.clause,
            self.last,
        )

    @cached_property
    def bare(self) -> "Frame":
        """The entry without what it asks of its objects, and without the mode they decide."""
        return replace(self, object=frozenset(), pobj=frozenset(), mode=None)

    @property
    def specificity(self) -> tuple[int, bool, bool]:
        """How many conditions the entry makes; the highest wins.

        Of equals the one with an object, then the one that names its object by words alone.
        """
        has_object = bool(self.object) and self.object != frozenset(["NONE"])
        made = [c for c in self.conditions if c and c is not self.object]
        by_words = has_object and not any(word.isupper() for word in self.object)
        return len(made) + has_object + bool(self.particle), has_object, by_words


Lexicon = Mapping[tuple[str, str], tuple[Frame, ...]]


@cache
def load_lexicon(folder: Path = DATA / "lexicon") -> Lexicon:
    """Read all entries: (lemma, "verb" or "noun") → frames, the most specific first.

    Raises:
        ValueError: an entry is wrong; the message names the file, the entry and what to mend.
    """
    frames: list[Frame] = []
    for path in sorted(folder.glob("*.yaml")):
        frames += _frames(path.name, read_yaml(path))
    _reject_duplicates(frames)
    _reject_contradictions(frames)
    return _grouped(frames)


@cache
def lexicon_with(own: tuple[LexiconFile, ...]) -> Lexicon:
    """Return our entries with a user's own on top: one with the same conditions takes our place.

    Raises:
        ValueError: an entry of theirs is wrong, or two of theirs contradict one another.
    """
    if not own:
        return load_lexicon()
    theirs = [frame for file in own for frame in read_lexicon_file(file)]
    _reject_duplicates(theirs)
    _reject_contradictions(theirs)
    replaced = {_identity(frame) for frame in theirs}
    ours = [f for group in load_lexicon().values() for f in group if _identity(f) not in replaced]
    return _grouped([*theirs, *ours])


def read_lexicon_file(file: LexiconFile) -> list[Frame]:
    """Read the entries of a user's own file.

    Raises:
        ValueError: it is no YAML, or an entry is wrong; the message names the file and the entry.
    """
    try:
        content = yaml.safe_load(file.text)
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: {' '.join(str(error).split())}") from None
    return _frames(file.name, content)


_LEXICON_KEY = "newsbeam_lexicon"


def code_by(doc: Doc, lexicon: Lexicon | None) -> None:
    """Note by which entries a text is coded, for ``lexicon_of``; None for the packaged ones."""
    doc.user_data[_LEXICON_KEY] = lexicon


def lexicon_of(doc: Doc) -> Lexicon:
    """Return the entries by which a text is coded."""
    noted: Lexicon | None = doc.user_data.get(_LEXICON_KEY)
    return load_lexicon() if noted is None else noted


def _grouped(frames: Iterable[Frame]) -> Lexicon:
    grouped: dict[tuple[str, str], list[Frame]] = {}
    for frame in frames:
        grouped.setdefault((frame.lemma, frame.pos), []).append(frame)
    return {
        key: tuple(sorted(group, key=lambda f: (not f.last, *f.specificity), reverse=True))
        for key, group in grouped.items()
    }


@cache
def load_classes(path: Path = DATA / "classes.yaml") -> Mapping[str, frozenset[str]]:
    """Read the classes of nouns: upper-case name → head lemmas."""
    return {name: frozenset(words) for name, words in read_yaml(path).items()}


def _frames(name: str, content: Any) -> list[Frame]:
    if not isinstance(content, dict) or set(content) != {"category", "frames"}:
        raise ValueError(f"{name}: expected the two keys category and frames")
    category, entries = content["category"], content["frames"]
    if category != UNTYPED and category not in load_categories():
        known = ", ".join([*load_categories(), UNTYPED])
        raise ValueError(f"{name}: unknown category {category!r}; expected one of {known}")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(
            f"{name}: frames must be a list of entries such as {{verb: …, example: …}}"
        )
    return [replace(_frame(name, category, entry), source=name) for entry in entries]


_WORDS = ("prep", "pobj", "object", "subject", "modifier", "without", "recipient")
_KNOWN = frozenset(
    ["verb", "noun", "mode", "example", "particle", "clause", "actor", "of", "rank", *_WORDS]
)


def _frame(name: str, category: str, entry: dict[str, Any]) -> Frame:
    where = f"{name}: {entry.get('verb') or entry.get('noun') or entry}"
    _check_keys(where, entry)
    _check_values(where, category, entry)
    pos = "verb" if "verb" in entry else "noun"
    lists = {key: _words(entry.get(key)) for key in _WORDS}
    return Frame(
        lemma=entry[pos],
        pos=pos,
        event_type=None if category == UNTYPED else category,
        mode=entry.get("mode"),
        example=entry["example"],
        particle=entry.get("particle"),
        prep=lists["prep"],
        pobj=frozenset(lists["pobj"]),
        object=frozenset(lists["object"]),
        subject=frozenset(lists["subject"]),
        modifier=frozenset(lists["modifier"]),
        without=frozenset(lists["without"]),
        clause=entry.get("clause"),
        actor=entry.get("actor", "subject"),
        recipient=lists["recipient"],
        of=entry.get("of"),
        last=entry.get("rank") == "last",
    )


def _words(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _check_keys(where: str, entry: dict[str, Any]) -> None:
    if unknown := set(entry) - _KNOWN:
        raise ValueError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    if ("verb" in entry) == ("noun" in entry):
        raise ValueError(f"{where}: give either verb or noun")
    if not entry.get("example"):
        raise ValueError(f"{where}: no example; write a sentence that shows the entry")
    for key, value in entry.items():
        words = value if isinstance(value, list) else [value]
        if odd := [word for word in words if not isinstance(word, str)]:
            raise ValueError(
                f"{where}: {key} holds {odd[0]!r}; quote words that YAML reads as values "
                '("on", "off", "no")'
            )


def _check_values(where: str, category: str, entry: dict[str, Any]) -> None:
    modes = {} if category == UNTYPED else load_categories()[category].modes
    if (mode := entry.get("mode")) is not None and mode not in modes:
        raise ValueError(f"{where}: {category} has no mode {mode!r}; it has {', '.join(modes)}")
    if entry.get("clause") not in (None, *CLAUSES):
        raise ValueError(f"{where}: clause {entry['clause']!r}; expected {', '.join(CLAUSES)}")
    for key in ("object", "subject", "pobj", "modifier"):
        _check_classes(where, _words(entry.get(key)))
    allowed_values = {
        "actor": ("subject", "object", "from"),
        "of": ("actor", "recipient"),
        "rank": ("last",),
    }
    for key, allowed in allowed_values.items():
        if entry.get(key) not in (None, *allowed):
            raise ValueError(f"{where}: {key} {entry[key]!r}; expected {' or '.join(allowed)}")


def _check_classes(where: str, words: Iterable[str]) -> None:
    for word in words:
        if word.isupper() and word not in {*load_classes(), "PLACE", *WILD}:
            raise ValueError(f"{where}: unknown class {word}; classes.yaml lists them")


def _identity(frame: Frame) -> tuple[Any, ...]:
    return (frame.lemma, frame.pos, *frame.conditions)


def _reject_contradictions(frames: Iterable[Frame]) -> None:
    """Refuse two entries of equal rank and different types that name the same word.

    Which of them won would hang on the order of the files. Classes may share nouns.
    """
    groups: dict[tuple[Any, ...], list[Frame]] = {}
    for frame in frames:
        alike = (frame.lemma, frame.pos, frame.particle, frame.clause, frame.last)
        groups.setdefault((*alike, frame.specificity), []).append(frame)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if one.event_type != other.event_type and _claim_the_same(one, other):
                raise ValueError(
                    f"{one.pos} {one.lemma!r} as {one.event_type} ({one.example}) and as "
                    f"{other.event_type} ({other.example}) claim the same words: take them from one"
                )


def _claim_the_same(one: Frame, other: Frame) -> bool:
    lists = [
        (one.object, other.object),
        (one.subject, other.subject),
        (one.pobj, other.pobj),
        (one.modifier, other.modifier),
        (frozenset(one.prep), frozenset(other.prep)),
    ]
    return all((not a and not b) or bool(a & b) for a, b in lists)


def _reject_duplicates(frames: Iterable[Frame]) -> None:
    seen: dict[tuple[Any, ...], Frame] = {}
    for frame in frames:
        key = _identity(frame)
        other = seen.setdefault(key, frame)
        if other is not frame:
            raise ValueError(
                f"{frame.pos} {frame.lemma!r} stands twice with the same conditions, as "
                f"{other.event_type} and {frame.event_type}: drop one or tell them apart"
            )
