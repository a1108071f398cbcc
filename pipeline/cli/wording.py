"""Times and lengths of time as a person reads them."""

from datetime import datetime


def clock(at: datetime) -> str:
    """Write a time: "5 Oct 2026 12:00:01Z"."""
    return f"{at.day} {at:%b %Y %H:%M:%S}Z"


def took(seconds: float) -> str:
    """Write a length of time: "4.2 s", "3 min 20 s", "2 h 05 min"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number of things: "1 entity", "2,000 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
