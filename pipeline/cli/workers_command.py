"""``newsbeam workers``: Python workers for Flink."""

from typing import Annotated

import typer

from pipeline.cli.options import Verbose

Port = Annotated[
    int,
    typer.Option("--port", min=1, max=65535, metavar="N", help="Where engines ask for workers."),
]


def workers(port: Port = 50000, verbose: Verbose = False) -> None:
    """Serve Python workers to a Flink cluster, on the machine of its task manager.

    A job finds them by `environment_type: EXTERNAL` and `environment_config: localhost:PORT`. A
    worker that dies is started again. All addresses of the machine are listened at, and who reaches
    the port can have code run: let only the task managers reach it.
    """
    from pipeline.cli.exits import CommandFailed
    from pipeline.logs import set_up_logs

    set_up_logs(verbose=verbose)
    from pipeline.workers.pool import CannotServe, serve

    try:
        serve(port)
    except CannotServe as error:
        raise CommandFailed(str(error)) from error
