"""``newsbeam-worker``: keeps a worker up for as long as its engine is there.

Beam's pool starts a worker and looks no further. Where one dies before it has reached its engine,
Flink waits for it for ever ("Still waiting for startup of environment"); so another one is started,
as Beam's own container does. It is called by Beam's contract for containers, whose other addresses
(logs, artifacts, provision) are not needed: newsbeam is installed where the pool is.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.workers.listening import listens

RESTART_S = 1.0


def keep_up(worker_id: str, endpoint: str) -> int:
    """Run a worker, and another one where it dies while its engine listens.

    Args:
        worker_id: by which the engine knows the worker.
        endpoint: ``host:port`` at which the engine gives orders.

    Returns:
        The last worker's exit code, 0 where the engine let it go.
    """
    host, _, port = endpoint.rpartition(":")
    command = [sys.executable, "-m", "pipeline.workers.harness", worker_id, endpoint]
    while True:
        # The pool reads nothing of what a worker prints.
        with subprocess.Popen(command, stdout=sys.stderr) as worker:
            try:
                code = worker.wait()
            finally:
                worker.terminate()
        if code == 0 or not listens(host, int(port)):
            return code
        _say(
            f"worker {worker_id} ended with {code}, and {endpoint} still wants it: starting another"
        )
        time.sleep(RESTART_S)


def _say(message: str) -> None:
    """Write a record as ``pipeline.logs`` would; to import that takes longer than all of this."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    print(f'time={at} level=warning step=keeper message="{message}"', file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Keep up the worker that a pool asks for; SIGTERM ends both."""
    parser = argparse.ArgumentParser(prog="newsbeam-worker", description=keep_up.__doc__)
    parser.add_argument("--id", required=True)
    parser.add_argument("--control_endpoint", required=True)
    given, _ = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.exit(keep_up(given.id, given.control_endpoint))


if __name__ == "__main__":
    main()
