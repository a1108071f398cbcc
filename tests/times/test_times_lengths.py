"""Lengths are ISO 8601 durations, however long."""

import pytest

from transforms.language.times.periods import duration


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (1_500_000, "TH", "PT1500000H"),
        (2_345_678, "TH", "PT2345678H"),
        (123_456.75, "TH", "PT123456.75H"),
        (2.5, "Y", "P2.5Y"),
        (30, "D", "P30D"),
        (None, "M", "PXM"),
    ],
)
def test_a_length_keeps_its_digits(count: float | None, unit: str, value: str) -> None:
    assert duration(count, unit) == value
