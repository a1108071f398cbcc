"""One exchange with a server: a request, its redirects, and a response that is never too much."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import httpcore

from schemas.errors import FetchError, PassingError
from transforms.fetching.encodings import ACCEPTED, check_size, undo
from transforms.fetching.network import GuardedBackend, Lookup, look_up
from transforms.fetching.responses import Response, headers_of
from transforms.fetching.settings import FetchSettings
from transforms.fetching.targets import Target, target_of

REDIRECTS = frozenset([301, 302, 303, 307, 308])
PERMANENT_REDIRECTS = frozenset([301, 308])

MAX_IGNORED_BYTES = 65_536
"""Body of a redirect or an error that is read so that its connection can be used again."""

MAX_DIGITS = 20
"""Of a Content-Length; the largest of 64 bits has so many."""

KEEP_ALIVE_S = 30.0
MAX_IDLE_CONNECTIONS = 64

_OF_ONE_ORIGIN = frozenset(["authorization", "cookie"])


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    """Return the context of this process: reading all certificates takes 50 ms and more."""
    return httpcore.default_ssl_context()


@dataclass
class Budget:
    """Network time that is left to an exchange; waiting for a host's turn costs nothing."""

    left_s: float
    spent_s: float = 0.0

    def spend(self, seconds: float) -> None:
        """Take away what a request cost."""
        self.left_s = max(0.0, self.left_s - seconds)
        self.spent_s += seconds


@dataclass(frozen=True)
class Hop:
    """One request of an exchange.

    Attributes:
        target: where to.
        headers: beyond our own, names in lower case.
        max_body_bytes: largest body.
        cut: whether a larger body is cut off there instead of refused.
    """

    target: Target
    headers: Mapping[str, str]
    max_body_bytes: int
    cut: bool = False


Send = Callable[[Hop, Budget], Response]
"""Makes one request; where manners come in between redirects."""


class Exchange:
    """Asks servers, without manners: no robots.txt, no pauses, no repetitions.

    May be used by many threads at once. Proxies of the environment are not used: behind one, the
    address really connected to could not be checked.
    """

    def __init__(self, settings: FetchSettings, lookup: Lookup = look_up) -> None:
        """Take the settings and how names become addresses."""
        self._settings = settings
        self._network = GuardedBackend(settings, lookup)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=None,
            max_keepalive_connections=MAX_IDLE_CONNECTIONS,
            keepalive_expiry=KEEP_ALIVE_S,
            network_backend=self._network,
        )

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_body_bytes: int | None = None,
        cut: bool = False,
        send: Send | None = None,
    ) -> Response:
        """Ask for a page and follow where it leads.

        Args:
            url: http(s) address; credentials in it are sent as Basic authorization.
            headers: to be sent beyond ``user-agent``, ``accept`` and ``accept-encoding``.
            max_body_bytes: largest body after decompression, by default as in the settings.
            cut: cut a larger body off there instead of refusing it.
            send: makes each single request, by default ``self.send``.

        Returns:
            The last response, whatever its status.

        Raises:
            FetchError, PassingError: there is no response that could be used.
        """
        budget = Budget(self._settings.timeout_s)
        named = {name.lower(): value for name, value in (headers or {}).items()}
        limit = self._settings.max_body_bytes if max_body_bytes is None else max_body_bytes
        hop = Hop(target_of(url), named, limit, cut)
        first_url, moved_to, permanent = hop.target.url, None, True
        for _ in range(self._settings.max_redirects + 1):
            response = (send or self.send)(hop, budget)
            if response.status not in REDIRECTS:
                return replace(response, duration_s=budget.spent_s, moved_permanently_to=moved_to)
            hop = _next_hop(hop, response)
            permanent = permanent and response.status in PERMANENT_REDIRECTS
            moved_to = hop.target.url if permanent else moved_to
        raise FetchError(
            "too_many_redirects",
            f"{first_url} led through more than {self._settings.max_redirects} redirects, "
            f"last to {hop.target.url}",
        )

    def send(self, hop: Hop, budget: Budget) -> Response:
        """Make one request and return what was answered, a redirect too."""
        started = time.monotonic()
        fetched_at = datetime.now(UTC)
        self._network.deadline.start(budget.left_s)
        try:
            with self._named_errors(hop.target):
                status, headers, body = self._receive(hop)
        finally:
            budget.spend(time.monotonic() - started)
        return Response(
            url=hop.target.url,
            status=status,
            headers=headers,
            body=body,
            fetched_at=fetched_at,
            duration_s=budget.spent_s,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
        self._network.close()

    def _receive(self, hop: Hop) -> tuple[int, dict[str, str], bytes]:
        target = hop.target
        url = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        answer = self._pool.handle_request(
            httpcore.Request("GET", url, headers=self._headers_for(hop))
        )
        try:
            headers = headers_of(answer.headers)
            return answer.status, headers, _body_of(answer, headers, hop)
        finally:
            answer.close()

    def _headers_for(self, hop: Hop) -> list[tuple[bytes, bytes]]:
        own = {
            "host": hop.target.authority,
            "user-agent": self._settings.user_agent,
            "accept": "*/*",
            "accept-encoding": ACCEPTED,
        }
        if hop.target.authorization:
            own["authorization"] = hop.target.authorization
        return [(n.encode(), v.encode("latin-1")) for n, v in {**own, **hop.headers}.items()]

    @contextmanager
    def _named_errors(self, target: Target) -> Iterator[None]:
        """Turn httpcore's errors into ours, which say which address and what to think of it."""
        try:
            yield
        except httpcore.TimeoutException as error:
            code, text = "timed_out", f"no complete answer within {self._settings.timeout_s:g} s"
            raise PassingError(code, f"{target.url}: {text} ({error})") from None
        except httpcore.ConnectError as error:
            raise PassingError("connect_failed", f"{target.url}: no connection: {error}") from None
        except httpcore.NetworkError as error:
            raise PassingError("connection_lost", f"{target.url}: {error}") from None
        except httpcore.RemoteProtocolError as error:
            if self._network.deadline.ended_by_peer:
                raise PassingError("connection_lost", f"{target.url}: {error}") from None
            raise FetchError("protocol_error", f"{target.url}: {error}") from None


def _next_hop(hop: Hop, response: Response) -> Hop:
    """Return where a redirect leads; credentials stay with the origin they were meant for."""
    location = response.headers.get("location", "").strip()
    if not location:
        raise FetchError(
            "redirect_without_location", f"{response.url} answered {response.status} without one"
        )
    # Servers send raw UTF-8 here; received bytes were read as Latin-1, which loses nothing.
    readable = location.encode("latin-1").decode("utf-8", "replace")
    target = target_of(readable, hop.target.url)
    if target.origin != hop.target.origin:
        kept = {n: v for n, v in hop.headers.items() if n not in _OF_ONE_ORIGIN}
        return replace(hop, target=target, headers=kept)
    authorization = target.authorization or hop.target.authorization
    return replace(hop, target=replace(target, authorization=authorization))


def _is_ignored(status: int) -> bool:
    """Tell whether nobody wants the body: of redirects and errors."""
    return status in REDIRECTS or status >= 400


def _body_of(answer: httpcore.Response, headers: Mapping[str, str], hop: Hop) -> bytes:
    """Read the body and unpack it; errors say whose it is."""
    ignored = _is_ignored(answer.status)
    try:
        raw = _read(
            answer, MAX_IGNORED_BYTES if ignored else hop.max_body_bytes, ignored or hop.cut
        )
        if ignored:
            return b""
        return undo(raw, headers.get("content-encoding", ""), hop.max_body_bytes, cut=hop.cut)
    except FetchError as error:
        raise FetchError(error.code, f"{hop.target.url}: {error.detail}") from None


def _read(answer: httpcore.Response, max_bytes: int, cut: bool) -> bytes:
    """Read a body as it comes over the wire, at most as much as is allowed."""
    announced = headers_of(answer.headers).get("content-length", "")
    if not cut and announced.isdecimal() and len(announced) < MAX_DIGITS:
        check_size(int(announced), max_bytes)
    body = bytearray()
    for chunk in answer.iter_stream():
        body += chunk
        if len(body) > max_bytes and cut:
            break
        check_size(len(body), max_bytes)
    return bytes(body[:max_bytes])
