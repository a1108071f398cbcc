"""What robots.txt allows (RFC 9309), remembered for a day."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from protego import Protego

from schemas.errors import FetchError, ParserFailed, PassingError
from transforms.fetching.responses import Response
from transforms.fetching.targets import Target

MAX_ROBOTS_BYTES = 500 * 1024
"""What is read of a robots.txt; RFC 9309, 2.5 asks for at least that much."""

MAX_CRAWL_DELAY_S = 120.0
REMEMBERED_S = 86_400.0
UNREACHABLE_REMEMBERED_S = 600.0
"""A robots.txt that could not be had is tried again after this time."""

MAX_ORIGINS = 20_000

_NO_RULES_CODES = frozenset(["too_many_redirects", "redirect_without_location"])
"""Errors that count as a robots.txt that does not exist (RFC 9309, 2.3.1.2)."""

Get = Callable[[str], Response]
"""Gets a robots.txt: politely, following redirects, raising FetchError without an answer."""


class RobotsUnreachable(PassingError):  # noqa: N818 - says what happened
    """The robots.txt could not be had, so nothing may be fetched for now."""


@dataclass(frozen=True)
class Rules:
    """What a site's robots.txt says to one robot.

    Attributes:
        parsed: None where there is no robots.txt.
        robot: our name in it.
        error: why nothing may be fetched at all, None usually.
    """

    parsed: Protego | None
    robot: str
    error: FetchError | None = None

    def check(self, url: str) -> None:
        """Accept an address that may be fetched.

        Raises:
            FetchError: ``robots_disallowed``, or why there was no robots.txt to be had.
        """
        if self.error:
            raise _renewed(self.error)
        if self.parsed is not None and not _allows(self.parsed, url, self.robot):
            raise FetchError("robots_disallowed", f"robots.txt does not allow {self.robot}: {url}")

    @property
    def crawl_delay_s(self) -> float:
        """Return the pause asked for, at most ``MAX_CRAWL_DELAY_S``; 0 without one."""
        delay = self.parsed.crawl_delay(self.robot) if self.parsed is not None else None
        return min(float(delay or 0.0), MAX_CRAWL_DELAY_S)


class Robots:
    """The rules of many sites, by origin (scheme, host and port); may be used by many threads."""

    def __init__(self, robot: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take our name and the clock by which rules grow old."""
        self._robot = robot
        self._clock = clock
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str, int], tuple[float, Rules]] = OrderedDict()

    def rules(self, target: Target, get: Get) -> Rules:
        """Return the rules of the target's site, asking for its robots.txt at most once a day."""
        now = self._clock()
        with self._lock:
            known = self._known.get(target.origin)
        if known and known[0] > now:
            return known[1]
        rules = read_rules(f"{target.scheme}://{target.authority}/robots.txt", self._robot, get)
        lasts_s = UNREACHABLE_REMEMBERED_S if rules.error else REMEMBERED_S
        with self._lock:
            self._known[target.origin] = (now + lasts_s, rules)
            while len(self._known) > MAX_ORIGINS:
                self._known.popitem(last=False)
        return rules


def read_rules(url: str, robot: str, get: Get) -> Rules:
    """Get a robots.txt and read what it says to ``robot``.

    An answer of 4xx allows all; 5xx, and no answer, nothing. Without an answer the error keeps
    its own code, so that a host that does not exist is not taken for one that refuses us.
    """
    try:
        response = get(url)
    except FetchError as error:
        if error.code in _NO_RULES_CODES:
            return Rules(None, robot)
        return Rules(None, robot, _about_robots(error, url))
    if response.status >= 500:
        detail = f"{response.url} answered {response.status}, which forbids all for now"
        return Rules(None, robot, RobotsUnreachable("robots_disallowed", detail))
    if response.status != 200:
        return Rules(None, robot)
    try:
        return Rules(_parse(response), robot)
    except ParserFailed as error:
        return Rules(None, robot, FetchError("robots_disallowed", error.detail))


def _about_robots(error: FetchError, url: str) -> FetchError:
    detail = f"{url} could not be had, so nothing may be fetched there: {error.detail}"
    if isinstance(error, PassingError):
        return RobotsUnreachable(error.code, detail, error.retry_after_s)
    return FetchError(error.code, detail)


def _renewed(error: FetchError) -> FetchError:
    """Return the same error again; one instance raised in many threads would mix tracebacks."""
    if isinstance(error, PassingError):
        return RobotsUnreachable(error.code, error.detail, error.retry_after_s)
    return FetchError(error.code, error.detail)


def _parse(response: Response) -> Protego:
    try:
        return Protego.parse(response.body.decode("utf-8-sig", "replace"))
    except Exception as error:
        raise ParserFailed("parser_failed", f"{response.url}: protego: {error!r}") from error


def _allows(parsed: Protego, url: str, robot: str) -> bool:
    try:
        return bool(parsed.can_fetch(url, robot))
    except Exception as error:
        raise ParserFailed("parser_failed", f"robots.txt for {url}: {error!r}") from error
