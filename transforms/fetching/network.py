"""Connections that go only where they may, and end when the exchange's time is up.

A network backend for httpcore. The guard stands here and not at the address of the page, because
only here it is known what is really connected to: a name can resolve to another address a moment
later (DNS rebinding).
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from threading import local
from typing import Any

import httpcore

from schemas.errors import FetchError, PassingError
from transforms.fetching.addresses import find_place, guard_of, places_of
from transforms.fetching.settings import FetchSettings

Lookup = Callable[[str], list[str]]
"""Host name to IP addresses, best first; raises OSError or UnicodeError like ``getaddrinfo``."""


def look_up(host: str) -> list[str]:
    """Ask the system's resolver; no address twice."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline(local):
    """When the exchange of the present thread has to end; seconds of ``time.monotonic``."""

    at: float = 0.0
    ended_by_peer: bool = False

    def start(self, seconds: float) -> None:
        """Give this thread's next exchange so much time."""
        self.at = time.monotonic() + seconds
        self.ended_by_peer = False

    def left_s(self, at_most: float | None = None) -> float:
        """Return the seconds left; httpcore.ReadTimeout when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time of the exchange is up")
        return left if at_most is None else min(left, at_most)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses, and to those that the settings allow.

    Timeouts given by httpcore count for one operation each and are ignored: a server that sends
    a byte now and then would never meet one. Every operation gets what is left of ``deadline``.
    """

    def __init__(self, settings: FetchSettings, lookup: Lookup = look_up) -> None:
        """Take the settings and how names become addresses."""
        self.deadline = Deadline()
        self._guard = guard_of(settings.allow_networks)
        self._places = places_of(settings.resolve)
        self._connect_timeout_s = settings.connect_timeout_s
        self._lookup = lookup
        self._sockets = httpcore.SyncBackend()
        # getaddrinfo knows no timeout: it waits in a thread of its own, we only so long for it.
        self._resolvers = ThreadPoolExecutor(settings.parallel_hosts, thread_name_prefix="dns")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - see the class
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of ``host`` that may be and can be connected to."""
        place = find_place(self._places, host)
        addresses = [place.address] if place else self._addresses_of(host)
        port = place.port or port if place else port
        error: Exception | None = None
        for address in self._permitted(host, addresses):
            try:
                left_s = self.deadline.left_s(self._connect_timeout_s)
                stream = self._sockets.connect_tcp(
                    address, port, left_s, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = error or failed
            else:
                return TimedStream(stream, self.deadline)
        raise error or PassingError("dns_failed", f"{host} has no address")

    def close(self) -> None:
        """Let go of the resolver's threads without waiting for them."""
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    def _permitted(self, host: str, addresses: list[str]) -> list[str]:
        """Return the addresses that may be connected to; raises where there is none."""
        permitted: list[str] = []
        refusal: FetchError | None = None
        for address in addresses:
            try:
                self._guard.check(host, address)
                permitted.append(address)
            except FetchError as error:
                refusal = error
        if refusal and not permitted:
            raise refusal
        return permitted

    def _addresses_of(self, host: str) -> list[str]:
        if _is_address(host):
            return [host]
        asked = self._resolvers.submit(self._lookup, host)
        try:
            return asked.result(timeout=self.deadline.left_s())
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no answer from DNS about {host}") from None
        except UnicodeError:
            raise FetchError("invalid_url", f"no host can be named {host!r}") from None
        except OSError as error:
            raise PassingError("dns_failed", f"{host} could not be resolved: {error}") from None


class TimedStream(httpcore.NetworkStream):
    """A connection whose every operation gets what is left of the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Take the connection and the deadlines of all threads."""
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read; notes when the other side is done."""
        data = self._stream.read(max_bytes, self._deadline.left_s())
        self._deadline.ended_by_peer = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write all."""
        self._stream.write(buffer, self._deadline.left_s())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Shake hands; a server that hangs up is tried again, one that cannot prove itself not."""
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_s())
        except httpcore.ConnectError as error:
            cause = error.__cause__
            if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
                raise FetchError("tls_failed", f"no TLS with {server_hostname}: {error}") from None
            raise
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
