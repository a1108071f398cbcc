"""From an article to its rows: one parse, then entities, times, quotes and events read from it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from spacy.language import Language

from schemas.articles import Article
from schemas.codec import check_offsets, to_row
from schemas.entities import Entity
from schemas.errors import ParserFailed, RecordError
from schemas.events import Event
from schemas.quotes import Quote, Speaker
from transforms.language.composed import Composed, compose
from transforms.language.document import Document, normalise, open_pipeline, parsed_part
from transforms.language.entities import find_entities
from transforms.language.events import FoundEvent, find_events
from transforms.language.events.lexicon.entries import lexicon_with
from transforms.language.findings import EntityIndex, FoundEntity, FoundQuote, TimeExpression
from transforms.language.quotes import find_quotes
from transforms.language.settings import LexiconFile
from transforms.language.times import date_conflict, find_times


@dataclass(frozen=True)
class Annotation:
    """What was read from an article.

    Attributes:
        article: the article, with what its text says of its date.
        entities, events, quotes: rows, in the order of the text.
        times: time expressions, in the order of the text.
        rejected: rows that did not fit their table or the text, as errors.
        annotated: False for an article in a language without a pipeline.
        because: by ``event_id``, in words, why an event was made.
    """

    article: Article
    entities: list[Entity]
    events: list[Event]
    quotes: list[Quote]
    times: list[TimeExpression]
    rejected: list[RecordError]
    annotated: bool = True
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=8)
def loaded_pipeline(name: str) -> Language:
    """Load a spaCy pipeline once a process."""
    return open_pipeline(name)


def annotate(
    article: Article,
    models: Mapping[str, str],
    publisher_country: str | None = None,
    lexicon: tuple[LexiconFile, ...] = (),
) -> Annotation:
    """Annotate an article by the pipeline of its language.

    Articles are parsed one at a time: the same parse whatever else a worker has to do, and batches
    of 8 save no more than 6 % of the time.

    Args:
        article: its text, title, language and date.
        models: spaCy pipeline by language code; an article in another language has no rows.
        publisher_country: ISO 3166-1 alpha-2, if known.
        lexicon: the user's own entries for events, on top of ours.

    Raises:
        ParserFailed: the parse raised an error on this text.
    """
    model = models.get(article.language or "")
    if model is None:
        return Annotation(article, [], [], [], [], [], annotated=False)
    composed = compose(article.text)
    document = _parse(article, composed.text, loaded_pipeline(model), publisher_country)
    entities, told = _read(article, document, lexicon)
    found, told = [composed.moved(e) for e in entities.entities], _moved(told, composed)
    article = replace(article, published_at_conflict=told.conflict or article.published_at_conflict)
    rejected: list[RecordError] = []
    return Annotation(
        article=article,
        entities=_fitting([_entity(article, e) for e in found], article, rejected),
        events=_fitting([_event(article, e) for e in told.events], article, rejected),
        quotes=_fitting([_quote(article, q) for q in told.quotes], article, rejected),
        times=told.times,
        rejected=rejected,
        because={_event_id(article, e): e.because for e in told.events},
    )


def _read(
    article: Article, document: Document, lexicon: tuple[LexiconFile, ...]
) -> tuple[EntityIndex, "_Told"]:
    """Read a parse; an article on which a rule stumbles must not stop all others."""
    try:
        entities = find_entities(document)
        told = _told(document, entities, lexicon) if document.has_rules else _Told()
    except Exception as error:
        raise ParserFailed(
            "parser_failed",
            f"article {article.article_id}: reading its parse raised "
            f"{type(error).__name__}: {error}; please report it with the text",
        ) from error
    return entities, told


@dataclass(frozen=True)
class _Told:
    """What is read beside the entities."""

    times: list[TimeExpression] = field(default_factory=list)
    quotes: list[FoundQuote] = field(default_factory=list)
    events: list[FoundEvent] = field(default_factory=list)
    conflict: str | None = None


def _told(document: Document, entities: EntityIndex, lexicon: tuple[LexiconFile, ...]) -> _Told:
    times = find_times(document)
    quotes = find_quotes(document, entities)
    events = find_events(document, entities, quotes, times, lexicon_with(lexicon))
    return _Told(times, quotes, events, date_conflict(document, times))


def _moved(told: _Told, composed: Composed) -> _Told:
    return replace(
        told,
        times=[composed.moved(t) for t in told.times],
        quotes=[composed.moved(q) for q in told.quotes],
        events=[composed.moved(e) for e in told.events],
    )


def _parse(article: Article, text: str, nlp: Language, publisher_country: str | None) -> Document:
    try:
        doc = nlp(normalise(parsed_part(text)))
    except Exception as error:
        raise ParserFailed(
            "parser_failed",
            f"article {article.article_id}: the language pipeline raised "
            f"{type(error).__name__}: {error}",
        ) from error
    return Document(
        text=text,
        doc=doc,
        title=article.title,
        published_on=article.published_at.date(),
        language=article.language or "",
        publisher=article.publisher,
        publisher_country=publisher_country,
        host=article.host,
    )


def _fitting(rows: Iterable[Any], article: Article, rejected: list[RecordError]) -> list[Any]:
    """Keep the rows that fit their table and whose words stand where they say."""
    fitting = []
    for row in rows:
        try:
            to_row(row)
            check_offsets(row, article.text)
        except RecordError as error:
            rejected.append(error)
        else:
            fitting.append(row)
    return fitting


def _common(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "revision": article.revision,
        "published_date": article.published_date,
        "run_id": article.run_id,
        "ingested_at": article.ingested_at,
    }


def _id(article: Article, *parts: object) -> str:
    """Hash article, text and offsets: the same words give the same id in every run."""
    named = "\n".join([article.article_id, article.text_sha256, *map(str, parts)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _entity(article: Article, found: FoundEntity) -> Entity:
    return Entity(
        **_common(article),
        entity_id=found.entity_id,
        name=found.name,
        type=found.type,
        wikidata_id=found.wikidata_id,
        geonames_id=found.geonames_id,
        country_code=found.country_code,
        latitude=found.latitude,
        longitude=found.longitude,
        place_reason=found.place_reason,
        roles=list(found.roles),
        mention_count=len(found.mentions),
        salience=found.salience,
        mentions=list(found.mentions),
    )


def _quote(article: Article, found: FoundQuote) -> Quote:
    speaker = found.speaker
    return Quote(
        **_common(article),
        quote_id=_id(article, "quote", found.start, found.end),
        quote_group=_id(article, "quotation", found.group),
        start=found.start,
        end=found.end,
        text=article.text[found.start : found.end],
        kind=found.kind,
        speaker=Speaker(speaker.entity_id, speaker.name, speaker.start, speaker.end)
        if speaker
        else None,
        cue=found.cue,
    )


def _event(article: Article, found: FoundEvent) -> Event:
    names = (name for name in FoundEvent.__dataclass_fields__ if name != "because")
    columns = {name: getattr(found, name) for name in names}
    return Event(**_common(article), event_id=_event_id(article, found), **columns)


def _event_id(article: Article, found: FoundEvent) -> str:
    return _id(article, "event", found.trigger_start, found.trigger_end)
