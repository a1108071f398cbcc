"""Golden articles read from YAML; what does not fit is refused by file, item and value.

Words are written ``words#n``: the n-th place in the text where exactly these words stand as whole
words. All plain scalars but null, true and false are text, so that ``NO`` is a country.
"""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml

from benchmarks.quality.golden.gold import (
    Days,
    GoldArticle,
    GoldEntity,
    GoldEvent,
    GoldMention,
    GoldQuote,
    GoldTime,
    Words,
)
from benchmarks.quality.golden.items import GoldError, Item
from schemas.entities import ENTITY_TYPES, MENTION_KINDS
from schemas.events import CERTAINTIES, EVENT_TYPES, POLARITIES
from transforms.language.events.lexicon.categories import load_categories

T = TypeVar("T")

QUOTE_KINDS = ("direct", "mixed")
TIME_TYPES = ("DATE", "TIME", "DURATION", "SET")
_CALENDAR = re.compile(r"\d{4}-\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_ARTICLE = {"kind", "title", "published_at", "text", "entities", "quotes", "times", "events"}
_ENTITY = {"name", "type", "country_code", "mentions"}
_EVENT = {"trigger", "type", "actors", "polarity", "certainty"}
_EVENT_MORE = {"alt_triggers", "type_ok", "mode", "recipients", "place", "time", "time_ok"} | {
    "certainty_ok",
    "attributed_to",
    "core",
    "optional",
}


class _PlainLoader(yaml.SafeLoader):
    """Reads only null, true and false as something else than text; refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping of a node."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(k) for k in keys if keys.count(k) > 1})
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"key given twice: {twice}", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


_PlainLoader.yaml_implicit_resolvers = {}
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(?:~|null|)\Z"), ["~", "n", ""]
)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"]
)


def read_articles(folder: Path) -> list[GoldArticle]:
    """Read all golden articles of a folder, by name.

    Raises:
        GoldError: one of them does not fit.
    """
    return [read_article(path) for path in sorted(folder.glob("*.yaml"))]


def read_article(path: Path) -> GoldArticle:
    """Read one golden article.

    Raises:
        GoldError: it does not fit; the message names file, item and value.
    """
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)
    except yaml.YAMLError as error:
        raise GoldError(f"{path.name}: no YAML: {error}") from error
    return article_of(path.name, values)


def article_of(name: str, values: Any) -> GoldArticle:
    """Check the values of a golden article and resolve its words."""
    top = Item(name, "article", "", frozenset())
    found = top.mapping(values, _ARTICLE, {"publisher_country"})
    text = top.text_of(found["text"])
    ids = frozenset(top.mapping(found["entities"], set(), None))
    item = Item(name, "article", text, ids)
    article = GoldArticle(
        name=name,
        kind=item.text_of(found["kind"]),
        title=item.text_of(found["title"]),
        published_at=item.day(found["published_at"]),
        publisher_country=item.country(found.get("publisher_country")),
        text=text,
        entities={i: _entity(item.at(f"entity {i}"), v) for i, v in found["entities"].items()},
        quotes=item.each("quote", found["quotes"], _quote),
        times=item.each("time", found["times"], _time),
        events=item.each("event", found["events"], _event),
    )
    _check_places(item, article)
    return article


def _entity(item: Item, value: Any) -> GoldEntity:
    found = item.mapping(value, _ENTITY, {"aliases", "type_ok"})
    own = item.one_of(ENTITY_TYPES, found["type"])
    others = [item.one_of(ENTITY_TYPES, t) for t in item.list_of(found.get("type_ok"))]
    mentions = item.each(f"{item.name} mention", found["mentions"], _mention)
    if not mentions:
        item.refuse("no mention", value)
    return GoldEntity(
        name=item.text_of(found["name"]),
        aliases=tuple(item.text_of(a) for a in item.list_of(found.get("aliases"))),
        types=_distinct(own, *others),
        country_code=item.country(found["country_code"]),
        mentions=mentions,
    )


def _mention(item: Item, value: Any) -> GoldMention:
    if isinstance(value, str):
        return GoldMention(item.words(value), "name")
    found = item.mapping(value, {"words"}, {"kind"})
    kind = item.one_of(MENTION_KINDS, found.get("kind", "name"))
    return GoldMention(item.words(found["words"]), kind)


def _quote(item: Item, value: Any) -> GoldQuote:
    found = item.mapping(value, {"words", "kind", "speaker"}, {"optional"})
    speaker = found["speaker"]
    return GoldQuote(
        words=item.words(found["words"]),
        kind=item.one_of(QUOTE_KINDS, found["kind"]),
        speaker=None if speaker is None else item.choices(speaker),
        optional=item.flag(found.get("optional")),
    )


def _time(item: Item, value: Any) -> GoldTime:
    found = item.mapping(
        value, {"words", "type", "value", "first", "last"}, {"value_ok", "optional"}
    )
    own, days = item.text_of(found["value"]), item.days(found)
    kind = item.one_of(TIME_TYPES, found["type"])
    if kind in ("DATE", "TIME") and days is None and _CALENDAR.match(own):
        item.refuse("needs first and last", own)
    stated = _DAY.match(own)
    if stated and days and not days[0] <= item.day(stated.group()) <= days[1]:
        item.refuse(f"value outside of {days[0]} to {days[1]}", own)
    return GoldTime(
        words=item.words(found["words"]),
        type=kind,
        values=_distinct(own, *(item.text_of(v) for v in item.list_of(found.get("value_ok")))),
        days=days,
        optional=item.flag(found.get("optional")),
    )


def _event(item: Item, value: Any) -> GoldEvent:
    found = item.mapping(value, _EVENT, _EVENT_MORE)
    trigger = _trigger(item, found["trigger"])
    item = item.at(f"{item.name} ({found['trigger']})")
    types = [found["type"], *item.list_of(found.get("type_ok"))]
    certainties = [found["certainty"], *item.list_of(found.get("certainty_ok"))]
    return GoldEvent(
        trigger=trigger,
        other_triggers=tuple(_trigger(item, t) for t in item.list_of(found.get("alt_triggers"))),
        types=_distinct(*(None if t is None else item.one_of(EVENT_TYPES, t) for t in types)),
        mode=_mode(item, found.get("mode"), types),
        actors=tuple(item.choices(c) for c in item.list_of(found["actors"])),
        recipients=tuple(item.choices(c) for c in item.list_of(found.get("recipients"))),
        place=None if found.get("place") is None else item.choices(found["place"]),
        days=_event_days(item, found.get("time"), found.get("time_ok")),
        polarity=item.one_of(POLARITIES, found["polarity"]),
        certainties=_distinct(*(item.one_of(CERTAINTIES, c) for c in certainties)),
        attributed_to=tuple(item.choices(c) for c in item.list_of(found.get("attributed_to"))),
        core=item.flag(found.get("core")),
        optional=item.flag(found.get("optional")),
    )


def _trigger(item: Item, value: Any) -> Words:
    words = item.words(value)
    if len(words.text.split()) > 1:
        item.refuse("trigger of several words", value)
    return words


def _mode(item: Item, value: Any, types: list[Any]) -> str | None:
    if value is None:
        return None
    modes = {m for t in types if t for m in load_categories()[t].modes}
    return item.one_of(tuple(sorted(modes)), value)


def _event_days(item: Item, value: Any, others: Any) -> tuple[Days, ...]:
    own = None
    if value is not None:
        found = item.mapping(value, {"words", "first", "last"}, set())
        item.words(found["words"])
        own = item.days(found)
        if own is None:
            item.refuse("time needs first and last", value)
    return _distinct(own, *(item.days(v) for v in item.list_of(others)))


def _distinct(*values: T) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _check_places(item: Item, article: GoldArticle) -> None:
    """Refuse quotes or times that overlap, and words that are a mention or a trigger twice."""
    _check_apart(item.at("quotes"), [q.words for q in article.quotes])
    _check_apart(item.at("times"), [t.words for t in article.times])
    _check_apart(item.at("events"), [e.trigger for e in article.events])
    mentions = [
        m.words for e in article.entities.values() for m in e.mentions if m.kind != "nominal"
    ]
    _check_apart(item.at("mentions"), mentions)


def _check_apart(item: Item, words: list[Words]) -> None:
    placed = sorted(words, key=lambda w: w.span)
    for one, other in pairwise(placed):
        if other.start < one.end:
            item.refuse("overlap", (one.text, other.text))
