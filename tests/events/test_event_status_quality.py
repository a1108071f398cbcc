"""Where status and attribution stand on our own sentences; floors fall only on purpose."""

import hashlib

import pytest

from benchmarks.quality.status import SENTENCES, Answer, answer_all, share

SHA256 = "fcb83368729ddce361765fda1e4aedee78395d0244b2aa1dd7e010977e57d449"

FLOORS = {
    "open": {"polarity": 0.91, "certainty accepted": 0.91, "attribution": 0.91},
    "kept aside": {"polarity": 0.88, "certainty accepted": 0.88, "attribution": 0.90},
}
"""Measured .922, .922, .922 and .891, .884, .905; a sentence without an event is wrong in all."""


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """All sentences, annotated once."""
    sha256 = hashlib.sha256(SENTENCES.read_bytes()).hexdigest()
    assert sha256 == SHA256, "other sentences: measure anew and set the floors"
    return answer_all()


@pytest.mark.parametrize("half", FLOORS)
def test_status_floor(answers: list[Answer], half: str) -> None:
    """Else what is planned, denied or claimed is told as a fact, unseen."""
    own = [a for a in answers if a.sentence.half == half]
    low = {m: share(own, m) for m, floor in FLOORS[half].items() if share(own, m) < floor}
    assert not low
    assert len(answers) == 301
