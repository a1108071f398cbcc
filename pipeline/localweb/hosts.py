"""Many web sites on one server, told apart by the Host header."""

from collections.abc import Callable, Mapping
from threading import Lock

from pipeline.localweb.messages import Answer, Request

Content = Answer | Callable[[Request], Answer]
"""What stands at a path: an answer, or what makes one."""

NOT_FOUND = Answer(
    status=404, headers={"content-type": "text/plain; charset=utf-8"}, body=b"not found\n"
)


class VirtualHosts:
    """A mutable set of sites; itself a ``Respond``.

    A path is looked up with its query first, then without; what is not there is a 404.
    """

    def __init__(self, sites: Mapping[str, Mapping[str, Content]] | None = None) -> None:
        """Take host -> path -> content."""
        self._lock = Lock()
        self._sites: dict[str, dict[str, Content]] = {}
        for host, paths in (sites or {}).items():
            for path, content in paths.items():
                self.put(host, path, content)

    def put(self, host: str, path: str, content: Content) -> None:
        """Add or replace what stands at a path; ValueError for a path that does not start at /."""
        if not path.startswith("/"):
            raise ValueError(f"path {path!r} on {host}: a path starts with /")
        with self._lock:
            self._sites.setdefault(host.lower(), {})[path] = content

    def remove(self, host: str, path: str) -> None:
        """Take a path away: from now on it is a 404; KeyError where nothing stands."""
        with self._lock:
            del self._sites[host.lower()][path]

    @property
    def hosts(self) -> list[str]:
        """Return the names of all hosts, sorted."""
        with self._lock:
            return sorted(self._sites)

    def __call__(self, request: Request) -> Answer:
        """Return the answer that stands at the request's host and path."""
        with self._lock:
            paths = self._sites.get(request.host, {})
            content = paths.get(request.path) or paths.get(request.path.partition("?")[0])
        if content is None:
            return NOT_FOUND
        return content if isinstance(content, Answer) else content(request)
