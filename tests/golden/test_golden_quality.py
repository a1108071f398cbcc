"""Where the whole product stands on articles of our own; floors fall only on purpose."""

import pytest

from benchmarks.quality.golden.figures import Figures
from benchmarks.quality.golden.report import corpus_hash, figures_of, is_kept_aside, results

CORPUS = "48f7383605622a55f0b4d9dbdfc33f92e76d9b040e632a2b9ba1335c276bde56"

FLOORS = {
    "mention_span": 0.95,
    "mention_typed": 0.88,
    "entity": 0.93,
    "pronoun": 0.74,
    "quote": 0.98,
    "quote_speaker": 0.78,
    "time": 0.95,
    "time_with_value": 0.93,
    "time_dates": 0.89,
    "event_trigger": 0.88,
    "event_core_recall": 0.92,
    "event_precision_typed": 0.97,
    "event_typed_recall": 0.88,
    "event_typed_f1": 0.92,
    "event_frame_recall": 0.46,
    "ev_type_given": 0.7,
    "ev_mode_given": 0.56,
    "ev_actors": 0.87,
    "ev_recipients": 0.84,
    "ev_polarity": 0.98,
    "ev_certainty": 0.965,
    "ev_attribution_given": 0.82,
    "ev_time_given": 0.85,
    "ev_place_given": 0.3,
}
"""Measured on all fifteen, in this order: 0.965, 0.896, 0.949, 0.763, 1.000, 0.815, 0.977, 0.958,
0.911, 0.894, 0.939, 0.983, 0.895, 0.937, 0.476, 0.720, 0.583, 0.886, 0.848, 0.994, 0.977,
0.838, 0.863, 0.316. Verbs without an entry of the lexicon are events without a type: of the 379
typed events that are now found 273 have their type, of 295 before 270, so that the shares of type
and mode fell and every recall rose."""

ASIDE_FLOORS = {"event_typed_f1": 0.92, "event_frame_recall": 0.45}
"""The same on those kept aside; measured 0.936, 0.464."""


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    """All articles, and those kept aside, measured once."""
    assert corpus_hash() == CORPUS, "other golden articles: measure anew and set the floors"
    measured = results()
    aside = [r for r in measured if is_kept_aside(r.article)]
    return {"all": figures_of(measured), "aside": figures_of(aside)}


@pytest.mark.parametrize("name", FLOORS)
def test_golden_floor(figures: dict[str, Figures], name: str) -> None:
    """Else what users get of an article becomes worse unseen, without any evaluation data."""
    assert figures["all"][name].value >= FLOORS[name]


@pytest.mark.parametrize("name", ASIDE_FLOORS)
def test_floor_of_those_kept_aside(figures: dict[str, Figures], name: str) -> None:
    assert figures["aside"][name].value >= ASIDE_FLOORS[name]
