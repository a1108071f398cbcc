"""Addresses: one form for each page, and the ids that hang on it."""

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote_plus

from ada_url import URL
from publicsuffixlist import PublicSuffixList

from schemas.errors import FetchError

_SCHEMES = ("http:", "https:")
_MAX_SHOWN_CHARS = 200

# The root, its usual file names, and a root for each language ("/en", "/pt-br/").
_HOME_PATH = re.compile(
    r"/(?:(?:index|default|home)(?:\.\w{2,5})?|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.I
)

# Addresses of pages kept by Google's AMP cache: the path holds the publisher's own address.
_AMP_CACHE = re.compile(
    r"https?://(?:[^/]+\.cdn\.ampproject\.org/[a-z](?P<tls>/s)?|www\.google\.[a-z.]+/amp(?P<tls2>/s)?)"
    r"/(?P<rest>[^/]+\.[^/]+/.*)"
)


@dataclass(frozen=True)
class TrackingParameters:
    """Names of query parameters to remove: whole names, and beginnings of names."""

    names: frozenset[str]
    prefixes: tuple[str, ...]

    def covers(self, parameter: str) -> bool:
        """Tell whether ``parameter`` ("name=value" as written in the address) tracks a reader."""
        name = unquote_plus(parameter.partition("=")[0]).lower()
        return name in self.names or name.startswith(self.prefixes)


def parse_tracking_parameters(text: str) -> TrackingParameters:
    """Read the list: one lower-case name a line, ``*`` at the end for any ending, ``#`` comments.

    Raises:
        ValueError: a name that is repeated, not lower case, or has ``*`` elsewhere or alone.
    """
    names: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        name = line.partition("#")[0].strip()
        if not name:
            continue
        if name in names or not re.fullmatch(r"[a-z0-9_.]+\*?", name):
            raise ValueError(
                f"tracking_parameters.txt, line {number}: {name!r} is listed twice or is not a "
                "lower-case name with at most one * at its end"
            )
        names.add(name)
    return TrackingParameters(
        names=frozenset(n for n in names if not n.endswith("*")),
        prefixes=tuple(sorted(n[:-1] for n in names if n.endswith("*"))),
    )


@lru_cache(maxsize=1)
def tracking_parameters() -> TrackingParameters:
    """Return the list that lies beside this module."""
    source = files("transforms") / "tracking_parameters.txt"
    return parse_tracking_parameters(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _parse(url: str, base: str | None = None) -> URL:
    try:
        parsed = URL(url, base)
    except ValueError:
        raise FetchError(
            "invalid_url", f"cannot be read as an address: {url[:_MAX_SHOWN_CHARS]!r}"
        ) from None
    if parsed.protocol not in _SCHEMES:
        raise FetchError(
            "scheme_not_allowed",
            f"only http and https are fetched, not {parsed.protocol!r}: {url[:_MAX_SHOWN_CHARS]!r}",
        )
    return parsed


def _bare(parsed: URL) -> str:
    """Write an address without what does not say which page it is."""
    query = parsed.search.removeprefix("?")
    tracking = tracking_parameters()
    kept = [part for part in query.split("&") if part and not tracking.covers(part)]
    # With its own "?", because the setter takes one away that belongs to the query ("/??").
    parsed.search = "?" + "&".join(kept) if kept else ""
    parsed.hash = ""
    parsed.username = ""
    parsed.password = ""
    return str(parsed.href)


def normalise_url(url: str) -> str:
    """Return the one form of an address by which pages are told apart.

    Parsed as browsers do (WHATWG URL Standard): lower-case ASCII host, no default port, no dot
    segments. Fragment, credentials and tracking parameters are left out; the other parameters keep
    their order and spelling. Idempotent.

    Raises:
        FetchError: ``invalid_url`` or ``scheme_not_allowed``.
    """
    return _bare(_parse(url))


def absolute_url(url: str, base: str | None) -> str:
    """Return an address as it is, resolved against ``base`` where it is relative.

    Raises:
        FetchError: ``invalid_url`` or ``scheme_not_allowed``.
    """
    return str(_parse(url, base).href)


def host_of(url: str) -> str:
    """Return the host name in lower-case ASCII, or the IP address without brackets.

    Raises:
        FetchError: ``invalid_url`` or ``scheme_not_allowed``.
    """
    return str(_parse(url).hostname).removeprefix("[").removesuffix("]")


@lru_cache(maxsize=65_536)
def registrable_domain(host: str) -> str | None:
    """Return the domain that somebody registered ("news.bbc.co.uk" → "bbc.co.uk").

    By the Public Suffix List, its private part included ("a.github.io" is a domain of its own).
    None for an IP address, a bare suffix and a name without a dot.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        domain: str | None = _public_suffixes().privatesuffix(name)
        return domain
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def article_id(canonical_url: str) -> str:
    """Return the first 32 hex digits of the SHA-256 of a canonical address (UTF-8)."""
    return _digest(canonical_url)


def entry_key(url: str | None, feed_url: str, entry_id: str) -> str:
    """Return the key by which an entry is known again, 32 hex digits.

    Hash of the normalised link; of the feed's address and the entry's id where there is no link
    or it is no address.
    """
    if url is not None:
        try:
            return _digest(normalise_url(url))
        except FetchError:
            pass  # the step that fetches says so; here the entry only needs a name
    own = f"{feed_url}\n{entry_id}".encode("utf-8", "backslashreplace")
    return _digest(own.decode("utf-8"))


def is_home_page(url: str) -> bool:
    """Tell whether an http(s) address is the front page of a site or of one of its languages."""
    parsed = _parse(url)
    return not parsed.search and _HOME_PATH.fullmatch(parsed.pathname) is not None


def _out_of_amp_cache(url: str) -> str:
    """Return the publisher's own address of a page fetched from Google's AMP cache."""
    found = _AMP_CACHE.fullmatch(url)
    if not found:
        return url
    scheme = "https" if found["tls"] or found["tls2"] else "http"
    return normalise_url(f"{scheme}://{found['rest']}")


def _same_site(one: str, other: str) -> bool:
    host, other_host = host_of(one), host_of(other)
    domain = registrable_domain(host)
    return host == other_host or (domain is not None and domain == registrable_domain(other_host))


def choose_canonical(fetched_url: str, declared: str | None) -> str:
    """Return the address that is the article's own, normalised.

    Args:
        fetched_url: the address fetched last, after redirects.
        declared: what the page says (``rel=canonical``, else ``og:url``), relative or absolute.
            Believed only within the same registrable domain (or host, where there is none) and
            when it does not send an article to the home page. From an AMP page it leads to the
            page that readers see.

    Raises:
        FetchError: ``fetched_url`` is no http(s) address.
    """
    fetched = _out_of_amp_cache(normalise_url(fetched_url))
    if not declared or not declared.strip():
        return fetched
    try:
        claimed = _bare(_parse(declared, fetched))
    except FetchError:
        return fetched
    believed = _same_site(fetched, claimed) and (is_home_page(fetched) or not is_home_page(claimed))
    return claimed if believed else fetched
