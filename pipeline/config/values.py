"""Checks of single values; each takes a text and returns it in its one right form.

They raise ValueError with what was expected. The value itself is added by whoever reports the
error, because it may hold a secret.
"""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from pipeline.problems import suggestion

RUNNERS = (
    "DataflowRunner",
    "DirectRunner",
    "FlinkRunner",
    "FnApiRunner",
    "PortableRunner",
    "PrismRunner",
    "SparkRunner",
)
"""Runners of Beam that can run the pipeline; a class of one's own is named with its module."""

LAKE_SCHEMES = ("abfs", "abfss", "az", "file", "gs", "s3", "s3a")

_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LANGUAGE = re.compile(r"[a-z]{2}")
_STREAM = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def feed_url(text: str) -> str:
    """Check the address of a feed: http or https, with a host."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise ValueError("expected an http:// or https:// address")
    return text


def without_password(url: str) -> str:
    """Refuse an address that carries its password as written; a reference is no password."""
    if (password := urlsplit(url).password) and not password.startswith("${"):
        raise ValueError(
            "holds a password: put it into an environment variable and write ${NAME} in its place"
        )
    return url


def host_name(text: str) -> str:
    """Check a host name (not an address), return it in lower case; "*.example": all below it."""
    name = text.lower().rstrip(".")
    labels = name.removeprefix("*.").split(".")
    if not all(_HOST_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError("expected a host name, such as news.example")
    return name


def network(text: str) -> str:
    """Check a CIDR block, a single address or a host name."""
    if "/" not in text and not _is_address(text):
        try:
            return host_name(text)
        except ValueError:
            raise ValueError("expected a CIDR block (10.0.0.0/8) or a host name") from None
    try:
        return str(ip_network(text))
    except ValueError:
        pass
    try:
        meant = ip_network(text, strict=False)
    except ValueError:
        raise ValueError("expected a CIDR block (10.0.0.0/8) or a host name") from None
    raise ValueError(f"has bits set beyond its prefix; did you mean {meant}?")


def socket_address(text: str) -> str:
    """Check ``address`` or ``address:port``; IPv6 with a port in brackets: ``[::1]:8080``."""
    if _is_address(text):
        return text
    host, colon, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    well = _is_address(bare) and (":" not in bare or bare != host)
    if colon and well and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        return text
    raise ValueError("expected an IP address, with or without a port: 127.0.0.1:8080, [::1]:8080")


def language_code(text: str) -> str:
    """Check an ISO 639-1 code."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("expected a language code of two lower-case letters (ISO 639-1): en, fr")
    return text


def header_value(text: str) -> str:
    """Check a text that is sent as an HTTP header: printable ASCII, not empty."""
    if not text.strip() or _CONTROL.search(text) or not text.isascii():
        raise ValueError("expected printable ASCII text, such as newsbeam (+https://example.org)")
    return text.strip()


def runner(text: str) -> str:
    """Return the right spelling of a runner of Beam; a dotted class name is left as it is."""
    if "." in text:
        return text
    by_lower = {name.lower(): name for name in RUNNERS}
    known = by_lower.get(text.lower()) or by_lower.get(f"{text.lower()}runner")
    if known is None:
        raise ValueError(f"unknown runner{suggestion(text, RUNNERS)}")
    return known


def stream_name(text: str) -> str:
    """Check the name of a stream, which becomes part of folders and of ``run_id``."""
    if not _STREAM.fullmatch(text):
        raise ValueError("expected up to 40 lower-case letters, digits, - and _, such as desk-1")
    return text


def lake(text: str) -> str:
    """Check where the tables go: a folder, or the address of an object store."""
    scheme, colon, rest = text.partition("://")
    if not text.strip() or _CONTROL.search(text):
        raise ValueError("expected a folder or an address such as s3://bucket/lake")
    if colon and scheme not in LAKE_SCHEMES:
        raise ValueError(f"unknown kind of storage{suggestion(scheme, LAKE_SCHEMES)}")
    if colon and not rest.strip("/"):
        raise ValueError("names no bucket or folder")
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
