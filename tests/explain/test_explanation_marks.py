"""Marks over a text: they may overlap, and the pieces joined are the text again."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.explanation.marks import Mark, paragraphs, segments

TEXT = "Kenya said on Monday\n\nit had sent troops to Haiti."


def a_mark(start: int, end: int, ref: str = "entity-0", layer: str = "entity") -> Mark:
    return Mark(start, end, layer, ref, "GPE")


@st.composite
def marks_over_text(draw: st.DrawFn) -> list[Mark]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(TEXT) - 1))
        found.append(a_mark(start, draw(st.integers(start + 1, len(TEXT))), f"entity-{number}"))
    return sorted(found, key=lambda m: (m.start, -m.end))


@given(marks_over_text())
def test_every_character_carries_the_marks_that_cover_it(marks: list[Mark]) -> None:
    pieces = segments(TEXT, marks)
    assert "".join(p.text for p in pieces) == TEXT
    at = 0
    for piece in pieces:
        covering = {m.ref for m in marks if m.start <= at and at + len(piece.text) <= m.end}
        assert {m.ref for m in piece.marks} == covering
        assert {m.ref for m in piece.starts} == {m.ref for m in marks if m.start == at}
        at += len(piece.text)


def test_a_file_with_carriage_returns_has_paragraphs_too() -> None:
    found = paragraphs(segments("One.\r\n\r\nTwo.\r\n \r\nThree.", []))
    assert [[p.text for p in paragraph] for paragraph in found] == [["One."], ["Two."], ["Three."]]


def test_a_quote_over_a_blank_line_goes_on_in_the_next_paragraph() -> None:
    quote = a_mark(6, len(TEXT), "quote-0", "quote")
    first, second = paragraphs(segments(TEXT, [quote]))
    assert [p.text for p in first] == ["Kenya ", "said on Monday"]
    assert [p.text for p in second] == ["it had sent troops to Haiti."]
    assert second[0].marks == (quote,)
    assert second[0].starts == ()
