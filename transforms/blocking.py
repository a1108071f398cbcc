"""What is not taken up again: addresses and hosts, known by their hashes only."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.errors import FetchError
from transforms.urls import host_of, normalise_url

_HOST = re.compile(r"[^/?#@\s]+\.[^/?#@\s]+")


@dataclass(frozen=True)
class Target:
    """One address, or a host with all hosts below it.

    Attributes:
        kind: "url" or "host".
        value: the normalised address, or the name of the host.
    """

    kind: str
    value: str

    @property
    def sha256(self) -> str:
        """The hash under which the target is remembered, hex."""
        return _hashed(self.value)

    def covers(self, url: str | None) -> bool:
        """Whether an address is the target, or lies on it; False for what is no address."""
        return url is not None and self.value in _names_of(url)


def parse_target(text: str) -> Target:
    """Read what a user names: an address with its scheme, or a host.

    Raises:
        ValueError: it is neither.
    """
    try:
        if "://" in text:
            return Target("url", normalise_url(text))
        if _HOST.fullmatch(text):
            return Target("host", host_of(f"http://{text}"))
    except FetchError as error:
        raise ValueError(f"{text!r} cannot be read: {error}") from error
    raise ValueError(
        f"{text!r} is neither an address (https://www.example.org/story) nor a host (example.org)"
    )


class BlockList:
    """All that is blocked in a lake, for look-ups by address."""

    def __init__(self, hashes: Iterable[str] = ()) -> None:
        """Take the hashes of targets."""
        self._hashes = frozenset(hashes)

    def covers(self, *urls: str | None) -> bool:
        """Whether one of some addresses is blocked, itself or by its host."""
        if not self._hashes:
            return False
        return any(_hashed(name) in self._hashes for u in urls if u for name in _names_of(u))


def _names_of(url: str) -> list[str]:
    """Return the address, its host and the hosts above, normalised; nothing for no address."""
    try:
        normal, labels = normalise_url(url), host_of(url).split(".")
    except FetchError:
        return []
    return [normal, *(".".join(labels[n:]) for n in range(len(labels)))]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
