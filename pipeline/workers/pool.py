"""The pool: engines ask it for workers and tell it when to end them."""

import shutil
import signal
import sys
from pathlib import Path

from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer

from pipeline.workers.listening import listens

KEEPER = "newsbeam-worker"


class CannotServe(Exception):  # noqa: N818 - says what happened
    """The pool could not begin; the message is for people."""


def serve(port: int) -> None:
    """Serve workers at a port, for ever; SIGTERM and Ctrl-C end the pool with all its workers.

    Raises:
        CannotServe: something else listens at the port, or newsbeam is not installed as a whole.
    """
    if listens("localhost", port):
        # Two pools could share a port, and an engine would meet now one, now the other.
        raise CannotServe(
            f"something else listens at port {port}; end it, or choose another --port"
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _, server = BeamFnExternalWorkerPoolServicer.start(
        use_process=True, port=port, container_executable=_keeper()
    )
    server.wait_for_termination()


def _keeper() -> str:
    beside = Path(sys.executable).with_name(KEEPER)
    found = str(beside) if beside.is_file() else shutil.which(KEEPER)
    if found is None:
        raise CannotServe(f"{beside} is not there: install newsbeam with pip, which makes it")
    return found
