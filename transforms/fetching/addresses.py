"""Which addresses may be connected to, and where a host is said to be by the configuration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from schemas.errors import FetchError

Network = IPv4Network | IPv6Network

GLOBAL_UNICAST = IPv6Network("2000::/3")

_HOST_PATTERN = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII)
_WITH_PORT = re.compile(r"\[(?P<six>[^]]+)\]:(?P<port6>\d+)|(?P<four>[\d.]+):(?P<port4>\d+)")
_MAX_PORT = 65_535


def parse_special_networks(text: str) -> tuple[tuple[Network, str], ...]:
    """Read the list: a network, then why it is no public one; ``#`` begins a comment line.

    Raises:
        ValueError: a line without a reason, or whose first word is no network.
    """
    networks = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        network, _, reason = line.partition(" ")
        if not reason.strip():
            raise ValueError(f"special_networks.txt, line {number}: {network} has no reason")
        networks.append((ip_network(network), reason.strip()))
    return tuple(networks)


@lru_cache(maxsize=1)
def special_networks() -> tuple[tuple[Network, str], ...]:
    """Return the list that lies beside this module."""
    source = files("transforms.fetching") / "special_networks.txt"
    return parse_special_networks(source.read_text(encoding="utf-8"))


def why_not_public(address: IPv4Address | IPv6Address) -> str | None:
    """Say why an address is not on the public internet, None where it is."""
    for network, reason in special_networks():
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return "not a global unicast address of IPv6"
    return None


@dataclass(frozen=True)
class AddressGuard:
    """Public addresses, and what the configuration adds to them.

    Attributes:
        networks: addresses that any host may have.
        hosts: names whose address may be any; ``*.example`` covers all names below ``example``.
    """

    networks: tuple[Network, ...] = ()
    hosts: tuple[str, ...] = ()

    def check(self, host: str, address: str) -> None:
        """Accept that ``host`` is connected to at ``address`` (an IP address as text).

        Raises:
            FetchError: ``address_not_public``.
        """
        parsed = ip_address(address)
        reason = why_not_public(parsed)
        if reason is None or self._is_allowed(host, parsed):
            return
        raise FetchError(
            "address_not_public",
            f"{host} is at {address}, which is not public ({reason}); "
            "fetch.allow_networks can name the host or the network",
        )

    def _is_allowed(self, host: str, address: IPv4Address | IPv6Address) -> bool:
        by_name = any(covers(pattern, host) for pattern in self.hosts)
        return by_name or any(
            address.version == network.version and address in network for network in self.networks
        )


def guard_of(allow_networks: Iterable[str]) -> AddressGuard:
    """Read ``fetch.allow_networks``: CIDR blocks, single addresses and host names.

    Raises:
        ValueError: an entry that is neither.
    """
    networks: list[Network] = []
    hosts: list[str] = []
    for entry in allow_networks:
        if network := _network_of(entry):
            networks.append(network)
        else:
            hosts.append(_host_pattern_of(entry))
    return AddressGuard(tuple(networks), tuple(hosts))


@dataclass(frozen=True)
class Place:
    """Where a host is: an IP address, and a port where the address of a page is not to decide."""

    address: str
    port: int | None = None


def places_of(resolve: Mapping[str, str]) -> dict[str, Place]:
    """Read ``fetch.resolve``: host or ``*.suffix`` to ``IP`` or ``IP:port`` (``[IPv6]:port``).

    Raises:
        ValueError: a key that is no host name or a value that is no address.
    """
    return {_host_pattern_of(host): _place_of(host, value) for host, value in resolve.items()}


def find_place(places: Mapping[str, Place], host: str) -> Place | None:
    """Return the place of a host: by its whole name, else by the longest wildcard."""
    name = host.lower().rstrip(".")
    if name in places:
        return places[name]
    labels = name.split(".")
    wildcards = ("*." + ".".join(labels[start:]) for start in range(1, len(labels)))
    return next((places[w] for w in wildcards if w in places), None)


def covers(pattern: str, host: str) -> bool:
    """Tell whether a host name, or any name below it for ``*.name``, is the one given."""
    name = host.lower().rstrip(".")
    if pattern.startswith("*."):
        return name.endswith(pattern[1:])
    return name == pattern


def _network_of(entry: str) -> Network | None:
    """Return the network that an entry names, None where it looks like a host name."""
    if not re.fullmatch(r"[\d.]+(/\d+)?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/\d+)?", entry):
        return None
    try:
        return ip_network(entry)
    except ValueError as error:
        raise ValueError(f"{entry!r} is no network in CIDR form: {error}") from None


def _host_pattern_of(entry: str) -> str:
    name = entry.lower().rstrip(".")
    if not _HOST_PATTERN.fullmatch(name):
        raise ValueError(
            f"{entry!r} is neither a host name (news.example, *.example) nor a network "
            "(10.1.0.0/16); give no scheme, port or path"
        )
    return name


def _place_of(host: str, value: str) -> Place:
    found = _WITH_PORT.fullmatch(value)
    address = (found["six"] or found["four"]) if found else value
    port = int(found["port6"] or found["port4"]) if found else None
    try:
        ip_address(address)
    except ValueError:
        raise ValueError(
            f"{host}: {value!r} is no IP address; expected 127.0.0.1, 127.0.0.1:8080 or [::1]:8080"
        ) from None
    if port is not None and not 0 < port <= _MAX_PORT:
        raise ValueError(f"{host}: port {port} is not between 1 and {_MAX_PORT}")
    return Place(address, port)
