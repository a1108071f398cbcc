"""One worker: ``python -m pipeline.workers.harness WORKER_ID HOST:PORT``."""

import logging
import os
import sys

from pipeline.logs import set_up_logs

log = logging.getLogger("pipeline.workers.harness")


def work(worker_id: str, endpoint: str) -> int:
    """Do what an engine orders until it ends the conversation; 1 where it is cut off."""
    import grpc
    from apache_beam.runners.worker.sdk_worker import SdkHarness

    try:
        # Data is sent when a bundle is over, not by a clock; states are not kept over bundles.
        SdkHarness(endpoint, worker_id=worker_id, data_buffer_time_limit_ms=-1).run()
    except (grpc.RpcError, grpc.FutureTimeoutError) as error:
        # A call that was cut off is an RpcError and a grpc.Call in one.
        said = error.details() if isinstance(error, grpc.Call) else "it does not answer"
        log.warning("the engine at %s is gone: %s", endpoint, said, extra={"key": worker_id})
        return 1
    return 0


if __name__ == "__main__":
    # Else gRPC's core, which knows nothing of Python's records, writes of each goodbye in its own form.
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    set_up_logs(traces=True)
    sys.exit(work(*sys.argv[1:]))
