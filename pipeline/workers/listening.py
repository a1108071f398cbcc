"""Whether anybody listens at a port."""

from socket import create_connection


def listens(host: str, port: int) -> bool:
    """Whether a connection to a port is taken within a second."""
    try:
        create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
