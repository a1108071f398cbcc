"""The fetcher that steps use: safe exchanges with manners and bounded repetitions."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from schemas.errors import FetchError, PassingError
from transforms.fetching.exchange import Budget, Exchange, Hop
from transforms.fetching.network import Lookup, look_up
from transforms.fetching.politeness import Politeness
from transforms.fetching.responses import Response, raise_for_status, retry_after_s
from transforms.fetching.robots import MAX_ROBOTS_BYTES, Robots, RobotsUnreachable
from transforms.fetching.settings import FetchSettings
from transforms.fetching.targets import host_key

MAX_BACKOFF_S = 60.0

_PAUSE_STATUSES = frozenset([429, 503])

KeyOf = Callable[[str], str]
"""Address to politeness key."""


class Manners:
    """What is remembered of hosts: their rules, and when they may be asked next."""

    def __init__(self, settings: FetchSettings) -> None:
        """Start knowing nothing."""
        self.politeness = Politeness(settings.max_host_failures)
        self.robots = Robots(settings.robot_name)


@lru_cache(maxsize=8)
def manners_of(settings: FetchSettings) -> Manners:
    """Return the memory that all fetchers of this process with equal settings share.

    So a pause that a host asked for while its feed was polled holds for its pages, and the next
    run of a long-lived process still knows the rules.
    """
    return Manners(settings)


class PoliteFetcher:
    """Fetches pages and feeds; may be used by many threads at once."""

    def __init__(
        self,
        settings: FetchSettings,
        key_of: KeyOf = host_key,
        manners: Manners | None = None,
        lookup: Lookup = look_up,
    ) -> None:
        """Take the settings; the rest is for other keys than the host, and for tests."""
        self._settings = settings
        self._key_of = key_of
        self._manners = manners or manners_of(settings)
        self._exchange = Exchange(settings, lookup)

    def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        obey_robots: bool = True,
        max_body_bytes: int | None = None,
    ) -> Response:
        """Get a page or feed, as long as it takes to be polite.

        Args:
            url: http(s) address.
            headers: for conditional requests and the like.
            obey_robots: ask robots.txt first, at each redirect too.
            max_body_bytes: largest body after decompression, by default as in the settings.

        Returns:
            A response below 400; 304 only where ``headers`` ask for it.

        Raises:
            FetchError: for good.
            PassingError: still after all repetitions.
        """

        def once() -> Response:
            def send(hop: Hop, budget: Budget) -> Response:
                interval_s = self._obey(hop) if obey_robots else self._settings.min_interval_s
                return self._in_turn(hop, budget, interval_s)

            response = self._exchange.get(url, headers, max_body_bytes, send=send)
            raise_for_status(response)
            return response

        return self._repeat(once)

    def close(self) -> None:
        """Close all connections; what is remembered of hosts stays."""
        self._exchange.close()

    def _repeat(self, once: Callable[[], Response]) -> Response:
        repeat: Retrying = Retrying(
            stop=stop_after_attempt(self._settings.retries + 1),
            wait=wait_random_exponential(self._settings.backoff_s, MAX_BACKOFF_S),
            retry=retry_if_exception(self._is_worth_repeating),
            reraise=True,
        )
        return repeat(once)

    def _is_worth_repeating(self, error: BaseException) -> bool:
        """Tell whether it may be better in a moment; robots.txt was repeated already."""
        if not isinstance(error, PassingError) or isinstance(error, RobotsUnreachable):
            return False
        return (error.retry_after_s or 0.0) <= self._settings.max_pause_s

    def _obey(self, hop: Hop) -> float:
        """Check the rules of the hop's site; returns the interval that it asks for."""
        rules = self._manners.robots.rules(hop.target, self._get_robots)
        rules.check(hop.target.url)
        return max(self._settings.min_interval_s, rules.crawl_delay_s)

    def _get_robots(self, url: str) -> Response:
        """Get a robots.txt with repetitions; the answer of the last one counts."""
        answers: list[Response] = []

        def send(hop: Hop, budget: Budget) -> Response:
            return self._in_turn(hop, budget, self._settings.min_interval_s)

        def once() -> Response:
            response = self._exchange.get(url, None, MAX_ROBOTS_BYTES, cut=True, send=send)
            answers.append(response)
            if response.status >= 500:
                raise_for_status(response)
            return response

        try:
            return self._repeat(once)
        except FetchError:
            if answers:
                return answers[-1]
            raise

    def _in_turn(self, hop: Hop, budget: Budget, interval_s: float) -> Response:
        """Make one request when it is the key's turn, and note what it says of the key."""
        key, politeness = self._key_of(hop.target.url), self._manners.politeness
        with politeness.turn(key, interval_s, self._settings.max_pause_s):
            try:
                response = self._exchange.send(hop, budget)
            except PassingError as error:
                politeness.note(key, hop.target.url, error)
                raise
            politeness.note(key, hop.target.url, None)
            self._pause_if_asked(key, response)
            return response

    def _pause_if_asked(self, key: str, response: Response) -> None:
        pause_s = retry_after_s(response)
        if response.status in _PAUSE_STATUSES and pause_s:
            detail = f"{response.url} answered {response.status}: no request for {pause_s:.0f} s"
            self._manners.politeness.pause(key, pause_s, "http_throttled", detail)
