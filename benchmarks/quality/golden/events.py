"""Events of one article against its gold: found, and each field of those found."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.quality.golden.figures import Figure, Figures, Measured, share
from benchmarks.quality.golden.gold import GoldArticle, GoldEvent
from benchmarks.quality.golden.participants import (
    EntityNames,
    agreement,
    is_given,
    right_days,
    right_place,
    said_days,
)
from benchmarks.quality.golden.spans import Row, Span, overlap, span_of
from transforms.language.events.lexicon.categories import load_categories

LONGEST_TRIGGER = 60
"""Code points; a longer trigger points at nothing."""

FRAME = ("type", "actors", "recipients", "polarity", "certainty", "attribution")
"""Fields that must all be right for the whole frame to be."""

FIELDS = (*FRAME, "quad", "place", "time", "frame")

GIVEN: Mapping[str, Callable[[GoldEvent], bool]] = {
    "type": lambda g: bool(g.type),
    "place": lambda g: bool(g.place and g.place[0]),
    "time": lambda g: bool(g.days[0]),
    "attribution": lambda g: any(c[0] for c in g.attributed_to),
}
"""Where the annotator's first choice is a value; an empty answer, tolerated otherwise, is wrong."""


def measure_events(article: GoldArticle, rows: Sequence[Row], entities: EntityNames) -> Measured:
    """Compare events by their triggers, then the fields of those found."""
    triggers = [_trigger(row) for row in rows]
    pairs = paired_events(article.events, triggers)
    ignored = _ignored(article.events, triggers, pairs)
    needed = [i for i, g in enumerate(article.events) if not g.optional]
    judged = [
        (
            article.events[i],
            rows[pairs[i]],
            verdicts(article, article.events[i], rows[pairs[i]], entities),
        )
        for i in needed
        if i in pairs
    ]
    counted = [n for n in range(len(rows)) if n not in ignored]
    figures = _found(article.events, needed, pairs, counted, rows)
    figures |= _fields(judged)
    figures |= _participants(article, judged, entities)
    figures |= _frames(judged, [article.events[i] for i in needed])
    misses = [
        f"event {g.trigger.text}: wrong {', '.join(f for f in FIELDS if not right[f] and f != 'frame')}"
        for g, _, right in judged
        if not right["frame"]
    ]
    misses += [
        f"event {'of the core ' if g.core else ''}missed: {g.trigger.text} ({g.type})"
        for i, g in enumerate(article.events)
        if i in needed and i not in pairs
    ]
    used = set(pairs.values())
    misses += [
        f"event too many: {rows[n].get('trigger')} ({rows[n].get('event_type')})"
        for n in counted
        if n not in used
    ]
    return Measured(figures, misses)


def _trigger(row: Row) -> Span | None:
    span = span_of(row, "trigger_")
    return span if span and 0 < span[1] - span[0] <= LONGEST_TRIGGER else None


def paired_events(gold: Sequence[GoldEvent], triggers: Sequence[Span | None]) -> dict[int, int]:
    """Give gold events the answers that point at them: gold number -> answer number.

    The trigger itself goes before words that touch it, those before other words for the event;
    needed events go before optional ones; of several answers the one that covers most is taken.
    """
    rounds: list[Callable[[GoldEvent, Span], bool]] = [
        lambda g, s: s == g.trigger.span,
        lambda g, s: overlap(s, g.trigger.span) > 0,
        lambda g, s: any(overlap(s, w.span) > 0 for w in g.other_triggers),
    ]
    pairs: dict[int, int] = {}
    for fits in rounds:
        for optional in (False, True):
            for i, event in enumerate(gold):
                if i in pairs or event.optional != optional:
                    continue
                free = [
                    (max(overlap(s, w.span) for w in event.triggers), -n)
                    for n, s in enumerate(triggers)
                    if s is not None and n not in pairs.values() and fits(event, s)
                ]
                if free:
                    pairs[i] = -max(free)[1]
    return pairs


def _ignored(
    gold: Sequence[GoldEvent], triggers: Sequence[Span | None], pairs: Mapping[int, int]
) -> set[int]:
    """Return the answers that neither count for nor against: optional ones, and a second word
    of an event that is found already ("launched" beside "attack"), once for each word."""
    ignored = {n for i, n in pairs.items() if gold[i].optional}
    taken = [triggers[n] for n in pairs.values()]
    words = [w.span for i in pairs for w in gold[i].triggers]
    for n, span in enumerate(triggers):
        second = n not in pairs.values() and any(overlap(span, w) for w in words)
        if second and not any(overlap(span, t) for t in taken):
            ignored.add(n)
            taken.append(span)
    return ignored


def verdicts(
    article: GoldArticle, gold: GoldEvent, row: Row, entities: EntityNames
) -> dict[str, bool]:
    """Judge each field of an event, and its frame."""
    lists = {
        "actors": (gold.actors, row.get("actors")),
        "recipients": (gold.recipients, row.get("recipients")),
        "attribution": (gold.attributed_to, row.get("attributed_to")),
    }
    right = {
        name: agreement(article, wanted, said or (), entities) == 1.0
        for name, (wanted, said) in lists.items()
    }
    right["type"] = (row.get("event_type") or None) in gold.right_types
    right["quad"] = (row.get("quad_class") or None) in [_quad(t) for t in gold.right_types]
    right["place"] = right_place(article, gold.place, row.get("place"), entities)
    right["time"] = right_days(gold, row)
    right["polarity"] = row.get("polarity") == gold.polarity
    right["certainty"] = row.get("certainty") in gold.certainties
    right["frame"] = all(right[name] for name in FRAME)
    return right


def _quad(event_type: str | None) -> int | None:
    return load_categories()[event_type].quad if event_type else None


def _gives(name: str, gold: GoldEvent, row: Row) -> bool:
    """Say whether a field that was judged right is not just empty."""
    if name == "time":
        return said_days(row) in gold.days
    if name == "place":
        return is_given(row.get("place"))
    return bool(row.get("event_type" if name == "type" else "attributed_to"))


Judged = Sequence[tuple[GoldEvent, Row, Mapping[str, bool]]]


def _found(
    gold: Sequence[GoldEvent],
    needed: Sequence[int],
    pairs: Mapping[int, int],
    counted: Sequence[int],
    rows: Sequence[Row],
) -> Figures:
    used = set(pairs.values())
    return {
        "event_trigger": Figure(sum(i in pairs for i in needed), len(needed), len(counted)),
        "event_core_recall": share(i in pairs for i in needed if gold[i].core),
        "event_typed_recall": share(i in pairs for i in needed if gold[i].type),
        "event_precision_typed": share(n in used for n in counted if rows[n].get("event_type")),
    }


def _fields(judged: Judged) -> Figures:
    figures = {f"ev_{name}": share(right[name] for _, _, right in judged) for name in FIELDS}
    for name, is_given_in in GIVEN.items():
        asked = [(g, r, ok[name]) for g, r, ok in judged if is_given_in(g)]
        figures[f"ev_{name}_given"] = share(ok and _gives(name, g, r) for g, r, ok in asked)
    figures["ev_negated"] = share(ok["polarity"] for g, _, ok in judged if g.polarity == "negated")
    figures["ev_nonactual"] = share(
        ok["certainty"] for g, _, ok in judged if g.certainties[0] != "actual"
    )
    figures["ev_mode_given"] = share(r.get("event_mode") == g.mode for g, r, _ in judged if g.mode)
    return figures


def _participants(article: GoldArticle, judged: Judged, entities: EntityNames) -> Figures:
    actors = [agreement(article, g.actors, r.get("actors") or (), entities) for g, r, _ in judged]
    recipients = [
        agreement(article, g.recipients, r.get("recipients") or (), entities) for g, r, _ in judged
    ]
    return {
        "ev_actors_f1": Figure(sum(actors), len(judged)),
        "ev_recipients_f1": Figure(sum(recipients), len(judged)),
    }


def _frames(judged: Judged, needed: Sequence[GoldEvent]) -> Figures:
    right = [g for g, _, ok in judged if ok["frame"]]
    core = [g for g in right if g.core]
    return {
        "ev_frame_core": share(ok["frame"] for g, _, ok in judged if g.core),
        "event_frame_recall": Figure(len(right), len(needed)),
        "event_core_frame_recall": Figure(len(core), sum(g.core for g in needed)),
    }
