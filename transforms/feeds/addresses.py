"""Feed addresses that carry a user name and password: how they are shown and how they are used."""

from urllib.parse import urlsplit, urlunsplit

MASK = "***"
"""Stands where the credentials were; the same for all, so that a changed password is no new feed."""


def _split_userinfo(url: str) -> tuple[str, str, str]:
    """Cut an address into what stands before the credentials, the credentials, and the rest."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "", "", url
    end = min((i for i in map(rest.find, "/?#\\") if i >= 0), default=len(rest))
    userinfo, at, host = rest[:end].rpartition("@")
    if not at:
        return scheme + separator, "", rest
    return scheme + separator, userinfo, host + rest[end:]


def redacted(url: str) -> str:
    """Return the address with its credentials replaced by ``***``; one without stays as it is.

    This is the feed's identity in every table (``feed_url``): idempotent, and never an error.
    """
    before, userinfo, rest = _split_userinfo(url)
    return f"{before}{MASK}@{rest}" if userinfo else url


def without_credentials(url: str) -> str:
    """Return the address without user name, password or mask."""
    before, _, rest = _split_userinfo(url)
    return before + rest


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(without_credentials(url))
    return parts.scheme.lower(), parts.netloc.lower()


def asked_address(feed_url: str, remembered: str | None) -> str:
    """Return where a feed is asked now, credentials included.

    Args:
        feed_url: the feed as configured, credentials and all.
        remembered: ``FeedState.address`` (never with credentials), None for a feed not asked yet.

    A feed that moved takes its credentials along within the same scheme, host and port only.
    """
    if remembered is None or remembered == redacted(feed_url):
        return feed_url
    plain = without_credentials(remembered)
    _, userinfo, _ = _split_userinfo(feed_url)
    if not userinfo or _origin(plain) != _origin(feed_url):
        return plain
    parts = urlsplit(plain)
    return urlunsplit(parts._replace(netloc=f"{userinfo}@{parts.netloc}"))


def hide_credentials(text: str, feed_url: str, name: str | None = None) -> str:
    """Return a message with the feed's name for its address, and its credentials masked."""
    text = text.replace(feed_url, name or redacted(feed_url))
    _, userinfo, _ = _split_userinfo(feed_url)
    if not userinfo:
        return text
    password = userinfo.partition(":")[2]
    for secret in (userinfo, password):
        text = text.replace(secret, MASK) if secret else text
    return text
