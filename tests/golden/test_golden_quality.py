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
    "event_trigger": 0.89,
    "event_core_recall": 0.94,
    "event_precision_typed": 0.96,
    "event_typed_recall": 0.90,
    "event_typed_f1": 0.93,
    "event_frame_recall": 0.53,
    "ev_type_given": 0.77,
    "ev_mode_given": 0.60,
    "ev_actors": 0.87,
    "ev_recipients": 0.84,
    "ev_polarity": 0.98,
    "ev_certainty": 0.965,
    "ev_attribution_given": 0.86,
    "ev_time_given": 0.85,
    "ev_place_given": 0.35,
}
"""Measured on all fifteen, in this order: 0.971, 0.910, 0.952, 0.763, 1.000, 0.815, 0.977, 0.958,
0.911, 0.905, 0.956, 0.979, 0.917, 0.947, 0.540, 0.786, 0.636, 0.900, 0.853, 0.994, 0.977, 0.877,
0.865, 0.388. Verbs without an entry of the lexicon are events without a type, which lowers the
shares of type and mode and raises every recall."""

ASIDE_FLOORS = {"event_typed_f1": 0.93, "event_frame_recall": 0.49}
"""The same on those kept aside; measured 0.948, 0.503."""


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
