"""Words of conflict that tell no conflict, and those in the same fields of life that do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.quality.halves import is_kept_aside
from transforms.language.events import FoundEvent
from transforms.language.events.predicates.fields import load_fields

Coder = Callable[[str], list[FoundEvent]]
DATA = Path(__file__).parent / "data"
MATERIAL_CONFLICT = 4
MOST_ALARMS = 0.05
"""Share of the sentences that may give an event of material conflict, in each half."""


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def _conflicts(events: list[FoundEvent]) -> list[str]:
    return [e.trigger for e in events if e.quad_class == MATERIAL_CONFLICT]


def _told_as_facts(events: list[FoundEvent]) -> list[FoundEvent]:
    return [e for e in events if e.certainty == "actual" and e.polarity == "affirmed"]


@pytest.mark.parametrize("aside", [False, True])
def test_few_false_alarms(coded: Coder, aside: bool) -> None:
    """Else sport, markets, storms and figures of speech fill the map with wars nobody fought.

    Of the half that is kept aside only the number of alarms is shown.
    """
    texts = [
        (field, text)
        for field, listed in _read("no_conflict.yaml").items()
        for text in listed
        if is_kept_aside(text) == aside
    ]
    alarms = []
    for field, text in texts:
        found = coded(text)
        conflicts = _conflicts(_told_as_facts(found) if field == "hypothetical" else found)
        alarms += [f"{field}: {text} → {conflicts}"] if conflicts else []
    assert len(texts) >= 140
    shown = "" if aside else "\n".join(alarms)
    count = len(alarms)  # pytest shows what an assertion names
    assert count <= MOST_ALARMS * len(texts), shown


def test_real_conflict_in_those_fields_is_kept(coded: Coder) -> None:
    """Else an attack on a team's bus is taken for a match."""
    lost = [
        f"{row['trigger']}: {row['text']}"
        for row in _read("conflict.yaml")
        if row["trigger"] not in _conflicts(coded(row["text"]))
    ]
    assert not lost, "\n".join(lost)


def test_field_reaches_its_whole_report(coded: Coder) -> None:
    """Else the one sentence of a match report that names no ball becomes an attack."""
    report = (
        "The striker scored twice as Wales beat Ireland 3-1 in the cup.\n\n"
        "Coach Gareth Pugh thanked the midfielder and the goalkeeper.\n\n"
        "They bombed Ireland from everywhere."
    )
    assert _conflicts(coded(report)) == []
    assert _conflicts(coded("They bombed Ireland from everywhere.")) == ["bombed"]


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
