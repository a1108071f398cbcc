"""What in a text speaks against the article's date."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from transforms.language.document import Document, normalise
from transforms.language.findings import TimeExpression
from transforms.language.times.lexer import lex
from transforms.language.times.tense import AHEAD, BACK, direction
from transforms.language.times.told_past import happened_at
from transforms.language.times.words import Sense

# An article told on one side of the date line may carry the next day's date on the other.
_TIME_ZONES = timedelta(days=1)
# Weeklies and slow sites publish a wire story days after its dateline.
_LATE = timedelta(days=14)
# News names weekday and day together, without the year, for days near by.
_HALF_A_YEAR = timedelta(days=183)
# "Last Thursday" is that of this week to one writer and that of the week before to another.
_A_WEEK = timedelta(days=7)
# A year told this near before a day is its year.
_REACH_OF_YEAR = 600
_BEFORE_DATELINE = re.compile(r"\s*[^\W\d_a-z]{3,}[^\n\d]{0,60},\s*")
_AFTER_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,40}\))?\s*[-–—]")
_SAYS_THE_SAME = re.compile(r"\s*(?:,\s*(?:on\s+|in\s+)?|\(\s*|on\s+)(?:the\s+)?")
_RELATIONS = frozenset({"LAST", "PAST", "PREVIOUS", "NEXT", "COMING", "THIS"})
_YEAR = re.compile(r"\b[12]\d{3}\b")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_Senses = Mapping[str, Sense]


def date_conflict(document: Document, times: Sequence[TimeExpression]) -> str | None:
    """Return what in the text contradicts ``document.published_on``, in words; None without anything.

    Four things count, each of which can hardly be true of an article of that day: a day with its
    weekday that fits no year near the date; a date or year after it of which a past verb tells
    plainly; "yesterday, March 12" and the like where the two are different days; a dateline of
    another time of year. ``times`` are those of ``find_times``.
    """
    senses = [_senses(one) for one in times]
    for one, kinds in zip(times, senses, strict=True):
        for words in _reasons(document, one, kinds):
            return words
    told = list(zip(times, senses, strict=True))
    for (left, left_kinds), (right, right_kinds) in pairwise(told):
        if _is_relative(left_kinds) and _same_time_told(document, left, right, right_kinds):
            for words in _relative_misfit(document, left, right, left_kinds, right_kinds):
                return words
    return None


def _senses(one: TimeExpression) -> _Senses:
    return {item.sense.kind: item.sense for item in lex(normalise(one.text)).items}


def _reasons(document: Document, one: TimeExpression, kinds: _Senses) -> Iterator[str]:
    if one.time_start is None or one.time_end is None or one.type not in ("DATE", "TIME"):
        return
    if "ISO" in kinds or "YEAR" in kinds:
        yield from _told_as_past(document, one, one.time_start)
    elif one.time_start == one.time_end and {"MONTH", "WEEKDAY"} <= kinds.keys():
        yield from _weekday_misfit(document, one, one.time_start, int(kinds["WEEKDAY"].number))
    elif one.time_start == one.time_end and "MONTH" in kinds:
        yield from _dateline(document, one)


def _told_as_past(document: Document, one: TimeExpression, day: date) -> Iterator[str]:
    if day > document.published_on + _TIME_ZONES and happened_at(document, one):
        yield (
            f'"{one.text}" is told as past but lies after the article\'s date '
            f"{document.published_on.isoformat()}"
        )


def _weekday_misfit(
    document: Document, one: TimeExpression, day: date, weekday: int
) -> Iterator[str]:
    published = document.published_on.isoformat()
    if _year_told_before(document, one, day, weekday):
        return
    if day.isoweekday() != weekday:
        yield (
            f'"{one.text}": {day.isoformat()} is a {_NAMES[day.weekday()]}; no year near the '
            f"article's date {published} makes it a {_NAMES[weekday - 1]}"
        )
        return
    since = document.published_on - day
    where = direction(document.doc, one.start, one.end)
    if where == BACK and not -_TIME_ZONES <= since <= _HALF_A_YEAR:
        told = "told as past"
    elif where == AHEAD and since > _TIME_ZONES:
        told = "told as still to come"
    elif abs(since) > _HALF_A_YEAR:
        told = "told as near by"
    else:
        return
    yield (
        f'"{one.text}" is {told} and fits {day.isoformat()}, '
        f"which is far from the article's date {published}"
    )


def _year_told_before(document: Document, one: TimeExpression, day: date, weekday: int) -> bool:
    """Tell whether the text names a year before in which the day has that weekday."""
    before = document.text[max(0, one.start - _REACH_OF_YEAR) : one.start]
    for year in _YEAR.findall(before):
        try:
            if day.replace(year=int(year)).isoweekday() == weekday:
                return True
        except ValueError:  # 29 February
            continue
    return False


def _is_relative(kinds: _Senses) -> bool:
    if "MONTH" in kinds or "YEAR" in kinds or "PART" in kinds:
        return False
    related = bool(_RELATIONS & kinds.keys()) and bool({"UNIT", "WEEKDAY"} & kinds.keys())
    return "DAYNAME" in kinds or related


def _same_time_told(
    document: Document, left: TimeExpression, right: TimeExpression, kinds: _Senses
) -> bool:
    """Tell "yesterday, March 12" and "last month (February)", outside of quotations."""
    between = document.text[left.end : right.start]
    if "MONTH" not in kinds or not _SAYS_THE_SAME.fullmatch(between):
        return False
    whole_month = not {"SMALL", "ORDINAL", "SECOND"} & kinds.keys()
    if whole_month and not re.search(r"\(|\bin\b", between):
        return False  # "last month, March sales rose"
    paragraph = document.text.rfind("\n\n", 0, left.start) + 1
    return document.doc.text[paragraph : left.start].count('"') % 2 == 0


def _relative_misfit(
    document: Document,
    left: TimeExpression,
    right: TimeExpression,
    left_kinds: _Senses,
    right_kinds: _Senses,
) -> Iterator[str]:
    if left.type != "DATE" or None in (left.time_start, left.time_end, right.time_start):
        return
    slack = _A_WEEK if "WEEKDAY" in left_kinds else _TIME_ZONES
    for first, last in _near_years(right, "YEAR" not in right_kinds):
        if _overlap(left, first - slack, last + slack):
            return
    yield (
        f'"{left.text}" and "{right.text}" are told as the same time, which they are not about the '
        f"article's date {document.published_on.isoformat()}"
    )


def _overlap(one: TimeExpression, first: date, last: date) -> bool:
    if one.time_start is None or one.time_end is None:
        return False
    return one.time_start <= last and first <= one.time_end


def _dateline(document: Document, one: TimeExpression) -> Iterator[str]:
    """Compare "PARIS, March 13 (Reuters) —" with the article's date."""
    text = document.text
    before, behind = text[: one.start], text[one.end : one.end + 60]
    if not (_BEFORE_DATELINE.fullmatch(before) and _AFTER_DATELINE.match(behind)):
        return
    published = document.published_on
    if all(abs(first - published) > _LATE for first, _ in _near_years(one, True)):
        yield (
            f'the dateline says "{one.text}", more than {_LATE.days} days from the article\'s date '
            f"{published.isoformat()}"
        )


def _near_years(one: TimeExpression, other_years: bool) -> Iterator[tuple[date, date]]:
    """Yield a time's days, and those of the years beside where the text tells no year."""
    if one.time_start is None or one.time_end is None:
        return
    for step in (-1, 0, 1) if other_years else (0,):
        try:
            first = one.time_start.replace(year=one.time_start.year + step)
            yield first, first + (one.time_end - one.time_start)
        except (ValueError, OverflowError):  # 29 February, or outside the years 1 to 9999
            continue
