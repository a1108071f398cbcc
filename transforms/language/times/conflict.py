"""What in a text speaks against the article's date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from transforms.language.document import Document, normalise
from transforms.language.findings import TimeExpression
from transforms.language.times.lexer import lex
from transforms.language.times.tense import BACK, direction

# An article told on one side of the date line may carry the next day's date on the other.
_TIME_ZONES = timedelta(days=1)
# Weeklies and slow sites publish a wire story days after its dateline.
_LATE = timedelta(days=14)
# News names weekday and day together, without the year, for days near by.
_HALF_A_YEAR = timedelta(days=183)
_BEFORE_DATELINE = re.compile(r"\s*[^\W\d_a-z]{3,}[^\n\d]{0,60},\s*")
_AFTER_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,40}\))?\s*[-–—]")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_conflict(document: Document, times: Sequence[TimeExpression]) -> str | None:
    """Return what in the text contradicts ``document.published_on``, in words; None without anything.

    Three things count, each of which can hardly be true of an article of that day: a day with its
    weekday that fits no year near the date; a full date in the past tense that lies after it; a
    dateline of another time of year. ``times`` are those of ``find_times``.
    """
    for one in times:
        if one.time_start is not None and one.time_start == one.time_end:
            for words in _reasons(document, one, one.time_start):
                return words
    return None


def _reasons(document: Document, one: TimeExpression, day: date) -> Iterator[str]:
    senses = {item.sense.kind: item.sense for item in lex(normalise(one.text)).items}
    if "ISO" in senses or {"MONTH", "YEAR"} <= senses.keys():
        yield from _told_as_past(document, one, day)
    elif {"MONTH", "WEEKDAY"} <= senses.keys():
        yield from _weekday_misfit(document, one, day, int(senses["WEEKDAY"].number))
    elif "MONTH" in senses:
        yield from _dateline(document, one, day)


def _told_as_past(document: Document, one: TimeExpression, day: date) -> Iterator[str]:
    if day <= document.published_on + _TIME_ZONES:
        return
    if direction(document.doc, one.start, one.end) == BACK:
        yield (
            f'"{one.text}" is told as past but lies after the article\'s date '
            f"{document.published_on.isoformat()}"
        )


def _weekday_misfit(
    document: Document, one: TimeExpression, day: date, weekday: int
) -> Iterator[str]:
    published = document.published_on.isoformat()
    if day.isoweekday() != weekday:
        yield (
            f'"{one.text}": {day.isoformat()} is a {_NAMES[day.weekday()]}; no year near the '
            f"article's date {published} makes it a {_NAMES[weekday - 1]}"
        )
        return
    past = direction(document.doc, one.start, one.end) == BACK
    if past and not -_TIME_ZONES <= document.published_on - day <= _HALF_A_YEAR:
        yield (
            f'"{one.text}" is told as past and fits {day.isoformat()}, '
            f"which is far from the article's date {published}"
        )


def _dateline(document: Document, one: TimeExpression, day: date) -> Iterator[str]:
    """Compare "PARIS, March 13 (Reuters) —" with the article's date."""
    text = document.text
    before, behind = text[: one.start], text[one.end : one.end + 60]
    if not (_BEFORE_DATELINE.fullmatch(before) and _AFTER_DATELINE.match(behind)):
        return
    if all(abs(d - document.published_on) > _LATE for d in _near_years(day)):
        yield (
            f'the dateline says "{one.text}", more than {_LATE.days} days from the article\'s date '
            f"{document.published_on.isoformat()}"
        )


def _near_years(day: date) -> Iterator[date]:
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            yield day.replace(year=year)
        except ValueError:  # 29 February, or outside the years 1 to 9999
            continue
