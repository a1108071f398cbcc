"""Where event coding stands on real texts; floors fall only on purpose, with the corpus named."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from benchmarks.quality.events import pair_answers, score_pairs, seed_scores

PAIRS_SHA256 = "62acb1ea02fcf08e5d2c6a5bab18784ce22542ac333ee07dd2eed8b5ff574117"
GOLD_SHA256 = "efab117ec7b505cc4c89b806d73b2b17dfc78298d749140e171977e0a5fa070c"

SEED_FLOORS = {
    "event_trigger": 0.89,
    "event_core_recall": 1.0,
    "event_precision_typed": 0.92,
    "ev_type_given": 0.92,
    "ev_actors": 0.90,
    "ev_recipients": 0.88,
    "ev_polarity": 0.95,
    "ev_certainty": 0.94,
    "ev_attribution_given": 0.95,
    "ev_place_given": 0.70,
}
"""Measured on the seed: .909, 1.0, .934, .982, 1.0, .957, .986, .986, 1.0, .909. The distance is for
the finders of entities, quotes and times, whose work these figures stand on. The trigger's fell from
.945 as verbs without an entry became events: its recall rose to .959, its precision is .864."""

OPEN_FLOOR = 0.77
"""Macro-F1 over 15 roots on the half that was developed on; measured .789."""

ASIDE_FLOOR = 0.645
"""The same on the half kept aside; measured .656; .666 on the code of round 6."""

QUAD_FLOORS = (0.80, 0.69)
"""Accuracy of the quad class on the open half and the one kept aside; measured .810, .701."""


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def seed(data_dir: Path, nlp: Language) -> dict[str, Any]:
    assert _sha256(data_dir / "seed" / "gold.json") == GOLD_SHA256, "another gold: measure anew"
    scores: dict[str, Any] = seed_scores(data_dir, nlp)["scores"]
    return scores


@pytest.mark.data
@pytest.mark.parametrize("measure", SEED_FLOORS)
def test_seed_floor(seed: dict[str, Any], measure: str) -> None:
    """Else the first article that everybody looks at gets worse unseen."""
    value = seed[measure]
    assert value.get("f1", value.get("acc")) >= SEED_FLOORS[measure]


@pytest.mark.data
def test_pairs_floor(data_dir: Path, nlp: Language) -> None:
    """Else types, actors and recipients of plain news sentences get worse unseen."""
    path = data_dir / "events" / "plover_pairs.tsv"
    assert _sha256(path) == PAIRS_SHA256, "another corpus: measure anew"
    answers = pair_answers(data_dir, nlp)
    open_half = score_pairs((p, e) for p, e in answers if not p.kept_aside)
    aside = score_pairs((p, e) for p, e in answers if p.kept_aside)
    assert open_half.macro_f1 >= OPEN_FLOOR
    assert aside.macro_f1 >= ASIDE_FLOOR
    assert open_half.quad_accuracy >= QUAD_FLOORS[0]
    assert aside.quad_accuracy >= QUAD_FLOORS[1]
    assert open_half.count + aside.count == 1050
