"""Quotes and time expressions of one article against its gold."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from benchmarks.quality.golden.figures import Figure, Measured, share
from benchmarks.quality.golden.gold import GoldArticle, GoldQuote, GoldTime
from benchmarks.quality.golden.participants import EntityNames, answers, said_days
from benchmarks.quality.golden.spans import Row, overlap, span_of, trimmed, trimmed_row

Gold = TypeVar("Gold", GoldQuote, GoldTime)
Fits = Callable[[Gold, Row], bool]

QUOTE_SLACK = 2
"""Code points by which a quote's ends may differ: marks and commas go in or out."""


@dataclass(frozen=True)
class Pairing(Generic[Gold]):
    """Gold items with their rows, whether the spans are the same, and how many rows count."""

    pairs: list[tuple[Gold, Row, bool]]
    missed: list[Gold]
    said: int


def paired(
    gold: Iterable[Gold], rows: Sequence[Row], same: Fits[Gold], near: Fits[Gold]
) -> Pairing[Gold]:
    """Give each gold item a row, the same one before a near one; rows of optional ones are dropped."""
    left = list(rows)
    pairs, missed, dropped = [], [], 0
    for item in sorted(gold, key=lambda g: g.optional):
        row = next((r for r in left if same(item, r)), None)
        exact = row is not None
        row = row if row is not None else next((r for r in left if near(item, r)), None)
        if row is not None:
            left = [r for r in left if r is not row]
        if item.optional:
            dropped += row is not None
        elif row is None:
            missed.append(item)
        else:
            pairs.append((item, row, exact))
    return Pairing(pairs, missed, len(rows) - dropped)


def measure_quotes(article: GoldArticle, rows: Sequence[Row], entities: EntityNames) -> Measured:
    """Compare quotes between marks; indirect ones are not looked at."""
    marked = [r for r in rows if r.get("kind") in (None, "direct", "mixed")]
    found = paired(article.quotes, marked, _same_quote, _near_quote)
    gold = len(found.pairs) + len(found.missed)
    right = [_right_speaker(article, q, r, entities) for q, r, _ in found.pairs]
    misses = [f"quote missed: {q.words.text[:50]}" for q in found.missed]
    misses += [
        f"quote of {(r.get('speaker') or {}).get('name')}: {q.words.text[:50]}"
        for (q, r, _), ok in zip(found.pairs, right, strict=True)
        if not ok
    ]
    figures = {
        "quote": Figure(sum(exact for _, _, exact in found.pairs), gold, found.said),
        "quote_lenient": Figure(len(found.pairs), gold, found.said),
        "quote_speaker": share(right),
        "quote_kind": share(r.get("kind") == q.kind for q, r, _ in found.pairs),
        "quote_with_speaker": Figure(sum(right), gold, found.said),
    }
    return Measured(figures, misses)


def _same_quote(quote: GoldQuote, row: Row) -> bool:
    span = span_of(row)
    return span is not None and all(
        abs(one - other) <= QUOTE_SLACK for one, other in zip(span, quote.words.span, strict=True)
    )


def _near_quote(quote: GoldQuote, row: Row) -> bool:
    """At least half of what the two cover together is in both."""
    span = span_of(row)
    if span is None:
        return False
    together = max(span[1], quote.words.end) - min(span[0], quote.words.start)
    return 2 * overlap(span, quote.words.span) >= together


def _right_speaker(article: GoldArticle, quote: GoldQuote, row: Row, entities: EntityNames) -> bool:
    speaker = row.get("speaker")
    if quote.speaker is None or not speaker:
        return quote.speaker is None and not speaker
    return answers(article, quote.speaker, speaker, entities)


def measure_times(article: GoldArticle, rows: Sequence[Row]) -> Measured:
    """Compare time expressions, their values and their days."""
    found = paired(article.times, rows, _same_time, _near_time)
    gold = len(found.pairs) + len(found.missed)
    valued = [r.get("value") in t.values for t, r, _ in found.pairs]
    misses = [f"time missed: {t.words.text}" for t in found.missed]
    dated = [(t, said_days(r)) for t, r, _ in found.pairs if t.days]
    misses += [
        f"time {r.get('value')}: {t.words.text} is {t.values[0]}"
        for (t, r, _), ok in zip(found.pairs, valued, strict=True)
        if not ok
    ]
    misses += [f"days of {t.words.text}: {d[0]} to {d[1]}" for t, d in dated if d != t.days]
    figures = {
        "time": Figure(sum(exact for _, _, exact in found.pairs), gold, found.said),
        "time_lenient": Figure(len(found.pairs), gold, found.said),
        "time_with_value": Figure(sum(valued), gold, found.said),
        "time_value": share(valued),
        "time_type": share(r.get("type") == t.type for t, r, _ in found.pairs),
        "time_dates": share(days == t.days for t, days in dated),
    }
    return Measured(figures, misses)


def _same_time(time: GoldTime, row: Row) -> bool:
    return trimmed_row(row) == trimmed(time.words.span, time.words.text)


def _near_time(time: GoldTime, row: Row) -> bool:
    return overlap(span_of(row), trimmed(time.words.span, time.words.text)) > 0
