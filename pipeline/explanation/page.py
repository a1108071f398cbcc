"""An article as one HTML page that needs nothing else: no server, no network, no library."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pipeline.explanation.cards import Cards, EntityCard, EventCard, cards_of
from pipeline.explanation.marks import LAYERS, Mark, Segment, marks_of, paragraphs, segments
from pipeline.version import VERSION
from transforms.language.annotation import Annotation

_WORLD = (-180.0, -84.0, 360.0, 140.0)
"""West, north, width and height of the whole map in degrees; Antarctica is left out."""

_MARGIN, _SMALLEST = 6.0, 24.0
"""Degrees around the places of an article, and the smallest part of the earth that is shown."""

_ASPECT = 1.9


@dataclass(frozen=True)
class Piece:
    """A segment as the template needs it."""

    text: str
    marks: tuple[Mark, ...]
    classes: str
    refs: str
    title: str
    tag: str


@dataclass(frozen=True)
class Dot:
    """A place on the map: degrees east and south."""

    ref: str
    name: str
    x: float
    y: float
    radius: float


def render_page(found: Annotation, model: str) -> str:
    """Return the page.

    Args:
        found: what was read from the article.
        model: name of the language pipeline, "" where there is none.
    """
    environment = Environment(autoescape=True, trim_blocks=True)
    cards, marks = cards_of(found), marks_of(found)
    events = {card.ref: card for card in cards.events}
    pieces = paragraphs(segments(found.article.text, marks))
    return environment.from_string(_part("page.html")).render(
        article=found.article,
        annotated=found.annotated,
        kicker=_kicker(found),
        paragraphs=[[_piece(s, events) for s in paragraph] for paragraph in pieces],
        layers=_layers(cards),
        events=cards.events,
        places=[_shown(card) for card in cards.places],
        entities=[_shown(card) for card in cards.names],
        quotes=cards.quotes,
        times=cards.times,
        map=_map(cards.places),
        style=Markup(_part("style.css")),
        script=Markup(_part("script.js")),
        version=VERSION,
        model=model or "no language pipeline",
    )


def _part(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text("utf-8")


def _kicker(found: Annotation) -> str:
    article = found.article
    published = f"{article.published_at:%A %-d %B %Y}"
    parts = [article.publisher, published, f"{article.word_count:,} words"]
    return " · ".join(part for part in parts if part)


def _layers(cards: Cards) -> list[tuple[str, str, int]]:
    return [
        ("event", "Events", len(cards.events)),
        ("place", "Places", len(cards.places)),
        ("entity", "Names", len(cards.names)),
        ("quote", "Quotes", len(cards.quotes)),
        ("time", "Times", len(cards.times)),
    ]


def _piece(segment: Segment, events: dict[str, EventCard]) -> Piece:
    marks = sorted(segment.marks, key=lambda m: (LAYERS.index(m.layer), m.start - m.end))
    classes = dict.fromkeys(name for m in marks for name in _classes(m, events))
    refs = dict.fromkeys(m.ref for m in marks)
    titles = dict.fromkeys(_title(m, events) for m in marks)
    tag = next((m.kind for m in segment.starts if m.layer == "event" and m.kind != "none"), "")
    return Piece(
        segment.text, segment.marks, " ".join(classes), " ".join(refs), "\n".join(titles), tag
    )


def _classes(mark: Mark, events: dict[str, EventCard]) -> list[str]:
    classes = [f"l-{mark.layer}"]
    if mark.layer == "event":
        card = events[mark.ref]
        classes.append(f"q{card.quad_class}")
        if card.happened != "yes":
            classes.append("negated" if card.happened == "no" else "unreal")
    elif mark.layer == "quote":
        classes.append(mark.kind)
    elif mark.layer in ("entity", "place"):
        kind, *anaphor = mark.kind.split()
        classes += [f"t-{kind}", *(["anaphor"] if anaphor else [])]
    return classes


def _title(mark: Mark, events: dict[str, EventCard]) -> str:
    if mark.layer == "event":
        card = events[mark.ref]
        whom = f" → {card.whom}" if card.whom else ""
        return f"{card.type or 'event'}: {card.who or '?'}{whom}; happened: {card.happened}"
    return f"{mark.layer}: {mark.kind}" if mark.layer != "speaker" else "speaker of a quote"


def _shown(card: EntityCard) -> dict[str, Any]:
    links = [
        Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, name) for name, url in card.links
    ]
    shown = Markup('<p class="links">{}</p>').format(Markup("").join(links)) if links else ""
    return {
        "ref": card.ref,
        "name": card.name,
        "type": card.type,
        "facts": card.facts,
        "links": shown,
    }


def _map(places: Sequence[EntityCard]) -> dict[str, Any]:
    placed = [(card, *card.point) for card in places if card.point]
    west, north, width, height = _view([(lon, -lat) for _, lat, lon in placed])
    radius = width / 110
    dots = [Dot(c.ref, c.name, lon, -lat, round(radius, 3)) for c, lat, lon in placed]
    box = f"{west:.1f} {north:.1f} {width:.1f} {height:.1f}"
    return {"box": box, "land": _part("world.txt").strip(), "dots": dots}


def _view(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the part of the map that holds all points, in the map's own form."""
    if not points:
        return _WORLD
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs) + 2 * _MARGIN, _SMALLEST)
    height = max(max(ys) - min(ys) + 2 * _MARGIN, width / _ASPECT)
    width = min(max(width, height * _ASPECT), _WORLD[2])
    height = min(height, _WORLD[3])
    west = (max(xs) + min(xs) - width) / 2
    north = (max(ys) + min(ys) - height) / 2
    return max(west, -180.0) if width < 360 else -180.0, north, width, height
