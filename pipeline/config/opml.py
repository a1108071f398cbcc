"""Subscriptions in OPML: the addresses of the feeds that the outlines name."""

from pathlib import Path

import listparser

from pipeline.config import values
from pipeline.config.problems import ConfigError, Origin, Problem

MAX_BYTES = 20 * 1024 * 1024


def read_opml(path: Path) -> list[str]:
    """Return the addresses in the order of the file, each once.

    Raises:
        ConfigError: the file is missing, is no OPML, names no feed, or an address is none.
    """
    text = _text_of(path)
    result = listparser.parse(text)
    urls = list(dict.fromkeys(feed.url.strip() for feed in result.feeds if feed.url))
    if not urls:
        raise _error(path, "no feed in it; expected OPML with outlines that have an xmlUrl")
    problems = [problem for url in urls if (problem := _problem(path, url))]
    if problems:
        raise ConfigError(problems)
    return urls


def _text_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error(path, f"is larger than {MAX_BYTES} bytes; is it an OPML file?")
        return path.read_bytes()
    except OSError as error:
        raise _error(path, f"cannot be read: {error.strerror}") from None


def _problem(path: Path, url: str) -> Problem | None:
    try:
        values.without_password(values.feed_url(url))
    except ValueError as error:
        return Problem(Origin(str(path)), "xmlUrl", f"is {url[:200]!r}; {error}")
    return None


def _error(path: Path, message: str) -> ConfigError:
    return ConfigError([Problem(Origin(str(path)), "", message)])
