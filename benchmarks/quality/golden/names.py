"""Names, canonical entities and pronouns of one article against its gold."""

from collections.abc import Iterator, Sequence

from benchmarks.quality.golden.figures import Figure, Measured
from benchmarks.quality.golden.gold import GoldArticle, GoldEntity
from benchmarks.quality.golden.spans import Row, Span, normalised, span_of, trimmed, trimmed_row

THIRD_PERSON = frozenset(
    [
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
    ]
)


def measure_names(article: GoldArticle, entities: Sequence[Row]) -> Measured:
    """Compare entities and their mentions with the gold ones."""
    parts = (
        _mentions(article, entities),
        _entities(article, entities),
        _pronouns(article, entities),
    )
    figures = {name: figure for part in parts for name, figure in part.figures.items()}
    return Measured(figures, [miss for part in parts for miss in part.misses])


def _mentions(article: GoldArticle, entities: Sequence[Row]) -> Measured:
    """Name mentions by span, and by span and type."""
    found: dict[Span | None, Row] = {}
    for entity, mention in _mentions_of(entities):
        if mention.get("kind") in (None, "name"):
            found.setdefault(trimmed_row(mention), entity)
    gold = [
        (trimmed(m.words.span, m.words.text), m.words.text, e)
        for e in article.entities.values()
        for m in e.mentions
        if m.kind == "name"
    ]
    hits = [(span, e) for span, _, e in gold if span in found]
    typed = sum(found[span].get("type") in e.types for span, e in hits)
    misses = [f"name missed: {text}" for span, text, _ in gold if span not in found]
    misses += [
        f"name typed {found[s].get('type')}: {e.name}"
        for s, e in hits
        if found[s].get("type") not in e.types
    ]
    spans = {span for span, _, _ in gold}
    misses += [f"name too many: {article.text[s[0] : s[1]]}" for s in found if s and s not in spans]
    return Measured(
        {
            "mention_span": Figure(len(hits), len(gold), len(found)),
            "mention_typed": Figure(typed, len(gold), len(found)),
        },
        misses,
    )


def _entities(article: GoldArticle, entities: Sequence[Row]) -> Measured:
    """Entities by their full name, each used once."""
    left = list(entities)
    hits: list[tuple[GoldEntity, Row]] = []
    misses = []
    for entity_id, entity in article.entities.items():
        names = article.full_names[entity_id]
        row = next((r for r in left if normalised(r.get("name")) in names), None)
        if row is None:
            misses.append(f"entity missed: {entity.name}")
        else:
            left.remove(row)
            hits.append((entity, row))
    typed = sum(row.get("type") in entity.types for entity, row in hits)
    return Measured(
        {
            "entity": Figure(len(hits), len(article.entities), len(entities)),
            "entity_type": Figure(typed, len(hits)),
        },
        misses,
    )


def _pronouns(article: GoldArticle, entities: Sequence[Row]) -> Measured:
    """Pronouns of the third person by the entity they belong to."""
    owner: dict[Span | None, str] = {}
    said = 0
    for entity, mention in _mentions_of(entities):
        owner.setdefault(span_of(mention), normalised(entity.get("name")))
        word = (mention.get("text") or "").casefold()
        said += mention.get("kind") == "pronoun" and word in THIRD_PERSON
    gold = {
        m.words.span: (i, m.words)
        for i, e in article.entities.items()
        for m in e.mentions
        if m.kind == "pronoun"
    }
    wrong = [(i, w) for s, (i, w) in gold.items() if owner.get(s) not in article.all_names[i]]
    misses = [f"pronoun {w.text} at {w.start}: not {article.entities[i].name}" for i, w in wrong]
    return Measured({"pronoun": Figure(len(gold) - len(wrong), len(gold), said)}, misses)


def _mentions_of(entities: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    return ((e, m) for e in entities for m in e.get("mentions") or ())
