"""How newspapers and feeds write times, independent of the machine's locale."""

from datetime import datetime
from email.utils import format_datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def british(at: datetime, zone: str) -> str:
    """Return such as "Tuesday 6 October 2026, 07:40 BST"."""
    month = _MONTHS[at.month - 1]
    return f"{_DAYS[at.weekday()]} {at.day} {month} {at.year}, {at.hour:02}:{at.minute:02} {zone}"


def american(at: datetime, zone: str) -> str:
    """Return such as "Oct. 6, 2026, 7:40 a.m. ET"; short months stay whole."""
    month = _MONTHS[at.month - 1]
    month = month if len(month) <= 5 else f"{month[:3]}."
    half = "a.m." if at.hour < 12 else "p.m."
    return f"{month} {at.day}, {at.year}, {at.hour % 12 or 12}:{at.minute:02} {half} {zone}"


def asian(at: datetime, zone: str) -> str:
    """Return such as "Oct 06, 2026 · 7:40 PM SGT"."""
    half = "AM" if at.hour < 12 else "PM"
    clock = f"{at.hour % 12 or 12}:{at.minute:02} {half} {zone}"
    return f"{_MONTHS[at.month - 1][:3]} {at.day:02}, {at.year} · {clock}"


def french(at: datetime) -> str:
    """Return such as "6 octobre 2026 à 7 h 40"."""
    day = "1er" if at.day == 1 else str(at.day)
    return f"{day} {_MOIS[at.month - 1]} {at.year} à {at.hour} h {at.minute:02}"


def rfc822(at: datetime) -> str:
    """Return the form of RSS 2.0."""
    return format_datetime(at)
