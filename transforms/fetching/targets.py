"""An address taken apart for a request."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote

from ada_url import URL

from schemas.errors import FetchError

MAX_SHOWN_CHARS = 200

_DEFAULT_PORTS = {"http:": 80, "https:": 443}


@dataclass(frozen=True)
class Target:
    """Where a request goes and what it asks for.

    Attributes:
        scheme: "http" or "https".
        host: lower-case ASCII name, or IP address without brackets.
        port: as given or by the scheme.
        path: with the query.
        url: the whole address, without credentials and fragment.
        authority: the Host header: brackets around IPv6, a port where it is not the usual one.
        authorization: header made of the credentials in the address, None without any.
    """

    scheme: str
    host: str
    port: int
    path: str
    url: str
    authority: str
    authorization: str | None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what has to be equal for credentials to be sent along."""
        return (self.scheme, self.host, self.port)


def target_of(url: str, base: str | None = None) -> Target:
    """Take an address apart as browsers do (WHATWG URL Standard), relative ones by ``base``.

    Raises:
        FetchError: ``invalid_url`` or ``scheme_not_allowed``.
    """
    shown = repr(url[:MAX_SHOWN_CHARS])
    try:
        parsed = URL(url, base)
    except ValueError:
        raise FetchError("invalid_url", f"cannot be read as an address: {shown}") from None
    if parsed.protocol not in _DEFAULT_PORTS:
        raise FetchError(
            "scheme_not_allowed", f"only http and https are fetched, not {parsed.protocol!r}"
        )
    authorization = _basic(parsed.username, parsed.password)
    parsed.username = parsed.password = parsed.hash = ""
    return Target(
        scheme=parsed.protocol.removesuffix(":"),
        host=parsed.hostname.removeprefix("[").removesuffix("]"),
        port=int(parsed.port) if parsed.port else _DEFAULT_PORTS[parsed.protocol],
        path=parsed.pathname + parsed.search,
        url=parsed.href,
        authority=parsed.host,
        authorization=authorization,
    )


def host_key(url: str) -> str:
    """Return the host of an address, the usual politeness key; "" where it has none."""
    try:
        return target_of(url).host.rstrip(".")
    except FetchError:
        return ""


def _basic(username: str, password: str) -> str | None:
    if not username and not password:
        return None
    credentials = f"{unquote(username)}:{unquote(password)}".encode()
    return "Basic " + b64encode(credentials).decode("ascii")
