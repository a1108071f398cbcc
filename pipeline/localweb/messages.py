"""What goes to and from the local web: requests, answers and the lines of its log."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.localweb.faults import Fault


@dataclass(frozen=True)
class Request:
    """What a client asks for.

    Attributes:
        host: virtual host, lower-case, without port.
        path: path with query, as sent.
        headers: names in lower case.
        method: "GET" or "HEAD".
    """

    host: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass(frozen=True)
class Answer:
    """What the local web sends back.

    Attributes:
        status: HTTP status.
        headers: sent as they are; ``content-length`` is added unless given.
        body: sent as it is, so compressed by the caller where a header says so.
        fault: how the answer goes wrong on its way, None for a good one.
        conditional: compare the request's validators with the ``etag`` and ``last-modified``
            headers and answer 304 when they fit. Without either header an ETag is made of the
            body. Without ``conditional`` these headers are sent but never honoured.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: "Fault | None" = None
    conditional: bool = False


Respond = Callable[[Request], Answer]
"""A whole site: called in many threads at once."""


@dataclass(frozen=True)
class LoggedRequest:
    """One line of the request log.

    Attributes:
        host, path, method, headers: as in ``Request``.
        started_at: when the request's head had arrived; seconds of ``time.monotonic``.
        ended_at: just before the last bytes were handed to the network, so that a client which
            asks again after reading them starts later; None while the exchange is under way.
        status: what was sent, None where no status line was.
    """

    host: str
    path: str
    method: str
    headers: Mapping[str, str]
    started_at: float
    ended_at: float | None = None
    status: int | None = None


def page(html: str, **headers: str) -> Answer:
    """Return an HTML page in UTF-8; ``x_robots_tag="noai"`` becomes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        headers={"content-type": "text/html; charset=utf-8", **named}, body=html.encode("utf-8")
    )


def redirect(location: str, status: int = 302) -> Answer:
    """Return a redirect to an absolute or relative address."""
    return Answer(status=status, headers={"location": location})


def validated(request: Request, answer: Answer) -> Answer:
    """Answer 304 where the client has this body already, else the answer with its validators."""
    if not answer.conditional or answer.status != 200:
        return answer
    sent = {name.lower(): value for name, value in answer.headers.items()}
    if not sent.keys() & {"etag", "last-modified"}:
        sent["etag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    if not _has_it_already(request.headers, sent):
        return Answer(headers=sent, body=answer.body, fault=answer.fault)
    kept = {name: value for name, value in sent.items() if name in {"etag", "last-modified"}}
    return Answer(status=304, headers=kept, fault=answer.fault)


def _has_it_already(asked: Mapping[str, str], sent: Mapping[str, str]) -> bool:
    """Compare validators; If-None-Match alone counts where it is sent (RFC 9110, 13.2.2)."""
    if "if-none-match" in asked:
        known = [tag.strip() for tag in asked["if-none-match"].split(",")]
        return "etag" in sent and (sent["etag"] in known or "*" in known)
    return "last-modified" in sent and asked.get("if-modified-since") == sent["last-modified"]
