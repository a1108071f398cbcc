"""How pages and feeds are fetched: the knobs, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.fetching.addresses import guard_of, places_of

MIB = 1 << 20


@dataclass(frozen=True)
class FetchSettings:
    """Set once at launch; travels with the graph to every worker.

    Attributes:
        user_agent: who we are, with an address to complain to:
            "newsbeam/0.1 (+https://news.example/bot)". What stands before the first slash or
            space is the name that robots.txt may speak to.
        min_interval_s: time between the starts of two requests to one politeness key, seconds.
        allow_networks: CIDR blocks and host names (``*.example`` too) beyond the public internet.
        resolve: host (``*.example`` too) to IP address or ``IP:port``, in place of DNS; such an
            address still needs ``allow_networks`` unless it is public.
        max_body_bytes: largest body after decompression.
        timeout_s: for one whole exchange: DNS, connection, TLS, all redirects, the last byte.
            Time spent waiting for a host's turn does not count.
        connect_timeout_s: for one address to accept a connection; a host may have several.
        retries: how often an exchange that failed in passing is repeated.
        backoff_s: longest pause before the first repetition; doubles for each further one. The
            pause itself is drawn at random below that.
        max_redirects: hops of one exchange.
        max_pause_s: longest pause that a server may ask for (``Retry-After``) and get within a
            run; where it asks for more, its pages are left to a later run.
        max_host_failures: addresses in a row that may fail without any answer before their host is
            left alone for a while.
        parallel_hosts: politeness keys worked at the same time by one worker.
    """

    user_agent: str
    min_interval_s: float = 5.0
    allow_networks: tuple[str, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict, hash=False)
    max_body_bytes: int = 10 * MIB
    timeout_s: float = 30.0
    connect_timeout_s: float = 10.0
    retries: int = 2
    backoff_s: float = 1.0
    max_redirects: int = 10
    max_pause_s: float = 120.0
    max_host_failures: int = 5
    parallel_hosts: int = 32

    def __post_init__(self) -> None:
        """Refuse what cannot work, with the value and what was expected."""
        if not re.fullmatch(r"[!-~][ -~]*", self.user_agent):
            raise ValueError(
                f"user_agent {self.user_agent!r}: expected printable ASCII, a name first: "
                "newsbeam/0.1 (+https://news.example/bot)"
            )
        for name in ("max_body_bytes", "timeout_s", "connect_timeout_s", "max_host_failures"):
            self._check(name, above=0)
        self._check("parallel_hosts", above=0)
        for name in ("min_interval_s", "retries", "backoff_s", "max_redirects", "max_pause_s"):
            self._check(name)
        guard_of(self.allow_networks)
        places_of(self.resolve)

    @property
    def robot_name(self) -> str:
        """Return the product token of the user agent, to which robots.txt speaks."""
        return re.split(r"[/\s]", self.user_agent, maxsplit=1)[0]

    def _check(self, name: str, above: float | None = None) -> None:
        value = getattr(self, name)
        if value < 0 or (above is not None and value <= above):
            expected = "at least 0" if above is None else f"more than {above:g}"
            raise ValueError(f"{name} = {value}: expected {expected}")
