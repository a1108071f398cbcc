"""Whether a predicted participant, place or time answers to what the gold accepts."""

from collections.abc import Mapping, Sequence
from datetime import date

from benchmarks.quality.golden.gold import Choices, GoldArticle, GoldEvent, Named, Words
from benchmarks.quality.golden.spans import Row, normalised, overlap, span_of

EntityNames = Mapping[str, str]
"""Names of the predicted entities by their ids."""


def names_of(row: Row, entities: EntityNames) -> frozenset[str]:
    """Return the names, normalised, that a participant goes by."""
    given = (row.get("name"), entities.get(row.get("entity_id") or ""))
    return frozenset(normalised(name) for name in given) - {""}


def answers(article: GoldArticle, choices: Choices, row: Row, entities: EntityNames) -> bool:
    """Say whether a participant is one of the alternatives."""
    names = names_of(row, entities)
    return any(
        bool(names & article.all_names[choice.entity])
        if isinstance(choice, Named)
        else isinstance(choice, Words) and _same_words(choice, row, names)
        for choice in choices
    )


def _same_words(words: Words, row: Row, names: frozenset[str]) -> bool:
    """The words as a name, or a span that covers half of the shorter one."""
    span = span_of(row)
    shared = overlap(words.span, span)
    if span is None or not shared:
        return normalised(words.text) in names
    shorter = min(words.end - words.start, span[1] - span[0])
    return normalised(words.text) in names or 2 * shared >= shorter


def agreement(
    article: GoldArticle, gold: Sequence[Choices], rows: Sequence[Row], entities: EntityNames
) -> float:
    """Return the F1 of a list of participants; 1 where both are empty.

    One with None among its alternatives may be left out; each predicted one is used once.
    """
    left = _distinct(rows, entities)
    said, right, missed = len(left), 0, 0
    for choices in sorted(gold, key=lambda c: None in c):
        hit = next((r for r in left if answers(article, choices, r, entities)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
        elif None not in choices:
            missed += 1
    total = right + missed + said
    return 2 * right / total if total else 1.0


def _distinct(rows: Sequence[Row], entities: EntityNames) -> list[Row]:
    """Drop rows of an entity, or of a name, that came before."""
    kept, seen = [], set[object]()
    for row in rows:
        key = row.get("entity_id") or names_of(row, entities)
        if not key or key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def right_place(
    article: GoldArticle, choices: Choices | None, row: Row | None, entities: EntityNames
) -> bool:
    """Say whether a place, or none, is accepted; parts of the gold words are enough."""
    if not is_given(row):
        return choices is None or choices[0] is None
    if choices is None or row is None:
        return False
    if answers(article, choices, row, entities):
        return True
    said = [set(name.split()) for name in names_of(row, entities)]
    gold = [set(normalised(c.text).split()) for c in choices if isinstance(c, Words)]
    return any(s <= g or g <= s for g in gold for s in said)


def is_given(row: Row | None) -> bool:
    """Say whether a place has a name or an entity."""
    return bool(row and (row.get("name") or row.get("entity_id")))


def first_day(row: Row) -> date | None:
    """Return the day on which a time begins."""
    return _day(row.get("time_start"))


def right_days(event: GoldEvent, row: Row) -> bool:
    """Say whether the time of an event is accepted; the document's own counts as none."""
    first = first_day(row)
    if None in event.days and (first is None or row.get("time_source") == "document"):
        return True
    return first is not None and said_days(row) in event.days


def said_days(row: Row) -> tuple[date | None, date | None]:
    """Return first and last day; one day where no last one is given."""
    first = first_day(row)
    return first, _day(row.get("time_end")) or first


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
