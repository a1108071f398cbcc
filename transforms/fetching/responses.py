"""What a server answered, and what its status means for the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from schemas.errors import FetchError, PassingError

_SINGLE = frozenset(
    [
        "content-length",
        "content-type",
        "etag",
        "expires",
        "last-modified",
        "location",
        "retry-after",
    ]
)
"""Headers that cannot be joined by commas; where a server repeats one the first counts."""

_FORBIDDEN = frozenset([401, 402, 403, 451])
_THROTTLED = frozenset([429, 503])
_UNAVAILABLE = frozenset([408, 425, 500, 502, 504, 522, 524])


@dataclass(frozen=True)
class Response:
    """The end of an exchange.

    Attributes:
        url: the address asked last, without credentials and fragment.
        status: HTTP status.
        headers: names in lower case, values as received (bytes as Latin-1, so that a validator
            can be sent back byte for byte); repeated ones joined by ", ".
        body: decompressed; empty for redirects and for statuses of 400 and above.
        fetched_at: when the last request was sent, aware UTC.
        duration_s: time spent on the network, over all redirects.
        moved_permanently_to: where the first redirects lead as long as they are 301 or 308, None
            where the first answer was none of them.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    duration_s: float
    moved_permanently_to: str | None = None


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return received headers as a mapping."""
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        if name not in headers:
            headers[name] = value
        elif name not in _SINGLE:
            headers[name] += f", {value}"
    return headers


def raise_for_status(response: Response) -> None:
    """Accept a response below 400 that is no challenge.

    Raises:
        FetchError: ``bot_challenge``, ``http_not_found``, ``http_gone``, ``http_forbidden``,
            ``http_error``; it carries the status.
        PassingError: ``http_throttled``, ``http_unavailable``.
    """
    error = _complaint(response)
    if error is not None:
        error.status = response.status
        raise error


def _complaint(response: Response) -> FetchError | None:
    status = response.status
    said = f"{response.url} answered {status}"
    if challenge := _challenge_of(response):
        return FetchError("bot_challenge", f"{said} with a challenge for browsers ({challenge})")
    if status < 400:
        return None
    if status in _THROTTLED or status in _UNAVAILABLE:
        code = "http_throttled" if status in _THROTTLED else "http_unavailable"
        pause_s = retry_after_s(response)
        asked = "" if pause_s is None else f" and asks for a pause of {pause_s:.0f} s"
        return PassingError(code, said + asked, pause_s)
    return FetchError(_permanent_code(status), said)


def retry_after_s(response: Response) -> float | None:
    """Return the pause that the server asks for (RFC 9110, 10.2.3), seconds; None without one."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal() and value.isascii():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return max(0.0, (until - response.fetched_at).total_seconds())


def tdm_reserved(headers: Mapping[str, str]) -> bool | None:
    """Tell whether text and data mining is reserved by the headers, None where they are silent.

    ``tdm-reservation`` by the TDM Reservation Protocol; ``noai`` in ``x-robots-tag``.
    """
    directives = headers.get("x-robots-tag", "").lower().replace(":", ",").split(",")
    if "noai" in (directive.strip() for directive in directives):
        return True
    return {"1": True, "0": False}.get(headers.get("tdm-reservation", "").strip())


def _permanent_code(status: int) -> str:
    if status in _FORBIDDEN:
        return "http_forbidden"
    return {404: "http_not_found", 410: "http_gone"}.get(status, "http_error")


def _challenge_of(response: Response) -> str | None:
    """Name the header by which a challenge of Cloudflare or AWS WAF is known."""
    headers, status = response.headers, response.status
    if status in {403, 503} and "cf-mitigated" in headers:
        return f"cf-mitigated: {headers['cf-mitigated']}"
    if status in {202, 405} and "x-amzn-waf-action" in headers:
        return f"x-amzn-waf-action: {headers['x-amzn-waf-action']}"
    return None
