"""Lengths of time as people write them: 30s, 15m, 24h, 7d."""

import re
from datetime import timedelta

from pipeline.problems import usage_error

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_WRITTEN = re.compile(r"([0-9]{1,9})([smhd])")


def duration_of(option: str, text: str) -> timedelta:
    """Read a length of time.

    Args:
        option: the option that it was given to, for the message.
        text: a whole number and s, m, h or d; 0 needs no unit.

    Raises:
        ConfigError: it is something else.
    """
    if text.strip() == "0":
        return timedelta(0)
    written = _WRITTEN.fullmatch(text.strip())
    if not written:
        raise usage_error(
            option, f"{text!r} is no length of time; expected 0 or such as 30s, 15m, 24h or 7d"
        )
    return timedelta(seconds=int(written[1]) * _UNITS[written[2]])
