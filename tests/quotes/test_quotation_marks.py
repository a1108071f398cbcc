"""Marks of every kind: a mark read wrongly swallows half an article or splits a sentence in two."""

import pytest

from transforms.language.quotes.marks import MarkedText, find_marked, paragraphs


def inside(text: str) -> list[str]:
    """Return what stands between marks."""
    return [text[span.start : span.end] for span in find_marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and left.', ["yes"]),
        ("He said “yes” and left.", ["yes"]),
        ("He said ‘yes’ and left.", ["yes"]),
        ("He said 'yes' and left.", ["yes"]),
        ("He said «yes» and left.", ["yes"]),
        ("He said „yes“ and left.", ["yes"]),
        ("He said ''yes'' and left.", ["yes"]),
        ("He said ``yes'' and left.", ["yes"]),
        ('“It is," he said. "It was,” he added.', ["It is,", "It was,"]),
        ("“He doesn’t say ‘no’ outright,” she said.", ["He doesn’t say ‘no’ outright,"]),
        ('“He said "no" to us,” she said.', ['He said "no" to us,']),
        ("‘The workers’ hall burned,’ he said.", ["The workers’ hall burned,"]),
        ("(“Yes.”) — “No.”", ["Yes.", "No."]),
        ("“ Yes. ” he said.", ["Yes."]),
    ],
)
def test_every_kind_of_mark_opens_and_closes(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“Never closed.",
        "Never opened.”",
        '12" of rain, 6\'2" tall',
        "the workers’ hats",
        '"',
        "“”",
        "",
    ],
)
def test_a_mark_without_its_fellow_marks_nothing(text: str) -> None:
    assert inside(text) == []


def test_a_forgotten_mark_costs_one_quotation_only() -> None:
    assert inside('He said "one and "two" and "three".') == ["two", "three"]


def test_an_unclosed_mark_goes_on_where_the_next_paragraph_reopens_it() -> None:
    first, second = find_marked("“One.\n\n“Two,” he said.")
    assert not first.continues
    assert second.continues
    assert inside("“One.\n\nTwo,” he said.") == []


def test_paragraphs_lie_between_blank_lines() -> None:
    text = "a\n\nb\nc\n \nd"
    assert [text[start:end] for start, end in paragraphs(text)] == ["a", "b\nc", "d"]


def test_offsets_are_found_again() -> None:
    text = "a “b” c “d”"
    marks = MarkedText(find_marked(text))
    assert [marks.at(at) is not None for at in range(len(text))] == [c in "“b”d" for c in text]
    assert marks.marked_chars(0, len(text)) == 6
    assert marks.marked_chars(3, 9) == 3


def test_many_marks_in_one_line_are_read_in_time() -> None:
    assert len(find_marked("he 'said \"so\" and 'so, " * 4000)) >= 4000
