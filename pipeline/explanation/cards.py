"""Each row of an article in the words of a person, for the page and for the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.explanation.marks import PLACE_TYPES
from pipeline.wording import days, status_word
from schemas.entities import Entity
from schemas.events import Event, Source
from schemas.quotes import Quote
from transforms.language.annotation import Annotation
from transforms.language.findings import TimeExpression

Facts = tuple[tuple[str, str], ...]
"""Names and values; a value that is not known is left out."""


@dataclass(frozen=True)
class EntityCard:
    """An entity; ``links`` are names and addresses of its pages elsewhere."""

    ref: str
    name: str
    type: str
    facts: Facts
    links: tuple[tuple[str, str], ...]
    point: tuple[float, float] | None
    mention_count: int
    salience: float

    @property
    def is_place(self) -> bool:
        """Tell whether it is something that has a place on a map."""
        return self.type in PLACE_TYPES


@dataclass(frozen=True)
class EventCard:
    """An event; ``happened`` is "yes", "no", "not yet" or how likely it is."""

    ref: str
    type: str
    mode: str
    trigger: str
    quad_class: int
    who: str
    whom: str
    happened: str
    facts: Facts
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuoteCard:
    """A quotation."""

    ref: str
    speaker: str
    kind: str
    cue: str
    text: str


@dataclass(frozen=True)
class TimeCard:
    """A time expression."""

    ref: str
    text: str
    type: str
    value: str
    days: str


@dataclass(frozen=True)
class Cards:
    """All rows of an article, each table in its order: entities by salience, the rest as told."""

    entities: tuple[EntityCard, ...]
    events: tuple[EventCard, ...]
    quotes: tuple[QuoteCard, ...]
    times: tuple[TimeCard, ...]

    @property
    def places(self) -> tuple[EntityCard, ...]:
        """The entities that are places."""
        return tuple(card for card in self.entities if card.is_place)

    @property
    def names(self) -> tuple[EntityCard, ...]:
        """The entities that are none."""
        return tuple(card for card in self.entities if not card.is_place)


def cards_of(found: Annotation) -> Cards:
    """Put every row of an article into words."""
    year = found.article.published_at.year
    entities = [_entity(f"entity-{n}", row) for n, row in enumerate(found.entities)]
    return Cards(
        entities=tuple(sorted(entities, key=lambda card: -card.salience)),
        events=tuple(
            _event(f"event-{n}", row, year, found.because.get(row.event_id, ()))
            for n, row in enumerate(found.events)
        ),
        quotes=tuple(_quote(f"quote-{n}", row) for n, row in enumerate(found.quotes)),
        times=tuple(_time(f"time-{n}", row, year) for n, row in enumerate(found.times)),
    )


def _known(*facts: tuple[str, str | None]) -> Facts:
    return tuple((name, value) for name, value in facts if value)


def _address(site: str, identifier: str | int | None) -> str | None:
    return None if identifier is None else f"{site}{identifier}"


def _entity(ref: str, row: Entity) -> EntityCard:
    point = None
    if row.latitude is not None and row.longitude is not None:
        point = (row.latitude, row.longitude)
    others = {m.text for m in row.mentions if m.kind != "pronoun"} - {row.name}
    return EntityCard(
        ref=ref,
        name=row.name,
        type=row.type,
        facts=_known(
            ("role", "; ".join(row.roles)),
            ("country", row.country_code),
            ("point", f"{point[0]:.2f}, {point[1]:.2f}" if point else None),
            ("no point", (row.place_reason or "").replace("_", " ")),
            ("also", "; ".join(sorted(others))),
            ("mentions", f"{row.mention_count}, salience {row.salience:.2f}"),
        ),
        links=_known(
            ("Wikidata", _address("https://www.wikidata.org/wiki/", row.wikidata_id)),
            ("GeoNames", _address("https://www.geonames.org/", row.geonames_id)),
        ),
        point=point,
        mention_count=row.mention_count,
        salience=row.salience,
    )


def _event(ref: str, row: Event, year: int, because: tuple[str, ...]) -> EventCard:
    told_day = days(row.time_start, row.time_end, year) if row.time_source == "text" else ""
    when = f"{told_day} (“{row.time_text}”)" if row.time_text else told_day
    happened = status_word(row.polarity, row.certainty)
    return EventCard(
        ref=ref,
        type=row.event_type or "",
        mode=row.event_mode or "",
        trigger=row.trigger,
        quad_class=row.quad_class or 0,
        who=", ".join(p.name for p in row.actors),
        whom=", ".join(p.name for p in row.recipients),
        happened=happened,
        facts=_known(
            ("happened", happened),
            ("says", sources(row.attributed_to) or "the article"),
            ("when", when),
            ("where", row.place.name if row.place else None),
            ("told", f"{len(row.mentions)} times" if len(row.mentions) > 1 else None),
            ("sure", f"{row.confidence:.2f}"),
        ),
        because=because,
    )


def sources(chain: Sequence[Source]) -> str:
    """Write who says so: "the army, says the mayor" has the mayor first in the table."""
    return ", says ".join(source.name for source in reversed(chain))


def _quote(ref: str, row: Quote) -> QuoteCard:
    return QuoteCard(
        ref, row.speaker.name if row.speaker else "", row.kind, row.cue or "", row.text
    )


def _time(ref: str, row: TimeExpression, year: int) -> TimeCard:
    told_days = days(row.time_start, row.time_end, year)
    return TimeCard(ref, row.text, row.type, row.value or "", told_days)
