"""The word lists of times: who edits them wrongly is told the word and the remedy."""

from importlib import resources
from typing import Any

import pytest
import yaml

from transforms.language.times.lexer import compile_rule, lex
from transforms.language.times.words import VocabularyError, build_vocabulary, vocabulary


@pytest.fixture
def data() -> dict[str, Any]:
    """The packaged lists, to be spoiled."""
    text = resources.files("transforms.language.times").joinpath("vocabulary.yaml").read_text()
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_the_packaged_lists_load() -> None:
    words = vocabulary()
    assert words.senses["thursday"].number == 4
    assert words.senses["second"].kind == "SECOND"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d.pop("weekdays"), "weekdays"),
        (lambda d: d["months"].update(january=13), "january"),
        (lambda d: d["classes"]["LAST"].append("monday"), "monday"),
        (lambda d: d["classes"]["ON"].append(True), "True"),
        (lambda d: d["month_openers"].append("in"), "month_openers"),
        (lambda d: d["time_zones"].update(nowhere="+1"), "nowhere"),
        (lambda d: d["units"][0].update(forms=["a", "b", "c"]), "forms"),
    ],
)
def test_a_spoilt_list_names_the_word(data: dict[str, Any], spoil: Any, message: str) -> None:
    spoil(data)
    with pytest.raises(VocabularyError, match=message):
        build_vocabulary(data)


def test_a_rule_with_an_unknown_class_does_not_compile() -> None:
    with pytest.raises(KeyError, match="NOSUCH"):
        compile_rule("MONTH NOSUCH")


def test_the_shape_has_one_character_for_each_lexeme() -> None:
    lexemes = lex("On Feb. 28, 2025 at 10 a.m.\n\nThe '90s, Q3 and 3-5 May.")
    assert len(lexemes.shape) == len(lexemes.items)
    kinds = [item.sense.kind for item in lexemes.items]
    assert kinds[:6] == ["ON", "MONTH", "SMALL", "COMMA", "YEAR", "AT"]
    assert {"CLOCK", "GAP", "DECADE", "QCODE"} <= set(kinds)
