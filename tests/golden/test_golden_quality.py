"""Where the whole product stands on articles of our own; floors fall only on purpose."""

import pytest

from benchmarks.quality.golden.figures import Figures
from benchmarks.quality.golden.report import corpus_hash, figures_of, is_kept_aside, results

CORPUS = "48f7383605622a55f0b4d9dbdfc33f92e76d9b040e632a2b9ba1335c276bde56"

FLOORS = {
    "mention_span": 0.96,
    "mention_typed": 0.89,
    "entity": 0.93,
    "pronoun": 0.75,
    "quote": 0.98,
    "quote_speaker": 0.78,
    "time": 0.95,
    "time_with_value": 0.93,
    "time_dates": 0.89,
    "event_trigger": 0.895,
    "event_core_recall": 0.95,
    "event_precision_typed": 0.96,
    "event_typed_recall": 0.91,
    "event_typed_f1": 0.94,
    "event_frame_recall": 0.55,
    "ev_type_given": 0.81,
    "ev_mode_given": 0.65,
    "ev_actors": 0.87,
    "ev_recipients": 0.845,
    "ev_polarity": 0.98,
    "ev_certainty": 0.965,
    "ev_attribution_given": 0.86,
    "ev_time_given": 0.85,
    "ev_place": 0.935,
    "ev_place_given": 0.71,
}
"""Measured on all fifteen, in this order: 0.971, 0.910, 0.952, 0.763, 1.000, 0.815, 0.977, 0.958,
0.911, 0.908, 0.956, 0.980, 0.924, 0.952, 0.566, 0.824, 0.667, 0.901, 0.854, 0.994, 0.977, 0.872,
0.866, 0.948, 0.725. Verbs without an entry of the lexicon are events without a type, which lowers the
shares of type and mode and raises every recall."""

ASIDE_FLOORS = {
    "event_typed_f1": 0.94,
    "event_frame_recall": 0.505,
    "ev_type_given": 0.77,
    "ev_place_given": 0.57,
}
"""The same on those kept aside; measured 0.955, 0.521, 0.777, 0.595."""


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
