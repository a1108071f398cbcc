"""The list of cues: who edits it wrongly is told the word and the remedy."""

from typing import Any

import pytest
import yaml

from transforms.language.quotes.cues import CuesError, build_cues, cues


@pytest.fixture
def data() -> dict[str, Any]:
    """Small lists, to be spoiled."""
    text = """
    saying: [say, mock]
    marks_only: [mock]
    performing: [thank]
    naming: [thank]
    weak: [want]
    nouns: [claim]
    passive_reports: [quote]
    """
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_the_packaged_lists_load() -> None:
    assert {"say", "tell", "add"} <= cues().clausal
    assert "thank" in cues().marking - cues().saying


def test_lists_combine(data: dict[str, Any]) -> None:
    built = build_cues(data)
    assert built.clausal == {"say"}
    assert built.marking == {"say", "mock", "thank", "want"}


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d.pop("nouns"), "nouns"),
        (lambda d: d["saying"].append("Say"), "Say"),
        (lambda d: d["saying"].append(True), "True"),
        (lambda d: d["weak"].append("say"), "say"),
        (lambda d: d["marks_only"].append("thank"), "thank"),
    ],
)
def test_a_spoilt_list_names_the_word(data: dict[str, Any], spoil: Any, message: str) -> None:
    spoil(data)
    with pytest.raises(CuesError, match=message):
        build_cues(data)
