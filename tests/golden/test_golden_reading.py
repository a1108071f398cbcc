"""A golden article that does not keep to its form is refused by name, not measured against."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from benchmarks.quality.golden.gold import GoldArticle
from benchmarks.quality.golden.items import GoldError
from benchmarks.quality.golden.reading import read_article

FITTING = """
kind: protest
title: "Mayor says no: traders march"
published_at: 2025-06-12
publisher_country: NO
text: |
  Traders marched to Ada Okoro's office on Thursday. "We are staying," Okoro said. She was
  not there, and she did not answer.

  Okoro left in 2019 for two days.
entities:
  okoro:
    name: Ada Okoro
    type: PERSON
    country_code: null
    mentions: [Ada Okoro#1, Okoro#2, Okoro#3, {words: She#1, kind: pronoun}, {words: she#1, kind: pronoun}]
quotes:
  - {words: "We are staying,#1", kind: direct, speaker: [{entity: okoro}]}
times:
  - {words: Thursday#1, type: DATE, value: 2025-06-12, first: 2025-06-12, last: 2025-06-12}
  - {words: "2019#1", type: DATE, value: 2019, value_ok: [PXY], first: 2019-01-01, last: 2019-12-31}
  - {words: two days#1, type: DURATION, value: P2D, first: null, last: null}
events:
  - trigger: marched#1
    type: PROTEST
    type_ok: [null]
    mode: demo
    actors: [[{words: Traders#1}]]
    recipients: [[null, {entity: okoro}]]
    place: [{words: "Ada Okoro's office#1"}, null]
    time: {words: Thursday#1, first: 2025-06-12, last: 2025-06-12}
    time_ok: [null, [2025-06-11, 2025-06-11]]
    polarity: affirmed
    certainty: actual
    certainty_ok: [probable]
    attributed_to: []
    core: true
"""


Read = Callable[[str], GoldArticle]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read an article from its YAML."""

    def from_text(text: str) -> GoldArticle:
        path = tmp_path / "traders.yaml"
        path.write_text(text, encoding="utf-8")
        return read_article(path)

    return from_text


def test_words_become_offsets(read: Read) -> None:
    article = read(FITTING)
    mentions = article.entities["okoro"].mentions
    assert [article.text[m.words.start : m.words.end] for m in mentions] == [
        "Ada Okoro",
        "Okoro",
        "Okoro",
        "She",
        "she",
    ]
    assert mentions[2].words.start == article.text.rindex("Okoro")
    assert article.publisher_country == "NO"
    assert article.times[1].values == ("2019", "PXY")
    event = article.events[0]
    assert event.types == ("PROTEST", None)
    assert event.right_types == ("PROTEST",)
    assert event.days[1] is None
    assert len(event.days) == 3


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("Okoro#3", "Okoro#4", r"entity okoro mention 3: words not found.*'Okoro#4'"),
        ("trigger: marched#1", "trigger: march#1", "event 1: words not found.*'march#1'"),
        ("trigger: marched#1", "trigger: marched", "event 1: not written words#n: 'marched'"),
        ("trigger: marched#1", "trigger: marched to#1", "event 1: trigger of several words"),
        ("[[{words: Traders#1}]]", "[[{entity: traders}]]", "marched.*unknown entity: 'traders'"),
        ("[[{words: Traders#1}]]", "[{words: Traders#1}]", "event 1 .*no list"),
        ("[[{words: Traders#1}]]", "[[]]", "event 1 .*no alternative"),
        ("type: PERSON", "type: HUMAN", "entity okoro: none of PERSON.*'HUMAN'"),
        ("type: PROTEST", "type: MARCH", "event 1 .*none of AGREE.*'MARCH'"),
        ("mode: demo", "mode: aerial", "event 1 .*none of boycott.*'aerial'"),
        ("polarity: affirmed", "polarity: true", "event 1 .*none of affirmed, negated: True"),
        ("certainty: actual", "certainty: sure", "event 1 .*'sure'"),
        ("certainty_ok: [probable]", "certainty_ok: [sure]", "event 1 .*'sure'"),
        ("kind: direct", "kind: indirect", "quote 1: none of direct, mixed: 'indirect'"),
        ("kind: pronoun}]", "kind: title}]", "okoro mention 5: none of name.*'title'"),
        ("type: DURATION", "type: LENGTH", "time 3: none of DATE.*'LENGTH'"),
        ("value: P2D", "value: null", "time 3: no text"),
        ("first: null, last: null", "first: null", "time 3: lacks.*last"),
        ("first: 2019-01-01", "first: 2020-01-01", "time 2: ends before it begins"),
        ("value: 2025-06-12, first", "value: 2025-06-13, first", "time 1: value outside of"),
        (
            "value: 2025-06-12, first: 2025-06-12, last: 2025-06-12",
            "value: 2025-06-12, first: null, last: null",
            "time 1: needs first and last: '2025-06-12'",
        ),
        (
            "time: {words: Thursday#1, first: 2025-06-12, last: 2025-06-12}",
            "time: {words: Thursday#1, first: null, last: null}",
            "event 1 .*time needs first and last",
        ),
        ("published_at: 2025-06-12", "published_at: 2025-06-31", "article: no day: '2025-06-31'"),
        ("country_code: null", "country_code: Norway", "entity okoro: no country code: 'Norway'"),
        ("core: true", "core: yes", "event 1 .*neither true nor false: 'yes'"),
        ("core: true", "kernel: true", "event 1: unknown keys: \\['kernel'\\]"),
        ("core: true", "core: true\n    core: false", "key given twice"),
        ("mentions: [Ada Okoro#1, Okoro#2", "mentions: [Okoro#1, Ada Okoro#1", "mentions: overlap"),
    ],
)
def test_what_does_not_fit_is_refused(read: Read, right: str, wrong: str, message: str) -> None:
    assert right in FITTING
    with pytest.raises(GoldError, match=f"traders.yaml: .*{message}"):
        read(FITTING.replace(right, wrong, 1))


def test_quotes_that_overlap_are_refused(read: Read) -> None:
    quote = '  - {words: "We are staying,#1", kind: direct, speaker: [{entity: okoro}]}\n'
    other = quote.replace("We are staying,#1", "are staying#1")
    with pytest.raises(GoldError, match="quotes: overlap"):
        read(FITTING.replace(quote, quote + other))


def test_the_example_is_plain_yaml() -> None:
    """Else an editor or another reader cannot open the golden articles."""
    assert yaml.safe_load(FITTING)["events"][0]["trigger"] == "marched#1"
