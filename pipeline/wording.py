"""Words for the values of the tables: days, whether something happened, lists of facts."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from rich.text import Text

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_HAPPENED_STYLE = {"yes": "green", "no": "red", "not yet": "cyan"}


def _month(day: date) -> str:
    return _MONTHS[(day.month - 1) * 4 :][:3]


def _one(day: date, year: int) -> str:
    return f"{day.day} {_month(day)}" + ("" if day.year == year else f" {day.year}")


def days(first: date | None, last: date | None, year: int) -> str:
    """Return such as "5 Oct", "5–8 Oct", "Mar 2027", "since 5 Oct"; "" where both are unknown.

    ``year`` is the one that need not be said. A whole month and a whole year lose their days.
    """
    if first is None or last is None:
        return _open(first, last, year)
    if first == last:
        return _one(first, year)
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        if whole:
            return f"{_month(first)} {first.year}"
        return f"{first.day}–{_one(last, year)}"
    if first == date(first.year, 1, 1) and last == date(last.year, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{_one(first, year)}–{_one(last, year)}"


def _open(first: date | None, last: date | None, year: int) -> str:
    if first is not None:
        return f"since {_one(first, year)}"
    return "" if last is None else f"by {_one(last, year)}"


def happened(status: str) -> Text:
    """Return "yes", "no", "not yet" or how likely it is, in its colour."""
    return Text(status, _HAPPENED_STYLE.get(status, "yellow"))


def status_word(polarity: str, certainty: str) -> str:
    """Say in a word whether an event happened: "yes", "no", "not yet", "probable", "possible"."""
    if polarity == "negated":
        return "no"
    return {"actual": "yes", "hypothetical": "not yet"}.get(certainty, certainty)


def indefinite_list(facts: Sequence[tuple[int, str]]) -> str:
    """Join what there is at least one of: "2 corrected since, 1 in another language"."""
    return ", ".join(f"{count} {what}" for count, what in facts if count)
