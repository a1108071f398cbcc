"""Words of conflict that tell no conflict, and those in the same fields of life that do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from benchmarks.quality.false_alarms import Reading, conflicts, read_all
from transforms.language.events import FoundEvent
from transforms.language.events.predicates.fields import load_fields

Coder = Callable[[str], list[FoundEvent]]
CONFLICT = Path(__file__).parent / "data" / "conflict.yaml"
MOST_ALARMS = 0.05
"""Share of the sentences that may give an event of material conflict, in each half."""


@pytest.fixture(scope="module")
def readings(coded: Coder) -> list[Reading]:
    return read_all(lambda texts: map(coded, texts))


@pytest.mark.parametrize("aside", [False, True])
def test_few_false_alarms(readings: list[Reading], aside: bool) -> None:
    """Else sport, markets, storms and figures of speech fill the map with wars nobody fought.

    Of the half that is kept aside only the number of alarms is shown.
    """
    of_half = [r for r in readings if r.kept_aside == aside]
    alarms = [f"{r.field}: {r.text} → {r.alarms}" for r in of_half if r.alarms]
    texts, count = len(of_half), len(alarms)  # pytest shows what an assertion names
    assert texts >= 140
    shown = "" if aside else "\n".join(alarms)
    assert count <= MOST_ALARMS * texts, shown


def test_real_conflict_in_those_fields_is_kept(coded: Coder) -> None:
    """Else an attack on a team's bus is taken for a match."""
    lost = [
        f"{row['trigger']}: {row['text']}"
        for row in yaml.safe_load(CONFLICT.read_text(encoding="utf-8"))
        if row["trigger"] not in conflicts(coded(row["text"]))
    ]
    assert not lost, "\n".join(lost)


def test_field_reaches_its_whole_report(coded: Coder) -> None:
    """Else the one sentence of a match report that names no ball becomes an attack."""
    report = (
        "The striker scored twice as Wales beat Ireland 3-1 in the cup.\n\n"
        "Coach Gareth Pugh thanked the midfielder and the goalkeeper.\n\n"
        "They bombed Ireland from everywhere."
    )
    assert conflicts(coded(report)) == []
    assert conflicts(coded("They bombed Ireland from everywhere.")) == ["bombed"]


@pytest.mark.parametrize(
    ("text", "trigger", "certainty"),
    [
        ("Wales withstood a late siege to beat Ireland 2-1 in the final.", "beat", "actual"),
        ("Nurses marched to the ministry to protest against the cuts.", "protest", "actual"),
        ("Wales trained all summer to beat Ireland in the final.", "beat", "hypothetical"),
        ("The offer, accepted by the union, ends the strike.", "accepted", "actual"),
    ],
)
def test_outcome_is_no_aim(
    event_of: Callable[[str, str], FoundEvent], text: str, trigger: str, certainty: str
) -> None:
    """Else what came to pass is told as a plan."""
    assert event_of(text, trigger).certainty == certainty


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("{types: [ASSAULT], wordz: [ball]}", "unknown key wordz"),
        ("{types: [ASSAULT], reach: town}", "reach 'town'"),
        ("{types: [ASSAULT], words: [BALLS]}", "unknown class BALLS"),
    ],
)
def test_wrong_field_is_refused(tmp_path: Path, facts: str, said: str) -> None:
    """Else a slip in the data would silently let every false alarm through."""
    path = tmp_path / "contexts.yaml"
    path.write_text(f"sport: {facts}\n")
    with pytest.raises(ValueError, match=said):
        load_fields(path)
