"""What a golden article says, resolved to offsets in code points of its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from benchmarks.quality.golden.spans import Span, normalised


@dataclass(frozen=True)
class Words:
    """Words of the text; ``text`` may be cut where the words are long."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """First code point and one past the last."""
        return self.start, self.end


@dataclass(frozen=True)
class Named:
    """An entity of the article, by its local id."""

    entity: str


Choice = Words | Named | None
Choices = tuple[Choice, ...]
"""Alternatives for one participant, the annotator's first; None among them: may be left out."""

Days = tuple[date, date] | None
"""First and last day; None for no time."""


@dataclass(frozen=True)
class GoldMention:
    """Words that refer to an entity, and how: name, nominal or pronoun."""

    words: Words
    kind: str


@dataclass(frozen=True)
class GoldEntity:
    """A named entity with all its mentions; ``types`` are those accepted, its own first."""

    name: str
    aliases: tuple[str, ...]
    types: tuple[str, ...]
    country_code: str | None
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True)
class GoldQuote:
    """Words between marks; ``speaker`` is None where nobody is named as one."""

    words: Words
    kind: str
    speaker: Choices | None
    optional: bool = False


@dataclass(frozen=True)
class GoldTime:
    """A time expression; ``values`` are those accepted, the annotator's first."""

    words: Words
    type: str
    values: tuple[str, ...]
    days: Days
    optional: bool = False


@dataclass(frozen=True)
class GoldEvent:
    """An event; ``types``, ``certainties`` and ``days`` are those accepted, the first choice first."""

    trigger: Words
    other_triggers: tuple[Words, ...]
    types: tuple[str | None, ...]
    mode: str | None
    actors: tuple[Choices, ...]
    recipients: tuple[Choices, ...]
    place: Choices | None
    days: tuple[Days, ...]
    polarity: str
    certainties: tuple[str, ...]
    attributed_to: tuple[Choices, ...]
    core: bool = False
    optional: bool = False

    @property
    def type(self) -> str | None:
        """The annotator's own choice."""
        return self.types[0]

    @property
    def right_types(self) -> tuple[str | None, ...]:
        """Types that count as right: none at all only where the annotator gave none."""
        return self.types if self.type is None else tuple(t for t in self.types if t)

    @property
    def triggers(self) -> tuple[Words, ...]:
        """The trigger, then other words that may stand for it."""
        return self.trigger, *self.other_triggers


@dataclass(frozen=True)
class GoldArticle:
    """An article with its annotation; ``entities`` by local id, ``name`` is the file's."""

    name: str
    kind: str
    title: str | None
    published_at: date
    publisher_country: str | None
    text: str
    entities: Mapping[str, GoldEntity]
    quotes: tuple[GoldQuote, ...]
    times: tuple[GoldTime, ...]
    events: tuple[GoldEvent, ...]
    full_names: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    all_names: Mapping[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Collect the names, normalised: the full ones, and those with all name mentions."""
        full = {
            i: frozenset(normalised(n) for n in (e.name, *e.aliases))
            for i, e in self.entities.items()
        }
        mentioned = {
            i: full[i] | {normalised(m.words.text) for m in e.mentions if m.kind == "name"}
            for i, e in self.entities.items()
        }
        object.__setattr__(self, "full_names", full)
        object.__setattr__(self, "all_names", mentioned)
